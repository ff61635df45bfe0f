"""tinybench's tasks and tables: expected values were read from the files by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric, MetricDirection
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.reading import Reading

DATA = Path(__file__).resolve().parents[2] / "data" / "tinybench"
NAMELESS = "the table has rows of tasks that did not run, and does not say their names"
A, B = "a x b", "größe 🚀"

Times = dict[str, tuple[float, tuple[float, ...] | None]]
"""Medians and samples in milliseconds, as the files have them."""

TASKS: dict[str, Times] = {
    "dev_tasks.json": {
        "faster": (0.00005999999984851456, None),
        "slower": (2.143150999999989, None),
    },
    "v2_tasks.json": {
        A: (
            (0.3008179999999925 + 0.3023099999999772) / 2,
            (0.3005670000000009, 0.3008179999999925, 0.3023099999999772, 0.9154719999999941),
        ),
        B: (1.199905000000001, (1.1388239999999996, 1.199905000000001, 1.311351000000002)),
    },
    "v4_tasks.json": {
        A: (
            0.3014635000000112,
            (0.30044700000001967, 0.30103800000000547, 0.30188900000001695, 0.3040619999999876),
        ),
        B: (1.1309519999999793, (1.1267269999999883, 1.1309519999999793, 1.448554999999999)),
    },
    "v6_tasks.json": {A: (0.3006719999999987, None), B: (1.1073480000000018, None)},
    "v6_samples.json": {
        A: (
            0.30089250000000334,
            (0.300296000000003, 0.30076800000000503, 0.30101700000000164, 0.3024699999999996),
        ),
        B: (1.1089399999999898, (1.1067460000000011, 1.1089399999999898, 1.8226920000000035)),
    },
}
NOT_RUN = {
    "dev_tasks.json": {},
    "v2_tasks.json": {"throws": "it threw an error", "never run": "it did not run"},
    "v4_tasks.json": {"throws": "it threw an error", "never run": "it did not run"},
    "v6_tasks.json": {"throws": "it threw an error", "never run": "not-started"},
    "v6_samples.json": {},
}


def said(items: object) -> Reading:
    """Return what a list says."""
    return read(Document("results.json", json.dumps(items).encode()), "tinybench")[1]


def a_task(name: str = "a", **result: Any) -> dict[str, Any]:
    """Return a task with a result."""
    return {"name": name, "result": result}


def a_row(**columns: Any) -> dict[str, Any]:
    """Return a row of a table."""
    return {"Task name": "a", **columns}


@pytest.mark.parametrize("name", TASKS)
def test_the_tasks_of_a_real_file(name: str) -> None:
    found = read_input(DATA / name).reading

    assert [point.name for point in found.points] == list(TASKS[name])
    for point in found.points:
        median, samples = TASKS[name][point.name]
        time = point.metrics["time"]
        assert (point.scenario, point.tags, list(point.metrics)) == (point.name, {}, ["time"])
        assert time.value == pytest.approx(median / 1000, rel=1e-15)
        assert time.samples == (samples and tuple(each / 1000 for each in samples))
        assert (time.lower, time.upper) == (None, None)
    assert found.failed == NOT_RUN[name]
    assert found.warnings == ()
    runtime = {} if name == "v2_tasks.json" else {"runtime": "node 20.20.2"}
    assert found.observed == runtime


def test_the_metric_is_time_in_seconds_and_lower_is_better() -> None:
    definitions = read_input(DATA / "dev_tasks.json").reading.metric_defs

    assert list(definitions) == ["time"]
    assert definitions["time"].unit == "s"
    assert definitions["time"].direction is MetricDirection.LOWER


@pytest.mark.parametrize(
    ("name", "times", "failed", "warnings"),
    [
        ("dev_table.json", {"faster": 60.0e-9, "slower": 2143151e-9}, {}, ()),
        ("v4_table.json", {A: 301464e-9, B: 1130952e-9}, {"throws": "boom"}, (NAMELESS,)),
        (
            "v6_table.json",
            {A: 300672e-9, B: 1107348e-9},
            {"throws": "boom", "never run": "not-started"},
            (),
        ),
    ],
)
def test_the_medians_of_a_table(
    name: str, times: dict[str, float], failed: dict[str, str], warnings: tuple[str, ...]
) -> None:
    found = read_input(DATA / name).reading

    assert {point.name: point.metrics for point in found.points} == {
        task: {"time": Metric(value=time)} for task, time in times.items()
    }
    assert (found.failed, found.warnings) == (failed, warnings)


def test_a_table_of_version_2_has_means_and_their_margins() -> None:
    first, second = (
        point.metrics["time"] for point in read_input(DATA / "v2_table.json").reading.points
    )

    assert first.value == pytest.approx(1114655.5e-9, rel=1e-12)
    assert second.value == pytest.approx(1138923.6666666705e-9, rel=1e-12)
    # 1138923.667 ns less and more 9.20 %
    assert second.lower == pytest.approx(1034142.689e-9, rel=1e-6)
    assert second.upper == pytest.approx(1243704.644e-9, rel=1e-6)


def test_the_columns_of_version_3_0() -> None:
    found = said([a_row(**{"Latency average (ns)": "9", "Latency median (ns)": "60.00"})])

    assert found.points[0].metrics == {"time": Metric(value=60e-9)}


def test_the_unit_is_that_of_the_column() -> None:
    found = said([a_row(**{"Latency med (ms)": "1.5 ± 0.1"})])

    assert found.points[0].metrics == {"time": Metric(value=0.0015)}


def test_without_a_median_the_mean_is_the_time() -> None:
    found = said([a_task(hz=500, period=2, mean=2, moe=0.5)])

    assert found.points[0].metrics == {"time": Metric(value=0.002)}


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ({"error": {"message": "boom\nat x"}}, "boom"),
        ({"error": "plain"}, "plain"),
        ({"error": {}, "latency": {"p50": 1}}, "it threw an error"),
        ({"aborted": True, "latency": {"p50": 1}}, "aborted"),
        ({"state": "aborted-with-statistics", "latency": {"p50": 1}}, "aborted-with-statistics"),
        ({"state": "started"}, "started"),
        ({"latency": {"p50": None, "mean": None}}, "no value"),
        ({"latency": {"samples": [1, float("inf")]}}, "a value of inf"),
    ],
)
def test_a_task_without_a_time_is_listed_as_failed(result: dict[str, Any], reason: str) -> None:
    found = said([a_task(latency={"p50": 1}), {"name": "b", "result": result}])

    assert [point.name for point in found.points] == ["a"]
    assert found.failed == {"b": reason}


@pytest.mark.parametrize(
    ("items", "place"),
    [
        ({"name": "a"}, "the top level: expected a list"),
        ([a_task(latency={"p50": 1}), 5], r"\[1\]: expected an object"),
        ([{"result": {}}], r"\[0\]: name: expected a name"),
        ([{"name": "a", "result": 5}], "a: result: expected an object"),
        ([a_task(latency=5)], "a: latency: expected an object"),
        ([a_task(latency={})], "a: latency: mean: expected a number"),
        ([a_task(latency={"p50": "5"})], "a: latency: p50: expected a number"),
        ([a_task(latency={"samples": 5})], "a: latency: samples: expected a list"),
        ([a_task(latency={"samples": [10**400]})], "a: latency: samples: expected a number"),
        ([a_row(Samples=3)], "a: none of the columns 'Task name', 'Samples' is a time"),
        ([a_row(**{"Latency med (ops)": "5"})], "a: none of the columns"),
        ([a_row(**{"Latency med (ns)": "5,5 ± 1"})], r"a: Latency med \(ns\): '5,5 ± 1' is no"),
        ([a_row(**{"Latency med (ns)": None})], r"a: Latency med \(ns\): expected a number"),
        ([{"Task name": 5, "Latency med (ns)": "5"}], r"\[0\]: Task name: expected a name"),
    ],
)
def test_a_wrong_shape_is_refused_with_its_place(items: object, place: str) -> None:
    with pytest.raises(DataError, match=rf"^results\.json \[tinybench\]: {place}"):
        said(items)


def test_two_tasks_of_one_name_are_refused() -> None:
    with pytest.raises(DataError, match="both 'a'"):
        said([a_task(latency={"p50": 1}), a_task(latency={"p50": 2})])


def test_a_list_without_tasks_measured_nothing() -> None:
    with pytest.raises(DataError, match="it measured nothing"):
        said([])


@pytest.mark.parametrize(
    "items",
    [[], [None], [5], [{"name": "a"}], [{"name": "a", "result": {"x": 1}}], [{}, a_row()], {}],
)
def test_other_lists_are_not_recognised(items: object) -> None:
    assert "tinybench" not in claims(Document("a.json", json.dumps(items).encode()))
