"""The rule for one value now and several in the history, on deviations made by hand."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis.noise import View
from calibrax.analysis.noise_model import Deviation, Seen
from calibrax.gate.history_rule import Ruling, rule
from calibrax.gate.rules import Sensitivity

# 16 values: the band is 2 * spread * sqrt(1 + 1.571/16), 2.0959 spreads
QUIET = View(deviations=(-0.01, 0.01) * 8, spread=0.01)  # band 0.02096
LOUD = View(deviations=(-0.1, 0.1) * 8, spread=0.1)  # band 0.2096
WORSE = 0.05


def raw(*values: float, view: View = QUIET) -> list[Deviation]:
    """Return measurements that were seen in one view."""
    return [Deviation(0.0, Seen(view, value)) for value in values]


def both(*values: tuple[float, float]) -> list[Deviation]:
    """Return measurements in a loud raw view and in a quiet one beyond the siblings."""
    return [Deviation(0.0, Seen(LOUD, one), Seen(QUIET, other)) for one, other in values]


def ruled(seen: list[Deviation], sensitivity: Sensitivity = Sensitivity.NORMAL) -> Ruling:
    """Return what the rule says with 0.05 allowed to either side."""
    return rule(seen, WORSE, WORSE, sensitivity)


@pytest.mark.parametrize(
    ("values", "outcome", "candidate"),
    [
        ((0.0,), "unchanged", False),
        ((0.022,), "unchanged", False),  # bad, but less than 0.6 of the threshold
        ((0.031,), "unchanged", True),
        ((0.051,), "regression", True),  # twice the band is 0.0419
        ((0.051, 0.049), "unchanged", True),  # their median is 0.05 and no more
        ((0.051, 0.0495), "inconclusive", True),
        ((0.031, 0.051, 0.051, 0.051), "regression", False),
        ((0.031, 0.049, 0.051, 0.0501), "regression", False),  # the mean of the last three
        ((0.2, 0.049, 0.0515, 0.049), "inconclusive", False),  # three: 0.0498, all: 0.05025
        ((0.2, 0.049, 0.05, 0.05), "unchanged", False),
        ((0.2, 0.2, 0.2, 0.02), "inconclusive", False),
        ((0.2, 0.2, 0.2, 0.2, 0.02), "inconclusive", False),
        ((0.2, 0.2, 0.2, 0.2, 0.2), "regression", False),
        ((-0.051,), "improvement", False),
        ((-0.049,), "unchanged", False),
    ],
)
def test_one_view(values: tuple[float, ...], outcome: str, candidate: bool) -> None:
    found = ruled(raw(*values))
    assert (found.outcome, found.candidate) == (outcome, candidate)
    assert found.measured == len(values)
    assert found.estimate == pytest.approx(median(values))
    assert found.bad == sum(value > 0.02096 for value in values)
    assert not found.beyond_siblings


def test_the_best_measurement_does_not_decide() -> None:
    assert ruled(raw(0.06, -1.0, 0.06)).outcome == "inconclusive"
    assert ruled(raw(0.06, -1.0, 0.06)).estimate == 0.06
    assert ruled(raw(0.06, -1.0)).outcome == "unchanged"


def test_all_measurements_have_to_be_bad_in_the_same_view() -> None:
    in_turns = both((0.3, 0.0), (0.0, 0.3), (0.3, 0.0), (0.0, 0.3))
    assert ruled(in_turns).outcome == "inconclusive"
    beyond = ruled(both(*[(0.1, 0.06)] * 4))
    assert (beyond.outcome, beyond.beyond_siblings) == ("regression", True)
    alone = ruled(both(*[(0.3, 0.0)] * 4))
    assert (alone.outcome, alone.beyond_siblings) == ("regression", False)


def test_a_view_counts_only_where_every_measurement_has_it() -> None:
    seen = [*both((0.1, 0.06)), *raw(0.1, 0.1, 0.1, view=LOUD)]
    found = ruled(seen)
    assert (found.outcome, found.beyond_siblings) == ("inconclusive", False)


def test_the_view_with_the_narrower_band_says_what_is_inconclusive() -> None:
    assert ruled(both((0.1, 0.0))).outcome == "unchanged"
    quiet = ruled(both((0.0, 0.0499), (0.0, 0.0502)))
    assert (quiet.outcome, quiet.beyond_siblings) == ("inconclusive", True)


def test_high_sensitivity_needs_two_confirmations() -> None:
    seen = raw(0.031, 0.051, 0.051)
    assert ruled(seen).outcome == "inconclusive"
    assert ruled(seen).candidate
    assert ruled(seen, Sensitivity.HIGH).outcome == "regression"
    assert not ruled(seen, Sensitivity.HIGH).candidate


deviation = st.floats(-0.3, 0.3)


@given(st.lists(deviation, min_size=1, max_size=5))
def test_a_worse_measurement_never_makes_it_better(values: list[float]) -> None:
    order = ["improvement", "unchanged", "inconclusive", "regression"]
    before = order.index(ruled(raw(*values)).outcome)
    after = order.index(ruled(raw(*(value + 0.01 for value in values))).outcome)
    assert after >= before


@given(st.lists(deviation, min_size=1, max_size=4))
def test_high_sensitivity_finds_no_less_than_normal(values: list[float]) -> None:
    if len(values) != 3:  # with exactly two attempts its confirmations are another rule
        normal, high = ruled(raw(*values)), ruled(raw(*values), Sensitivity.HIGH)
        assert high.outcome == "regression" or normal.outcome != "regression"


@given(st.lists(deviation, min_size=1, max_size=5))
def test_a_regression_is_always_bad_in_every_measurement(values: list[float]) -> None:
    found = ruled(raw(*values))
    if found.outcome == "regression":
        assert found.bad == found.measured
        assert found.estimate > 0.6 * WORSE
