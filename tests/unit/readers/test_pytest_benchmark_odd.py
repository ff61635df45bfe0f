"""What pytest-benchmark's files may hold beside the ordinary: tags, gaps, failures, wrong types."""

import copy
import json
from typing import Any

import pytest

from calibrax.errors import DataError
from calibrax.readers import read
from calibrax.readers.document import Document
from calibrax.readers.reading import Reading

PLAIN: dict[str, Any] = {
    "machine_info": {"system": "Linux", "machine": "x86_64", "cpu": {"brand_raw": "AMD EPYC"}},
    "commit_info": {"id": "c0ffee", "branch": "main", "dirty": False},
    "datetime": "2026-01-02T03:04:05+00:00",
    "benchmarks": [
        {
            "fullname": "bench/test_a.py::test_a",
            "group": None,
            "params": None,
            "param": None,
            "stats": {"median": 9.0, "data": [4.0, 1.0, 2.0, 8.0]},
        }
    ],
}


def reading(plain: dict[str, Any]) -> Reading:
    """Return what plain data says, written as JSON (NaN included) and read."""
    return read(Document("bench.json", json.dumps(plain).encode()), "pytest-benchmark")[1]


def with_benchmark(**fields: Any) -> dict[str, Any]:
    """Return a file with a good benchmark, and one after it that has other fields."""
    plain = copy.deepcopy(PLAIN)
    second = {**plain["benchmarks"][0], "fullname": "bench/test_a.py::test_b", **fields}
    plain["benchmarks"].append(second)
    return plain


def test_the_samples_count_more_than_the_median_that_the_file_states() -> None:
    time = reading(PLAIN).points[0].metrics["time"]

    assert time.value == 3.0
    assert time.samples == (4.0, 1.0, 2.0, 8.0)


def test_the_median_of_an_odd_number_of_whole_seconds() -> None:
    found = reading(with_benchmark(stats={"data": [3, 1, 2]}))

    assert repr(found.points[1].metrics["time"].value) == "2.0"


TAGS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "group": ({"group": "g"}, {"group": "g"}),
    "text is kept": ({"params": {"s": "a b", "t": ""}}, {"s": "a b", "t": ""}),
    "others as JSON": (
        {"params": {"n": 10, "x": 0.5, "flag": True, "none": None, "many": [1, "a"]}},
        {"n": "10", "x": "0.5", "flag": "true", "none": "null", "many": '[1, "a"]'},
    ),
    "parameter named group": (
        {"group": "g", "params": {"group": "p"}},
        {"group": "p", "benchmark_group": "g"},
    ),
    "neither": ({"group": None, "params": {}}, {}),
}


@pytest.mark.parametrize(("fields", "tags"), TAGS.values(), ids=TAGS.keys())
def test_group_and_params_become_tags(fields: dict[str, Any], tags: dict[str, str]) -> None:
    assert reading(with_benchmark(**fields)).points[1].tags == tags


@pytest.mark.parametrize("unknown", ["unversioned", "unknown", "", None])
def test_a_folder_without_version_control_has_no_commit(unknown: object) -> None:
    assert reading({**PLAIN, "commit_info": {"id": unknown}}).commit is None


@pytest.mark.parametrize("unknown", ["(detached head)", "(unknown)", "unknown", "", None])
def test_a_detached_head_has_no_branch(unknown: object) -> None:
    found = reading({**PLAIN, "commit_info": {"id": "c0ffee", "branch": unknown}})

    assert (found.commit, found.branch) == ("c0ffee", None)


def test_a_dirty_tree_is_a_warning() -> None:
    found = reading({**PLAIN, "commit_info": {"id": "c0ffee", "dirty": True}})

    assert found.warnings == ("the work tree had uncommitted changes when it was measured",)


def test_what_a_file_does_not_say_stays_open() -> None:
    empty: dict[str, Any] = {"machine_info": None, "commit_info": None, "datetime": None}
    found = reading({**PLAIN, **empty})

    assert (found.commit, found.branch, found.timestamp, found.warnings) == (None, None, None, ())
    assert "python" not in found.observed


FAILED: dict[str, tuple[Any, str]] = {
    "no stats": (None, "no statistics"),
    "empty stats": ({}, "no statistics"),
    "median is NaN": ({"median": float("nan")}, "a value of nan"),
    "median is infinite": ({"median": float("inf"), "data": []}, "a value of inf"),
    "a sample is NaN": ({"median": 1.0, "data": [1.0, float("nan")]}, "a value of nan"),
    "a sample is infinite": ({"median": 1.0, "data": [float("-inf")]}, "a value of -inf"),
}


@pytest.mark.parametrize(("stats", "reason"), FAILED.values(), ids=FAILED.keys())
def test_a_benchmark_without_a_finite_time_failed_and_is_not_stored(
    stats: object, reason: str
) -> None:
    found = reading(with_benchmark(stats=stats))

    assert found.failed == {"bench/test_a.py::test_b": reason}
    assert [point.name for point in found.points] == ["bench/test_a.py::test_a"]


def test_a_file_in_which_every_benchmark_failed_is_an_error_that_names_them() -> None:
    plain = with_benchmark(stats={})
    del plain["benchmarks"][0]

    with pytest.raises(
        DataError, match=r"bench\.json .*every benchmark in it failed \(bench/test_a"
    ):
        reading(plain)


def test_a_file_without_benchmarks_is_an_error() -> None:
    with pytest.raises(DataError, match=r"bench\.json .*measured nothing"):
        reading({**PLAIN, "benchmarks": []})


SECOND = "bench/test_a.py::test_b: "
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "benchmarks no list": ({**PLAIN, "benchmarks": {}}, "benchmarks: expected a list, got {}"),
    "benchmarks missing": ({"machine_info": {}}, "benchmarks: expected a list, got None"),
    "benchmark no object": ({**PLAIN, "benchmarks": [3]}, "benchmarks[0]: expected an object"),
    "no name": (
        with_benchmark(fullname=None),
        "benchmarks[1]: fullname: expected a name, got None",
    ),
    "empty name": (with_benchmark(fullname=""), "benchmarks[1]: fullname: expected a name, got ''"),
    "number as name": (
        with_benchmark(fullname=7),
        "benchmarks[1]: fullname: expected a name, got 7",
    ),
    "stats a list": (with_benchmark(stats=[1.0]), SECOND + "stats: expected an object"),
    "median missing": (
        with_benchmark(stats={"min": 1}),
        SECOND + "stats: median: expected a number, got None",
    ),
    "median text": (
        with_benchmark(stats={"median": "1"}),
        SECOND + "stats: median: expected a number",
    ),
    "median boolean": (
        with_benchmark(stats={"median": True}),
        SECOND + "stats: median: expected a number",
    ),
    "median huge": (
        with_benchmark(stats={"median": 10**400}),
        SECOND + "stats: median: expected a number",
    ),
    "data text": (with_benchmark(stats={"data": "1"}), SECOND + "stats: data: expected a list"),
    "sample null": (
        with_benchmark(stats={"data": [None]}),
        SECOND + "stats: data: expected a number",
    ),
    "sample nested": (
        with_benchmark(stats={"data": [[1.0]]}),
        SECOND + "stats: data: expected a number",
    ),
    "params a list": (with_benchmark(params=[1]), SECOND + "params: expected an object"),
    "datetime a number": (
        {**PLAIN, "datetime": 20260102},
        "datetime: 20260102 (int) is no ISO 8601",
    ),
    "datetime no time": ({**PLAIN, "datetime": "soon"}, "datetime: 'soon' (str) is no ISO 8601"),
    "commit a number": ({**PLAIN, "commit_info": {"id": 5}}, "commit_info: id: 5 is no name"),
    "branch a list": ({**PLAIN, "commit_info": {"branch": []}}, "commit_info: branch: [] is no"),
    "commit_info text": ({**PLAIN, "commit_info": "x"}, "commit_info: expected an object"),
    "machine_info text": ({**PLAIN, "machine_info": "x"}, "machine_info: expected an object"),
    "system NaN": (
        {**PLAIN, "machine_info": {"system": float("nan")}},
        "machine: system: expected a text, got nan",
    ),
}


@pytest.mark.parametrize(("plain", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_type_is_located(plain: dict[str, Any], reason: str) -> None:
    with pytest.raises(DataError) as caught:
        reading(plain)

    assert str(caught.value).startswith(f"bench.json [pytest-benchmark]: {reason}")
    assert "\n" not in str(caught.value)
