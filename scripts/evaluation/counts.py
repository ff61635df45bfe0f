"""Count what a rule said, with intervals for the shares."""

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

SLOWDOWNS = (0.05, 0.10, 0.20)
"""What is injected, one metric at a time."""

THRESHOLD = 0.05
"""What our rules tolerate."""


class Count(NamedTuple):
    """How often a rule alarmed where nothing had changed, and where a slowdown was injected.

    ``caught`` are the metrics in which each slowdown was an alarm, ``again`` the runs of which a
    metric was measured more than once although nothing had changed.
    """

    runs: int = 0
    alarmed_runs: int = 0
    metrics: int = 0
    alarms: int = 0
    inconclusive: int = 0
    again: int = 0
    caught: tuple[int, ...] = (0,) * len(SLOWDOWNS)

    def plus(self, other: "Count") -> "Count":
        """Return both counts together."""
        return Count(
            runs=self.runs + other.runs,
            alarmed_runs=self.alarmed_runs + other.alarmed_runs,
            metrics=self.metrics + other.metrics,
            alarms=self.alarms + other.alarms,
            inconclusive=self.inconclusive + other.inconclusive,
            again=self.again + other.again,
            caught=tuple(map(sum, zip(self.caught, other.caught, strict=True))),
        )


class Share(NamedTuple):
    """A share, and its 95% interval as if the cases were independent (E. Wilson, 1927)."""

    share: float
    lower: float
    upper: float


def share(part: int, whole: int) -> Share:
    """Return a share of at least one case with its interval."""
    z = 1.959964
    p = part / whole
    centre = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    return Share(p, max(0.0, centre - half), min(1.0, centre + half))


def total(counts: Iterable[dict[str, Count]]) -> dict[str, Count]:
    """Add up the counts of each rule."""
    sums: dict[str, Count] = {}
    for each in counts:
        for rule, count in each.items():
            sums[rule] = sums.get(rule, Count()).plus(count)
    return sums
