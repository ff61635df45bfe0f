"""The advice: by hand, and the two ways of asking agree."""

from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis.rounds_needed import rounds_needed, smallest_change


def test_by_hand_one_metric() -> None:
    # z(1 - .05 * .4557) = z(.977215) = 2.0000; (0.05 * 2.842 / log 1.1)^2 * 2.1 + 1 = 5.668
    assert rounds_needed(0.05, log(1.1), tests=1) == 6
    # (0.1 * 2.842 / log 1.05)^2 * 2.1 + 1 = 72.25
    assert rounds_needed(0.1, log(1.05), tests=1) == 73


def test_by_hand_many_metrics_ask_for_more() -> None:
    # z(1 - .05 / 10) = z(.995) = 2.5758; (0.1 * 3.4178 / log 1.1)^2 * 2.1 + 1 = 28.004
    assert rounds_needed(0.1, log(1.1), tests=10, weight=1.0) == 29


@pytest.mark.parametrize(
    ("tests", "fewest"),
    # .05 * .4557 = .0228 over the number: 1/C(2n, n) is .0143 at 4, .0040 at 5, .0011 at 6,
    # .00029 at 7
    [(1, 4), (2, 5), (10, 6), (60, 7)],
)
def test_a_quiet_metric_takes_what_the_test_takes(tests: int, fewest: int) -> None:
    assert rounds_needed(0.0001, log(1.05), tests) == fewest
    assert smallest_change(0.0001, fewest - 1, tests) == inf
    assert smallest_change(0.0001, fewest, tests) < 0.001


def test_no_change_is_never_seen() -> None:
    assert rounds_needed(0.01, 0.0, tests=1) == inf
    assert smallest_change(0.01, 1, tests=1, weight=100.0) == inf


@given(
    st.floats(0.001, 0.5), st.floats(0.01, 0.5), st.integers(1, 500), st.sampled_from([1.0, 0.4557])
)
def test_the_smallest_change_is_what_the_rounds_are_needed_for(
    noise: float, change: float, tests: int, weight: float
) -> None:
    rounds = int(rounds_needed(noise, change, tests, weight))
    assert smallest_change(noise, rounds, tests, weight) <= change * (1 + 1e-9)
