"""What moved all metrics of a run alike: the runner, or a change that hits everything."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from calibrax.analysis.robust import median

FEWEST = 8
"""Metrics from which on their median is no single metric's doing."""

SHARE = 0.6
"""The part of the threshold from which on the shift is a finding: it is far less noisy."""

_Key = TypeVar("_Key", bound=Hashable)


def suite_shift(run: Mapping[_Key, float], levels: Mapping[_Key, float]) -> float | None:
    """Return the median distance of a run's metrics from their levels; ``None`` for too few.

    Values are places on scales on which larger is worse, so a shift is a difference of logs.
    """
    distances = [value - levels[key] for key, value in run.items() if key in levels]
    return median(distances) if len(distances) >= FEWEST else None


def without(run: Mapping[_Key, float], shift: float | None) -> Mapping[_Key, float]:
    """Return a run's places without its shift."""
    return {key: value - shift for key, value in run.items()} if shift else run


def levels(history: Iterable[Mapping[_Key, float]], fewest: int) -> dict[_Key, float]:
    """Return the median of each metric that at least ``fewest`` runs hold."""
    values: dict[_Key, list[float]] = {}
    for run in history:
        for key, value in run.items():
            values.setdefault(key, []).append(value)
    return {key: median(found) for key, found in values.items() if len(found) >= fewest}
