"""The Mann-Whitney test: does one sample tend to larger values than another?

Source: H. Mann and D. Whitney, On a Test of Whether one of Two Random Variables is Stochastically
Larger than the Other (1947); the normal approximation with ties after E. Lehmann, Nonparametrics
(1975), section 1.4.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from math import comb, erfc, sqrt

import msgspec

LARGEST_EXACT = 2500
"""Pairs of values up to which the distribution is counted out."""


class RankTest(msgspec.Struct, frozen=True, kw_only=True):
    """``u`` is how many pairs have the larger value in the second sample, a tie counts half.

    ``p`` is one-sided: the chance of so many or more when nothing differs. ``exact`` tells whether
    it was counted out, and not approximated.
    """

    u: float
    p: float
    exact: bool


def mann_whitney(baseline: Sequence[float], current: Sequence[float]) -> RankTest:
    """Test whether ``current`` tends to larger values than ``baseline``.

    Without ties, and with up to 2,500 pairs, the p-value is exact. Else it is that of a normal
    distribution with corrections for ties and for continuity, and never below what samples of these
    sizes can show at all. Where all values are equal nothing speaks for a difference: it is 1.

    Raises:
        ValueError: a sample is empty.
    """
    n, m = len(baseline), len(current)
    if not n or not m:
        raise ValueError("a rank test needs 1 value or more on each side")
    u, ties = _u(baseline, current)
    if not ties and n * m <= LARGEST_EXACT:
        return RankTest(u=u, p=upper_tail(n, m, round(u)), exact=True)
    spread = spread_of_u(n, m, ties)
    if not spread:
        return RankTest(u=u, p=1.0, exact=False)
    z = (u - n * m / 2 - 0.5) / spread
    return RankTest(u=u, p=max(erfc(z / sqrt(2)) / 2, smallest_p(n, m)), exact=False)


def two_sided_p(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the chance of samples that differ so much, whichever is the larger one."""
    return min(1.0, 2 * min(mann_whitney(one, other).p, mann_whitney(other, one).p))


def smallest_p(n: int, m: int) -> float:
    """Return the smallest p-value that samples of these sizes can have."""
    return 1 / comb(n + m, n)


def needed_per_side(tests: int, alpha: float = 0.05) -> int:
    """Return from which size on two samples can be significant among so many tests."""
    n = 1
    while smallest_p(n, n) * tests > alpha:
        n += 1
    return n


def upper_tail(n: int, m: int, u: int) -> float:
    """Return the chance of ``u`` or more of ``n * m`` pairs, without ties."""
    tails = _tails(min(n, m), max(n, m))
    return tails[max(u, 0)] / tails[0] if u <= n * m else 0.0


def spread_of_u(n: int, m: int, ties: Sequence[int] = ()) -> float:
    """Return the standard deviation of U; ``ties`` are the sizes of the groups of equal values."""
    total = n + m
    if total < 2:
        return 0.0
    tied = sum(size**3 - size for size in ties) / (total * (total - 1))
    return sqrt(max(0.0, n * m / 12 * (total + 1 - tied)))


def ties_of(one: Sequence[float], other: Sequence[float]) -> list[int]:
    """Return the sizes of the groups of equal values in both samples together."""
    return [size for size in Counter([*one, *other]).values() if size > 1]


def _u(baseline: Sequence[float], current: Sequence[float]) -> tuple[float, list[int]]:
    """Return U of the second sample, by its ranks, and the sizes of the groups of ties."""
    sizes = Counter([*baseline, *current])
    ranks, before = {}, 0
    for value in sorted(sizes):
        ranks[value] = before + (sizes[value] + 1) / 2
        before += sizes[value]
    m = len(current)
    u = sum(map(ranks.__getitem__, current)) - m * (m + 1) / 2
    return u, [size for size in sizes.values() if size > 1]


@cache
def _tails(n: int, m: int) -> tuple[int, ...]:
    """Return for each u how many of the orders of n and m values have U of u or more."""
    counts = _orders(n, m)
    return tuple(accumulate(reversed(counts)))[::-1]


def _orders(n: int, m: int) -> list[int]:
    """Return for each u how many orders have it: the Gaussian binomial coefficient.

    It is the product of (1 - q^(m + i)) / (1 - q^i) for i = 1 ... n.
    """
    size = n * m + 1
    counts = [1] + [0] * (size - 1)
    for i in range(1, n + 1):
        for u in range(size - 1, m + i - 1, -1):
            counts[u] -= counts[u - m - i]
        for u in range(i, size):
            counts[u] += counts[u - i]
    return counts
