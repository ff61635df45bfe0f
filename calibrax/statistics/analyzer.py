"""Summaries and tests of samples that are any iterable of numbers, arrays included."""

from collections.abc import Iterable
from typing import SupportsFloat

from calibrax.analysis import rank_test, t_test
from calibrax.analysis.bootstrap import Interval, bootstrap_ci
from calibrax.analysis.summary import Summary, summarize
from calibrax.core import checks

Numbers = Iterable[SupportsFloat]


class StatisticalAnalyzer:
    """Describe samples; the same ``seed`` gives the same intervals."""

    def __init__(self, bootstrap_resamples: int = 2000, seed: int | str = 0) -> None:
        self.bootstrap_resamples = bootstrap_resamples
        self.seed = seed

    def summarize(self, xs: Numbers) -> Summary:
        """Return mean, std, cv, ci_lower, ci_upper, median and n; see :class:`Summary`.

        Raises:
            ValueError: there is no value, or one that is no finite number.
        """
        return summarize(_finite(xs), self.bootstrap_resamples, self.seed)

    def bootstrap_ci(self, xs: Numbers, confidence: float = 0.95) -> Interval:
        """Return the interval of the mean, as ``lower, upper``.

        Raises:
            ValueError: there are fewer than 5 values, or one that is no finite number.
        """
        from statistics import fmean

        return bootstrap_ci(_finite(xs), fmean, confidence, self.bootstrap_resamples, self.seed)


def welch_t_test(a: Numbers, b: Numbers) -> t_test.TTest:
    """Return t and the two-sided p-value of the means' difference; 2 values or more each.

    Raises:
        ValueError: there are fewer values, or one that is no finite number.
    """
    return t_test.welch(_finite(a), _finite(b))


def mann_whitney_u(a: Numbers, b: Numbers) -> tuple[float, float]:
    """Return U of ``a``, the pairs in which it is larger, and the two-sided p-value.

    Raises:
        ValueError: a sample is empty, or a value is no finite number.
    """
    one, other = _finite(a), _finite(b)
    return rank_test.mann_whitney(other, one).u, rank_test.two_sided_p(other, one)


def paired_significance_test(a: Numbers, b: Numbers) -> t_test.TTest:
    """Return ``t`` and ``p_value`` of the paired t test, two-sided; 2 pairs or more.

    Raises:
        ValueError: there are fewer, the lengths differ, or a value is no finite number.
    """
    return t_test.paired(_finite(a), _finite(b))


def _finite(xs: Numbers) -> list[float]:
    return [checks.number(value, "values") for value in xs]
