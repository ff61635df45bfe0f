"""An earlier run as the gate sees it: values by series, without samples."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from calibrax.core.models import PointKey, Run

Series = tuple[str, tuple[tuple[str, str], ...], str]
"""A benchmark's name, its sorted tags, and one of its metrics."""


class PastRun(msgspec.Struct, frozen=True, kw_only=True):
    """The values that a run measured, in the units that it states for its metrics.

    ``machines`` holds the benchmarks that state a machine of their own.
    """

    id: str
    timestamp: datetime
    commit: str | None = None
    machine: str | None = None
    values: dict[Series, float]
    units: Mapping[str, str] = {}
    machines: dict[PointKey, str] = {}


def past_of(run: Run) -> PastRun:
    """Return a run that has been read whole as the gate sees it."""
    return PastRun(
        id=run.id,
        timestamp=run.timestamp,
        commit=run.commit,
        machine=run.machine,
        values={
            (*point.key, name): metric.value
            for point in run.points
            for name, metric in point.metrics.items()
        },
        units={name: definition.unit for name, definition in run.metric_defs.items()},
        machines={point.key: point.machine for point in run.points if point.machine},
    )
