"""Do the values fall into two groups, such as a fast and a slow mode of the machine?"""

from collections.abc import Sequence
from itertools import accumulate
from math import ceil, sqrt

from calibrax.analysis.robust import middle

FEWEST = 10
"""Values below which two groups cannot be told from chance."""

SMALLEST_GROUP = 3
SMALLEST_SHARE = 0.2
"""What is rarer than this is an outlier and no mode."""

SMALLEST_STEP = 0.01
"""Modes that are closer, as a share of the median, do not matter; the steps of a clock do so."""


def modes_warning(values: Sequence[float]) -> str | None:
    """Return a warning where the values, one a process or all of one process, have two modes.

    The sorted values are cut where the two groups have the least spread inside (W. Fisher, On
    Grouping for Maximum Homogeneity, 1958). The groups are modes when their means are apart by more
    than ``4 + 60 / n`` of their common standard deviation (D of K. Ashman et al., Detecting
    Bimodality in Astronomical Datasets, 1994; the limit, by simulation, is one that less than 1% of
    normal, lognormal, uniform and exponential samples pass).
    """
    n = len(values)
    if n < FEWEST:
        return None
    ordered = sorted(values)
    centre = middle(ordered)
    cut, step, spread = _cut([value - centre for value in ordered])
    if step <= (4 + 60 / n) * spread or step <= SMALLEST_STEP * abs(centre):
        return None
    low, high = middle(ordered[:cut]), middle(ordered[cut:])
    return f"two modes: {cut} values around {low:.4g} and {n - cut} around {high:.4g}"


def _cut(ordered: Sequence[float]) -> tuple[int, float, float]:
    """Return the size of the lower group, the step between the means, and the common spread."""
    n = len(ordered)
    smallest = max(SMALLEST_GROUP, ceil(SMALLEST_SHARE * n))
    sums = list(accumulate(ordered))
    squares = sum(value * value for value in ordered)

    def inside(cut: int) -> float:
        low, high = sums[cut - 1], sums[-1] - sums[cut - 1]
        return squares - low * low / cut - high * high / (n - cut)

    cut = min(range(smallest, n - smallest + 1), key=inside)
    step = (sums[-1] - sums[cut - 1]) / (n - cut) - sums[cut - 1] / cut
    return cut, step, sqrt(max(inside(cut), 0.0) / (n - 2))
