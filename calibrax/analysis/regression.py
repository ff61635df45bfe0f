"""The regressions of a run against a baseline, by the plain rule."""

from collections.abc import Mapping
from math import copysign, inf

import msgspec

from calibrax.analysis.comparison import Comparison, Outcome, compare_runs
from calibrax.core.models import MetricDef, MetricDirection, Run


class Regression(msgspec.Struct, frozen=True, kw_only=True):
    """One metric of one point that got worse; ``delta_pct`` is infinite from a baseline of 0."""

    metric: str
    point_name: str
    tags: dict[str, str]
    baseline_value: float
    current_value: float
    delta_pct: float
    direction: MetricDirection


def detect_regressions(
    run: Run,
    baseline: Run,
    threshold: float = 0.05,
    metric_defs: Mapping[str, MetricDef] | None = None,
) -> list[Regression]:
    """Return what :func:`~calibrax.analysis.compare_runs` finds worse, in the order of the run.

    ``threshold`` is a share of the baseline's absolute value, not a percentage.

    Raises:
        UsageError: the threshold is no finite number of at least 0, or the suites differ.
    """
    compared = compare_runs(run, baseline, threshold, metric_defs)
    return [_regression(row) for row in compared if row.outcome is Outcome.REGRESSION]


def _regression(row: Comparison) -> Regression:
    assert row.baseline_value is not None
    assert row.current_value is not None
    change = row.current_value - row.baseline_value
    return Regression(
        metric=row.metric,
        point_name=row.point_name,
        tags=row.tags,
        baseline_value=row.baseline_value,
        current_value=row.current_value,
        delta_pct=copysign(inf, change) if row.delta_pct is None else row.delta_pct,
        direction=row.direction,
    )
