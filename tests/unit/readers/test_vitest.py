"""vitest's benchmarks, of version 4 and of 5: expected values were read from the files by hand."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric, MetricDirection
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.reading import Reading

DATA = Path(__file__).resolve().parents[2] / "data" / "vitest"

V4 = {
    "bench/odd.bench.js > top level": 0.0001399999999875945,
    "bench/odd.bench.js > outer > direct": 4.999999998744897e-05,
    "bench/odd.bench.js > outer > inner größe > a > b x c": 0.00014999999999076863,
    "bench/odd.bench.js > outer > inner größe > 🚀 async": 1.1177820000000054,
    "bench/odd.bench.js > n=1 > each": 4.100000001017179e-05,
    "bench/odd.bench.js > n=2 > each": 4.999999998744897e-05,
    "bench/odd.bench.js > retained > keeps": 4.999999998744897e-05,
    "bench/other.bench.js > top level": 0.00019100000000094042,
    "bench/other.bench.js > outer > direct": 5.000000001587068e-05,
}
"""Medians in milliseconds, as the file has them."""

V5 = [
    ("one > sort x", "odd.bench.js", 0.00027000000000043656),
    ("outer größe > compares 🚀 > reverse > b", "odd.bench.js", 4.0000000012696546e-05),
    ("outer größe > compares 🚀 > normal", "odd.bench.js", 0.00012000000000966793),
    ("outer größe > throws later > good", "odd.bench.js", 4.0000000012696546e-05),
    ("outer größe > fails expectation > fails exp", "odd.bench.js", 4.0000000012696546e-05),
    ("outer größe > async > sleeps", "odd.bench.js", 1.1021289999999908),
    ("outer größe > twice > same", "odd.bench.js", 4.0000000012696546e-05),
    ("outer größe > twice > same 2", "odd.bench.js", 4.0000000012696546e-05),
    ("n=1 > each > new", "odd.bench.js", 4.0000000012696546e-05),
    ("n=2 > each > new", "odd.bench.js", 4.0000000012696546e-05),
    ("stored > base", "bench/odd2.bench.js", 0.00026999999997201485),
    ("against > named group > new", "bench/odd2.bench.js", 0.0001399999999875945),
    ("stored > base", "deep/odd2.bench.js", 4.0000000012696546e-05),
]


def said(plain: object) -> Reading:
    """Return what an object says."""
    return read(Document("results.json", json.dumps(plain).encode()), "vitest")[1]


def version_4(*benchmarks: Any) -> dict[str, Any]:
    """Return an object of one file with one group."""
    group = {"fullName": "b.bench.ts > g", "benchmarks": list(benchmarks)}
    return {"files": [{"filepath": "/home/u/proj/b.bench.ts", "groups": [group]}]}


def a_test(*tasks: Any, **fields: Any) -> dict[str, Any]:
    """Return a test of version 5 with one benchmark."""
    benchmarks = [{"name": "t", "tasks": list(tasks)}] if tasks else []
    return {"title": "t", "status": "passed", "benchmarks": benchmarks, **fields}


def a_task(name: str = "a", median: object = 2.0, **fields: Any) -> dict[str, Any]:
    """Return a task of version 5."""
    return {"name": name, "latency": {"p50": median}, **fields}


def version_5(*tests: Any, **file: Any) -> dict[str, Any]:
    """Return a report of one file."""
    whole = {"name": "/home/u/proj/b.bench.ts", "assertionResults": list(tests), **file}
    return {"testResults": [whole]}


def test_a_real_file_of_version_4() -> None:
    found = read_input(DATA / "dev.json").reading

    first, second = found.points
    assert first.name == first.scenario == "bench/dev.bench.js > sort > normal"
    assert second.name == second.scenario == "bench/dev.bench.js > sort > reverse"
    assert (first.tags, first.source) == ({}, "bench/dev.bench.js")
    assert first.metrics["time"].value == pytest.approx(0.279999999975189e-6, rel=1e-15)
    assert second.metrics["time"].value == pytest.approx(0.09999999997489795e-6, rel=1e-15)
    assert first.metrics["time"].samples is None
    assert (found.failed, found.skipped, found.warnings) == ({}, {}, ())
    assert (found.timestamp, found.observed) == (None, {})


def test_the_metric_is_time_in_seconds_and_lower_is_better() -> None:
    definitions = read_input(DATA / "dev.json").reading.metric_defs

    assert list(definitions) == ["time"]
    assert definitions["time"].unit == "s"
    assert definitions["time"].direction is MetricDirection.LOWER


def test_a_real_file_of_version_4_with_nested_suites_and_an_error() -> None:
    found = read_input(DATA / "v4_odd.json").reading

    assert [point.name for point in found.points] == list(V4)
    for point in found.points:
        assert list(point.metrics) == ["time"]
        assert point.metrics["time"].value == pytest.approx(V4[point.name] / 1000, rel=1e-15)
        assert point.source == point.name.split(" > ")[0]
    assert found.failed == {
        "bench/odd.bench.js > outer > throws": "no statistics: it failed",
    }


def test_a_real_file_of_version_5() -> None:
    found = read_input(DATA / "v5_odd.json").reading

    for point, (name, file, median) in zip(found.points, V5, strict=True):
        assert (point.name, point.scenario, point.tags) == (name, name, {"file": file})
        assert list(point.metrics) == ["time"]
        assert point.metrics["time"].value == pytest.approx(median / 1000, rel=1e-15)
        assert point.metrics["time"].samples is None
    assert found.failed == {
        "broken.bench.js": "Cannot find module './nothing.js' imported from "
        "/home/u/proj/bench/broken.bench.js",
        "outer größe > throws": "TypeError: boom",
        "outer größe > throws later": "TypeError: boom",
        "outer größe > fails expectation": "AssertionError: expected 1 to be 2 "
        "// Object.is equality",
    }
    assert found.skipped == {"outer größe > skipped": "skipped", "outer größe > todo": "todo"}
    assert found.timestamp == datetime(2026, 11, 25, 20, 16, 44, 735000, tzinfo=UTC)
    assert found.observed == {}


def test_a_report_of_tests_without_benchmarks_measured_nothing() -> None:
    with pytest.raises(DataError, match="it measured nothing"):
        read_input(DATA / "v5_tests_only.json")


def test_version_3_has_no_median() -> None:
    found = said(version_4({"name": "a", "mean": 2.0, "hz": 500.0, "samples": []}))

    assert found.points[0].metrics == {"time": Metric(value=0.002)}


def test_a_file_outside_of_the_project_is_no_source() -> None:
    plain = version_4({"name": "a", "median": 2.0})
    plain["files"][0]["filepath"] = "/elsewhere/c.ts"

    assert said(plain).points[0].source is None


@pytest.mark.parametrize(
    ("benchmark", "reason"),
    [
        ({"rank": 1, "rme": 0, "samples": []}, "no statistics: it failed"),
        ({"median": None, "mean": None}, "no value"),
        ({"median": float("nan")}, "a value of nan"),
    ],
)
def test_a_benchmark_of_version_4_without_a_time_failed(
    benchmark: dict[str, Any], reason: str
) -> None:
    found = said(version_4({"name": "a", "median": 2.0}, {"name": "b", **benchmark}))

    assert [point.name for point in found.points] == ["b.bench.ts > g > a"]
    assert found.failed == {"b.bench.ts > g > b": reason}


def test_a_stored_result_of_an_earlier_run_is_none_of_this_one() -> None:
    found = said(version_5(a_test(a_task(), a_task("old", fromStore=True))))

    assert [point.name for point in found.points] == ["t > a"]
    assert found.failed == {}


def test_a_test_of_version_5_that_failed_without_saying_why() -> None:
    found = said(version_5(a_test(a_task()), a_test(title="u", status="failed")))

    assert found.failed == {"u": "it threw an error"}


def test_an_ordinary_test_that_failed_is_no_benchmark() -> None:
    plain = version_5(a_test(a_task()))
    ordinary = {
        "name": "/home/u/proj/b.test.ts",
        "message": "it does not load",
        "assertionResults": [
            a_test(title="u", status="failed"),
            a_test(title="v", status="skipped"),
        ],
    }
    plain["testResults"].append(ordinary)

    found = said(plain)
    assert ([point.name for point in found.points], found.failed, found.skipped) == (
        ["t > a"],
        {},
        {},
    )


def test_a_file_called_otherwise_is_one_of_benchmarks_when_it_has_some() -> None:
    tests = [a_test(a_task()), a_test(title="u", status="failed")]
    found = said(version_5(*tests, name="C:\\proj\\perf.ts"))

    assert found.points[0].tags == {"file": "perf.ts"}
    assert found.failed == {"u": "it threw an error"}


@pytest.mark.parametrize(
    ("plain", "place"),
    [
        ([], "the top level: expected an object"),
        ({}, "files: expected a list"),
        ({"files": [5]}, r"files\[0\]: expected an object"),
        ({"files": [{}]}, r"files\[0\]: filepath: expected a name"),
        ({"files": [{"filepath": "a"}]}, r"files\[0\]: groups: expected a list"),
        ({"files": [{"filepath": "a", "groups": [{}]}]}, r"files\[0\]: groups\[0\]: fullName"),
        (version_4(5), "b.bench.ts > g: benchmarks: expected an object"),
        (version_4({}), "b.bench.ts > g: name: expected a name"),
        (version_4({"name": "a", "median": "5"}), "b.bench.ts > g > a: median: expected a number"),
        (version_4({"name": "a", "hz": 5}), "b.bench.ts > g > a: mean: expected a number"),
        ({"testResults": {}}, "testResults: expected a list"),
        ({"testResults": [5]}, r"testResults\[0\]: expected an object"),
        ({"testResults": [{}]}, r"testResults\[0\]: name: expected a name"),
        (version_5(assertionResults=5), "b.bench.ts: assertionResults: expected a list"),
        (version_5(5), r"b.bench.ts: assertionResults\[0\]: expected an object"),
        (version_5({}), "b.bench.ts: title: expected a name"),
        (version_5(a_test(ancestorTitles=5)), "b.bench.ts: ancestorTitles: expected a list"),
        (version_5(a_test(benchmarks=5)), "t: benchmarks: expected a list"),
        (version_5(a_test(benchmarks=[{}])), "t: benchmarks: name: expected a name"),
        (version_5(a_test(benchmarks=[{"name": "x"}])), "t > x: tasks: expected a list"),
        (version_5(a_test(5)), "t: tasks: expected an object"),
        (version_5(a_test({})), "t: tasks: name: expected a name"),
        (version_5(a_test({"name": "a"})), "t > a: latency: expected an object"),
        (version_5(a_test(a_task(median=[]))), "t > a: latency: p50: expected a number"),
        (version_5(a_test(status="failed", failureMessages=5)), "t: failureMessages: expected a"),
        ({"testResults": [], "startTime": "x"}, "startTime: expected a number"),
    ],
)
def test_a_wrong_shape_is_refused_with_its_place(plain: object, place: str) -> None:
    with pytest.raises(DataError, match=rf"^results\.json \[vitest\]: {place}"):
        said(plain)


def test_two_benchmarks_of_one_name_are_refused() -> None:
    with pytest.raises(DataError, match="both 't > a'"):
        said(version_5(a_test(a_task()), a_test(a_task())))


@pytest.mark.parametrize(
    "plain",
    [
        {"files": []},
        {"files": [{"filepath": "a"}]},
        {"files": {"filepath": 1, "groups": 2}},
        {"testResults": []},
        {"testResults": [5, {"assertionResults": 5}, {"assertionResults": [5]}]},
        {"testResults": [{"assertionResults": [{"title": "jest", "status": "passed"}]}]},
    ],
)
def test_what_jest_and_others_write_is_not_recognised(plain: object) -> None:
    assert claims(Document("a.json", json.dumps(plain).encode())) == []
