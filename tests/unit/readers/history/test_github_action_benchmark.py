"""data.js of github-action-benchmark: what becomes a run, and what is left with a reason."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from calibrax.core import MetricDirection, Run
from calibrax.errors import DataError, UnknownName
from calibrax.readers.assembly import Overrides, Surroundings
from calibrax.readers.document import Document
from calibrax.readers.history import read_history, runs_of
from calibrax.readers.history.moments import Left

FIRST, SECOND = "a" * 40, "b" * 40
NOON_MS = 1767355200000
"""2026-01-02 12:00:00 UTC."""


def bench(name: str, value: float | str, unit: str = "ns/iter", **more: Any) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, **more}


def entry(
    commit: str, *benches: dict[str, Any], date: int = NOON_MS, tool: str = "cargo"
) -> dict[str, Any]:
    return {"commit": {"id": commit}, "date": date, "tool": tool, "benches": list(benches)}


def data_js(**suites: list[dict[str, Any]]) -> bytes:
    content = {"lastUpdate": NOON_MS, "repoUrl": "https://example.com", "entries": suites}
    return b"window.BENCHMARK_DATA = " + json.dumps(content).encode()


def brought(
    data: bytes, *, directions: Mapping[str, MetricDirection] = {}, branch: str = "main"
) -> tuple[list[Run], list[Left]]:
    history = read_history("github-action-benchmark", Document("data.js", data))
    return runs_of(history, Surroundings(branch=branch), Overrides(), directions)


def values(run: Run) -> dict[tuple[str, str], float]:
    return {
        (point.name, name): metric.value
        for point in run.points
        for name, metric in point.metrics.items()
    }


def test_a_commit_becomes_a_run_with_its_own_date() -> None:
    runs, left = brought(
        data_js(
            rust=[
                entry(SECOND, bench("sort", 250), date=NOON_MS + 60_000),
                entry(FIRST, bench("sort", 200, range="± 12"), bench("hash", 1_500)),
            ]
        )
    )
    assert [run.commit for run in runs] == [FIRST, SECOND]
    assert [run.timestamp for run in runs] == [
        datetime(2026, 1, 2, 12, 0, tzinfo=UTC),
        datetime(2026, 1, 2, 12, 1, tzinfo=UTC),
    ]
    assert {(run.kind, run.branch, run.suite, run.machine) for run in runs} == {
        ("import", "main", "main", None)
    }
    assert values(runs[0]) == {("sort", "time"): 2e-7, ("hash", "time"): 1.5e-6}
    assert runs[0].metric_defs["time"].direction is MetricDirection.LOWER
    assert runs[0].metadata["imported"] == {"from": "github-action-benchmark", "tool": "cargo"}
    assert left == []


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"", b""), (b"BENCHMARK_DATA = ", b""), (b"\xef\xbb\xbfwindow.BENCHMARK_DATA=", b";\n")],
)
def test_the_json_is_read_with_or_without_what_stands_around_it(
    before: bytes, after: bytes
) -> None:
    json_ = data_js(rust=[entry(FIRST, bench("sort", 200))]).partition(b"= ")[2]
    (run,), _ = brought(before + json_ + after)
    assert values(run) == {("sort", "time"): 2e-7}


def test_the_suites_of_a_commit_are_one_run_and_only_shared_names_say_which() -> None:
    runs, _ = brought(
        data_js(
            parse=[entry(FIRST, bench("small", 100), bench("big", 900))],
            print=[entry(FIRST, bench("small", 300), date=NOON_MS + 5_000)],
        )
    )
    (run,) = runs
    assert [(point.name, point.tags) for point in run.points] == [
        ("small", {"group": "parse"}),
        ("big", {}),
        ("small", {"group": "print"}),
    ]
    assert run.timestamp == datetime(2026, 1, 2, 12, 0, 5, tzinfo=UTC)


def test_of_a_commit_that_was_measured_twice_the_newest_counts() -> None:
    runs, left = brought(
        data_js(
            rust=[
                entry(FIRST, bench("sort", 300), date=NOON_MS + 9_000),
                entry(FIRST, bench("sort", 200)),
            ]
        )
    )
    assert [values(run) for run in runs] == [{("sort", "time"): pytest.approx(3e-7)}]
    assert [each.what for each in left] == [f"{FIRST[:12]} (rust)"]
    assert "the newest counts" in left[0].why


@pytest.mark.parametrize(
    ("tool", "unit", "metric", "value", "direction"),
    [
        ("customBiggerIsBetter", "points", "points_higher", 7.0, MetricDirection.HIGHER),
        ("customSmallerIsBetter", "points", "points_lower", 7.0, MetricDirection.LOWER),
        ("benchmarkjs", "ops/sec", "operations_per_second", 7.0, MetricDirection.HIGHER),
        ("pytest", "iter/sec", "time", 1 / 7, MetricDirection.LOWER),
        ("jmh", "ms/op", "time", 0.007, MetricDirection.LOWER),
        ("googlecpp", "ns/iter", "time", 7e-9, MetricDirection.LOWER),
    ],
)
def test_tool_and_unit_say_what_it_is_and_which_way_is_better(
    tool: str, unit: str, metric: str, value: float, direction: MetricDirection
) -> None:
    (run,), _ = brought(data_js(x=[entry(FIRST, bench("a", 7, unit), tool=tool)]))
    assert values(run) == {("a", metric): value}
    assert run.metric_defs[metric].direction is direction


def test_what_has_no_direction_gets_one_from_the_user() -> None:
    data = data_js(x=[entry(FIRST, bench("a", 7, "points"), tool="julia")])
    (run,), _ = brought(data)
    assert run.metric_defs["points"].direction is MetricDirection.INFO
    assert run.warnings == (
        "the metric 'points' has no direction, so it is shown and not judged; "
        "give it one with --direction 'points'=lower, or in calibrax.yml",
    )
    (run,), _ = brought(data, directions={"points": MetricDirection.LOWER})
    assert run.metric_defs["points"].direction is MetricDirection.LOWER
    assert run.warnings == ()


def test_a_direction_of_a_metric_that_is_nowhere_is_a_mistake() -> None:
    with pytest.raises(UnknownName, match=r"no metric 'tme' in the history; did you mean 'time'\?"):
        brought(data_js(x=[entry(FIRST, bench("a", 7))]), directions={"tme": MetricDirection.LOWER})


@pytest.mark.parametrize(
    "benches",
    [
        [bench("BenchmarkFib", 262.5, "ns/op\t 208 B/op\t 3 allocs/op")],
        [bench("BenchmarkFib", 262.5, "ns/op"), bench("BenchmarkFib - allocs/op", 3, "allocs/op")],
    ],
)
def test_all_metrics_of_go_have_their_direction(benches: list[dict[str, Any]]) -> None:
    (run,), left = brought(data_js(go=[entry(FIRST, *benches, tool="go")]))
    assert left == []
    assert run.warnings == ()
    assert values(run)["BenchmarkFib", "allocations"] == 3.0
    assert {each.direction for each in run.metric_defs.values()} == {MetricDirection.LOWER}


def test_a_commit_that_cannot_be_read_is_left_and_the_others_are_taken() -> None:
    runs, left = brought(
        data_js(
            rust=[
                entry(FIRST, bench("sort", 200), bench("sort", 300)),
                entry(SECOND, bench("sort", 250)),
                entry("c" * 40),
                entry("d" * 40, bench("sort", "NaN")),
                entry("e" * 40, {"name": "sort"}),
            ]
        )
    )
    assert [run.commit for run in runs] == [SECOND]
    assert [each.what[0] for each in left] == ["a", "c", "d", "e"]
    assert "'sort'" in left[0].why
    assert "none has a value" in left[1].why
    assert "none has a value" in left[2].why
    assert "entries: 'rust'[4]: benches[0]" in left[3].why


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "data.js: the file is empty"),
        (b"window.BENCHMARK_DATA = {", "not JSON"),
        (b"<html>", "not JSON"),
        (b"[]", "data.js [github-action-benchmark]: the top level: expected an object"),
        (b"{}", "entries: expected an object"),
        (b'{"entries": {}}', "it holds no measurement"),
        (b'{"entries": {"a": [], "a": []}}', "the key 'a' stands twice"),
    ],
)
def test_what_is_no_such_history_is_located(data: bytes, reason: str) -> None:
    with pytest.raises(DataError) as caught:
        brought(data)
    assert str(caught.value).startswith("data.js")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ({}, "entries: 'rust'[1]: commit: expected an object"),
        (7, "entries: 'rust'[1]: expected an object"),
        ({**entry(FIRST, bench("a", 1)), "commit": {}}, "entries: 'rust'[1]: commit: id: "),
        ({**entry(FIRST), "date": "1"}, "entries: 'rust'[1]: date: expected a number"),
        ({**entry(FIRST), "benches": None}, "entries: 'rust'[1]: benches: expected a list"),
    ],
)
def test_an_entry_that_is_none_is_left_and_the_others_are_taken(odd: Any, reason: str) -> None:
    runs, left = brought(data_js(rust=[entry(SECOND, bench("sort", 250)), odd]))
    assert [run.commit for run in runs] == [SECOND]
    assert [each.what for each in left] == ["rust[1]"]
    assert left[0].why.startswith(reason)


def test_a_suite_that_is_none_is_left_and_the_others_are_taken() -> None:
    content = {"entries": {"rust": [entry(FIRST, bench("sort", 250))], "odd": {"a": 1}}}
    runs, left = brought(json.dumps(content).encode())
    assert [run.commit for run in runs] == [FIRST]
    assert [each.what for each in left] == ["odd"]
    assert left[0].why.startswith("entries: 'odd': expected a list")


def test_two_jobs_that_wrote_to_one_suite_are_one_run() -> None:
    entries = [
        entry(FIRST, bench("sort", 200)),
        entry(FIRST, bench("parse", 7, "ms/op"), date=NOON_MS + 1, tool="jmh"),
    ]
    (run,), left = brought(data_js(Benchmark=entries))
    assert left == []
    assert values(run) == {("sort", "time"): 2e-7, ("parse", "time"): 0.007}


@pytest.mark.parametrize("date", [1e300, -1e300, float("nan")])
def test_a_date_that_is_none_is_left(date: float) -> None:
    other = entry(SECOND, bench("a", 1))
    runs, left = brought(data_js(x=[{**entry(FIRST, bench("a", 1)), "date": date}, other]))
    assert [run.commit for run in runs] == [SECOND]
    assert "is none" in left[0].why
