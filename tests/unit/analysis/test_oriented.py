"""A scale on which larger is worse, whichever way is better and whatever the sign."""

from math import exp, inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis.comparison import Outcome, judge
from calibrax.analysis.oriented import Oriented, scale_of
from calibrax.core import MetricDirection

LOWER, HIGHER = MetricDirection.LOWER, MetricDirection.HIGHER


def test_positive_values_lie_on_logs() -> None:
    assert scale_of(LOWER, [1.0, 2.0], 4.0) == Oriented(1)
    assert scale_of(HIGHER, [1.0, 2.0], 4.0) == Oriented(-1)
    assert Oriented(1).at(exp(2.0)) == pytest.approx(2.0)
    assert Oriented(-1).at(exp(2.0)) == pytest.approx(-2.0)


@pytest.mark.parametrize(("values", "baseline"), [([0.0], 4.0), ([-1.0, 1.0], 4.0), ([1.0], -4.0)])
def test_others_are_shares_of_the_baselines_amount(values: list[float], baseline: float) -> None:
    found = scale_of(LOWER, values, baseline)
    assert found == Oriented(1, 4.0)
    assert found.at(6.0) == 1.5
    assert scale_of(HIGHER, values, baseline).at(6.0) == -1.5


def test_a_baseline_of_zero_has_no_shares() -> None:
    assert scale_of(LOWER, [5.0], 0.0) == Oriented(1, 1.0)


def test_how_far_a_value_may_move() -> None:
    assert Oriented(1).worse(100.0, 5.0) == pytest.approx(log(1.05))
    assert Oriented(1).better(100.0, 5.0) == pytest.approx(-log(0.95))
    assert Oriented(-1).worse(100.0, 5.0) == pytest.approx(-log(0.95))
    assert Oriented(-1).better(100.0, 5.0) == pytest.approx(log(1.05))
    assert Oriented(1, 100.0).worse(-100.0, 5.0) == pytest.approx(0.05)


def test_no_value_is_so_bad_as_none_at_all() -> None:
    assert Oriented(-1).worse(100.0, 100.0) == inf
    assert Oriented(1).better(100.0, 150.0) == inf


positive = st.floats(1e-3, 1e6)


@given(positive, st.sampled_from([Oriented(1), Oriented(-1), Oriented(1, 2.0), Oriented(-1, 3.0)]))
def test_a_place_leads_back_to_its_value(value: float, scale: Oriented) -> None:
    assert scale.value(scale.at(value)) == pytest.approx(value)


@given(positive, st.floats(0.2, 5.0), st.sampled_from([LOWER, HIGHER]), st.floats(0.01, 0.9))
def test_what_is_worse_than_allowed_is_what_the_plain_rule_finds(
    before: float, factor: float, direction: MetricDirection, threshold: float
) -> None:
    now = before * factor
    scale = scale_of(direction, [now], before)
    moved = scale.at(now) - scale.at(before)
    if abs(abs(now - before) / before - threshold) < 1e-9:
        return  # the two round their own ways
    worse = moved > scale.worse(before, threshold * before)
    better = -moved > scale.better(before, threshold * before)
    outcome = judge(before, now, direction, threshold)
    assert worse == (outcome is Outcome.REGRESSION)
    assert better == (outcome is Outcome.IMPROVEMENT)


def test_a_change_of_exactly_the_threshold_is_within() -> None:
    scale = Oriented(1)
    for before in (0.1, 1.0, 3.0, 1e9):
        assert scale.at(before * 1.05) - scale.at(before) <= scale.worse(before, before * 0.05)


def test_a_move_to_the_worse_in_percent_of_a_value() -> None:
    assert Oriented(1).change_pct(50.0, log(1.2)) == pytest.approx(20)
    assert Oriented(-1).change_pct(50.0, log(1.25)) == pytest.approx(-20)
    assert Oriented(-1).size_pct(50.0, log(1.25)) == pytest.approx(25)
    # differences are shares of the unit: a quarter of 8 is 2, of -4 that is half
    assert Oriented(1, 8.0).change_pct(-4.0, 0.25) == pytest.approx(50)
    assert Oriented(-1, 8.0).change_pct(-4.0, 0.25) == pytest.approx(-50)


@pytest.mark.parametrize(
    ("value", "distance"), [(0.0, 1.0), (1.0, inf), (1.0, -inf), (1.0, 1e6), (5e-324, 744.0)]
)
def test_a_change_that_has_no_number(value: float, distance: float) -> None:
    assert Oriented(1, None if value else 1.0).change_pct(value, distance) is None
    assert Oriented(1, None if value else 1.0).size_pct(value, distance) is None
