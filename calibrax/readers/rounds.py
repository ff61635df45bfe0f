"""Make one run of what many processes of one side of an A/B measured."""

from collections.abc import Sequence

import msgspec

from calibrax.core.models import Metric, MetricDef, Point, PointKey, Run
from calibrax.errors import DataError
from calibrax.readers.sampled import sampled


def one_run(processes: Sequence[Run]) -> Run:
    """Return the first run with the values of all processes, in their order, as its samples.

    Of a benchmark that was no longer measured there are fewer values than of others. What a single
    process measured several times stays together. Benchmarks that failed in any process failed.

    Raises:
        DataError: a metric is defined in two ways.
    """
    values: dict[PointKey, dict[str, list[tuple[float, ...]]]] = {}
    points: dict[PointKey, Point] = {}
    definitions: dict[str, MetricDef] = {}
    for run in processes:
        for name, definition in run.metric_defs.items():
            if definitions.setdefault(name, definition) != definition:
                raise DataError(f"the metric {name!r} is defined otherwise in another round")
        for point in run.points:
            points.setdefault(point.key, point)
            for name, metric in point.metrics.items():
                of_point = values.setdefault(point.key, {})
                of_point.setdefault(name, []).append(_of_one_process(metric))
    measured = tuple(_with(points[key], metrics) for key, metrics in values.items())
    failed = {name: why for run in processes for name, why in run.failed.items()}
    first = processes[0]
    metadata = {**first.metadata, **({"failed": failed} if failed else {})}
    return msgspec.structs.replace(
        first, points=measured, metric_defs=definitions, metadata=metadata
    )


def _of_one_process(metric: Metric) -> tuple[float, ...]:
    flat: list[float] = []
    for each in metric.samples or (metric.value,):
        flat += each if isinstance(each, tuple) else (each,)
    return tuple(flat)


def _with(point: Point, metrics: dict[str, list[tuple[float, ...]]]) -> Point:
    combined = {name: _metric(name, values) for name, values in metrics.items()}
    return msgspec.structs.replace(point, metrics=combined)


def _metric(name: str, processes: list[tuple[float, ...]]) -> Metric:
    found = sampled(processes)
    if isinstance(found, str):
        raise DataError(f"the metric {name!r} has {found}")
    nested = tuple(processes)
    return msgspec.structs.replace(found, samples=nested)


def appended(earlier: Run, later: Run) -> Run:
    """Return a run with the processes of another one after its own."""
    known = {point.key: point for point in earlier.points}
    points = [_appended(known.pop(point.key, None), point) for point in later.points]
    return msgspec.structs.replace(
        later,
        points=(*points, *known.values()),
        metric_defs={**earlier.metric_defs, **later.metric_defs},
    )


def _appended(earlier: Point | None, later: Point) -> Point:
    if earlier is None:
        return later
    metrics = {**earlier.metrics}
    for name, metric in later.metrics.items():
        known = earlier.metrics.get(name)
        metrics[name] = _metric(name, [*(_processes(known) if known else []), *_processes(metric)])
    return msgspec.structs.replace(later, metrics=metrics)


def _processes(metric: Metric) -> list[tuple[float, ...]]:
    return [each if isinstance(each, tuple) else (each,) for each in metric.samples or ()]
