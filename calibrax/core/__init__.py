"""The vocabulary: metrics, points, runs. Imports nothing of the project."""

from calibrax.core.models import (
    Metric,
    MetricDef,
    MetricDirection,
    MetricPriority,
    Point,
    Run,
)
from calibrax.core.trend import TrendPoint, TrendSeries

__all__ = [
    "Metric",
    "MetricDef",
    "MetricDirection",
    "MetricPriority",
    "Point",
    "Run",
    "TrendPoint",
    "TrendSeries",
]
