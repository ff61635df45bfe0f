"""The order of the rounds: random, balanced between the looks, and the same for a seed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.measure.schedule import BASE_FIRST, HEAD_FIRST, order

seeds = st.integers(0, 2**64)


@given(seeds)
def test_each_segment_of_the_looks_is_balanced(seed: int) -> None:
    rounds = order(seed)

    counted = [Counter(rounds[a:b]) for a, b in ((0, 6), (6, 12), (12, 20), (20, 30))]

    assert counted == [{BASE_FIRST: n, HEAD_FIRST: n} for n in (3, 3, 4, 5)]
    assert len(rounds) == 30


@given(seeds, st.integers(0, 100))
def test_a_fixed_number_is_balanced_up_to_one(seed: int, number: int) -> None:
    counted = Counter(order(seed, [number]))

    assert counted.total() == number
    assert abs(counted[BASE_FIRST] - counted[HEAD_FIRST]) == number % 2


@given(seeds, st.lists(st.integers(0, 12), max_size=5), st.integers(0, 20))
def test_more_rounds_only_append(seed: int, segments: list[int], more: int) -> None:
    longer = order(seed, [*segments, more])

    assert longer[: sum(segments)] == order(seed, segments)
    assert abs(Counter(longer[sum(segments) :])[BASE_FIRST] * 2 - more) == more % 2


def test_a_round_runs_both_sides() -> None:
    assert set(order(1)) == {("base", "head"), ("head", "base")}


def test_the_seed_decides() -> None:
    assert order(1) == order(1)
    assert len({order(seed) for seed in range(20)}) == 20


@pytest.mark.parametrize("place", range(6))
def test_either_side_is_first_in_half_of_all_orders(place: int) -> None:
    first = Counter(order(seed)[place] for seed in range(400))

    assert 160 < first[BASE_FIRST] < 240  # four standard deviations


def test_the_odd_round_is_not_always_the_same() -> None:
    assert {order(seed, [1]) for seed in range(20)} == {(BASE_FIRST,), (HEAD_FIRST,)}
