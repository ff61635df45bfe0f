"""The rules that users know, after their published descriptions: small references, no more.

``sign`` is 1 where lower values are better and -1 where higher ones are; a rule tells whether it
would alarm. All of them judge the first measurement alone.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import fmean, quantiles, stdev

from scipy import stats  # type: ignore[import-untyped]

from calibrax.analysis.comparison import Outcome, judge
from calibrax.analysis.rank_test import two_sided_p
from calibrax.core import MetricDirection

THRESHOLD = 0.05
T_BOUNDARY = 0.99
FENCE = 3.0
ALPHA = 0.05


def fixed(history: Sequence[float], value: float, sign: int) -> bool:
    """Return whether a value is more than 5% worse than the one before it."""
    direction = MetricDirection.LOWER if sign > 0 else MetricDirection.HIGHER
    return judge(history[-1], value, direction, THRESHOLD) is Outcome.REGRESSION


def t_test(history: Sequence[float], value: float, sign: int) -> bool:
    """Return whether a value is in the worst 1% of Student's distribution around the history.

    Bencher's ``t_test`` with a boundary of 0.99: the mean plus a quantile of the t distribution
    with n - 1 degrees of freedom times the standard deviation.
    """
    bound = _t_quantile(len(history) - 1) * stdev(history)
    return sign * (value - fmean(history)) > bound


def iqr_fence(history: Sequence[float], value: float, sign: int) -> bool:
    """Return whether a change from the value before is beyond the fence of the earlier changes.

    rustc-perf's significance threshold: Q3 + 3 IQR of the relative changes, without their sign,
    from each run of the history to the next.
    """
    lower, _, upper = quantiles([abs(after / before - 1) for before, after in pairwise(history)])
    change = sign * (value / history[-1] - 1)
    return change > upper + FENCE * (upper - lower)


def benchstat(baseline: Sequence[float], current: Sequence[float]) -> bool:
    """Return whether a two-sided Mann-Whitney test has p < .05 and the median is larger.

    Any such change is shown as one, however small.
    """
    return (
        two_sided_p(baseline, current) < ALPHA
        and sum((one < other) - (one > other) for one in baseline for other in current) > 0
    )


@lru_cache
def _t_quantile(freedom: int) -> float:
    return float(stats.t.ppf(T_BOUNDARY, freedom))
