"""The course of one metric of one benchmark over the stored runs."""

from datetime import datetime

import msgspec

from calibrax.core.models import MetricDef


class TrendPoint(msgspec.Struct, frozen=True, kw_only=True):
    """The value that one run measured; its bounds, machine and unit where the run states them."""

    run_id: str
    timestamp: datetime
    value: float
    commit: str | None = None
    lower: float | None = None
    upper: float | None = None
    machine: str | None = None
    unit: str | None = None


class TrendSeries(msgspec.Struct, frozen=True, kw_only=True):
    """The values of one metric of the benchmark ``(point_name, tags)``, oldest first.

    ``definition`` says how to read them, where the newest run or config.json defines the metric.
    """

    metric: str
    point_name: str
    tags: dict[str, str]
    points: tuple[TrendPoint, ...]
    definition: MetricDef | None = None
