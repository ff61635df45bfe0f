"""Take a drift of the machine off both sides of an interleaved measurement."""

from collections.abc import Sequence

import msgspec

from calibrax.analysis.robust import median

ROUNDS_A_BLOCK = 5
"""Rounds that share one level: fewer would take the noise for a drift, more would hide one."""

CLEARLY_QUIETER = 1.5
"""Aligning costs a little power: it has to narrow the noise by this factor to be worth it."""

_TO_SIGMA = 1.349
"""The interquartile range of normal values, in standard deviations."""


class Sides(msgspec.Struct, frozen=True, kw_only=True):
    """Values of the two sides, one a round, in order of time.

    ``drift_removed`` tells whether the level of their block was taken off them.
    """

    base: tuple[float, ...]
    head: tuple[float, ...]
    drift_removed: bool = False

    @property
    def spread(self) -> float:
        """The interquartile range of what the values differ from the median of their side."""
        return interquartile_range([*_residuals(self.base), *_residuals(self.head)])

    @property
    def noise(self) -> float:
        """The spread as a standard deviation, in the unit of the values."""
        return self.spread / _TO_SIGMA


def without_drift(base: Sequence[float], head: Sequence[float]) -> Sides:
    """Return the values, without the drift that both sides share where that is clearly quieter.

    The rounds are cut into blocks, and in each the middle of the two sides' medians is subtracted
    from both: what moves both sides moves that too, and what moves one of them alone moves all
    blocks alike.

    Raises:
        ValueError: the sides are empty, or not of the same length.
    """
    if not base or len(base) != len(head):
        raise ValueError(f"expected as many rounds on either side, got {len(base)} and {len(head)}")
    raw = Sides(base=tuple(base), head=tuple(head))
    aligned = _aligned(raw)
    return aligned if raw.spread > CLEARLY_QUIETER * aligned.spread else raw


def interquartile_range(values: Sequence[float]) -> float:
    """Return the distance of the quartiles, which are interpolated between at least one value."""
    ordered = sorted(values)
    return _quantile(ordered, 0.75) - _quantile(ordered, 0.25)


def _aligned(sides: Sides) -> Sides:
    rounds = len(sides.base)
    blocks = max(1, rounds // ROUNDS_A_BLOCK)
    base: list[float] = []
    head: list[float] = []
    for block in range(blocks):
        part = slice(block * rounds // blocks, (block + 1) * rounds // blocks)
        level = (median(sides.base[part]) + median(sides.head[part])) / 2
        base += [value - level for value in sides.base[part]]
        head += [value - level for value in sides.head[part]]
    return Sides(base=tuple(base), head=tuple(head), drift_removed=True)


def _residuals(values: Sequence[float]) -> list[float]:
    centre = median(values)
    return [value - centre for value in values]


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
