"""Describe a sample in a few numbers."""

from collections.abc import Sequence
from math import inf, sqrt

import msgspec

from calibrax.analysis.bootstrap import MINIMUM, bootstrap_ci
from calibrax.analysis.robust import median

_STUDENT = {2: 12.706204736174698, 3: 4.302652729749464, 4: 3.182446305283710}
"""The 97.5th percentile of Student's distribution with one degree of freedom less."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A sample of ``n`` values; all but ``cv`` and ``n`` are in the values' unit.

    ``std`` is the standard deviation of the sample (n - 1), 0 for one value, and ``cv`` its share
    of the absolute mean. ``ci_lower`` and ``ci_upper`` bound the mean with a confidence of 95%.
    """

    mean: float
    std: float
    cv: float
    ci_lower: float
    ci_upper: float
    median: float
    n: int


def summarize(values: Sequence[float], n_resamples: int = 2000, seed: int | str = 0) -> Summary:
    """Return the numbers that describe finite values.

    The interval is :func:`bootstrap_ci`'s from 5 values on, Student's for 2 to 4, of which a
    bootstrap would say too much, and the value itself for one.

    Raises:
        ValueError: there are no values, or fewer than 1 resample.
    """
    from statistics import fmean, stdev

    n = len(values)
    if not n:
        raise ValueError("a summary needs 1 value or more")
    mean, std = fmean(values), stdev(values) if n > 1 else 0.0
    if n < MINIMUM:
        half = _STUDENT[n] * std / sqrt(n) if n > 1 else 0.0
        lower, upper = mean - half, mean + half
    else:
        lower, upper = bootstrap_ci(values, fmean, n_resamples=n_resamples, seed=seed)
    return Summary(
        mean=mean,
        std=std,
        cv=std / abs(mean) if mean else inf if std else 0.0,
        ci_lower=lower,
        ci_upper=upper,
        median=median(values),
        n=n,
    )
