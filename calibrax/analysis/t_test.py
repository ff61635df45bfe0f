"""Student's t tests, of two samples and of pairs, in pure Python.

For those who know them; the gate uses rank tests, which a few values far off do not mislead.
Source: B. Welch, The Generalization of Student's Problem when Several Different Population
Variances are Involved (1947); the distribution by the incomplete beta function, DLMF 8.17.22,
evaluated as a continued fraction after W. Lentz (1976).
"""

from collections.abc import Sequence
from math import copysign, exp, inf, lgamma, log, log1p, sqrt
from typing import NamedTuple

_PRECISION = 1e-15
_TINY = 1e-300
_STEPS = 100_000


class TTest(NamedTuple):
    """The statistic, positive where the first sample is larger, and the two-sided p-value."""

    t: float
    p_value: float


def welch(a: Sequence[float], b: Sequence[float]) -> TTest:
    """Test whether the means of two samples differ, whose variances may differ too.

    Two constant samples differ for certain (p 0) or not at all (p 1).

    Raises:
        ValueError: a sample has fewer than 2 values.
    """
    # The exact mean and variance: a constant sample has no spread, and equal ones no difference.
    from statistics import mean, variance

    if len(a) < 2 or len(b) < 2:
        raise ValueError(f"a t test needs 2 values or more on each side, got {len(a)} and {len(b)}")
    one, other = variance(a) / len(a), variance(b) / len(b)
    difference = mean(a) - mean(b)
    if not one + other:
        return _certain(difference)
    shares = one / (one + other), other / (one + other)
    degrees = 1 / (shares[0] ** 2 / (len(a) - 1) + shares[1] ** 2 / (len(b) - 1))
    t = difference / sqrt(one + other)
    return TTest(t, two_sided(t, degrees))


def paired(a: Sequence[float], b: Sequence[float]) -> TTest:
    """Test whether the differences of pairs, ``a[i] - b[i]``, are zero on average.

    A t test, since Wilcoxon's rank test of pairs cannot reach p <= 0.05 with fewer than 6 of them.

    Raises:
        ValueError: fewer than 2 pairs, or samples of different lengths.
    """
    from statistics import mean, variance

    if len(a) != len(b):
        raise ValueError(f"pairs need as many values on each side, got {len(a)} and {len(b)}")
    if len(a) < 2:
        raise ValueError(f"a paired test needs 2 pairs or more, got {len(a)}")
    differences = [one - other for one, other in zip(a, b, strict=True)]
    spread = variance(differences)
    if not spread:
        return _certain(mean(differences))
    t = mean(differences) / sqrt(spread / len(a))
    return TTest(t, two_sided(t, len(a) - 1))


def two_sided(t: float, degrees: float) -> float:
    """Return the chance of a statistic as far from 0, of Student's distribution."""
    square = t * t / degrees
    return incomplete_beta(degrees / 2, 0.5, square)


def incomplete_beta(a: float, b: float, odds: float) -> float:
    """Return the regularised incomplete beta function I of x = 1 / (1 + ``odds``).

    By the odds, (1 - x) / x, neither x near 0 nor x near 1 loses digits.
    """
    if not odds:
        return 1.0
    if odds == inf:
        return 0.0
    x, rest = 1 / (1 + odds), odds / (1 + odds)
    scale = lgamma(a + b) - lgamma(a) - lgamma(b)
    front = exp(scale - a * log1p(odds) + b * (log(odds) - log1p(odds)))
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(a, b, x) / a
    return 1 - front * _continued_fraction(b, a, rest) / b


def _continued_fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta function; it converges for small x."""
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        before = value
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _nonzero(1 + term * d)
            c = _nonzero(1 + term / c)
            value *= c * d
        if abs(value - before) <= _PRECISION * abs(value):
            break
    return value


def _nonzero(value: float) -> float:
    return value or _TINY


def _certain(difference: float) -> TTest:
    return TTest(copysign(inf, difference), 0.0) if difference else TTest(0.0, 1.0)
