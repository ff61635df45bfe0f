"""Which definition of a metric holds when several places give one, and where two runs disagree."""

from collections.abc import Mapping

from calibrax.core.models import MetricDef, MetricDirection, Run


def effective(
    run: Run, baseline: Run, overrides: Mapping[str, MetricDef] | None = None
) -> dict[str, MetricDef]:
    """Return the definition of each metric of both runs.

    ``overrides`` win over the run's own, these over the baseline's. A metric that nobody defined
    has the direction ``info``.
    """
    defined = {**baseline.metric_defs, **run.defined(overrides)}
    return {name: defined.get(name) or _undefined(name) for name in _measured(run, baseline)}


def undefined(
    run: Run, baseline: Run, overrides: Mapping[str, MetricDef] | None = None
) -> tuple[str, ...]:
    """Return the metrics of both runs that nobody defined."""
    defined = {**baseline.metric_defs, **run.defined(overrides)}
    return tuple(name for name in _measured(run, baseline) if name not in defined)


def redefined(
    run: Run, baseline: Run, overrides: Mapping[str, MetricDef] | None = None
) -> dict[str, str]:
    """Return the metrics that cannot be held against each other, and how their definition changed.

    A direction that changed is no matter where ``overrides`` decide it, nor is the unit of a metric
    that is never judged.
    """
    changes = {}
    defined = run.defined(overrides)
    for name, before in baseline.metric_defs.items():
        now = run.metric_defs.get(name, before)
        judged = defined.get(name, before).direction is not MetricDirection.INFO
        if now.unit != before.unit and judged:
            changes[name] = f"the unit changed from {before.unit or 'none'} to {now.unit or 'none'}"
        elif now.direction != before.direction and name not in (overrides or {}):
            changes[name] = f"the direction changed from {before.direction} to {now.direction}"
    return changes


def _measured(run: Run, baseline: Run) -> dict[str, None]:
    """Return the names of the metrics of both runs, each once, the run's first."""
    found: dict[str, None] = {}
    for point in (*run.points, *baseline.points):
        found.update(dict.fromkeys(point.metrics))
    return found


def _undefined(name: str) -> MetricDef:
    return MetricDef(name=name, unit="", direction=MetricDirection.INFO)
