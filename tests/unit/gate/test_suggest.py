"""Thresholds from what a history needs: by hand, and laws that hold for every history."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis.comparison import Outcome
from calibrax.core.past import Series
from calibrax.gate.backtest import Replayed, Told
from calibrax.gate.suggest import Needs, Suggestion, needs, suggest

T: Series = ("sort", (), "t")


def history(*needed: float, detectable: float = 0.0) -> list[Needs]:
    """Return what one metric needs, one run after the other."""
    return [{T: (each, detectable)} for each in needed]


def the_suggestion(runs: list[Needs], false_alarms: float = 0.0) -> Suggestion:
    """Return the one suggestion."""
    (found,) = suggest(runs, false_alarms)
    return found


def test_a_run_asks_for_what_its_metrics_were_told() -> None:
    told = Told(first=Outcome.REGRESSION, second=None, injected=(), needed=0.07, detectable=0.03)
    assert needs(Replayed(metrics={T: told})) == {T: (0.07, 0.03)}


@pytest.mark.parametrize(
    ("worst", "threshold"),
    [
        (0.0, 0.01),
        (0.004, 0.01),
        (0.0101, 0.015),
        (0.03, 0.03),
        (0.1 + 0.2 - 0.2, 0.1),
        (0.0951, 0.1),
        (0.5, 0.5),
        (0.501, None),
        (inf, None),
    ],
)
def test_a_threshold_is_rounded_up_to_half_a_percent(worst: float, threshold: float | None) -> None:
    assert the_suggestion(history(worst, *[0.0] * 9)).threshold == threshold


@pytest.mark.parametrize(
    ("false_alarms", "threshold", "alarms"),
    [(0.0, 0.3, 0.0), (0.09, 0.3, 0.0), (0.1, 0.2, 0.1), (0.2, 0.1, 0.2), (0.3, 0.01, 0.3)],
)
def test_the_wish_is_a_share_of_the_runs(
    false_alarms: float, threshold: float, alarms: float
) -> None:
    found = the_suggestion(history(0.1, 0.0, 0.3, 0.2, *[0.0] * 6), false_alarms)
    assert (found.threshold, found.alarms, found.runs) == (threshold, alarms, 10)


def test_who_allows_every_alarm_gets_the_smallest_threshold() -> None:
    assert the_suggestion(history(*[0.2] * 10), 1.0).threshold == 0.01


def test_what_is_detected_is_the_larger_of_threshold_and_noise() -> None:
    assert the_suggestion(history(*[0.02] * 10, detectable=0.08)).detectable == 0.08
    assert the_suggestion(history(*[0.2] * 10, detectable=0.08)).detectable == 0.2


def test_a_metric_whose_noise_hides_half_is_not_gated() -> None:
    assert the_suggestion(history(*[0.0] * 10, detectable=0.5)).threshold == 0.01
    assert the_suggestion(history(*[0.0] * 10, detectable=0.51)).threshold is None


def test_fewer_than_ten_runs_propose_nothing() -> None:
    assert suggest(history(*[0.0] * 9), 0.01) == []
    assert suggest([], 0.01) == []


def test_each_series_is_proposed_for_in_order_of_its_name() -> None:
    other: Series = ("search", (("n", "1"),), "t")
    run: Needs = {T: (0.0, 0.0), other: (0.2, 0.0)}
    found = suggest([run] * 10, 0.0)
    assert [(each.series, each.threshold) for each in found] == [(other, 0.2), (T, 0.01)]


@given(st.lists(st.floats(0, 0.5), min_size=10, max_size=60), st.floats(0, 1), st.floats(0, 1))
def test_alarms_stay_under_the_wish_and_a_larger_wish_asks_for_no_more(
    needed: list[float], one: float, other: float
) -> None:
    strict = the_suggestion(history(*needed), min(one, other))
    loose = the_suggestion(history(*needed), max(one, other))
    assert strict.alarms <= min(one, other) + 1e-9
    assert loose.threshold is not None
    assert strict.threshold is not None
    assert loose.threshold <= strict.threshold
