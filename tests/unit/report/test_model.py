"""The report as JSON: read back as it was, or refused with the place."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis import Comparison, Outcome
from calibrax.core import MetricDirection
from calibrax.errors import DataError
from calibrax.gate import Verdict
from calibrax.report import build
from calibrax.report.model import Report, RunInfo, Step, decode, run_info, worst_first
from calibrax.report.plain import to_json
from tests.builders import a_point, a_run

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)


def a_report() -> Report:
    """Return a report with a regression, a new and a missing benchmark."""
    baseline = a_run(a_point("sort", time=1.0), a_point("gone", time=1.0), id="base")
    run = a_run(a_point("sort", {}, time=2.0), a_point("new", {"k": "v"}, time=1.0), id="now")
    return build.judged(run, baseline, 0.05, "main")


def changed(**fields: object) -> bytes:
    """Return the report's JSON with other fields."""
    return json.dumps({**json.loads(to_json(a_report())), **fields}).encode()


def test_a_report_is_read_back_as_it_was() -> None:
    assert decode("report.json", to_json(a_report()).encode()) == a_report()


comparisons = st.builds(
    Comparison,
    metric=TEXTS,
    point_name=TEXTS,
    tags=st.dictionaries(TEXTS, TEXTS, max_size=2),
    outcome=st.sampled_from(Outcome),
    direction=st.sampled_from(MetricDirection),
    unit=TEXTS,
    baseline_value=NUMBERS,
    current_value=NUMBERS,
    delta_pct=st.none() | NUMBERS,
    note=TEXTS,
    source=st.none() | TEXTS,
    history=st.lists(NUMBERS, max_size=3).map(tuple),
)
steps = st.builds(
    Step,
    name=TEXTS,
    code=st.none() | st.integers(0, 255),
    message=TEXTS,
    warnings=st.lists(TEXTS, max_size=2).map(tuple),
)


@given(
    st.builds(
        Report,
        verdict=st.sampled_from(Verdict),
        message=TEXTS.filter(bool),
        threshold=NUMBERS,
        baseline_name=st.none() | TEXTS,
        comparisons=st.lists(comparisons, max_size=3).map(tuple),
        failed=st.dictionaries(TEXTS, TEXTS, max_size=2),
        warnings=st.lists(TEXTS, max_size=2).map(tuple),
        job=st.none() | TEXTS,
        steps=st.lists(steps, max_size=2).map(tuple),
    )
)
def test_any_report_is_read_back_as_it_was(report: Report) -> None:
    assert decode("report.json", to_json(report).encode()) == report


def test_a_verdict_that_does_not_follow_from_the_rows_is_refused() -> None:
    forged = msgspec.structs.replace(a_report(), verdict=Verdict.PASS)
    with pytest.raises(DataError, match="its verdict pass does not follow from its rows"):
        decode("report.json", to_json(forged).encode())


def test_an_error_with_a_message_keeps_the_rows() -> None:
    report = msgspec.structs.replace(
        a_report(), verdict=Verdict.ERROR, message="the push failed", job="ci/bench#1.1"
    )
    assert decode("report.json", to_json(report).encode()) == report


def test_an_error_without_a_message_is_refused() -> None:
    forged = msgspec.structs.replace(a_report(), verdict=Verdict.ERROR)
    with pytest.raises(DataError, match="its verdict error does not follow"):
        decode("report.json", to_json(forged).encode())


@pytest.mark.parametrize(
    ("name", "code", "wrong"),
    [
        ("check", 0, False),
        ("check", 1, False),
        ("check", 3, False),
        ("check", 2, True),
        ("check", 4, True),
        ("check", None, True),
        ("push", 0, False),
        ("push", 1, True),
        ("push", 3, True),
        ("push", None, True),
    ],
)
def test_a_step_went_wrong_unless_it_ended_well_or_judged(
    name: str, code: int | None, wrong: bool
) -> None:
    assert Step(name=name, code=code).went_wrong is wrong


def test_the_largest_change_is_the_worst_and_one_without_a_number_is_the_largest() -> None:
    changes = {"a": 10.0, "b": -50.0, "c": None, "d": 20.0}
    rows = [
        Comparison(
            metric="time",
            point_name=name,
            tags={},
            outcome=Outcome.REGRESSION,
            direction=MetricDirection.LOWER,
            delta_pct=change,
        )
        for name, change in changes.items()
    ]
    assert [row.point_name for row in worst_first(rows)] == ["c", "b", "d", "a"]


def test_the_json_names_its_schema_verdict_and_comparisons() -> None:
    plain: dict[str, Any] = json.loads(to_json(a_report()))
    assert plain["schema"] == 3
    assert plain["verdict"] == "fail"
    assert plain["threshold"] == 0.05
    assert plain["baseline_name"] == "main"
    assert plain["run"]["id"] == "now"
    assert plain["baseline"]["timestamp"] == "2026-01-02T12:00:00Z"
    assert plain["comparisons"][0] == {
        "metric": "time",
        "point_name": "sort",
        "tags": {},
        "outcome": "regression",
        "direction": "lower",
        "unit": "ms",
        "baseline_value": 1.0,
        "current_value": 2.0,
        "delta_pct": 100.0,
        "note": "",
        "source": None,
        "threshold": None,
        "evidence": {},
        "excuse": "",
        "remedy": "",
        "candidate": False,
        "warnings": [],
        "history": [],
    }
    assert [row["outcome"] for row in plain["comparisons"]] == ["regression", "new", "missing"]


def test_rows_are_found_and_counted_by_outcome() -> None:
    report = a_report()
    assert [row.point_name for row in report.of(Outcome.MISSING)] == ["gone"]
    assert report.of(Outcome.INVALID) == []
    assert report.counts == {Outcome.REGRESSION: 1, Outcome.NEW: 1, Outcome.MISSING: 1}
    assert report.counts[Outcome.INVALID] == 0


@pytest.mark.parametrize("schema", [0, 1, 2, 99])
def test_another_schema_is_refused_clearly(schema: int) -> None:
    with pytest.raises(DataError, match=rf"report\.json: schema {schema} is not 3"):
        decode("report.json", changed(schema=schema))


def test_a_newer_schema_is_named_even_when_its_content_is_strange() -> None:
    with pytest.raises(DataError, match="schema 4 is not 3"):
        decode("report.json", changed(schema=4, verdict="maybe", comparisons={"a": 1}))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"not json",
        b'{"schema": 3}',
        b'{"verdict": "pass", "threshold": 0.05}',
        b'{"schema": "1", "verdict": "pass", "threshold": 0.05}',
        b'{"schema": 3, "verdict": "pass", "threshold": 1e999}',
        b'\xff\xfe{"schema": 3}',
        b"[" * 100_000,
        changed(verdict="maybe"),
        changed(threshold="5%"),
        changed(comparisons=[{"metric": "time"}]),
        changed(failed=["broken"]),
        changed(run={"id": "now"}),
    ],
)
def test_what_is_no_report_is_refused_with_its_path(data: bytes) -> None:
    with pytest.raises(DataError, match=r"report\.json: is no report of calibrax"):
        decode("report.json", data)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-02-20T12:00:00", datetime(2026, 2, 20, 12, tzinfo=UTC)),
        ("2026-02-20T12:00:00+02:00", datetime(2026, 2, 20, 10, tzinfo=UTC)),
    ],
)
def test_the_time_of_a_run_is_read_as_utc(written: str, read: datetime) -> None:
    run = json.loads(to_json(a_report()))["run"]
    found = decode("r.json", changed(run={**run, "timestamp": written})).run
    assert found is not None
    assert found.timestamp == read


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00"])
def test_a_time_that_is_out_of_range_in_utc_is_refused(written: str) -> None:
    run = json.loads(to_json(a_report()))["run"]
    with pytest.raises(DataError, match=r"out of range in UTC - at `\$\.run`$"):
        decode("r.json", changed(run={**run, "timestamp": written}))


@pytest.mark.parametrize("field", ["baseline_value", "current_value"])
@pytest.mark.parametrize("outcome", ["regression", "inconclusive"])
def test_a_change_without_its_values_is_refused(field: str, outcome: str) -> None:
    rows = json.loads(to_json(a_report()))["comparisons"]
    rows[0].update({field: None, "outcome": outcome})
    with pytest.raises(DataError, match=f"the {outcome} of 'time' of 'sort' lacks a value"):
        decode("report.json", changed(comparisons=rows))


def test_the_python_of_a_run_is_its_environments_where_that_is_text() -> None:
    run = a_run(a_point("a", time=1.0))
    for environment, python in (
        ({"python": "3.12.1"}, "3.12.1"),
        ({"python": {"version": 3}}, None),
        ({}, None),
    ):
        told = msgspec.structs.replace(run, environment=environment)
        assert run_info(told).python == python


def test_the_machines_of_a_run_are_those_of_its_points_too() -> None:
    points = [
        msgspec.structs.replace(a_point(name, time=1.0), machine=machine)
        for name, machine in (("a", "x86"), ("b", "arm"), ("c", "x86"))
    ]
    assert run_info(a_run(*points)).machine == "arm and x86"


def test_what_a_reader_needs_to_know_of_a_run() -> None:
    run = a_run(a_point("a", time=1.0), a_point("b", time=1.0), commit="c0ffee", branch="dev")
    assert run_info(run) == RunInfo(
        id="a1b2c3d4e5f6",
        timestamp=datetime(2026, 1, 2, 12, tzinfo=UTC),
        commit="c0ffee",
        branch="dev",
        suite="main",
        machine=None,
        points=2,
    )
