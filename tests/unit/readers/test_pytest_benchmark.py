"""pytest-benchmark's files: expected values were read from the files by hand, never from a run."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calibrax.core import MetricDef, MetricDirection, MetricPriority
from calibrax.errors import DataError
from calibrax.readers import read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.reading import Reading
from tests.shared import SHARED, needs_shared

DATA = Path(__file__).resolve().parents[2] / "data" / "pytest-benchmark"
FOREIGN = SHARED / "data" / "formats" / "foreign" / "pytest-benchmark" / "gab_pytest_output.json"
OMITTED = re.compile(r',\s*"\.\.\. omitted to keep this file small"')

DEFAULT: dict[str, tuple[str, dict[str, str], float, int, tuple[float, ...]]] = {
    "test_dev.py::test_sha": (
        "test_dev.py::test_sha",
        {},
        1.3829999261361081e-06,
        50,
        (2.7549999686016236e-06, 1.6829999367473647e-06, 2.8249999104446033e-06),
    ),
    "test_dev.py::test_sum[10]": (
        "test_dev.py::test_sum",
        {"n": "10"},
        1.6281000057460914e-07,
        112,
        (1.7732999822328565e-07, 1.7782999975679558e-07, 1.7753000065567902e-07),
    ),
    "test_dev.py::test_sum[1000]": (
        "test_dev.py::test_sum",
        {"n": "1000"},
        1.5959000165821635e-05,
        117,
        (1.6409999943789444e-05, 1.614999996490951e-05, 1.6010000081223552e-05),
    ),
    "test_dev.py::test_sum[100000]": (
        "test_dev.py::test_sum",
        {"n": "100000"},
        0.00189002399997662,
        5,
        (0.0018708380000589386, 0.00189002399997662, 0.0019562269999369164),
    ),
    "test_dev.py::test_names[a b]": (
        "test_dev.py::test_names",
        {"s": "a b"},
        6.952999910936341e-08,
        285,
        (7.27299993741326e-08, 1.7092000007323804e-07, 1.2894000064989086e-07),
    ),
    "test_dev.py::test_names[x/y]": (
        "test_dev.py::test_names",
        {"s": "x/y"},
        7.523000022047199e-08,
        269,
        (7.55400014895713e-08, 7.604000074934448e-08, 7.563000053778524e-08),
    ),
    "test_dev.py::test_names[[z]]": (
        "test_dev.py::test_names",
        {"s": "[z]"},
        7.253999910972197e-08,
        276,
        (7.533999905717792e-08, 7.493999873986467e-08, 7.453999842255144e-08),
    ),
    "test_dev.py::test_names[p|q]": (
        "test_dev.py::test_names",
        {"s": "p|q"},
        7.243000027301605e-08,
        274,
        (7.394000022031832e-08, 7.51399988985213e-08, 7.494000101360143e-08),
    ),
    "test_dev.py::test_names[\\u03bc-\\u03bb]": (
        "test_dev.py::test_names",
        {"s": "μ-λ"},
        1.8310344848001037e-07,
        390,
        (1.806551749880249e-07, 1.799655192685193e-07, 1.7755172033001395e-07),
    ),
    "test_dev.py::test_sleep_one_round": (
        "test_dev.py::test_sleep_one_round",
        {"group": "sleepers"},
        0.010126550999984829,
        1,
        (0.010126550999984829,),
    ),
    "test_dev.py::test_extra": (
        "test_dev.py::test_extra",
        {"group": "sleepers"},
        0.0010981224999113692,
        5,
        (0.0010981224999113692, 0.001098317500009216, 0.0010988139999881241),
    ),
    "test_dev.py::TestK::test_in_class": (
        "test_dev.py::TestK::test_in_class",
        {},
        7.083000014063146e-07,
        139,
        (7.198000048447284e-07, 7.127999992917466e-07, 7.098500077518111e-07),
    ),
}


def reading_of(name: str) -> Reading:
    """Return what a file of the real ones says."""
    return read_input(DATA / name).reading


@pytest.mark.parametrize("name", DEFAULT)
def test_a_benchmark_of_a_real_file(name: str) -> None:
    scenario, tags, median, count, first = DEFAULT[name]

    point = next(each for each in reading_of("dev_default.json").points if each.name == name)

    assert point.scenario == scenario
    assert point.tags == tags
    assert point.source == "test_dev.py"
    assert point.machine is None
    assert list(point.metrics) == ["time"]
    time = point.metrics["time"]
    assert time.value == median
    assert (time.lower, time.upper) == (None, None)
    assert time.samples is not None
    assert len(time.samples) == count
    assert time.samples[:3] == first


def test_the_benchmarks_of_a_real_file_stand_in_its_order() -> None:
    found = reading_of("dev_default.json")

    assert [point.name for point in found.points] == list(DEFAULT)
    assert found.failed == {}
    assert found.warnings == ()


def test_the_metric_is_time_in_seconds_and_lower_is_better() -> None:
    assert reading_of("dev_default.json").metric_defs == {
        "time": MetricDef(
            name="time",
            unit="s",
            direction=MetricDirection.LOWER,
            group="Time",
            priority=MetricPriority.PRIMARY,
        )
    }


def test_commit_branch_time_and_machine_of_a_real_file() -> None:
    found = reading_of("dev_default.json")

    assert found.commit == "aae6a05db4dd88c78a3b6b81dc7773b64c1fbba1"
    assert found.branch == "master"
    assert found.timestamp == datetime(2026, 11, 22, 20, 0, 22, 107814, tzinfo=UTC)
    assert found.observed == {
        "os": {"system": "Linux", "machine": "x86_64"},
        "cpu": {"model": "AMD EPYC", "cores": 2},
        "python": "3.11.7",
    }
    assert (found.id, found.suite, found.machine, found.environment) == (None, None, None, {})


def test_a_saved_file_with_data_keeps_its_samples() -> None:
    points = reading_of("dev_autosave_savedata.json").points

    assert [point.name.removeprefix("test_dev.py::") for point in points] == [
        "test_sum[10]",
        "test_sum[1000]",
        "test_sum[100000]",
        "test_sleep_one_round",
    ]
    assert [point.metrics["time"].value for point in points] == [
        2.9237500598355837e-07,
        2.7360499984752096e-05,
        0.004421163000188244,
        0.01795304400002351,
    ]
    assert [len(point.metrics["time"].samples or ()) for point in points] == [191, 36, 5, 1]


def test_a_saved_file_without_data_gives_the_medians_it_holds() -> None:
    points = reading_of("dev_save_nodata.json").points

    assert [point.metrics["time"].value for point in points] == [
        1.774999986992043e-07,
        2.6930999865726335e-05,
        0.0042454459999135,
    ]
    assert [point.metrics["time"].samples for point in points] == [None, None, None]


def test_version_4_writes_no_time_zone() -> None:
    found = reading_of("dev_v4.json")

    assert found.timestamp == datetime(2026, 11, 22, 20, 0, 48, 5308, tzinfo=UTC)
    assert found.warnings == (
        "the timestamp 2026-11-22T20:00:48.005308 has no time zone: taken as UTC",
    )
    assert [point.name for point in found.points] == list(DEFAULT)
    assert found.points[0].metrics["time"].value == 2.3340001007454703e-06
    assert found.points[4].metrics["time"].value == 1.2703499919552995e-07


@needs_shared
def test_a_file_of_another_project_that_was_shortened_by_hand_is_refused() -> None:
    with pytest.raises(
        DataError, match=r"test_fib_10: stats: data: expected a number, got '\.\.\. omitted"
    ):
        read_input(FOREIGN)


@needs_shared
def test_a_file_of_another_project_without_the_text_among_its_samples() -> None:
    whole = FOREIGN.read_text(encoding="utf-8")
    found = read(Document("gab.json", OMITTED.sub("", whole).encode()))[1]

    assert [point.name for point in found.points] == [
        "bench.py::test_fib_10",
        "bench.py::test_fib_20",
    ]
    first, second = (point.metrics["time"] for point in found.points)
    assert first.samples == (
        3.215300000025678e-05,
        2.8706999999794647e-05,
        2.489499999969169e-05,
        2.487300000009185e-05,
    )
    assert first.value == pytest.approx(2.6800999999743168e-05, rel=1e-12)
    assert second.value == pytest.approx(0.003166516500000105, rel=1e-12)
    assert found.commit == "9d55ab0434c9088746ae2d134702d782bf088644"
    assert found.branch == "pytest"
    assert found.timestamp == datetime(2019, 11, 17, 2, 22, 16, 817862, tzinfo=UTC)
    assert found.warnings == (
        "the timestamp 2019-11-17T02:22:16.817862 has no time zone: taken as UTC",
        "the work tree had uncommitted changes when it was measured",
    )


def test_objects_as_parameters_are_no_tags_since_their_text_is_another_each_time() -> None:
    found = {point.name: point.tags for point in reading_of("dev_objects.json").points}
    assert found == {
        "test_objects.py::test_object[10-engine]": {"size": "10"},
        "test_objects.py::test_object[2.5-engine]": {"size": "2.5"},
        "test_objects.py::test_object[None-engine]": {"size": "null"},
        "test_objects.py::test_object[True-engine]": {"size": "true"},
        "test_objects.py::test_function[quick]": {},
        "test_objects.py::test_function[len]": {},
    }
