"""The band around the level of a history."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis.noise import View, step_limit, view

HISTORY = [3.0, 1.0, 2.0, 5.0, 4.0]
"""Level 3; median deviation 1, scale 1.4826; steps 2, 1, 3, 1: 1.5, which say 1.5725."""

SPREAD = 1.4826 * 1.5 / sqrt(2)


def test_level_deviations_and_band_by_hand() -> None:
    level, found = view(HISTORY)
    assert level == 3.0
    assert found.deviations == (0.0, -2.0, -1.0, 2.0, 1.0)
    assert found.spread == pytest.approx(SPREAD)
    assert (found.n, found.worst) == (5, 2.0)
    assert found.limit == pytest.approx(2 * SPREAD * sqrt(1 + 1.571 / 5))
    assert step_limit(HISTORY) == pytest.approx(found.limit)


def test_bad_is_beyond_the_band_and_worse_than_all() -> None:
    spiky = View(deviations=(0.0, 0.1, -0.1, 0.0, 9.0), spread=1.0)  # band 2.293
    assert not spiky.is_bad(2.2)
    assert not spiky.is_bad(3.0)
    assert not spiky.is_bad(9.0)
    assert spiky.is_bad(9.1)
    loud = View(deviations=(0.0,) * 5, spread=1.0)
    assert not loud.is_bad(2.2)
    assert loud.is_bad(2.3)


def test_good_is_the_mirror_of_bad() -> None:
    found = View(deviations=(0.0, -9.0, 0.1, 0.2, 0.3), spread=1.0)
    assert not found.is_good(-3.0)
    assert found.is_good(-9.1)
    mirrored = View(deviations=tuple(-each for each in found.deviations), spread=1.0)
    for deviation in (-9.1, -9.0, -3.0, 0.0, 3.0, 9.1):
        assert found.is_good(deviation) == mirrored.is_bad(-deviation)


def test_how_many_values_one_is_worse_than() -> None:
    _, found = view(HISTORY)
    assert [found.worse_than(each) for each in (-2.0, -1.5, 0.0, 2.0, 2.1)] == [0, 1, 2, 4, 5]


series = st.lists(st.floats(-10, 10), min_size=5, max_size=30)


@given(series)
def test_no_value_of_a_history_is_bad_in_it(values: list[float]) -> None:
    _, found = view(values)
    assert not any(map(found.is_bad, found.deviations))
    assert not any(map(found.is_good, found.deviations))
    assert step_limit(values) <= found.limit * (1 + 1e-9)
