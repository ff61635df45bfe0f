"""The Hodges-Lehmann estimate: how far one sample is shifted against another.

Source: J. Hodges and E. Lehmann, Estimates of Location Based on Rank Tests (1963); the interval
after P. Moses, see M. Hollander and D. Wolfe, Nonparametric Statistical Methods, section 4.3.
"""

from collections.abc import Sequence
from functools import cache
from math import floor, inf

import msgspec

from calibrax.analysis.pair_differences import differences_at
from calibrax.analysis.rank_test import (
    LARGEST_EXACT,
    smallest_p,
    spread_of_u,
    ties_of,
    upper_tail,
)


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """The median of all differences of a value of the second sample and one of the first.

    ``lower`` and ``upper`` bound it; infinite where the samples are too small for the confidence.
    """

    estimate: float
    lower: float
    upper: float
    confidence: float


def hodges_lehmann(
    baseline: Sequence[float], current: Sequence[float], confidence: float = 0.95
) -> Shift:
    """Return how much larger ``current`` is than ``baseline``, in their unit.

    The interval comes from the Mann-Whitney test: it excludes 0 when the one-sided p-value of that
    is at most half of what is left of the confidence. With ties between the samples it may hold 0
    a little longer than that.

    Raises:
        ValueError: a sample is empty, or the confidence is not between 0 and 1.
    """
    n, m = len(baseline), len(current)
    if not n or not m:
        raise ValueError("a shift needs 1 value or more on each side")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence: expected a number between 0 and 1, got {confidence}")
    ties = ties_of(baseline, current)
    tail = (1 - confidence) / 2
    exact = not ties and n * m <= LARGEST_EXACT
    k = _exact_place(n, m, tail) if exact else _normal_place(n, m, tail, ties)
    bounds = [k - 1, n * m - k] if k else []
    middles = [(n * m - 1) // 2, n * m // 2]
    below, above, *bounded = differences_at(baseline, current, middles + bounds)
    lower, upper = bounded or (-inf, inf)
    return Shift(estimate=(below + above) / 2, lower=lower, upper=upper, confidence=confidence)


@cache
def _exact_place(n: int, m: int, tail: float) -> int:
    """Return the largest k for which the k smallest differences may be left out."""
    k = 0
    while k < n * m and upper_tail(n, m, n * m - k) <= tail:
        k += 1
    return k


def _normal_place(n: int, m: int, tail: float, ties: Sequence[int]) -> int:
    """Return the same k by the normal approximation, 0 where no exact test could reach the tail."""
    from statistics import NormalDist

    if smallest_p(n, m) > tail:
        return 0
    z = NormalDist().inv_cdf(1 - tail)
    return max(0, min(n * m, floor(n * m / 2 - 0.5 - z * spread_of_u(n, m, ties)) + 1))
