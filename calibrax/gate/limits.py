"""Absolute budgets: a value beyond one is a regression, whatever the baseline says."""

from collections.abc import Iterable, Mapping

import msgspec

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.analysis.evidence import Evidence, Rule
from calibrax.core.models import MetricDef, MetricDirection, Run
from calibrax.gate.excuses import OVER_LIMIT
from calibrax.settings import Settings
from calibrax.settings.agreements import Limit


def within_limits(rows: Iterable[Comparison], settings: Settings) -> list[Comparison]:
    """Return the comparisons, those beyond a budget as regressions."""
    if not settings.limits:
        return list(rows)
    return [_held(row, settings) for row in rows]


def breaches(
    run: Run, settings: Settings, metric_defs: Mapping[str, MetricDef]
) -> list[Comparison]:
    """Return a regression for each value of a run that is beyond a budget, without a baseline."""
    if not settings.limits:
        return []
    defined = run.defined(metric_defs)
    rows = (
        Comparison(
            metric=name,
            point_name=point.name,
            tags=point.tags,
            outcome=Outcome.NEW,
            direction=defined[name].direction if name in defined else MetricDirection.INFO,
            unit=defined[name].unit if name in defined else "",
            current_value=metric.value,
            source=point.source,
        )
        for point in run.points
        for name, metric in point.metrics.items()
    )
    held = (_held(row, settings) for row in rows)
    return [row for row in held if row.outcome is Outcome.REGRESSION]


def _held(row: Comparison, settings: Settings) -> Comparison:
    if row.current_value is None:
        return row
    limit = settings.limit_for(row.metric, row.point_name, row.tags)
    if limit is None or not limit.breached(row.current_value):
        return row
    return msgspec.structs.replace(
        row,
        outcome=Outcome.REGRESSION,
        note=f"{OVER_LIMIT}: {_bound(limit, row.current_value)}",
        evidence=Evidence(rule=Rule.LIMIT),
        remedy="",
        candidate=False,
    )


def _bound(limit: Limit, value: float) -> str:
    """Return the bound that the value is beyond."""
    if limit.max is not None and value > limit.max:
        return f"max {limit.max:g}"
    return f"min {limit.min:g}"
