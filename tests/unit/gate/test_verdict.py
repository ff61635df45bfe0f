"""The verdict on a run, its precedence and its exit code."""

import pytest

from calibrax.analysis import Comparison, Outcome
from calibrax.core import MetricDirection
from calibrax.gate import Verdict, decide

ALL = tuple(Outcome)


def rows(*outcomes: Outcome) -> list[Comparison]:
    """Return a comparison for each outcome."""
    return [
        Comparison(
            metric="time",
            point_name=f"point {place}",
            tags={},
            outcome=outcome,
            direction=MetricDirection.LOWER,
        )
        for place, outcome in enumerate(outcomes)
    ]


@pytest.mark.parametrize(
    ("verdict", "code"),
    [("pass", 0), ("fail", 1), ("not-judged", 3), ("no-baseline", 3), ("error", 4)],
)
def test_each_verdict_has_its_exit_code(verdict: str, code: int) -> None:
    assert Verdict(verdict).exit_code == code


def test_there_are_five_verdicts() -> None:
    assert {verdict.value for verdict in Verdict} == {
        "pass",
        "fail",
        "no-baseline",
        "not-judged",
        "error",
    }


@pytest.mark.parametrize("other", ALL)
def test_one_regression_fails_whatever_else_there_is(other: Outcome) -> None:
    assert decide(rows(other, Outcome.REGRESSION)) is Verdict.FAIL
    assert decide(rows(Outcome.REGRESSION, other), ["broken"]) is Verdict.FAIL


@pytest.mark.parametrize("gap", [Outcome.MISSING, Outcome.INVALID])
@pytest.mark.parametrize(
    "other", [Outcome.IMPROVEMENT, Outcome.UNCHANGED, Outcome.NEW, Outcome.INFO]
)
def test_a_gap_is_never_a_pass(gap: Outcome, other: Outcome) -> None:
    assert decide(rows(other, gap)) is Verdict.NOT_JUDGED


@pytest.mark.parametrize("outcome", [Outcome.UNCHANGED, Outcome.IMPROVEMENT, Outcome.INCONCLUSIVE])
def test_what_was_judged_and_is_not_worse_passes(outcome: Outcome) -> None:
    assert decide(rows(outcome)) is Verdict.PASS


@pytest.mark.parametrize("outcome", [Outcome.NEW, Outcome.INFO])
def test_new_and_info_metrics_do_not_spoil_a_pass(outcome: Outcome) -> None:
    assert decide(rows(Outcome.UNCHANGED, outcome)) is Verdict.PASS


@pytest.mark.parametrize("outcomes", [(), (Outcome.NEW,), (Outcome.INFO, Outcome.NEW)])
def test_a_run_in_which_nothing_was_judged_is_no_pass(outcomes: tuple[Outcome, ...]) -> None:
    assert decide(rows(*outcomes)) is Verdict.NOT_JUDGED


def test_a_benchmark_that_failed_to_give_a_value_is_no_pass() -> None:
    assert decide(rows(Outcome.UNCHANGED), ["broken"]) is Verdict.NOT_JUDGED
    assert decide(rows(Outcome.UNCHANGED), {"broken": "nan"}) is Verdict.NOT_JUDGED
    assert decide(rows(Outcome.UNCHANGED), {}) is Verdict.PASS


def test_a_failed_benchmark_with_an_empty_name_counts() -> None:
    assert decide(rows(Outcome.UNCHANGED), [""]) is Verdict.NOT_JUDGED


def test_comparisons_may_come_one_at_a_time() -> None:
    assert decide(iter(rows(Outcome.UNCHANGED, Outcome.REGRESSION))) is Verdict.FAIL
    assert decide(iter(rows(Outcome.UNCHANGED)), iter(["broken"])) is Verdict.NOT_JUDGED
