"""Small runs for tests, made from the values that matter to a test and nothing else."""

from collections.abc import Mapping
from datetime import UTC, datetime

from calibrax.core import Metric, MetricDef, Point, Run

NOON = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)


def a_def(
    name: str, direction: str = "lower", unit: str = "ms", priority: str = "primary"
) -> MetricDef:
    """Return the definition of a metric."""
    return MetricDef.from_dict(
        {"name": name, "unit": unit, "direction": direction, "priority": priority}
    )


def a_point(name: str, tags: Mapping[str, str] = {}, /, **values: float) -> Point:
    """Return a point with one metric for each keyword."""
    metrics = {metric: Metric(value=value) for metric, value in values.items()}
    return Point(name=name, scenario=name, tags=dict(tags), metrics=metrics)


def a_run(
    *points: Point,
    id: str = "a1b2c3d4e5f6",
    defs: tuple[MetricDef, ...] | None = None,
    timestamp: datetime = NOON,
    suite: str = "main",
    branch: str | None = None,
    commit: str | None = None,
) -> Run:
    """Return a run; metrics are in ms and lower is better unless ``defs`` says otherwise."""
    names = dict.fromkeys(name for point in points for name in point.metrics)
    chosen = defs if defs is not None else tuple(a_def(name) for name in names)
    return Run(
        points=points,
        id=id,
        timestamp=timestamp,
        suite=suite,
        branch=branch,
        commit=commit,
        metric_defs={each.name: each for each in chosen},
    )


def an_attempt(run: Run, first: Run, number: int = 2) -> Run:
    """Return a run as another measurement of the first."""
    metadata = {**run.metadata, "attempt": number, "attempt_of": first.id}
    return Run.from_dict({**run.to_dict(), "metadata": metadata})
