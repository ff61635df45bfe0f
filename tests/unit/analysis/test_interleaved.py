"""The test at a look: by hand, against scipy, and what may not change it."""

from math import inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from calibrax.analysis.interleaved import seen_at
from calibrax.analysis.looks import LOOKS, Look

SIX = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
ONE_LOOK = Look(rounds=6, weight=1.0)

distinct = st.lists(
    st.integers(0, 10_000).map(lambda each: each / 64), min_size=12, max_size=12, unique=True
)


def test_by_hand_six_rounds_apart() -> None:
    # All 36 pairs are one way: 1 of C(12, 6) = 924 orders.
    found = seen_at(LOOKS[0], SIX, [value + 1 for value in SIX])
    assert found.worse == pytest.approx(1 / 924 / 0.0894)
    assert found.better == 1.0
    assert found.shift.estimate == pytest.approx(1.0)
    # 4 of 924 orders have 34 pairs or more, 7 have 33: .0043 and .0076 around .05 * .0894 = .00447.
    # So the smallest 2 differences are left out, 0.5 and 0.6, and the next one is 0.6.
    assert found.shift.lower == pytest.approx(0.6)
    assert found.shift.upper == pytest.approx(1.4)
    # 12 residuals, two of each of ±.25 ±.15 ±.05: quartiles at the places 2.75 and 8.25
    assert found.noise == pytest.approx((0.15 + 0.15) / 1.349)
    assert not found.drift_removed


def test_by_hand_one_pair_against_the_others() -> None:
    # The smallest of the head is below the largest of the base: 35 of 36 pairs, in 2 of 924 orders.
    base, head = [1.0, 2.0, 3.0, 4.0, 5.0, 6.5], [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]
    assert seen_at(ONE_LOOK, base, head).worse == pytest.approx(2 / 924)


def test_only_the_rounds_of_the_look_count() -> None:
    apart = [value + 1 for value in SIX]
    assert seen_at(ONE_LOOK, [*SIX, 99.0], [*apart, -99.0, 5.0]) == seen_at(ONE_LOOK, SIX, apart)


def test_looks_keep_the_smallest_p_value() -> None:
    apart = [value + 1 for value in SIX]
    first = seen_at(LOOKS[0], SIX, apart)
    back = seen_at(LOOKS[1], [*SIX, *apart], [*apart, *SIX], first)
    assert back.worse == first.worse
    assert (back.shift.estimate, back.better) == (0.0, 1.0)
    again = seen_at(LOOKS[1], [*SIX, *SIX], [*apart, *apart], first)
    assert again.worse < first.worse


def test_two_rounds_bound_nothing() -> None:
    found = seen_at(Look(rounds=2, weight=0.1), [1.0, 2.0], [5.0, 6.0])
    assert (found.shift.lower, found.shift.upper) == (-inf, inf)
    assert found.worse == 1.0  # 1/6 over a tenth


def test_a_drift_is_taken_off() -> None:
    # A machine that gets slower by half in the middle hides 10% from a rank test of raw values.
    noise = [0.0, 0.01, 0.02, 0.03, 0.04]
    base = [*noise, *(value + log(1.5) for value in noise)]
    head = [value + log(1.1) for value in base]
    look = Look(rounds=10, weight=1.0)
    found = seen_at(look, base, head)
    assert found.drift_removed
    assert found.shift.estimate == pytest.approx(log(1.1))
    assert found.shift.lower > 0
    assert found.worse < 0.001


def test_a_look_needs_its_rounds() -> None:
    with pytest.raises(ValueError, match="a look at 6 rounds, of which there are 6 and 5"):
        seen_at(ONE_LOOK, SIX, SIX[:5])


@pytest.mark.parametrize("seed", range(50))
def test_against_scipy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rounds = int(rng.integers(2, 31))
    base, head = rng.normal(size=rounds), rng.normal(rng.normal(), size=rounds)
    look = Look(rounds=rounds, weight=1.0)
    found = seen_at(look, base.tolist(), head.tolist())
    if not found.drift_removed:
        for alternative, p in (("greater", found.worse), ("less", found.better)):
            expected = stats.mannwhitneyu(head, base, alternative=alternative, method="exact")
            assert p == pytest.approx(expected.pvalue)


@given(distinct)
def test_swapped_sides_mirror(values: list[float]) -> None:
    base, head = values[:6], values[6:]
    found, mirrored = seen_at(ONE_LOOK, base, head), seen_at(ONE_LOOK, head, base)
    assert (found.worse, found.better) == (mirrored.better, mirrored.worse)
    assert found.shift.estimate == -mirrored.shift.estimate
    assert (found.shift.lower, found.shift.upper) == (-mirrored.shift.upper, -mirrored.shift.lower)
    assert found.noise == mirrored.noise


@given(distinct, st.sampled_from([-512.0, -1.0, 0.25, 64.0]))
def test_a_factor_of_both_sides_changes_nothing(values: list[float], factor: float) -> None:
    # Values are logs: a factor is a term. Quarters and powers of two are added without rounding.
    base, head = values[:6], values[6:]
    moved = seen_at(
        ONE_LOOK, [value + factor for value in base], [value + factor for value in head]
    )
    assert moved == seen_at(ONE_LOOK, base, head)


@given(distinct)
def test_an_interval_without_zero_is_significant(values: list[float]) -> None:
    look = Look(rounds=6, weight=0.5)
    found = seen_at(look, values[:6], values[6:])
    assert (found.shift.lower > 0) == (found.worse <= 0.05)
    assert (found.shift.upper < 0) == (found.better <= 0.05)
