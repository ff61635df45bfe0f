"""JMH's files: expected values were read from the files by hand, never from a run."""

import json
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric, MetricDef
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import ALLOCATED, HIGHER, INFO, LOWER, OPERATIONS_PER_SECOND, TIME
from calibrax.readers.reading import Reading
from tests.shared import SHARED, needs_shared

DATA = Path(__file__).resolve().parents[2] / "data" / "jmh"
FOREIGN = SHARED / "data" / "formats" / "foreign" / "jmh"
HELLO = "org.openjdk.jmh.samples.JMHSample_01_HelloWorld.wellHelloThere"


def close(value: float) -> Any:
    """Return what a scaled value of the file may differ from only by rounding."""
    return pytest.approx(value, rel=1e-14)


def reading_of(name: str) -> Reading:
    """Return what one of the real files says."""
    return read_input(DATA / name).reading


def a_metric(unit: str = "ns/op", **fields: Any) -> dict[str, Any]:
    return {"scoreUnit": unit, "score": 5.0, "rawData": [[5.0]], **fields}


def a_result(
    metric: dict[str, Any] | None = None, name: str = "a.B.c", mode: str = "avgt", **fields: Any
) -> dict[str, Any]:
    primary = a_metric() if metric is None else metric
    return {"benchmark": name, "mode": mode, "threads": 1, "primaryMetric": primary, **fields}


def reading(*results: object) -> Reading:
    return read(Document("jmh.json", json.dumps(results).encode()), "jmh")[1]


def only(metric: dict[str, Any]) -> Metric:
    """Return the time that a primary metric is read as."""
    return reading(a_result(metric)).points[0].metrics["time"]


def refusal(*results: object) -> str:
    with pytest.raises(DataError) as caught:
        reading(*results)
    return str(caught.value).removeprefix("jmh.json [jmh]: ")


@pytest.mark.parametrize(
    "name", ["params.json", "groups.json", "counters.json", "sample.json", "nofork.json"]
)
def test_a_real_file_is_claimed_by_its_reader_only(name: str) -> None:
    assert claims(Document(name, (DATA / name).read_bytes())) == ["jmh"]


def test_modes_and_parameters_are_tags() -> None:
    found = reading_of("params.json")

    assert [(point.name, point.scenario, point.tags) for point in found.points] == [
        (name, name, {"kind": "a b", "size": size, "mode": mode})
        for name in ["org.sample.Sums.copy"]
        for mode in ("thrpt", "avgt")
        for size in ("10", "1000")
    ]
    assert {point.source for point in found.points} == {None}


def test_the_forks_are_processes_and_a_rate_is_in_operations_per_second() -> None:
    metrics = reading_of("params.json").points[0].metrics

    rate = metrics["operations_per_second"]
    assert rate.samples == (
        (close(31.64196798050833e6), close(11.413005546649359e6), close(38.67380804935488e6)),
        (close(5.633525940427542e6), close(37.11002531087415e6), close(11.455798049042286e6)),
    )
    assert rate.value == close((31.64196798050833e6 + 11.455798049042286e6) / 2)
    assert (rate.lower, rate.upper) == (None, None)


def test_the_metrics_of_the_profiler_of_the_collector() -> None:
    metrics = reading_of("params.json").points[0].metrics

    assert list(metrics) == [
        "operations_per_second",
        "gc.alloc.rate",
        "allocated",
        "gc.count",
        "gc.time",
    ]
    assert metrics["allocated"] == Metric(
        value=(32.00773387738095 + 32.023834167448015) / 2,
        samples=(
            (32.00773387738095, 32.02414997890563, 32.00598856135828),
            (32.043864735717904, 32.006853759997014, 32.023834167448015),
        ),
    )
    assert metrics["gc.count"] == Metric(value=0.5, samples=((1.0, 1.0, 0.0), (1.0, 0.0, 0.0)))
    assert metrics["gc.time"] == Metric(value=0.004, samples=((0.013, 0.001), (0.001,)))
    rate = metrics["gc.alloc.rate"].samples
    assert rate is not None
    assert rate[0] == (
        close(953.7993518983083 * 1024 * 1024),
        close(335.0625332327496 * 1024 * 1024),
        close(1135.4487688642027 * 1024 * 1024),
    )


def test_what_grows_with_the_speed_of_the_benchmark_is_not_judged() -> None:
    found = reading_of("params.json")

    assert found.metric_defs == {
        "operations_per_second": OPERATIONS_PER_SECOND,
        "time": TIME,
        "allocated": ALLOCATED,
        "gc.alloc.rate": MetricDef(name="gc.alloc.rate", unit="B/s", direction=INFO),
        "gc.count": MetricDef(name="gc.count", unit="counts", direction=INFO),
        "gc.time": MetricDef(name="gc.time", unit="s", direction=INFO),
    }
    assert found.warnings == ()


def test_a_fork_without_a_value_is_no_process() -> None:
    assert reading_of("params.json").points[3].metrics["gc.time"] == Metric(
        value=0.015, samples=(0.015,)
    )


def test_a_time_is_in_seconds() -> None:
    time = reading_of("params.json").points[2].metrics["time"]

    assert time.samples == (
        (
            close(0.012528233572873696e-6),
            close(0.024513181266179462e-6),
            close(0.08279620293764495e-6),
        ),
        (
            close(0.013455857299915176e-6),
            close(0.018459442890707757e-6),
            close(0.09575781141109627e-6),
        ),
    )
    assert time.value == close((0.024513181266179462e-6 + 0.018459442890707757e-6) / 2)


def test_the_methods_of_a_group_are_metrics_with_another_name_in_each_mode() -> None:
    found = reading_of("groups.json")

    rate, time = (point.metrics for point in found.points)
    assert {name: metric.value for name, metric in rate.items()} == {
        "operations_per_second": close((0.7344328556529023e9 + 2.1571668979991836e9) / 2),
        "put (ops/s)": close((0.05551517989258839e9 + 1.0108874879003154e9) / 2),
        "take (ops/s)": close((0.6789176757603139e9 + 1.146279410098868e9) / 2),
    }
    assert {name: metric.value for name, metric in time.items()} == {
        "time": close((6.294035992752361e-9 + 6.100170091993555e-9) / 2),
        "put (s)": close((11.704863752861641e-9 + 11.075814344019019e-9) / 2),
        "take (s)": close((0.8832082326430812e-9 + 1.1245258399680924e-9) / 2),
    }
    assert {name: each.direction for name, each in found.metric_defs.items()} == {
        "operations_per_second": HIGHER,
        "put (ops/s)": HIGHER,
        "take (ops/s)": HIGHER,
        "time": LOWER,
        "put (s)": LOWER,
        "take (s)": LOWER,
    }


def test_a_counter_of_events_has_no_direction() -> None:
    found = reading_of("counters.json")

    assert {name: (each.unit, each.direction) for name, each in found.metric_defs.items()} == {
        "operations_per_second": ("ops/s", HIGHER),
        "hits (ops/s)": ("ops/s", HIGHER),
        "misses (ops/s)": ("ops/s", HIGHER),
        "retries (#)": ("#", INFO),
    }
    assert found.points[0].metrics["retries (#)"] == Metric(
        value=(82057406.0 + 9655748.0) / 2, samples=(82057406.0, 9655748.0)
    )
    assert found.points[0].tags == {"mode": "thrpt"}
    assert found.warnings == (
        "the metric 'retries (#)' has no direction, so it is shown and not judged; calibrax.yml "
        "declares it: metrics: [{metric: 'retries (#)', direction: lower}]",
    )


def test_a_sampled_time_is_the_median_of_each_iteration() -> None:
    found = reading_of("sample.json")
    sampled, single_shot = found.points

    assert sampled.tags == {"mode": "sample"}
    assert sampled.metrics["time"] == Metric(value=2e-9, samples=((2e-9, 2e-9), (2e-9, 2e-9)))
    assert sampled.metrics["p0.95"].samples == ((2e-9, 2e-9), (2e-9, 3e-9))
    assert list(sampled.metrics) == [
        "time", "p0.00", "p0.90", "p0.95", "p0.99", "p0.999", "p0.9999", "p1.00"
    ]  # fmt: skip
    assert single_shot.tags == {"mode": "ss"}
    assert single_shot.metrics["time"].samples == (
        (close(58.69e-9), close(60.99e-9)),
        (close(60.19e-9), close(36.16e-9)),
    )
    assert single_shot.metrics["time"].value == close((59.84e-9 + 48.175e-9) / 2)


def test_extremes_of_many_times_are_not_judged() -> None:
    found = reading_of("sample.json")

    undirected = {name for name, each in found.metric_defs.items() if each.direction is INFO}
    assert undirected == {"p0.00", "p1.00"}
    assert found.warnings == ()


def test_java_is_what_is_known_of_the_machine() -> None:
    assert reading_of("params.json").observed == {
        "java": "17.0.15",
        "jvm": "OpenJDK 64-Bit Server VM",
    }


def test_results_of_two_javas_say_nothing_of_the_machine() -> None:
    found = reading(a_result(jdkVersion="17"), a_result(name="b", jdkVersion="21"))

    assert found.observed == {}


def test_a_measurement_without_forks_is_warned_about() -> None:
    assert reading_of("nofork.json").warnings == (
        "org.sample.Odd.many(mode=avgt): measured without a fork, in the process of JMH itself",
    )


def test_a_file_of_benchmarks_that_all_failed_measured_nothing() -> None:
    with pytest.raises(DataError, match="it measured nothing"):
        read_input(DATA / "empty.json", "jmh")


@needs_shared
def test_files_of_an_older_version() -> None:
    plain, with_parameters = (
        read_input(FOREIGN / name).reading for name in ("gab_jmh.json", "gab_jmh_2.json")
    )

    samples = (3.376842765688582e9, 3.37651988895058e9, 3.375353964729294e9)
    metrics = {"operations_per_second": Metric(value=3.37651988895058e9, samples=samples)}
    (point,) = plain.points
    assert (point.name, point.tags, point.metrics) == (HELLO, {"mode": "thrpt"}, metrics)
    (point,) = with_parameters.points
    assert point.tags == {"paramA": "17", "paramB": "33", "mode": "thrpt"}
    assert point.metrics == metrics
    assert plain.observed == {
        "java": "1.8.0_202",
        "jvm": "Java HotSpot(TM) 64-Bit Server VM",
    }


@pytest.mark.parametrize("mark", ["·", "?", "\ufffd"])
def test_the_mark_before_a_profilers_metric_is_no_part_of_its_name(mark: str) -> None:
    found = reading(a_result(secondaryMetrics={f"{mark}gc.alloc.rate.norm": a_metric("B/op")}))

    assert found.points[0].metrics["allocated"] == Metric(value=5.0, samples=(5.0,))


def test_a_parameter_may_be_called_mode() -> None:
    (point,) = reading(a_result(params={"mode": "fast"})).points

    assert point.tags == {"mode": "fast", "jmh_mode": "avgt"}


def test_threads_tell_apart_what_nothing_else_does() -> None:
    found = reading(a_result(threads=1), a_result(threads=8), a_result(name="other", threads=8))

    assert [point.tags for point in found.points] == [
        {"mode": "avgt", "threads": "1"},
        {"mode": "avgt", "threads": "8"},
        {"mode": "avgt"},
    ]
    assert "are both 'a.B.c'" in refusal(a_result(), a_result())


@pytest.mark.parametrize(
    ("histogram", "median"),
    [
        ([[[[1.0, 1]]]], 1.0),
        ([[[[1.0, 1], [3.0, 1]]]], 2.0),
        ([[[[3.0, 2], [1.0, 1]]]], 3.0),
        ([[[[1.0, 3_000_000_000], [9.0, 2_999_999_999]]]], 1.0),
        ([[[[1.0, 5]], [[5.0, 1]], []]], 3.0),
        ([[[[1.0, 1]]], [[[5.0, 1]], [[7.0, 1]]]], 3.5),
    ],
)
def test_the_median_of_a_histogram(histogram: list[Any], median: float) -> None:
    metric = {"scoreUnit": "s/op", "score": 99.0, "rawDataHistogram": histogram}

    assert only(metric).value == median


@pytest.mark.parametrize("raw", [None, [], [[]], [[], []]])
def test_without_raw_data_the_score_and_its_bounds_are_read(raw: object) -> None:
    metric = a_metric("s/op", score=2.0, scoreConfidence=[1.5, 2.5], rawData=raw)

    assert only(metric) == Metric(value=2.0, lower=1.5, upper=2.5)


def test_bounds_that_are_not_known_are_none() -> None:
    metric = a_metric("s/op", rawData=None, scoreConfidence=["NaN", "NaN"])

    assert only(metric) == Metric(value=5.0)


@pytest.mark.parametrize(
    ("written", "reason"),
    [("NaN", "a value of nan"), ("+INF", "a value of inf"), ("-INF", "a value of -inf")],
)
def test_a_benchmark_of_a_value_that_is_not_finite_has_failed(written: str, reason: str) -> None:
    bad = a_metric(score=written, rawData=[[1.0, written]])
    found = reading(a_result(), a_result(bad, "b", params={"n": "3"}))

    assert [point.name for point in found.points] == ["a.B.c"]
    assert found.failed == {"b(n=3, mode=avgt)": reason}


def test_a_secondary_metric_that_is_not_finite_is_left_out_with_a_warning() -> None:
    odd = {"stack": a_metric("---", score="NaN", rawData=[["NaN"]])}
    found = reading(a_result(secondaryMetrics=odd))

    assert list(found.points[0].metrics) == ["time"]
    assert list(found.metric_defs) == ["time"]
    assert found.warnings == ("a.B.c(mode=avgt): no 'stack (---)': a value of nan",)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("x", "[0]: expected an object, got 'x' (str)"),
        ({}, "[0]: benchmark: expected a name, got None"),
        (a_result(mode=""), "[0] a.B.c: mode: expected a name"),
        (a_result(params=[1]), "[0] a.B.c: params: expected an object"),
        (a_result({}), "a.B.c(mode=avgt): scoreUnit: expected a name, got None"),
        (a_result(primaryMetric=3), "a.B.c(mode=avgt): primaryMetric: expected an object, got 3"),
        (a_result(a_metric(rawData=5)), "a.B.c(mode=avgt): rawData: expected a list, got 5"),
        (a_result(a_metric(rawData=[5])), "a.B.c(mode=avgt): rawData: expected a list, got 5"),
        (a_result(a_metric(rawData=[["x"]])), "rawData: expected a number, got 'x'"),
        (a_result(a_metric(rawData=[[[1]]])), "rawData: expected a number, got [1]"),
        (a_result(a_metric(rawData=[], score=None)), "score: expected a number, got None"),
        (a_result(a_metric(rawDataHistogram=[[[1.0]]])), "expected a list, got 1.0"),
        (
            a_result(a_metric(rawDataHistogram=[[[[1.0, 0]]]])),
            "a.B.c(mode=avgt): rawDataHistogram: expected a time and how often it occurred, "
            "got [1.0, 0]",
        ),
        (a_result(a_metric(rawDataHistogram=[[[[1.0]]]])), "how often it occurred, got [1.0]"),
        (a_result(secondaryMetrics=[1]), "a.B.c(mode=avgt): secondaryMetrics: expected an object"),
        (a_result(secondaryMetrics={"gc": 1}), "a.B.c(mode=avgt): gc: expected an object, got 1"),
    ],
)
def test_a_wrong_shape_is_named_with_its_place(result: object, reason: str) -> None:
    assert reason in refusal(result)


@pytest.mark.parametrize(
    "plain", [[], [5], [{"benchmark": "a", "mode": "b"}], {"benchmark": "a"}, 5]
)
def test_what_has_another_shape_is_not_recognised(plain: object) -> None:
    assert claims(Document("a.json", json.dumps(plain).encode())) == []
