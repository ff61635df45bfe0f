"""A side of an interleaved measurement: its processes put together, and the one value of each."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from calibrax.analysis.processes import per_process
from calibrax.analysis.robust import median
from calibrax.core.models import Metric, MetricDef, MetricDirection, Point, PointKey, Run
from calibrax.core.past import Series

_TIMES = frozenset({"h", "min", "s", "ms", "us", "µs", "μs", "ns"})


def joined(processes: Sequence[Run]) -> Run:
    """Return one run of at least one process, in order of time: the samples have a row for each.

    A process may lack benchmarks that others have. What is said of the run as a whole is the first
    one's, but for the definitions, failures and warnings, which are those of all.
    """
    points: dict[PointKey, list[Point]] = {}
    for run in processes:
        for point in run.points:
            points.setdefault(point.key, []).append(point)
    notes = {
        "failed": {name: why for run in processes for name, why in run.failed.items()},
        "warnings": list(dict.fromkeys(each for run in processes for each in run.warnings)),
    }
    first = processes[0]
    return msgspec.structs.replace(
        first,
        metadata={**first.metadata, **{key: value for key, value in notes.items() if value}},
        metric_defs={name: each for run in processes for name, each in run.metric_defs.items()},
        points=tuple(map(_joined, points.values())),
    )


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


def _joined(points: Sequence[Point]) -> Point:
    names = dict.fromkeys(name for point in points for name in point.metrics)
    measured = {
        name: [point.metrics[name] for point in points if name in point.metrics] for name in names
    }
    return msgspec.structs.replace(
        points[0],
        metrics={
            name: Metric(
                value=median([each.value for each in metrics]),
                samples=tuple(tuple(_values(each)) for each in metrics),
            )
            for name, metrics in measured.items()
        },
    )


def _values(metric: Metric) -> Iterable[float]:
    for each in metric.samples or (metric.value,):
        yield from each if isinstance(each, tuple) else (each,)


def _collapsed(metric: Metric, definition: MetricDef) -> Metric:
    duration = definition.direction is MetricDirection.LOWER and definition.unit in _TIMES
    values = per_process(metric.samples or (metric.value,), min if duration else median)
    return Metric(value=median(values), samples=tuple((value,) for value in values))
