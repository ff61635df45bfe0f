"""Absolute budgets hold whatever the baseline says, and without one."""

from typing import Any

import pytest

from calibrax.analysis import Comparison, Outcome
from calibrax.gate.limits import breaches, within_limits
from calibrax.settings import Settings
from calibrax.settings.agreements import Limit, Waiver
from tests.builders import a_def, a_point, a_run
from tests.unit.gate.cases import TODAY, a_case, course, outcomes, the_row, verdict_on, wobble

QUIET = course(wobble(10))


def budget(metric: str = "t", **bounds: Any) -> Settings:
    """Return settings with one limit."""
    return Settings(limits=(Limit(metric=metric, **bounds),))


@pytest.mark.parametrize(
    ("value", "bounds", "note"),
    [
        (101.0, {"max": 100.5}, "over limit: max 100.5"),
        (101.0, {"max": 101.0}, ""),  # the bound itself is allowed
        (99.0, {"min": 99.5}, "over limit: min 99.5"),
        (99.0, {"min": 99.0}, ""),
        (99.0, {"min": 99.5, "max": 100.0}, "over limit: min 99.5"),
        (101.0, {"min": 99.5, "max": 100.0}, "over limit: max 100"),
    ],
)
@pytest.mark.parametrize("mode", ["auto", "fixed"])
def test_a_value_beyond_a_bound_is_a_regression(
    value: float, bounds: dict[str, Any], note: str, mode: str
) -> None:
    row = the_row(a_case(QUIET, {"t": value}), budget(**bounds), mode=mode)
    assert row.note == note
    assert row.outcome is (Outcome.REGRESSION if note else Outcome.UNCHANGED)
    if note:
        assert row.evidence.rule == "limit"
        assert not row.candidate
        assert not row.remedy


def test_a_new_metric_is_held_to_its_budget() -> None:
    now = {"t": 100.0, "memory": 3000.0}
    found = verdict_on(a_case(QUIET, now), budget("memory", max=2048))
    assert outcomes(found) == {"t": "unchanged", "memory": "regression"}
    assert found.comparisons[1].baseline_value is None
    within = verdict_on(a_case(QUIET, now), budget("memory", max=4096))
    assert outcomes(within) == {"t": "unchanged", "memory": "new"}


def test_a_metric_that_never_fails_and_one_that_is_info_have_budgets_too() -> None:
    case = a_case(QUIET, {"t": 100.0}, defs=(a_def("t", "info"),))
    assert the_row(case, budget(max=99.0)).outcome is Outcome.REGRESSION
    assert the_row(case, budget(max=101.0)).outcome is Outcome.INFO


def test_an_inconclusive_row_beyond_its_budget_asks_for_nothing_more() -> None:
    row = the_row(a_case(QUIET, {"t": 106.0}), budget(max=105.0))
    assert (row.outcome, row.remedy, row.candidate) == ("regression", "", False)


def test_what_was_not_measured_breaks_no_budget() -> None:
    both = [{"t": value, "u": 1.0} for value in wobble(10)]
    found = verdict_on(a_case(both, {"t": 100.0}), budget("u", max=0.5))
    assert outcomes(found) == {"t": "unchanged", "u": "missing"}


def test_a_waiver_is_for_regressions_and_not_for_budgets() -> None:
    settings = Settings(
        limits=(Limit(metric="t", max=105.0),),
        waivers=(Waiver(metric="t", ceiling=0.5, expires=TODAY, reason="new"),),
    )
    row = the_row(a_case(QUIET, {"t": 112.0}), settings)
    assert (row.outcome, row.excuse) == ("regression", "")


def test_budgets_hold_without_a_baseline() -> None:
    run = a_run(a_point("sort", t=100.0, u=1.0), a_point("find", t=50.0))
    (row,) = breaches(run, budget(max=99.0), {})
    assert (row.point_name, row.metric, row.outcome) == ("sort", "t", "regression")
    assert (row.current_value, row.unit, row.note) == (100.0, "ms", "over limit: max 99")
    assert row.baseline_value is None
    assert breaches(run, budget(max=100.0), {}) == []
    assert breaches(run, Settings(), {}) == []


def test_a_definition_that_wins_gives_the_unit() -> None:
    run = a_run(a_point("sort", t=100.0), defs=())
    (row,) = breaches(run, budget(max=99.0), {"t": a_def("t", "higher", unit="MB")})
    assert (row.direction, row.unit) == ("higher", "MB")
    (unknown,) = breaches(run, budget(max=99.0), {})
    assert (unknown.direction, unknown.unit) == ("info", "")


def test_without_budgets_nothing_changes() -> None:
    rows: list[Comparison] = list(verdict_on(a_case(QUIET, {"t": 130.0})).comparisons)
    assert within_limits(rows, Settings()) == rows
    assert within_limits(rows, budget("other", max=1.0)) == rows
