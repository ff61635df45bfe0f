"""Propose thresholds from a replayed history: as small as its noise allows."""

from collections import defaultdict
from collections.abc import Iterable
from math import ceil, isfinite

import msgspec

from calibrax.analysis.robust import median
from calibrax.core.past import Series
from calibrax.gate.backtest import Replayed

Needs = dict[Series, tuple[float, float]]
"""For each metric of a run the threshold that would have kept it quiet, and the smallest change
that it could have shown: shares."""

SMALLEST = 0.01
"""No threshold below this is proposed: few histories are long enough to know better."""

LARGEST = 0.5
"""A metric that needs more than this says nothing of a change that somebody would look for."""

_STEP = 0.005
FEWEST = 10
"""Runs below which a history proposes nothing."""


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A threshold for a metric of a benchmark, a share; ``None`` where it is too noisy to gate.

    ``alarms`` is the share of the ``runs`` that would have alarmed, ``detectable`` the smallest
    change that a single measurement then shows.
    """

    series: Series
    threshold: float | None
    detectable: float
    alarms: float
    runs: int


def needs(replayed: Replayed) -> Needs:
    """Return what a run asks of the thresholds."""
    return {key: (each.needed, each.detectable) for key, each in replayed.metrics.items()}


def suggest(replayed: Iterable[Needs], false_alarms: float) -> list[Suggestion]:
    """Return for each series the smallest threshold that keeps its alarms to a share of its runs.

    Each alarm of the history counts as false: where it was not, the threshold is too large.
    """
    needed: dict[Series, list[tuple[float, float]]] = defaultdict(list)
    for run in replayed:
        for key, need in run.items():
            needed[key].append(need)
    return [
        _suggestion(key, found, false_alarms)
        for key, found in sorted(needed.items())
        if len(found) >= FEWEST
    ]


def _suggestion(key: Series, found: list[tuple[float, float]], false_alarms: float) -> Suggestion:
    ordered = sorted((needed for needed, _ in found), reverse=True)
    allowed = int(false_alarms * len(ordered) + 1e-9)
    wanted = ordered[allowed] if allowed < len(ordered) else 0.0
    threshold = _rounded(max(wanted, SMALLEST)) if isfinite(wanted) else None
    noise = median([detectable for _, detectable in found])
    too_noisy = threshold is None or max(threshold, noise) > LARGEST
    return Suggestion(
        series=key,
        threshold=None if too_noisy else threshold,
        detectable=max(noise, threshold or 0.0),
        alarms=sum(each > (threshold or 0.0) for each in ordered) / len(ordered),
        runs=len(found),
    )


def _rounded(share: float) -> float:
    """Return a threshold as people write it, never a smaller one."""
    return round(ceil(share / _STEP - 1e-9) * _STEP, 3)
