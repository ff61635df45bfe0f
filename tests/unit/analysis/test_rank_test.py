"""The Mann-Whitney test: every order counted by brute force, and against scipy's."""

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from calibrax.analysis.rank_test import (
    mann_whitney,
    needed_per_side,
    smallest_p,
    spread_of_u,
    two_sided_p,
    upper_tail,
)

Sides = tuple[list[float], list[float]]


def sides(seed: int, *, decimals: int) -> Sides:
    """Return two samples of 1 to 30 values; few decimals make ties."""
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 31, 2)
    shift = rng.choice([0, 0.5, 2])
    baseline = np.round(rng.normal(0, 1, n), decimals) + 0.0
    current = np.round(rng.normal(shift, 1, m), decimals) + 0.0
    return baseline.tolist(), current.tolist()


def pairs_won(baseline: Sequence[float], current: Sequence[float]) -> float:
    return sum((b > a) + (b == a) / 2 for a in baseline for b in current)


def tied(baseline: Sequence[float], current: Sequence[float]) -> bool:
    return len({*baseline, *current}) < len(baseline) + len(current)


def test_by_hand_three_against_three() -> None:
    # All 9 pairs: 1 of the 20 orders. 8 pairs or more: 2 of them, 7 or more: 4.
    assert mann_whitney([1, 2, 3], [4, 5, 6]).p == 1 / 20
    assert mann_whitney([1, 2, 4], [3, 5, 6]).p == 2 / 20
    assert mann_whitney([1, 2, 5], [3, 4, 6]).p == 4 / 20
    assert mann_whitney([4, 5, 6], [1, 2, 3]).p == 1.0


def test_by_hand_one_value_on_a_side() -> None:
    assert mann_whitney([1.0], [2.0]).p == 1 / 2
    assert mann_whitney([2.0], [1.0]).p == 1.0
    assert mann_whitney([1, 2, 3, 4], [5]).p == 1 / 5
    assert mann_whitney([1, 2, 3, 5], [4]).p == 2 / 5


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 5), (4, 4), (30, 30), (60, 60)])
def test_where_all_values_are_equal_nothing_speaks_for_a_difference(n: int, m: int) -> None:
    found = mann_whitney([3.5] * n, [3.5] * m)
    assert (found.u, found.p, found.exact) == (n * m / 2, 1.0, False)
    assert two_sided_p([3.5] * n, [3.5] * m) == 1.0


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 7), (2, 3), (4, 4), (5, 3), (6, 6)])
def test_the_distribution_is_that_of_all_orders(n: int, m: int) -> None:
    counted = [
        sum(place - below for below, place in enumerate(places))
        for places in combinations(range(n + m), m)
    ]
    for u in range(-1, n * m + 2):
        share = sum(each >= u for each in counted) / comb(n + m, n)
        assert upper_tail(n, m, u) == pytest.approx(share, abs=1e-15)


@pytest.mark.parametrize("seed", range(300))
def test_without_ties_it_is_scipys_exact_test(seed: int) -> None:
    baseline, current = sides(seed, decimals=12)
    found = mann_whitney(baseline, current)
    expected = stats.mannwhitneyu(current, baseline, alternative="greater", method="exact")
    assert found.exact
    assert found.u == expected.statistic == pairs_won(baseline, current)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-9)
    both = stats.mannwhitneyu(current, baseline, method="exact").pvalue
    assert two_sided_p(baseline, current) == pytest.approx(both, rel=1e-9)


@pytest.mark.parametrize("seed", range(300))
def test_with_ties_it_is_scipys_approximation(seed: int) -> None:
    baseline, current = sides(seed, decimals=seed % 2)
    if not tied(baseline, current) or len({*baseline, *current}) == 1:
        return
    found = mann_whitney(baseline, current)
    expected = stats.mannwhitneyu(current, baseline, alternative="greater", method="asymptotic")
    assert not found.exact
    assert found.u == expected.statistic == pairs_won(baseline, current)
    least = smallest_p(len(baseline), len(current))
    assert found.p == pytest.approx(max(expected.pvalue, least), rel=1e-9)


@pytest.mark.parametrize(("n", "exact"), [(50, True), (51, False)])
def test_large_samples_are_approximated(n: int, exact: bool) -> None:
    rng = np.random.default_rng(n)
    baseline, current = rng.normal(0, 1, n).tolist(), rng.normal(0.3, 1, n).tolist()
    found = mann_whitney(baseline, current)
    method = "exact" if exact else "asymptotic"
    expected = stats.mannwhitneyu(current, baseline, alternative="greater", method=method)
    assert found.exact is exact
    assert found.p == pytest.approx(expected.pvalue, rel=1e-9)


def test_ties_do_not_show_more_than_the_samples_can() -> None:
    # The normal approximation alone gives 0.038 here, and of 20 orders one is as extreme.
    assert mann_whitney([1, 1, 2], [3, 4, 5]).p == 1 / 20


@pytest.mark.parametrize(("baseline", "current"), [([], [1.0]), ([1.0], []), ([], [])])
def test_an_empty_sample_is_refused(baseline: list[float], current: list[float]) -> None:
    with pytest.raises(ValueError, match="1 value or more"):
        mann_whitney(baseline, current)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=9), st.data())
def test_both_directions_share_all_pairs(baseline: list[float], data: st.DataObject) -> None:
    current = data.draw(st.lists(st.integers(-5, 5), min_size=1, max_size=9))
    one, other = mann_whitney(baseline, current), mann_whitney(current, baseline)
    assert one.u + other.u == len(baseline) * len(current)
    assert one.u == pairs_won(baseline, current)
    assert one.p >= smallest_p(len(baseline), len(current))
    assert one.p + other.p >= 1


def test_the_smallest_p_values_that_samples_can_have() -> None:
    assert [smallest_p(n, n) for n in (1, 4, 5)] == [1 / 2, 1 / 70, 1 / 252]


@pytest.mark.parametrize(("tests", "n"), [(1, 3), (2, 4), (5, 5), (15, 6), (120, 7), (200, 8)])
def test_how_many_a_side_so_many_tests_need(tests: int, n: int) -> None:
    # 1 of 20, 70, 252, 924, 3432 and 12870 orders, against 0.05 shared by the tests.
    assert needed_per_side(tests) == n


def test_the_spread_of_u_by_hand() -> None:
    # one against one: 0 or 1 pair, each half of the time
    assert spread_of_u(1, 1) == 0.5
    # one against two: 0, 1 or 2 pairs, a third of the time each
    assert spread_of_u(1, 2) == pytest.approx((2 / 3) ** 0.5)
    assert spread_of_u(1, 0) == 0.0
    assert spread_of_u(2, 2, [4]) == 0.0
