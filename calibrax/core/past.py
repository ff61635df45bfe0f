"""An earlier run as the gate sees it: values by series, without samples."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from calibrax.core import checks
from calibrax.core.models import PointKey, Run
from calibrax.core.run_json import STORED, StoredMetric

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


class _Unit(msgspec.Struct):
    unit: str = ""


class _Point(msgspec.Struct):
    name: str
    tags: dict[str, str] = {}
    metrics: dict[str, StoredMetric] = {}
    machine: str | None = None


class _Stored(msgspec.Struct):
    id: str
    timestamp: datetime
    commit: str | None = None
    machine: str | None = None
    metric_defs: dict[str, _Unit] = {}
    points: list[_Point] = []


_decoder = msgspec.json.Decoder(_Stored)


def decode_past(data: bytes) -> PastRun | None:
    """Return the run that ``data`` holds, passing over its samples; ``None`` in another layout.

    What was checked when it was stored is not checked again.

    Raises:
        ValueError: the layout is the stored one, and the content is not valid.
    """
    if not data.startswith(STORED):
        return None
    try:
        run = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    values: dict[Series, float] = {}
    machines: dict[PointKey, str] = {}
    for point in run.points:
        tags = tuple(sorted(point.tags.items()))
        for name, metric in point.metrics.items():
            values[point.name, tags, name] = metric.value
        if point.machine:
            machines[point.name, tags] = point.machine
    return PastRun(
        id=run.id,
        timestamp=checks.utc(run.timestamp, "timestamp"),
        commit=run.commit,
        machine=run.machine,
        values=values,
        units={name: definition.unit for name, definition in run.metric_defs.items()},
        machines=machines,
    )
