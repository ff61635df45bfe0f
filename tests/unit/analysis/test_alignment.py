"""The drift rule: by hand, against numpy, and what it may never touch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis.alignment import Sides, interquartile_range, without_drift

values = st.floats(-100, 100)
sessions = st.integers(1, 30).flatmap(
    lambda rounds: st.tuples(*[st.lists(values, min_size=rounds, max_size=rounds)] * 2)
)


def test_by_hand_a_step_of_both_sides() -> None:
    # Two blocks of five rounds; both sides are 10 higher in the second. In each block the medians
    # are 2 and 3 above its level, and 2.5 more than that is subtracted.
    base = [0.0, 1.0, 2.0, 3.0, 4.0, 10.0, 11.0, 12.0, 13.0, 14.0]
    head = [1.0, 2.0, 3.0, 4.0, 5.0, 11.0, 12.0, 13.0, 14.0, 15.0]
    found = without_drift(base, head)
    assert found.drift_removed
    assert found.base == (-2.5, -1.5, -0.5, 0.5, 1.5) * 2
    assert found.head == (-1.5, -0.5, 0.5, 1.5, 2.5) * 2
    # 20 residuals, four of each of -2 -1 0 1 2: the quartiles are at the places 4.75 and 14.25
    assert found.spread == 2.0
    assert found.noise == pytest.approx(2.0 / 1.349)


def test_without_a_drift_values_stay_as_they_are() -> None:
    base, head = [1.0, 2.0, 3.0, 4.0, 5.0] * 2, [2.0, 3.0, 4.0, 5.0, 6.0] * 2
    assert without_drift(base, head) == Sides(base=tuple(base), head=tuple(head))


@pytest.mark.parametrize("rounds", range(1, 10))
def test_fewer_than_ten_rounds_are_one_block_which_narrows_nothing(rounds: int) -> None:
    rising = [float(each * each) for each in range(rounds)]
    assert not without_drift(rising, rising[::-1]).drift_removed


def test_a_change_of_one_side_is_no_drift() -> None:
    base = [0.0, 1.0, 2.0, 3.0, 4.0] * 4
    head = [value + 50 for value in base]
    assert without_drift(base, head).head == tuple(head)


def test_blocks_are_as_even_as_they_can_be() -> None:
    # 13 rounds are cut after 6; a step anywhere else would stay in a block.
    base = [0.0, 1.0] * 3 + [100.0, 101.0] * 3 + [100.0]
    found = without_drift(base, base)
    assert found.drift_removed
    assert found.base == (-0.5, 0.5) * 3 + (0.0, 1.0) * 3 + (0.0,)


@given(sessions, st.lists(st.floats(-1000, 1000), min_size=6, max_size=6))
def test_what_is_added_to_both_sides_of_a_block_is_gone(
    sides: tuple[list[float], list[float]], levels: list[float]
) -> None:
    base, head = sides
    rounds = len(base)
    blocks = max(1, rounds // 5)
    block_of = [
        block
        for block in range(blocks)
        for _ in range(block * rounds // blocks, (block + 1) * rounds // blocks)
    ]
    moved = without_drift(
        [value + levels[block] for value, block in zip(base, block_of, strict=True)],
        [value + levels[block] for value, block in zip(head, block_of, strict=True)],
    )
    still = without_drift(base, head)
    if moved.drift_removed and still.drift_removed:
        assert moved.base == pytest.approx(still.base, abs=1e-9)
        assert moved.head == pytest.approx(still.head, abs=1e-9)


@given(sessions)
def test_swapped_sides_are_the_sides_swapped(sides: tuple[list[float], list[float]]) -> None:
    base, head = sides
    found, swapped = without_drift(base, head), without_drift(head, base)
    assert found.drift_removed == swapped.drift_removed
    assert (found.base, found.head) == (swapped.head, swapped.base)


@given(st.lists(values, min_size=1, max_size=40))
def test_quartiles_against_numpy(sample: list[float]) -> None:
    lower, upper = np.quantile(sample, [0.25, 0.75])
    assert interquartile_range(sample) == pytest.approx(upper - lower, abs=1e-9)


@pytest.mark.parametrize(("base", "head"), [([], []), ([1.0], [1.0, 2.0])])
def test_rounds_have_two_sides(base: list[float], head: list[float]) -> None:
    with pytest.raises(ValueError, match="as many rounds on either side"):
        without_drift(base, head)
