"""What a metric does beyond the metrics that move with it.

Neighbours on a machine share its noise. What the siblings explain is taken off, and what is left
often moves less: smaller changes show in it.
"""

from collections.abc import Sequence
from heapq import nlargest
from math import fsum, sqrt
from operator import mul

import msgspec

from calibrax.analysis.noise import View
from calibrax.analysis.robust import median, scale

FEWEST = 20
"""Values from which on a correlation is more than chance."""

FEWEST_METRICS = 4
_MOST = 5
"""Siblings of a metric: a median of more follows the suite and no longer the metric."""

_ALIKE = 0.5
"""The correlation from which on metrics are siblings."""

_CLIP = 3.0
"""Scales beyond which a spike says nothing more."""

_LARGEST_SHARE = 1.5
"""How many times the siblings' movement a metric may follow."""

_WORTH = 0.9
"""The view is used where it spreads less than this part of the raw one."""


class SiblingView(msgspec.Struct, frozen=True, kw_only=True):
    """A view of what is left of a metric's deviations when its siblings' movement is taken off.

    ``members`` are the places of the siblings among the metrics that were looked at, ``spreads``
    their scales. ``share`` is how much of their movement the metric follows, in units of its own
    scale ``own``; ``lowest`` and ``highest`` bound the movement that the history knows; ``level``
    is the median of what is left.
    """

    view: View
    members: tuple[int, ...]
    spreads: tuple[float, ...]
    share: float
    own: float
    lowest: float
    highest: float
    level: float

    def deviation(self, raw: float, siblings: Sequence[float | None]) -> float | None:
        """Return a deviation in this view; ``None`` where no sibling was measured.

        ``raw`` is the metric's own deviation, ``siblings`` those of the members. Their movement is
        limited to what it was in the history: siblings that get worse together would explain each
        other away.
        """
        moved = [
            each / spread
            for each, spread in zip(siblings, self.spreads, strict=True)
            if each is not None
        ]
        if not moved:
            return None
        movement = min(max(median(moved), self.lowest), self.highest)
        return raw - self.share * movement * self.own - self.level


def sibling_views(views: Sequence[View]) -> list[SiblingView | None]:
    """Return the sibling view of each metric, ``None`` where it has none that is worth it.

    The views are of the same runs, at least 20, in the same order. Takes time with the square of
    their number.
    """
    if len(views) < FEWEST_METRICS or views[0].n < FEWEST:
        return [None] * len(views)
    shares = [[each / view.spread for each in view.deviations] for view in views]
    clipped = [[_clip(each) for each in row] for row in shares]
    unit = list(map(_unit, clipped))
    alike: list[list[tuple[float, int]]] = [[] for _ in views]
    for place, row in enumerate(unit):
        if row is None:
            continue
        for other in range(place):
            vector = unit[other]
            if vector is not None and (found := sum(map(mul, row, vector))) >= _ALIKE:
                alike[place].append((found, -other))
                alike[other].append((found, -place))
    return [
        _beyond(
            views, shares, clipped[place], place, [-other for _, other in nlargest(_MOST, near)]
        )
        if near
        else None
        for place, near in enumerate(alike)
    ]


def _beyond(
    views: Sequence[View],
    shares: Sequence[Sequence[float]],
    clipped: Sequence[float],
    place: int,
    members: Sequence[int],
) -> SiblingView | None:
    own = views[place]
    movement = [median(column) for column in zip(*(shares[each] for each in members), strict=True)]
    limited = list(map(_clip, movement))
    squares = fsum(map(mul, limited, limited))
    if not squares:
        return None
    share = min(max(fsum(map(mul, clipped, limited)) / squares, 0.0), _LARGEST_SHARE)
    left = [
        deviation - share * moved * own.spread
        for deviation, moved in zip(own.deviations, movement, strict=True)
    ]
    level = median(left)
    deviations = tuple(each - level for each in left)
    spread = scale(deviations) * sqrt(own.n / (own.n - 2))
    if spread >= _WORTH * own.spread:
        return None
    return SiblingView(
        view=View(deviations=deviations, spread=spread),
        members=tuple(members),
        spreads=tuple(views[each].spread for each in members),
        share=share,
        own=own.spread,
        lowest=min(movement),
        highest=max(movement),
        level=level,
    )


def _clip(value: float) -> float:
    return min(max(value, -_CLIP), _CLIP)


def _unit(values: Sequence[float]) -> list[float] | None:
    """Return the values less their mean, as a vector of length 1; ``None`` if they are all equal.

    The product of two such vectors is Pearson's correlation.
    """
    mean = fsum(values) / len(values)
    centred = [value - mean for value in values]
    length = sqrt(fsum(map(mul, centred, centred)))
    return [value / length for value in centred] if length > 1e-9 else None
