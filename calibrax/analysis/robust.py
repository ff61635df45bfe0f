"""Where values lie and how far they spread, unmoved by a few that are far off."""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

TO_SIGMA = 1.4826
"""A median absolute deviation times this is the standard deviation of normal values."""

FLOOR = 0.002
"""No metric is taken to be quieter than this, a share: what a history of a few equal values shows
is that it is short, and not that nothing moves."""


def median(values: Sequence[float]) -> float:
    """Return the median of at least one value."""
    return middle(sorted(values))


def middle(ordered: Sequence[float]) -> float:
    """Return the median of values that are sorted."""
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2


def scale(values: Sequence[float], floor: float = FLOOR) -> float:
    """Return the spread of a series in order of time, comparable with a standard deviation.

    The larger one of the median absolute deviation and of the median step from value to value: a
    series that wanders spreads more than its steps show, one that jumps to and fro between two
    modes more than its deviations do. Source: P. Rousseeuw and C. Croux, Alternatives to the Median
    Absolute Deviation (1993), section 1; the steps after J. von Neumann et al., The Mean Square
    Successive Difference (1941).
    """
    centre = median(values)
    spread = median([abs(value - centre) for value in values])
    return max(TO_SIGMA * spread, step_scale(values, floor))


def step_scale(values: Sequence[float], floor: float = FLOOR) -> float:
    """Return the spread that the steps from value to value show, also where the level drifts."""
    if len(values) < 2:
        return floor
    steps = median([abs(after - before) for before, after in pairwise(values)])
    return max(TO_SIGMA * steps / sqrt(2), floor)
