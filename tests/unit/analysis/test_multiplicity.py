"""Adjusted p-values: against scipy, and against the definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from calibrax.analysis.multiplicity import benjamini_hochberg, holm


def test_by_hand_benjamini_hochberg() -> None:
    # Times 4/1, 4/2, 4/3, 4/4 from the smallest on, and none above the next larger one's.
    assert benjamini_hochberg([0.04, 0.01, 0.03, 0.5]) == pytest.approx(
        [0.16 / 3, 0.04, 0.16 / 3, 0.5]
    )


def test_by_hand_holm() -> None:
    # Times 4, 3, 2, 1 from the smallest on, none below the next smaller one's.
    assert holm([0.04, 0.01, 0.03, 0.5]) == pytest.approx([0.09, 0.04, 0.09, 0.5])


@pytest.mark.parametrize("adjust", [benjamini_hochberg, holm])
def test_one_test_and_none(adjust: type) -> None:
    assert adjust([0.03]) == [0.03]
    assert adjust([]) == []
    assert adjust([1.0] * 5) == [1.0] * 5


@pytest.mark.parametrize("seed", range(200))
def test_benjamini_hochberg_is_scipys(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p_values = (rng.uniform(0, 1, rng.integers(1, 60)) ** 3).round(seed % 3 + 1)
    expected = stats.false_discovery_control(p_values, method="bh")
    assert benjamini_hochberg(p_values.tolist()) == pytest.approx(expected.tolist(), rel=1e-12)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.sampled_from([0.01, 0.05, 0.2]))
def test_holm_rejects_what_the_steps_down_reject(p_values: list[float], alpha: float) -> None:
    rejected = set()
    for step, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[place] * (len(p_values) - step) > alpha:
            break
        rejected.add(place)
    adjusted = holm(p_values)
    assert {place for place, p in enumerate(adjusted) if p <= alpha} == rejected


@pytest.mark.parametrize("adjust", [benjamini_hochberg, holm])
@given(st.lists(st.floats(0, 1), max_size=12))
def test_adjusted_values_keep_the_order_and_are_never_smaller(
    adjust: type, p_values: list[float]
) -> None:
    adjusted = adjust(p_values)
    assert all(p <= each <= 1 for p, each in zip(p_values, adjusted, strict=True))
    ordered = [each for _, each in sorted(zip(p_values, adjusted, strict=True))]
    assert ordered == sorted(ordered)
