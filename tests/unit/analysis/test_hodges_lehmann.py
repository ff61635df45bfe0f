"""The Hodges-Lehmann shift: by hand, against numpy, and never against the rank test."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis.hodges_lehmann import hodges_lehmann
from calibrax.analysis.rank_test import mann_whitney

CONFIDENCES = [0.5, 0.8, 0.9, 0.95, 0.99]


def test_by_hand_four_against_four() -> None:
    # Of 70 orders 1 has all 16 pairs (0.0143 <= 0.025) and 2 have 15 or more (0.0286): the
    # interval leaves out no difference but begins at the smallest one, and ends at the largest.
    found = hodges_lehmann([1.0, 2.0, 3.0, 4.0], [11.0, 13.0, 16.0, 20.0])
    assert (found.lower, found.upper) == (7.0, 19.0)
    # 7 8 9 9 10 10 11 12 12 13 14 15 16 17 18 19
    assert found.estimate == 12.0
    assert found.confidence == 0.95


def test_by_hand_one_value_on_each_side() -> None:
    found = hodges_lehmann([1.0], [3.5])
    assert (found.estimate, found.lower, found.upper) == (2.5, -inf, inf)


@pytest.mark.parametrize(("n", "m"), [(1, 39), (1, 38), (2, 8), (2, 7)])
def test_from_which_size_on_there_are_bounds(n: int, m: int) -> None:
    # 1 of 40, 39, 45 and 36 orders, against 0.025.
    found = hodges_lehmann([float(each) for each in range(n)], [each + 0.5 for each in range(m)])
    assert (found.lower > -inf) == (found.upper < inf) == ((n, m) in {(1, 39), (2, 8)})


@pytest.mark.parametrize(("n", "bounded"), [(1, False), (3, False), (4, True), (60, True)])
def test_constant_samples(n: int, bounded: bool) -> None:
    found = hodges_lehmann([2.0] * n, [5.0] * n)
    assert found.estimate == 3.0
    assert (found.lower, found.upper) == ((3.0, 3.0) if bounded else (-inf, inf))
    same = hodges_lehmann([2.0] * n, [2.0] * n)
    assert same.lower <= same.estimate == 0.0 <= same.upper


@pytest.mark.parametrize("seed", range(200))
def test_the_estimate_is_the_median_of_all_differences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 31, 2)
    baseline, current = rng.normal(0, 1, n).round(seed % 4), rng.normal(1, 1, m).round(seed % 4)
    found = hodges_lehmann(baseline.tolist(), current.tolist())
    differences = np.subtract.outer(current, baseline)
    assert found.estimate == pytest.approx(np.median(differences), rel=1e-12, abs=1e-12)
    assert found.lower <= found.estimate <= found.upper


@pytest.mark.parametrize("confidence", CONFIDENCES)
@pytest.mark.parametrize("seed", range(100))
def test_interval_and_p_value_never_contradict_each_other(seed: int, confidence: float) -> None:
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 70 if seed % 10 == 0 else 20, 2)
    baseline = rng.normal(0, 1, n).tolist()
    current = rng.normal(rng.uniform(-1.5, 1.5), 1, m).tolist()
    found = hodges_lehmann(baseline, current, confidence)
    tail = (1 - confidence) / 2
    assert (mann_whitney(baseline, current).p <= tail) == (found.lower > 0)
    assert (mann_whitney(current, baseline).p <= tail) == (found.upper < 0)


@pytest.mark.parametrize("confidence", CONFIDENCES)
@pytest.mark.parametrize("seed", range(100))
def test_with_ties_an_interval_without_zero_has_its_p_value(seed: int, confidence: float) -> None:
    rng = np.random.default_rng(seed)
    baseline = [float(each) for each in rng.integers(0, 6, rng.integers(1, 13))]
    current = [float(each) for each in rng.integers(0, 12, rng.integers(1, 13))]
    found = hodges_lehmann(baseline, current, confidence)
    if found.lower > 0:
        assert mann_whitney(baseline, current).p <= (1 - confidence) / 2 + 1e-12


@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=12),
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=12),
    st.integers(-1000, 1000),
)
def test_it_moves_with_the_sample_and_turns_with_the_sides(
    baseline: list[float], current: list[float], by: int
) -> None:
    found = hodges_lehmann(baseline, current)
    moved = hodges_lehmann(baseline, [value + by for value in current])
    assert moved.estimate == found.estimate + by
    turned = hodges_lehmann(current, baseline)
    assert (turned.estimate, turned.lower, turned.upper) == (
        -found.estimate,
        -found.upper,
        -found.lower,
    )


def test_it_covers_the_true_shift_at_least_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    found = [
        hodges_lehmann(rng.lognormal(0, 1, 8).tolist(), (rng.lognormal(0, 1, 9) + 2).tolist())
        for _ in range(1000)
    ]
    covered = sum(each.lower <= 2 <= each.upper for each in found)
    assert 930 <= covered <= 985  # 95.4% is exact for 8 and 9


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0, float("nan")])
def test_a_confidence_outside_of_zero_and_one_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        hodges_lehmann([1.0], [2.0], confidence)


def test_an_empty_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="1 value or more"):
        hodges_lehmann([], [2.0])
