"""A trend within a run: against scipy's rank correlation and brute force, and by simulation."""

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from calibrax.analysis.drift import drift_warning, mann_kendall

SIZES = [10, 15, 20, 50, 200]


def by_brute_force(values: list[float]) -> float:
    pairs = [(a, b) for place, b in enumerate(values) for a in values[:place]]
    rises = abs(sum((b > a) - (b < a) for a, b in pairs))
    n = len(values)
    _, sizes = np.unique(values, return_counts=True)
    variance = (n * (n - 1) * (2 * n + 5) - (sizes * (sizes - 1) * (2 * sizes + 5)).sum()) / 18
    return float(2 * stats.norm.sf((rises - 1) / np.sqrt(variance))) if rises else 1.0


@pytest.mark.parametrize("seed", range(300))
def test_the_p_value_counts_every_pair(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 60))
    trend = rng.choice([0, 0.05]) * np.arange(n)
    values = (rng.normal(0, 1, n) + trend).round(seed % 3 * 4).tolist()
    assert mann_kendall(values) == pytest.approx(by_brute_force(values), rel=1e-9)


@pytest.mark.parametrize("seed", range(100))
def test_it_is_close_to_kendalls_exact_test(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(10, 40))
    values = rng.normal(0, 1, n) + rng.uniform(-0.05, 0.05) * np.arange(n)
    exact = stats.kendalltau(np.arange(n), values, method="exact").pvalue
    assert mann_kendall(values.tolist()) == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize("n", [0, 1, 2, 30])
def test_constant_values_have_no_trend(n: int) -> None:
    assert mann_kendall([2.0] * n) == 1.0
    assert drift_warning([2.0] * n) is None


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("shape", ["normal", "lognormal"])
def test_no_trend_is_warned_of_in_less_than_one_percent(shape: str, n: int) -> None:
    rng = np.random.default_rng(n)
    draw = {"normal": lambda: rng.normal(10, 2, n), "lognormal": lambda: rng.lognormal(0, 1, n)}
    warned = sum(drift_warning(draw[shape]().tolist()) is not None for _ in range(2000))
    assert warned < 20


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("slope", [-1, 1])
def test_a_clear_trend_is_found(n: int, slope: int) -> None:
    rng = np.random.default_rng(n)
    word = "rise" if slope > 0 else "fall"
    for _ in range(100):
        values = 100 + slope * 20 * np.arange(n) / n + rng.normal(0, 1, n)
        warning = drift_warning(values.tolist())
        assert warning is not None
        assert word in warning


def test_by_hand_what_it_says() -> None:
    values = [float(value) for value in range(100, 120)]
    # From a median of 104.5 to one of 114.5, of 109.5.
    assert drift_warning(values) == (
        "the values rise by 9.1% from the first half of the run to the second"
    )
    assert drift_warning(values[::-1]) == (
        "the values fall by 9.1% from the first half of the run to the second"
    )
    assert drift_warning([value - 109.5 for value in values]) == (
        "the values rise from the first half of the run to the second"
    )


def test_a_trend_too_small_to_matter_is_none() -> None:
    assert drift_warning([1000 + place / 10 for place in range(100)]) is None


def test_nine_values_are_too_few() -> None:
    assert drift_warning([float(value) for value in range(1, 10)]) is None
