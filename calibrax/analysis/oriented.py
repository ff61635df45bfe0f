"""A scale on which larger is worse: logs where all values are positive, else differences."""

from collections.abc import Iterable
from math import exp, inf, isfinite, log

import msgspec

from calibrax.core.models import MetricDirection

_ROUNDING = 1e-12
"""Changes are quotients of floats: 1.05 against 1.00 is no more than 5%."""


class Oriented(msgspec.Struct, frozen=True):
    """Where values stand on the scale: ``sign * log(value)``, or ``sign * value / unit``.

    ``sign`` is 1 where lower values are better and -1 where higher ones are; ``unit`` is ``None``
    for logs.
    """

    sign: int
    unit: float | None = None

    def at(self, value: float) -> float:
        """Return the place of a value, which a scale of logs needs to be positive."""
        return self.sign * (log(value) if self.unit is None else value / self.unit)

    def value(self, place: float) -> float:
        """Return the value at a place."""
        return exp(self.sign * place) if self.unit is None else self.sign * place * self.unit

    def worse(self, centre: float, allowed: float) -> float:
        """Return how far a value may move to the worse when it may change by ``allowed``.

        ``centre`` is the value that it moves from. Infinite where no value is so bad.
        """
        return self._distance(centre, self.sign * allowed)

    def better(self, centre: float, allowed: float) -> float:
        """Return how far a value may move to the better when it may change by ``allowed``."""
        return self._distance(centre, -self.sign * allowed)

    def change_pct(self, value: float, distance: float) -> float | None:
        """Return a move to the worse in percent of the value, in the metric's own sign.

        ``None`` from a value of 0, and where the change is beyond all numbers.
        """
        if not isfinite(distance) or value == 0:
            return None
        try:
            moved = self.value(self.at(value) + distance)
        except OverflowError:
            return None
        change = 100 * ((moved - value) / abs(value))
        return change if isfinite(change) else None

    def size_pct(self, value: float, distance: float) -> float | None:
        """Return how large a distance is, in percent of the value."""
        change = self.change_pct(value, self.sign * distance)
        return None if change is None else abs(change)

    def _distance(self, centre: float, change: float) -> float:
        moved = centre + change
        if self.unit is None and moved <= 0:
            return inf
        distance = abs(self.at(moved) - self.at(centre))
        return distance + _ROUNDING * max(1.0, distance)


def scale_of(direction: MetricDirection, values: Iterable[float], baseline: float) -> Oriented:
    """Return the scale for a metric's values; differences are shares of the baseline's amount."""
    sign = -1 if direction is MetricDirection.HIGHER else 1
    if baseline > 0 and all(value > 0 for value in values):
        return Oriented(sign)
    return Oriented(sign, abs(baseline) or 1.0)
