"""What a team lets fail: the findings of a check, and the exit code that follows from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis import Comparison, Outcome
from calibrax.core import MetricDirection
from calibrax.gate import Verdict, decide
from calibrax.gate.policy import FAIL_ON, Finding, exit_code, findings

EVERYTHING = tuple(Finding)


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


def found(*outcomes: Outcome, failed: tuple[str, ...] = ()) -> set[str]:
    """Return the findings of a run with these outcomes."""
    compared = rows(*outcomes)
    return {str(each) for each in findings(compared, failed, decide(compared, failed))}


def test_a_run_in_which_all_is_well_has_no_findings() -> None:
    assert found(Outcome.UNCHANGED, Outcome.IMPROVEMENT, Outcome.NEW, Outcome.INFO) == set()


@pytest.mark.parametrize(
    ("outcome", "finding"),
    [
        (Outcome.REGRESSION, "regression"),
        (Outcome.MISSING, "not-judged"),
        (Outcome.INVALID, "not-judged"),
        (Outcome.INCONCLUSIVE, "inconclusive"),
    ],
)
def test_each_outcome_that_a_team_acts_on_is_a_finding(outcome: Outcome, finding: str) -> None:
    assert found(Outcome.UNCHANGED, outcome) == {finding}


def test_a_failed_benchmark_and_a_run_without_judged_metrics_are_not_judged() -> None:
    assert found(Outcome.UNCHANGED, failed=("broken",)) == {"not-judged"}
    assert found(Outcome.NEW, Outcome.INFO) == {"not-judged"}
    assert found() == {"not-judged"}


def test_what_is_beside_a_regression_is_found_too() -> None:
    assert found(Outcome.REGRESSION, Outcome.MISSING, Outcome.INCONCLUSIVE) == set(EVERYTHING)


def test_a_first_run_has_no_findings() -> None:
    assert findings((), {}, Verdict.NO_BASELINE) == frozenset()


@pytest.mark.parametrize(
    ("verdict", "found", "fail_on", "code"),
    [
        ("pass", (), EVERYTHING, 0),
        ("fail", ("regression",), FAIL_ON, 1),
        ("fail", ("regression", "not-judged"), FAIL_ON, 1),
        ("fail", ("regression", "not-judged"), ("not-judged",), 3),
        ("fail", ("regression", "not-judged"), ("inconclusive",), 0),
        ("fail", ("regression",), (), 0),
        ("not-judged", ("not-judged",), FAIL_ON, 3),
        ("not-judged", ("not-judged",), ("regression",), 0),
        ("pass", ("inconclusive",), FAIL_ON, 0),
        ("pass", ("inconclusive",), ("inconclusive",), 3),
        ("fail", ("regression", "inconclusive"), ("inconclusive",), 3),
        ("no-baseline", (), FAIL_ON, 3),
        ("no-baseline", (), (), 3),
        ("error", (), (), 4),
        ("error", ("regression",), FAIL_ON, 4),
    ],
)
def test_the_exit_code_follows_from_what_counts(
    verdict: str, found: tuple[str, ...], fail_on: tuple[str, ...], code: int
) -> None:
    assert exit_code(Verdict(verdict), frozenset(map(Finding, found)), fail_on) == code


@given(st.lists(st.sampled_from(Outcome)), st.booleans())
def test_everything_that_is_no_pass_fails_unless_it_is_excused(
    outcomes: list[Outcome], broken: bool
) -> None:
    compared, failed = rows(*outcomes), ["broken"] if broken else []
    verdict = decide(compared, failed)
    code = exit_code(verdict, findings(compared, failed, verdict), FAIL_ON)
    assert code == verdict.exit_code
