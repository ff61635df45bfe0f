"""Do the values of a run rise or fall while it goes on, as on a machine that heats up?"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Sequence
from math import erfc, sqrt

from calibrax.analysis.robust import median

FEWEST = 10
"""Values below which the normal approximation of the test is poor (Kendall, 1975)."""

ALPHA = 0.005
"""The share of runs without a trend that may be warned of, both directions together."""

SMALLEST_CHANGE = 0.01
"""A trend that moves the values by less, as a share of the median, does not matter."""


def drift_warning(values: Sequence[float]) -> str | None:
    """Return a warning where values in order of time have a trend that matters.

    It must be significant by the Mann-Kendall test, and the median of the second half must differ
    from that of the first half by 1% of the median of all or more.
    """
    if len(values) < FEWEST:
        return None
    half = len(values) // 2
    change = median(values[-half:]) - median(values[:half])
    level = abs(median(values))
    if not change or abs(change) < SMALLEST_CHANGE * level or mann_kendall(values) > ALPHA:
        return None
    moved = "rise" if change > 0 else "fall"
    share = f" by {abs(change) / level:.1%}" if level else ""
    return f"the values {moved}{share} from the first half of the run to the second"


def mann_kendall(values: Sequence[float]) -> float:
    """Return the two-sided p-value of a trend in values in order of time.

    Source: H. Mann, Nonparametric Tests against Trend (1945); M. Kendall, Rank Correlation Methods
    (1975): normal approximation with corrections for ties and for continuity. 1 where all values
    are equal.
    """
    n = len(values)
    ties = sum(size * (size - 1) * (2 * size + 5) for size in Counter(values).values())
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    rises = abs(_rises_less_falls(values))
    return erfc((rises - 1) / sqrt(2 * variance)) if rises else 1.0


def _rises_less_falls(values: Sequence[float]) -> int:
    """Return how many pairs rise with time, less those that fall."""
    earlier: list[float] = []
    difference = 0
    for value in values:
        difference += bisect_left(earlier, value) - (len(earlier) - bisect_right(earlier, value))
        insort(earlier, value)
    return difference
