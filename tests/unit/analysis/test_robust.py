"""Where values lie and how far they spread, by hand and by numpy."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from calibrax.analysis.robust import median, middle, scale, step_scale

values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


@given(values)
def test_the_median_is_numpys(series: list[float]) -> None:
    assert median(series) == pytest.approx(float(np.median(series)))
    assert middle(sorted(series)) == median(series)


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ([0.0, 0.0, 0.0], 0.002),  # the floor
        ([5.0], 0.002),
        ([1.0, 2.0, 3.0, 4.0, 5.0], 1.4826),  # median deviation 1; steps of 1 say 1.0484
        ([0.0, 1.0, 0.0, 1.0], 1.4826 / sqrt(2)),  # deviations of 0.5, steps of 1
        ([0.0, 0.0, 0.0, 0.0, 100.0], 0.002),  # a value that is far off moves nothing
    ],
)
def test_the_scale_by_hand(series: list[float], expected: float) -> None:
    assert scale(series) == pytest.approx(expected)


@given(values)
def test_the_scale_is_no_less_than_the_median_deviation_and_the_floor(series: list[float]) -> None:
    deviation = float(stats.median_abs_deviation(series))
    assert scale(series) >= max(1.4826 * deviation, 0.002) * (1 - 1e-9)


def test_a_drift_spreads_more_than_its_steps() -> None:
    rising = [0.03 * place for place in range(11)]
    assert scale(rising) == pytest.approx(1.4826 * 0.09)  # the middle one of 0, .03, .03, ...
    assert step_scale(rising) == pytest.approx(1.4826 * 0.03 / sqrt(2))


@given(values, st.floats(-100, 100))
def test_a_constant_added_changes_no_scale(series: list[float], shift: float) -> None:
    moved = [value + shift for value in series]
    assert scale(moved) == pytest.approx(scale(series), rel=1e-6, abs=1e-6)


def test_of_normal_values_it_is_the_standard_deviation() -> None:
    chance = np.random.default_rng(1)
    found = [scale(list(chance.normal(0, 1, 1000))) for _ in range(20)]
    assert float(np.mean(found)) == pytest.approx(1.0, abs=0.05)
