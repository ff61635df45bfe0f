"""How many rounds an interleaved measurement takes to show a change, and the other way round.

Normal noise, a rank test, and a power of 80%; noise in spikes needs fewer rounds. Source:
G. Noether, Sample Size Determination for Some Common Nonparametric Tests (1987).
"""

from math import ceil, inf, sqrt

from calibrax.analysis.interleaved import ALPHA
from calibrax.analysis.looks import ADDED
from calibrax.analysis.rank_test import needed_per_side

_POWER = 0.842
"""The standard normal quantile of the power, 80%."""

_RANKS = 2.1
"""Twice the variance of a difference: 2, times pi / 3, what ranks cost on normal values."""


def rounds_needed(noise: float, change: float, tests: int, weight: float = ADDED) -> float:
    """Return after how many rounds at most a change shows; infinite for one of 0.

    ``noise`` is the standard deviation of a process, and ``change`` has its unit; ``tests`` metrics
    are judged together, at a look of this ``weight``.
    """
    fewest = needed_per_side(tests, ALPHA * weight)
    if change <= 0:
        return inf
    z = _quantile(tests, weight) + _POWER
    return max(fewest, ceil(_RANKS * (noise * z / change) ** 2 + 1))


def smallest_change(noise: float, rounds: int, tests: int, weight: float = ADDED) -> float:
    """Return the smallest change that so many rounds show; infinite where they can show none."""
    if rounds < max(2, needed_per_side(tests, ALPHA * weight)):
        return inf
    return noise * (_quantile(tests, weight) + _POWER) * sqrt(_RANKS / (rounds - 1))


def _quantile(tests: int, weight: float) -> float:
    """Return how many standard deviations a single test of so many asks for."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(1 - ALPHA * weight / tests)
