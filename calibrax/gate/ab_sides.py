"""A side of an interleaved measurement: the one value of each of its processes."""

from collections.abc import Mapping

import msgspec

from calibrax.analysis.processes import per_process
from calibrax.analysis.robust import median
from calibrax.core.models import Metric, MetricDef, MetricDirection, Run
from calibrax.core.past import Series

_TIMES = frozenset({"h", "min", "s", "ms", "us", "µs", "μs", "ns"})


def one_value_each(run: Run, definitions: Mapping[str, MetricDef]) -> Run:
    """Return a run in which each process has one value, and each metric the median of these.

    The value of a process is the shortest of its durations, since whatever disturbs it makes them
    longer, and of all else the median.
    """
    points = [
        msgspec.structs.replace(
            point,
            metrics={
                name: _collapsed(metric, definitions[name])
                for name, metric in point.metrics.items()
            },
        )
        for point in run.points
    ]
    return msgspec.structs.replace(run, points=tuple(points))


def rounds_of(run: Run) -> dict[Series, tuple[float, ...]]:
    """Return the values of each metric of a run whose processes have one value each."""
    return {
        (*point.key, name): per_process(metric.samples or ())
        for point in run.points
        for name, metric in point.metrics.items()
    }


def _collapsed(metric: Metric, definition: MetricDef) -> Metric:
    duration = definition.direction is MetricDirection.LOWER and definition.unit in _TIMES
    values = per_process(metric.samples or (metric.value,), min if duration else median)
    return Metric(value=median(values), samples=tuple((value,) for value in values))
