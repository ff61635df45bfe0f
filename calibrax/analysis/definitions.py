"""Which definition of a metric holds when several places give one."""

from collections.abc import Mapping

from calibrax.core.models import MetricDef, MetricDirection, Run


def effective(
    run: Run, baseline: Run, overrides: Mapping[str, MetricDef] | None = None
) -> dict[str, MetricDef]:
    """Return the definition of each metric of both runs.

    ``overrides`` win over the run's own, these over the baseline's. A metric that nobody defined
    has the direction ``info``.
    """
    defined = {**baseline.metric_defs, **run.metric_defs, **(overrides or {})}
    return {name: defined.get(name) or _undefined(name) for name in _measured(run, baseline)}


def undefined(
    run: Run, baseline: Run, overrides: Mapping[str, MetricDef] | None = None
) -> tuple[str, ...]:
    """Return the metrics of both runs that nobody defined."""
    defined = {**baseline.metric_defs, **run.metric_defs, **(overrides or {})}
    return tuple(name for name in _measured(run, baseline) if name not in defined)


def redirected(run: Run, baseline: Run) -> tuple[str, ...]:
    """Return the metrics whose direction the two runs state differently."""
    return tuple(
        name
        for name, before in baseline.metric_defs.items()
        if name in run.metric_defs and run.metric_defs[name].direction != before.direction
    )


def _measured(run: Run, baseline: Run) -> dict[str, None]:
    """Return the names of the metrics of both runs, each once, the run's first."""
    found: dict[str, None] = {}
    for point in (*run.points, *baseline.points):
        found.update(dict.fromkeys(point.metrics))
    return found


def _undefined(name: str) -> MetricDef:
    return MetricDef(name=name, unit="", direction=MetricDirection.INFO)
