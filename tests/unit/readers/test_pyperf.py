"""pyperf's files: expected values were read from the files by hand, never from a run."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric, MetricDirection, Point
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.reading import Reading

DATA = Path(__file__).resolve().parents[2] / "data" / "pyperf"

SUITE = {
    "sum/1k": (
        5.248291894527357e-05,
        (
            (6.960115405274525e-05, 5.248291894527357e-05, 2.6381742675773978e-05),
            (7.073077246094739e-05, 7.66915175781091e-05, 8.74456557616865e-05),
            (5.400126953120088e-05, 4.040262841797926e-05, 4.205353149416835e-05),
        ),
    ),
    "sleep μs": (
        0.00015891589843763931,
        (
            (0.00015451642285158051, 0.0001576306669921479, 0.00016728549511713098),
            (0.00018807734277337396, 0.00014893176660146779, 0.00015891589843763931),
            (0.0001808834804686299, 0.00018004664160153894, 0.00014627927050780976),
        ),
    ),
    "sort": (
        2.798264892578395e-05,
        (
            (2.0684957275418636e-05, 2.5324630859357988e-05, 3.339585107420273e-05),
            (2.798264892578395e-05, 2.6515928710946213e-05, 3.1611234374950836e-05),
            (2.6658181884742227e-05, 2.996873706057057e-05, 3.0132447509767513e-05),
        ),
    ),
}


def reading_of(name: str) -> Reading:
    """Return what a file of the real ones says."""
    return read_input(DATA / name).reading


def point_of(found: Reading, name: str) -> Point:
    """Return the point of a name."""
    return next(point for point in found.points if point.name == name)


@pytest.mark.parametrize("name", SUITE)
def test_each_run_that_measured_is_a_process(name: str) -> None:
    value, samples = SUITE[name]

    point = point_of(reading_of("dev_suite.json"), name)

    assert point == Point(
        name=name, scenario=name, metrics={"time": Metric(value=value, samples=samples)}
    )


def test_the_benchmarks_stand_in_the_order_of_the_file() -> None:
    found = reading_of("dev_suite.json")

    assert [point.name for point in found.points] == list(SUITE)
    assert found.failed == {}


def test_the_time_is_in_seconds_and_lower_is_better() -> None:
    definitions = reading_of("dev_suite.json").metric_defs

    assert list(definitions) == ["time"]
    assert (definitions["time"].unit, definitions["time"].direction) == ("s", MetricDirection.LOWER)


def test_a_suite_says_when_the_last_run_was_and_on_which_machine() -> None:
    found = reading_of("dev_suite.json")

    assert found.timestamp == datetime(2026, 11, 22, 19, 58, 22, 385612, UTC)
    assert found.warnings == (
        "the timestamp 2026-11-22 19:58:22.385612 has no time zone: taken as UTC",
    )
    assert found.observed == {
        "os": {"system": "Linux", "machine": "x86_64"},
        "cpu": {"model": "AMD EPYC", "cores": 2},
        "python": "3.11.7",
    }
    assert (found.commit, found.branch, found.machine) == (None, None, None)


def test_a_benchmark_alone_has_its_metadata_at_the_top() -> None:
    (point,) = reading_of("dev_single.json").points

    assert point.name == "timeit"
    assert point.metrics == {
        "time": Metric(value=1.0310000106983352e-06, samples=(1.0310000106983352e-06,))
    }


def test_timeit_measures_in_ten_processes_after_calibrating_in_one() -> None:
    (point,) = reading_of("dev_timeit.json").points

    samples = point.metrics["time"].samples
    assert samples is not None
    assert len(samples) == 10
    assert samples[0] == (6.27573095702827e-05, 7.513329101560551e-05)
    assert samples[-1] == (4.5204655761743595e-05, 3.3385935058527494e-05)


def test_a_suite_that_is_compressed_has_functions_statements_and_commands() -> None:
    found = reading_of("real_suite.json.gz")

    assert [point.name for point in found.points] == ["sum/1k", "sort", "python -c pass"]
    assert [list(point.metrics) for point in found.points] == [
        ["time"],
        ["time"],
        ["time", "peak_memory"],
    ]
    assert point_of(found, "python -c pass").metrics["peak_memory"] == Metric(
        value=12726272.0, samples=((12726272.0,), (12726272.0,))
    )
    # only the benchmarks that Python itself runs say which Python it was
    assert found.observed["python"] == "3.11.7"


def test_a_command_has_its_time_and_the_peak_of_its_memory() -> None:
    found = reading_of("real_command.json")

    (point,) = found.points
    assert point.name == "true"
    assert point.metrics["time"].samples == (
        (0.0008201738748994103, 0.0008061573748818773),
        (0.0006683861874989816, 0.0006489184374913748),
    )
    assert point.metrics["peak_memory"] == Metric(
        value=12726272.0, samples=((12730368.0,), (12722176.0,))
    )
    assert found.metric_defs["peak_memory"].unit == "B"
    assert found.metric_defs["peak_memory"].direction is MetricDirection.LOWER


@pytest.mark.parametrize(
    ("file", "name", "value", "samples"),
    [
        ("real_track_memory.json", "timeit", 12380160.0, ((12382208.0,), (12378112.0,))),
        ("real_tracemalloc.json", "timeit", 215411.5, ((215530.0,), (215293.0,))),
        ("real_command_memory.json", "command", 12726272.0, ((12726272.0,), (12726272.0,))),
    ],
)
def test_bytes_are_the_peak_of_the_memory(
    file: str, name: str, value: float, samples: tuple[tuple[float, ...], ...]
) -> None:
    found = reading_of(file)

    assert found.points == (
        Point(
            name=name,
            scenario=name,
            metrics={"peak_memory": Metric(value=value, samples=samples)},
        ),
    )
    assert list(found.metric_defs) == ["peak_memory"]


def test_a_number_without_a_unit_has_no_direction() -> None:
    found = reading_of("real_integer.json")

    assert found.points[0].metrics == {"value": Metric(value=4.0, samples=((3.0, 5.0), (3.0, 5.0)))}
    assert found.metric_defs["value"].direction is MetricDirection.INFO
    assert found.metric_defs["value"].unit == ""
    assert "the metric 'value' has no direction" in found.warnings[0]
    assert found.timestamp is None
    assert found.observed == {}


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json*")), ids=lambda path: path.name)
def test_a_real_file_is_claimed_by_this_reader_only(path: Path) -> None:
    assert claims(Document(path.name, path.read_bytes())) == ["pyperf"]


def file_of(*benchmarks: Any, version: object = "1.0", **metadata: Any) -> Document:
    """Return a file of benchmarks, with what is known of all of them."""
    plain = {"version": version, "metadata": metadata, "benchmarks": benchmarks}
    return Document("bench.json", json.dumps(plain).encode())


def benchmark(name: object = "a", runs: Any = ({"values": [1.0]},), **metadata: Any) -> Any:
    """Return a benchmark as pyperf writes it."""
    return {"metadata": {"name": name, **metadata}, "runs": runs}


def said(document: Document) -> Reading:
    """Return what a file says, its format being known."""
    return read(document, "pyperf")[1]


def test_what_stands_lower_wins() -> None:
    runs = [{"values": [7], "metadata": {"date": "2026-01-02 03:04:05+02:00"}}]
    found = said(file_of(benchmark(runs=runs, unit="byte"), unit="second", name="all"))

    assert found.points[0].name == "a"
    assert list(found.points[0].metrics) == ["peak_memory"]
    assert found.timestamp == datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)
    assert found.warnings == ()


def test_a_unit_that_is_not_said_is_seconds() -> None:
    assert list(said(file_of(benchmark())).metric_defs) == ["time"]


def test_tags_are_the_groups_that_a_benchmark_is_in() -> None:
    found = said(file_of(benchmark(tags=["slow", "math"])))

    assert found.points[0].tags == {"tags": "math,slow"}


@pytest.mark.parametrize(
    ("runs", "reason"),
    [
        ([{"warmups": [[1, 1.0]]}], "no value"),
        ([], "no value"),
        ([{"values": [1.0, float("nan")]}], "a value of nan"),
        ([{"values": [1.0]}, {"values": [float("inf")]}], "a value of inf"),
    ],
)
def test_a_benchmark_without_a_finite_value_has_failed(runs: Any, reason: str) -> None:
    found = said(file_of(benchmark(), benchmark("b", runs)))

    assert found.failed == {"b": reason}
    assert [point.name for point in found.points] == ["a"]


def test_a_file_that_measured_nothing_is_an_error() -> None:
    with pytest.raises(DataError, match="measured nothing"):
        said(file_of())
    with pytest.raises(DataError, match=r"every benchmark in it failed \(a\)"):
        said(file_of(benchmark(runs=[])))


@pytest.mark.parametrize(
    ("config", "settings"),
    [
        (
            "0-7=driver:intel_pstate, intel_pstate:turbo, governor:powersave; idle:intel_idle",
            "governor:powersave, intel_pstate:turbo",
        ),
        ("0=driver:acpi-cpufreq, governor:ondemand", "governor:ondemand"),
    ],
)
def test_a_cpu_whose_frequency_was_scaled_is_a_warning(config: str, settings: str) -> None:
    assert said(file_of(benchmark(cpu_config=config))).warnings == (
        f"the CPU's frequency was scaled ({settings})",
    )


@pytest.mark.parametrize(
    "config",
    ["0-3=driver:intel_pstate, intel_pstate:no turbo, governor:performance", "idle:haltpoll", ""],
)
def test_a_cpu_of_one_frequency_is_none(config: str) -> None:
    assert said(file_of(benchmark(cpu_config=config))).warnings == ()


@pytest.mark.parametrize(
    ("platform", "os"),
    [
        (
            "Linux-4.14.8-300.fc27.x86_64-x86_64-with-fedora-27-Twenty_Seven",
            {"system": "Linux", "machine": "x86_64"},
        ),
        ("macOS-14.5-arm64-arm-64bit", {"system": "Darwin", "machine": "arm64"}),
        ("Windows-10-10.0.19045-SP0", {"system": "Windows"}),
    ],
)
def test_the_platform_is_a_system_and_an_architecture(platform: str, os: dict[str, str]) -> None:
    assert said(file_of(benchmark(), platform=platform)).observed["os"] == os


def test_what_the_benchmarks_say_differently_of_the_machine_is_not_known() -> None:
    found = said(file_of(benchmark(cpu_count=2), benchmark("b", cpu_count=4), cpu_model_name="X"))

    assert found.observed["cpu"] == {"model": "X"}


def test_a_count_of_cores_that_no_machine_has_is_not_known() -> None:
    found = said(file_of(benchmark(), cpu_count="9" * 5_000, cpu_model_name="X"))

    assert found.observed["cpu"] == {"model": "X"}


@pytest.mark.parametrize("version", ["1.1", "2.0", 5, 7, None, [], {}, "6"])
def test_a_version_that_is_not_known_is_said(version: object) -> None:
    with pytest.raises(DataError, match=r"^bench\.json \[pyperf\]: version: the versions '1\.0'"):
        read(file_of(benchmark(), version=version))


def test_the_version_before_the_present_one_is_read() -> None:
    assert said(file_of(benchmark(), version=6)).points[0].metrics["time"].value == 1.0


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (file_of(5), "benchmarks[0]: expected an object, got 5 (int)"),
        (file_of({"runs": []}), "benchmarks[0]: metadata: name: expected a name, got None"),
        (file_of(benchmark(name=3)), "benchmarks[0]: metadata: name: expected a name, got 3"),
        (file_of({"metadata": [1], "runs": []}), "benchmarks[0]: metadata: expected an object"),
        (file_of(benchmark(runs={})), "a: runs: expected a list"),
        (file_of(benchmark(runs=[7])), "a: runs[0]: expected an object, got 7 (int)"),
        (file_of(benchmark(runs=[{}])), "a: runs[0]: has neither values nor warmups"),
        (file_of(benchmark(runs=[{"values": 4}])), "a: runs[0]: values: expected a list"),
        (file_of(benchmark(runs=[{"values": ["4"]}])), "a: values: expected a number, got '4'"),
        (file_of(benchmark(runs=[{"values": [10**400]}])), "a: values: expected a number, got 1"),
        (file_of(benchmark(unit="furlong")), "a: metadata: unit: expected one of second, byte"),
        (file_of(benchmark(unit=["second"])), "a: metadata: unit: expected one of second, byte"),
        (file_of(benchmark(tags="x")), "a: metadata: tags: expected a list"),
        (file_of(benchmark(tags=[1])), "a: metadata: tags: expected a name"),
        (file_of(benchmark(date="yesterday")), "metadata: date: 'yesterday' (str) is no ISO"),
        (file_of(benchmark(date=3)), "metadata: date: 3 (int) is no ISO 8601 time"),
        (file_of(benchmark(command_max_rss="x")), "a: metadata: command_max_rss: expected a numb"),
        (file_of(benchmark(), benchmark()), "the benchmarks 1 and 2 in it are both 'a'"),
    ],
)
def test_a_wrong_shape_names_the_place(document: Document, reason: str) -> None:
    with pytest.raises(DataError) as caught:
        said(document)

    assert str(caught.value).startswith("bench.json [pyperf]: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "plain",
    [
        b'{"version": "1.0", "benchmarks": []}',
        b'{"version": "1.0", "benchmarks": [5]}',
        b'{"version": "1.0", "benchmarks": {"runs": []}}',
        b'{"benchmarks": [{"runs": []}]}',
        b'{"version": "1.0", "benchmarks": [{"runs": []}], "context": {}}',
    ],
)
def test_what_is_of_another_tool_is_not_recognised(plain: bytes) -> None:
    assert claims(Document("bench.json", plain)) == []
