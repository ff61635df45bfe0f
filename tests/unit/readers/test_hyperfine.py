"""hyperfine's files: expected values were read from the files by hand, never from a run."""

import json
from datetime import UTC, datetime
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric, MetricDirection
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.reading import Reading

DATA = Path(__file__).resolve().parents[2] / "data" / "hyperfine"

Times = tuple[tuple[float], ...]
POINTS: dict[str, list[tuple[str, dict[str, str], float, Times]]] = {
    "dev_two.json": [
        (
            "sleep 0.01",
            {},
            0.01185836,
            ((0.01185836,), (0.016315611,), (0.015615614000000002,), (0.011732976,), (0.01169205,)),
        ),
        (
            "true",
            {},
            0.001089031,
            (
                (0.0038438670000000004,),
                (0.001089031,),
                (0.0008800510000000001,),
                (0.0008465090000000001,),
                (0.009146484,),
            ),
        ),
    ],
    "dev_named.json": [
        ("my name", {}, 0.0068193595, ((0.006475193000000001,), (0.007163526000000001,)))
    ],
    "dev_params.json": [
        (
            "sleep 0.001",
            {"n": "1"},
            0.0046048344000000005,
            ((0.0046048344000000005,), (0.011037708400000002,), (0.0011080034000000008,)),
        ),
        (
            "sleep 0.002",
            {"n": "2"},
            0.007627580400000001,
            ((0.008277572400000002,), (0.0021183184000000002,), (0.007627580400000001,)),
        ),
        (
            "sleep 0.004",
            {"n": "4"},
            0.0045356554000000006,
            ((0.0045356554000000006,), (0.007327360400000001,), (0.004095133400000001,)),
        ),
    ],
    "real_scan.json": [
        (
            "sleeping",
            {"n": "1", "unit": "s"},
            0.0022032799,
            ((0.0022843384,), (0.0021222214000000002,)),
        ),
        ("sleeping", {"n": "2", "unit": "s"}, 0.0036040644, ((0.0031469764,), (0.0040611524,))),
        (
            "sleeping",
            {"n": "1", "unit": "m"},
            0.0022573599000000003,
            ((0.0022834614000000002,), (0.0022312584,)),
        ),
        ("sleeping", {"n": "2", "unit": "m"}, 0.0033291099, ((0.0032416274,), (0.0034165924,))),
    ],
    "real_v2_scan.json": [
        (
            "sleep 1ms",
            {"branch": "main", "n": "1"},
            0.0020274065000000004,
            ((0.002066164,), (0.0019886490000000003,)),
        ),
        (
            "sleep 2ms",
            {"branch": "main", "n": "2"},
            0.0030017705,
            ((0.002968847,), (0.003034694,)),
        ),
        (
            "sleep 1ms",
            {"branch": "new", "n": "1"},
            0.0022936370000000003,
            ((0.002289726,), (0.002297548,)),
        ),
        (
            "sleep 2ms",
            {"branch": "new", "n": "2"},
            0.0033427680000000003,
            ((0.0033190280000000003,), (0.0033665080000000003,)),
        ),
    ],
    "real_v2_env.json": [
        (
            "OMP_NUM_THREADS=1 true",
            {"n": "1"},
            0.0007513175,
            ((0.000736786,), (0.0007658490000000001,)),
        ),
        ("OMP_NUM_THREADS=2 true", {"n": "2"}, 0.0006502775, ((0.000646071,), (0.000654484,))),
    ],
}


def reading_of(name: str) -> Reading:
    """Return what a file of the real ones says."""
    return read_input(DATA / name).reading


@pytest.mark.parametrize("file", POINTS)
def test_each_run_of_a_command_is_a_process(file: str) -> None:
    found = reading_of(file)

    for point, (name, tags, value, samples) in zip(found.points, POINTS[file], strict=True):
        assert (point.name, point.scenario, point.tags) == (name, name, tags)
        assert point.metrics["time"].value == pytest.approx(value, rel=1e-14)
        assert point.metrics["time"].samples == samples
        assert point.source is None
    assert found.failed == {}


def test_the_cpu_time_of_hyperfine_1_is_the_mean_of_user_and_system() -> None:
    first, second, third = reading_of("dev_params.json").points

    assert first.metrics["cpu_time"] == Metric(value=0.0009200133333333334 + 0.0010492400000000001)
    assert second.metrics["cpu_time"] == Metric(value=0.0022543466666666667)
    assert third.metrics["cpu_time"] == Metric(value=0.0008103466666666666 + 0.0009059066666666666)


def test_the_cpu_time_of_hyperfine_2_is_of_each_process() -> None:
    first = reading_of("real_v2_scan.json").points[0]

    assert first.metrics["cpu_time"].samples == ((0.00089,), (0.000815,))
    assert first.metrics["cpu_time"].value == pytest.approx(0.0008525)


@pytest.mark.parametrize(
    ("file", "memory"),
    [
        ("real_scan.json", Metric(value=2973696.0, samples=((2973696.0,), (2973696.0,)))),
        ("real_v2_scan.json", Metric(value=3051520.0, samples=((3051520.0,), (3051520.0,)))),
        ("real_one_run.json", Metric(value=3244032.0, samples=(3244032.0,))),
    ],
)
def test_the_memory_of_each_process_is_in_bytes(file: str, memory: Metric) -> None:
    assert reading_of(file).points[0].metrics["peak_memory"] == memory


@pytest.mark.parametrize("file", ["real_scan.json", "real_v2_scan.json"])
def test_times_are_seconds_and_memory_is_bytes_and_less_is_better(file: str) -> None:
    definitions = reading_of(file).metric_defs

    assert {each.name: (each.unit, each.direction) for each in definitions.values()} == {
        "time": ("s", MetricDirection.LOWER),
        "cpu_time": ("s", MetricDirection.LOWER),
        "peak_memory": ("B", MetricDirection.LOWER),
    }


def test_memory_that_was_not_measured_is_no_metric() -> None:
    assert list(reading_of("dev_two.json").metric_defs) == ["time", "cpu_time"]


def test_one_run_is_one_value() -> None:
    (point,) = reading_of("real_one_run.json").points

    assert point.metrics["time"] == Metric(
        value=6.303316000000033e-05, samples=(6.303316000000033e-05,)
    )


@pytest.mark.parametrize("file", ["real_ignored_failure.json", "real_v2_ignored_failure.json"])
def test_a_command_whose_every_run_failed_has_failed(file: str) -> None:
    found = reading_of(file)

    assert [point.name for point in found.points] == ["true"]
    assert found.failed == {
        "exit 3": "the exit code of 3 of 3 runs was 3",
        "kill -9 $$": "the exit code of 3 of 3 runs was 137",
    }
    assert found.warnings == ()


def test_a_command_that_was_measured_twice_is_an_error_that_shows_both() -> None:
    with pytest.raises(DataError, match="the benchmarks 1 and 2 in it are both 'true'"):
        reading_of("real_twice.json")


def test_a_parameter_that_is_not_in_the_command_tells_apart() -> None:
    points = reading_of("real_unused_parameter.json").points

    assert [(point.name, point.tags) for point in points] == [
        ("true", {"branch": "main"}),
        ("true", {"branch": "new"}),
    ]


def test_hyperfine_1_says_nothing_of_time_and_machine() -> None:
    found = reading_of("dev_two.json")

    assert (found.timestamp, found.observed, found.commit) == (None, {}, None)
    assert found.warnings == ()


def test_hyperfine_2_says_when_it_started_and_on_which_system() -> None:
    found = reading_of("real_v2_env.json")

    assert found.timestamp == datetime(2026, 11, 25, 20, 9, 15, tzinfo=UTC)
    assert found.observed == {"os": {"system": "Linux", "machine": "x86_64"}}
    assert found.warnings == ()


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.name)
def test_a_real_file_is_claimed_by_this_reader_only(path: Path) -> None:
    assert claims(Document(path.name, path.read_bytes())) == ["hyperfine"]


def said(plain: Any) -> Reading:
    """Return what a file says, its format being known."""
    return read(Document("bench.json", json.dumps(plain).encode()), "hyperfine")[1]


def result(**changed: Any) -> dict[str, Any]:
    """Return a result of hyperfine 1."""
    usual = {"command": "a", "mean": 2.5, "median": 2.0, "user": 1.0, "system": 0.5}
    return usual | {"times": [1.0, 2.0, 3.0]} | changed


def run(seconds: object = 1.0, **more: Any) -> dict[str, Any]:
    """Return a run as hyperfine 2 writes it."""
    return {"time_wall_clock": {"value": seconds, "unit": "second"}, "exit_code": 0} | more


def flat(values: float | tuple[float, ...]) -> tuple[float, ...]:
    return values if isinstance(values, tuple) else (values,)


def of_2(*measurements: Any, **changed: Any) -> dict[str, Any]:
    """Return a file of hyperfine 2 with one result."""
    item = {"command": "a", "measurements": list(measurements)} | changed
    return {"schema_version": 2, "primary_metric": "time_wall_clock", "results": [item]}


def test_without_the_times_the_median_counts_and_without_it_the_mean() -> None:
    alone = result()
    del alone["times"]
    assert said({"results": [alone]}).points[0].metrics["time"] == Metric(value=2.0)
    del alone["median"]
    assert said({"results": [alone]}).points[0].metrics["time"] == Metric(value=2.5)


def test_hardware_counters_are_metrics_of_which_less_is_better() -> None:
    runs = [run(instructions={"value": 10}), run(instructions={"value": 30}), run()]

    found = said(of_2(*runs))

    assert found.points[0].metrics["instructions"] == Metric(value=20.0, samples=((10.0,), (30.0,)))
    definition = found.metric_defs["instructions"]
    assert (definition.unit, definition.direction) == ("", MetricDirection.LOWER)


def test_what_hyperfine_measures_in_times_to_come_is_shown_and_not_judged() -> None:
    found = said(of_2(run(page_faults={"value": 3}, energy={"value": 2.0, "unit": "joule"})))

    assert found.metric_defs["page_faults"].direction is MetricDirection.INFO
    assert found.metric_defs["energy"].unit == "joule"
    assert [warning.partition(" has ")[0] for warning in found.warnings] == [
        "the metric 'page_faults'",
        "the metric 'energy'",
    ]


def test_a_time_that_is_not_finite_is_a_failure() -> None:
    failing = result(command="b", times=[1.0, float("nan")], parameters={"n": "1"})

    found = said({"results": [result(), failing]})

    assert found.failed == {"b": "a value of nan"}
    assert [point.name for point in found.points] == ["a"]


def test_a_cpu_time_that_is_not_finite_is_left_out_with_a_warning() -> None:
    found = said({"results": [result(user=float("inf"))]})

    assert list(found.points[0].metrics) == ["time"]
    assert list(found.metric_defs) == ["time"]
    assert found.warnings == ("a: no 'cpu_time': a value of inf",)


def test_a_command_without_runs_has_failed() -> None:
    with pytest.raises(DataError, match=r"every benchmark in it failed \(a\)"):
        said(of_2())


@pytest.mark.parametrize(
    ("codes", "samples", "warning"),
    [
        ([0, 0, 0], (1.0, 2.0, 3.0), None),
        ([], (1.0, 2.0, 3.0), None),
        ([0], (1.0, 2.0, 3.0), None),
        ([0, 1, 2], (1.0,), "a: the exit code of 2 of 3 runs was 1, 2: not counted"),
        ([None, 0, 0], (2.0, 3.0), "a: the exit code of 1 of 3 runs was none: not counted"),
    ],
)
def test_runs_that_failed_do_not_count(
    codes: list[Any], samples: tuple[float, ...], warning: str | None
) -> None:
    old = said({"results": [result(exit_codes=codes)]})
    time = old.points[0].metrics["time"]
    assert tuple(chain.from_iterable(map(flat, time.samples or ()))) == samples
    assert warning is None or warning in old.warnings
    assert ("cpu_time" in old.points[0].metrics) is (warning is None)
    runs = [
        run(value, exit_code=code)
        for value, code in zip_longest((1.0, 2.0, 3.0), codes, fillvalue=0)
    ]
    new = said(of_2(*runs))
    assert new.points[0].metrics["time"] == time
    assert new.warnings == ((warning,) if warning else ())


@pytest.mark.parametrize("version", [1, 3, "2", [], {"a": 1}])
def test_a_version_that_is_not_known_is_said(version: object) -> None:
    plain = of_2(run()) | {"schema_version": version}

    with pytest.raises(DataError, match=r"^b\.json \[hyperfine\]: schema_version: of hyperfine's"):
        read(Document("b.json", json.dumps(plain).encode()))


@pytest.mark.parametrize(
    ("plain", "reason"),
    [
        ([], "the top level: expected an object"),
        ({"results": {}}, "results: expected a list"),
        ({"results": [3]}, "results[0]: expected an object, got 3 (int)"),
        ({"results": [result(command="")]}, "results[0]: command: expected a name"),
        ({"results": [result(parameters=[1])]}, "a: parameters: expected an object"),
        ({"results": [result(times={})]}, "a: times: expected a list"),
        ({"results": [result(times=["1"])]}, "a: times: expected a number, got '1'"),
        ({"results": [result(times=[True])]}, "a: times: expected a number, got True"),
        ({"results": [result(median=None)]}, "a: median: expected a number, got None"),
        ({"results": [result(user=10**400)]}, "a: user: expected a number, got 1"),
        ({"results": [result(memory_usage_byte=7)]}, "a: memory_usage_byte: expected a list"),
        ({"results": [result(exit_codes=["0"])]}, "a: expected an exit code, got '0' (str)"),
        (of_2(command=None), "results[0]: command: expected a name, got None"),
        (of_2(name=3), "results[0]: name: expected a name, got 3"),
        (of_2(parameters={"n": "1"}), "a: parameters: n: expected an object, got '1'"),
        (of_2(7), "a: measurements[0]: expected an object, got 7"),
        (of_2(measurements=None), "a: measurements: expected a list, got None"),
        (of_2(run("1")), "a: time_wall_clock: value: expected a number, got '1'"),
        (of_2(run(cpu_cycles=4)), "a: cpu_cycles: expected an object, got 4"),
        (of_2(run(exit_code=[])), "a: expected an exit code, got [] (list)"),
        (
            of_2({"time_wall_clock": {"value": 1.0, "unit": "byte"}, "exit_code": 0}),
            "a: time_wall_clock: expected one unit, of s",
        ),
        (
            of_2(run(x={"value": 1}), run(x={"value": 1, "unit": "byte"})),
            "a: x: expected one unit, of ",
        ),
        (of_2(run()) | {"metadata": []}, "metadata: expected an object"),
        (of_2(run()) | {"metadata": {"platform": 3}}, "metadata: platform: expected an object"),
        (of_2(run()) | {"metadata": {"start_time": 3}}, "metadata: start_time: 3 (int) is no ISO"),
    ],
)
def test_a_wrong_shape_names_the_place(plain: Any, reason: str) -> None:
    with pytest.raises(DataError) as caught:
        said(plain)

    assert str(caught.value).startswith("bench.json [hyperfine]: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "plain",
    [
        b'{"results": []}',
        b'{"results": {"a": 1}}',
        b'{"results": [{"command": "a"}]}',
        b'{"results": [{"command": "a", "mean": 1, "user": 1, "system": 1}], "context": {}}',
        b'{"schema_version": 2, "results": []}',
    ],
)
def test_what_is_of_another_tool_is_not_recognised(plain: bytes) -> None:
    assert claims(Document("bench.json", plain)) == []
