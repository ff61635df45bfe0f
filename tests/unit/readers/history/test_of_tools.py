"""What github-action-benchmark kept of each tool is what the tool's own reader reads."""

import json
from math import isfinite
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import MetricDirection
from calibrax.readers import read
from calibrax.readers.document import Document
from calibrax.readers.history.of_tools import reading_of_tool
from calibrax.readers.reading import Reading

TOOLS = ["pytest", "googlecpp", "jmh", "catch2", "benchmarkdotnet", "go", "cargo"]
Known = dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, float]]


def bench(name: str, value: object, unit: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit}


def known(reading: Reading) -> Known:
    """Return the values by what a benchmark is found by."""
    return {
        point.key: {name: metric.value for name, metric in point.metrics.items()}
        for point in reading.points
    }


def ingested(content: object) -> Known:
    return known(read(Document("results", json.dumps(content).encode()))[1])


def test_google_benchmark() -> None:
    expected = {
        ("BM_Copy/n:64", (("n", "64"),)): {"time": 5e-9},
        ("BM_Copy/8/threads:2", ()): {"time": 7e-9},
    }
    reading = reading_of_tool(
        "googlecpp",
        [bench("BM_Copy/n:64", 5, "ns/iter"), bench("BM_Copy/8/threads:2", 7, "ns/iter")],
    )
    assert known(reading) == expected
    assert {point.scenario for point in reading.points} == {"BM_Copy"}
    assert reading.warnings == ()

    row = {"run_type": "iteration", "iterations": 1, "cpu_time": 1, "time_unit": "ns"}
    written = {
        "context": {"date": "2026-01-02T12:00:00+00:00", "num_cpus": 1, "mhz_per_cpu": 1},
        "benchmarks": [
            {**row, "name": "BM_Copy/n:64", "real_time": 5},
            {**row, "name": "BM_Copy/8/threads:2", "real_time": 7},
        ],
    }
    assert set(ingested(written)) == set(expected)


def test_a_rate_of_pytest_is_the_time_of_an_iteration() -> None:
    reading = reading_of_tool("pytest", [bench("test_a.py::test_a", 8, "iter/sec")])
    assert known(reading) == {("test_a.py::test_a", ()): {"time": 0.125}}
    assert reading.metric_defs["time"].direction is MetricDirection.LOWER
    assert reading.warnings == (
        "the history of pytest keeps the mean, and ingest takes the median",
    )


def test_parameters_of_pytest_are_not_told() -> None:
    reading = reading_of_tool("pytest", [bench("test_a.py::test_a[64]", "8", "iter/sec")])
    assert known(reading) == {("test_a.py::test_a[64]", ()): {"time": 0.125}}
    assert reading.warnings[1:] == (
        "the history of pytest does not tell the parameters, which ingest makes tags: "
        "a benchmark that has some begins anew",
    )


def test_no_iteration_a_second_is_no_time() -> None:
    benches = [bench("test_a", 0, "iter/sec"), bench("test_b", 4, "iter/sec")]
    reading = reading_of_tool("pytest", benches)
    assert known(reading) == {("test_b", ()): {"time": 0.25}}
    assert reading.failed == {"test_a": "no value"}


def test_a_throughput_of_jmh_is_of_one_mode() -> None:
    reading = reading_of_tool(
        "jmh",
        [
            bench('org.x.Sort.sort ( {"size":"10","kind":"int"} )', 3, "ops/ms"),
            bench("org.x.Sort.merge", 2, "ops/s"),
        ],
    )
    expected = {
        ("org.x.Sort.sort", (("kind", "int"), ("mode", "thrpt"), ("size", "10"))): {
            "operations_per_second": 3000.0
        },
        ("org.x.Sort.merge", (("mode", "thrpt"),)): {"operations_per_second": 2.0},
    }
    assert known(reading) == expected
    assert reading.warnings == ()

    written = [
        {
            "benchmark": "org.x.Sort.sort",
            "mode": "thrpt",
            "params": {"size": "10", "kind": "int"},
            "primaryMetric": {"score": 3, "scoreUnit": "ops/ms"},
        },
        {
            "benchmark": "org.x.Sort.merge",
            "mode": "thrpt",
            "primaryMetric": {"score": 2, "scoreUnit": "ops/s"},
        },
    ]
    assert ingested(written) == expected


def test_a_time_of_jmh_is_of_one_of_several_modes() -> None:
    benches = [bench("org.x.Sort.sort", 3, "us/op"), bench("org.x.Sort.sort", 2, "ops/s")]
    reading = reading_of_tool("jmh", benches)
    assert known(reading) == {
        ("org.x.Sort.sort", (("mode", "thrpt"),)): {"operations_per_second": 2.0},
        ("org.x.Sort.sort", ()): {"time": 3e-6},
    }
    assert reading.warnings == (
        "the history of jmh does not tell the mode of a time, which ingest makes a tag: "
        "where all have one, --tag mode=avgt adds it",
    )


@pytest.mark.parametrize("name", ["org.x.Sort.sort ( {size} )", "org.x.Sort.sort (size)"])
def test_what_is_no_parameter_of_jmh_stays_in_the_name(name: str) -> None:
    reading = reading_of_tool("jmh", [bench(name, 2, "ops/s")])
    assert [point.name for point in reading.points] == [name]


def test_the_test_case_of_catch2_is_not_told() -> None:
    reading = reading_of_tool("catch2", [bench("Fibonacci 20", 30, "us")])
    assert known(reading) == {("Fibonacci 20", ()): {"time": 3e-5}}
    assert reading.warnings == (
        "the history of catch2 does not tell the test case, which ingest makes a tag: "
        "where all are of one, --tag test_case=NAME adds it",
    )


def test_parameters_of_benchmarkdotnet_are_not_told() -> None:
    reading = reading_of_tool("benchmarkdotnet", [bench("Ns.Sort.Run(N: 10)", 30, "ns")])
    assert known(reading) == {("Ns.Sort.Run(N: 10)", ()): {"time": 3e-8}}
    assert reading.warnings == (
        "the history of benchmarkdotnet keeps the mean, and ingest takes the median",
        "the history of benchmarkdotnet does not tell the parameters, which ingest makes tags: "
        "a benchmark that has some begins anew",
    )


NAMES: st.SearchStrategy[Any] = st.sampled_from(
    [
        *("a", "a_mean", "a_median", "a_stddev", "a/n:1", "a - B/op", "a - ns/op", "a[1]"),
        *("BenchmarkA (x/y)", 'a ( {"n":"1"} )', "a ( {} )", "a ( {n} )", "", "\ud800", None, 7),
    ]
)
UNITS: st.SearchStrategy[Any] = st.sampled_from(
    ["ns/op", "ns/op\t 8 B/op", "ns/op\t", "ns/op\t x", "iter/sec", "ops/s", "us", "", None]
)
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [0, 1, 2.5, -1, 10**400, 1e-320, "1", "x", "NaN", None, [], True]
)
BENCHES: st.SearchStrategy[list[Any]] = st.lists(
    st.fixed_dictionaries({}, optional={"name": NAMES, "value": VALUES, "unit": UNITS})
    | st.sampled_from([None, 7, []])
)


@given(tool=st.sampled_from(TOOLS), benches=BENCHES)
def test_whatever_an_entry_holds_it_is_read_or_refused(tool: str, benches: list[Any]) -> None:
    try:
        reading = reading_of_tool(tool, benches)
    except ValueError:
        return
    values = [metric.value for point in reading.points for metric in point.metrics.values()]
    assert all(map(isfinite, values))


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    "benches",
    [
        [1],
        [{"name": 1, "value": 1, "unit": "ns"}],
        [{"name": "a", "unit": "iter/sec"}],
        [bench("a", "x", "iter/sec")],
        [bench("a", [], "iter/sec")],
    ],
)
def test_what_is_no_entry_is_refused(tool: str, benches: list[Any]) -> None:
    with pytest.raises(ValueError, match=r"^\[0\]"):
        reading_of_tool(tool, benches)
