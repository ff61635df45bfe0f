"""How far a metric moves when nothing changed: a band around the level of its history."""

from collections.abc import Sequence
from math import sqrt

import msgspec

from calibrax.analysis.robust import median, scale, step_scale

FEWEST = 5
"""Values from which on a history says anything of the noise."""

WIDTH = 2.0
"""Half the width of the band, in scales: what is beyond is rare, and then measured again."""

_MEDIAN_VARIANCE = 1.571
"""The variance of a median of n normal values is pi / 2 / n: the level itself is uncertain."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The deviations of a history from its level, oldest first, larger is worse.

    ``spread`` is their scale. A deviation is a difference of logs, or of shares.
    """

    deviations: tuple[float, ...]
    spread: float

    @property
    def n(self) -> int:
        """How many values the history has."""
        return len(self.deviations)

    @property
    def limit(self) -> float:
        """How far a value may lie from the level."""
        return _limit(self.spread, self.n)

    @property
    def worst(self) -> float:
        """The largest deviation of the history."""
        return max(self.deviations)

    @property
    def bar(self) -> float:
        """What a bad deviation is beyond: the band, and the worst of the history."""
        return max(self.limit, self.worst)

    def is_bad(self, deviation: float) -> bool:
        """Tell whether a deviation is beyond the band and worse than all of the history."""
        return deviation > self.limit and deviation > self.worst

    def is_good(self, deviation: float) -> bool:
        """Tell whether a deviation is beyond the band and better than all of the history."""
        return -deviation > self.limit and deviation < min(self.deviations)

    def worse_than(self, deviation: float) -> int:
        """Return how many values of the history a deviation is worse than."""
        return sum(deviation > past for past in self.deviations)


def view(values: Sequence[float]) -> tuple[float, View]:
    """Return the level of a series in order of time, and the view of it."""
    level = median(values)
    deviations = tuple(value - level for value in values)
    return level, View(deviations=deviations, spread=scale(deviations))


def step_limit(values: Sequence[float]) -> float:
    """Return how far a value may lie from the level, as :attr:`View.limit`, by the steps alone.

    What drifts further and further has a wide band; its steps show what noise alone does.
    """
    return _limit(step_scale(values), len(values))


def _limit(spread: float, n: int) -> float:
    return WIDTH * spread * sqrt(1 + _MEDIAN_VARIANCE / n)
