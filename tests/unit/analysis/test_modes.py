"""Two modes: found where they are clear, and hardly ever where there is one."""

import numpy as np
import pytest

from calibrax.analysis.modes import modes_warning

SIZES = [10, 11, 14, 15, 20, 30, 50, 100, 200]
SHAPES = {
    "normal": lambda rng, n: rng.normal(10, 1, n),
    "narrow normal": lambda rng, n: rng.normal(1000, 20, n),
    "lognormal": lambda rng, n: rng.lognormal(0, 0.5, n),
    "wide lognormal": lambda rng, n: rng.lognormal(0, 1, n),
    "uniform": lambda rng, n: rng.uniform(5, 10, n),
    "exponential": lambda rng, n: rng.exponential(1, n) + 1,
    "normal with outliers": lambda rng, n: rng.normal(10, 1, n) + 30 * (np.arange(n) < n // 10),
}


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("shape", SHAPES)
def test_one_mode_is_warned_of_in_less_than_one_percent(shape: str, n: int) -> None:
    rng = np.random.default_rng(n)
    warned = sum(modes_warning(SHAPES[shape](rng, n).tolist()) is not None for _ in range(1500))
    assert warned < 15


@pytest.mark.parametrize("n", SIZES)
def test_two_clear_modes_are_found(n: int) -> None:
    rng = np.random.default_rng(n)
    found = [
        modes_warning((rng.normal(100, 1, n) + 15 * (np.arange(n) % 2)).tolist())
        for _ in range(200)
    ]
    assert sum(each is not None for each in found) >= 196


def test_more_values_tell_closer_modes_apart() -> None:
    rng = np.random.default_rng(1)
    found = [
        modes_warning((rng.normal(100, 1, 200) + 5.5 * (np.arange(200) % 2)).tolist())
        for _ in range(200)
    ]
    assert sum(each is not None for each in found) >= 190


def test_by_hand_what_it_says() -> None:
    fast, slow = [1.0, 1.01, 1.02, 1.03, 1.04, 1.05, 1.06], [2.0, 2.01, 2.02]
    assert modes_warning([*slow, *fast]) == "two modes: 7 values around 1.03 and 3 around 2.01"


def test_two_values_only_are_two_modes_unless_they_are_steps_of_a_clock() -> None:
    assert modes_warning([1.0, 2.0] * 10) == "two modes: 10 values around 1 and 10 around 2"
    assert modes_warning([1.0, 1.005] * 10) is None
    assert modes_warning([-1.0, -2.0] * 10) == "two modes: 10 values around -2 and 10 around -1"


def test_a_few_outliers_are_no_mode() -> None:
    assert modes_warning([1.0, 1.01, 1.02, 1.03] * 5 + [9.0, 9.1, 9.2]) is None


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0] * 4, [3.0] * 20, [0.0] * 20])
def test_few_values_and_constant_ones_have_no_modes(values: list[float]) -> None:
    assert modes_warning(values) is None


def test_the_order_of_the_values_is_no_matter() -> None:
    rng = np.random.default_rng(3)
    values = (rng.normal(100, 1, 20) + 20 * (np.arange(20) % 2)).tolist()
    assert modes_warning(values) == modes_warning(sorted(values)) is not None
