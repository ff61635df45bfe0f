"""Hold a run against a baseline: one comparison for each metric of each benchmark."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from math import isfinite

import msgspec

from calibrax.analysis.definitions import effective, redefined
from calibrax.analysis.evidence import Evidence
from calibrax.core.models import Metric, MetricDef, MetricDirection, Point, Run
from calibrax.errors import UsageError

_ROUNDING = 1e-12
"""Changes are quotients of floats: 1.05 against 1.00 is no more than 5%."""


class Outcome(StrEnum):
    """What a comparison found."""

    REGRESSION = "regression"
    IMPROVEMENT = "improvement"
    UNCHANGED = "unchanged"
    INCONCLUSIVE = "inconclusive"
    NEW = "new"
    MISSING = "missing"
    INVALID = "invalid"
    INFO = "info"


JUDGED = (Outcome.REGRESSION, Outcome.IMPROVEMENT, Outcome.UNCHANGED, Outcome.INCONCLUSIVE)
"""The outcomes of metrics that have a direction and a value on both sides."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """One metric of one point, current against baseline.

    ``delta_pct`` is the change in percent of the baseline's absolute value; ``None`` where a side
    is missing or the baseline is 0, and ``note`` then says why. ``threshold`` is the share that was
    tolerated, where it is another one than the report's. ``excuse`` says why a finding does not
    count, ``remedy`` what would settle an inconclusive one, and a ``candidate`` is to be measured
    again. ``history`` holds the metric's values in earlier runs, oldest first, where somebody
    looked them up.
    """

    metric: str
    point_name: str
    tags: dict[str, str]
    outcome: Outcome
    direction: MetricDirection
    unit: str = ""
    baseline_value: float | None = None
    current_value: float | None = None
    delta_pct: float | None = None
    note: str = ""
    source: str | None = None
    threshold: float | None = None
    evidence: Evidence = Evidence()
    excuse: str = ""
    remedy: str = ""
    candidate: bool = False
    warnings: tuple[str, ...] = ()
    history: tuple[float, ...] = ()

    @property
    def counts(self) -> bool:
        """Tell whether the outcome counts for the verdict: nothing excuses it."""
        return not self.excuse


def compare_runs(
    run: Run,
    baseline: Run,
    threshold: float = 0.05,
    metric_defs: Mapping[str, MetricDef] | None = None,
) -> list[Comparison]:
    """Compare every metric of every point by the plain rule, in the order of the run.

    A metric is worse when it moved against its direction by more than ``threshold``, a share of
    the absolute value of the baseline; from a baseline of 0 any worsening counts. Points match on
    ``(name, tags)``. What only the baseline holds comes last, as ``missing``; a metric whose unit
    or direction changed between the runs is ``invalid``. ``metric_defs`` win over the definitions
    of the run, and these over the baseline's; a metric without one is ``info``.

    Raises:
        UsageError: the threshold is no finite number of at least 0, or the suites differ.
    """
    if not isfinite(threshold) or threshold < 0:
        raise UsageError(f"threshold: expected a finite share of at least 0, got {threshold}")
    if run.suite != baseline.suite:
        raise UsageError(
            f"run {run.id} is of the suite {run.suite!r} and {baseline.id} of {baseline.suite!r}: "
            "different suites are never held against each other"
        )
    definitions = effective(run, baseline, metric_defs)
    changed = redefined(run, baseline, metric_defs)
    return list(_comparisons(run, baseline, threshold, definitions, changed))


def _comparisons(
    run: Run,
    baseline: Run,
    threshold: float,
    definitions: Mapping[str, MetricDef],
    changed: Mapping[str, str],
) -> Iterator[Comparison]:
    before = {point.key: point for point in baseline.points}
    for point in run.points:
        base = before.pop(point.key, None)
        for name, current in point.metrics.items():
            earlier = base.metrics.get(name) if base else None
            yield _compare(
                point, definitions[name], earlier, current, threshold, changed.get(name, "")
            )
        if base:
            yield from _gone(point, base, definitions, changed)
    for point in before.values():
        for name, earlier in point.metrics.items():
            yield _comparison(point, definitions[name], Outcome.MISSING, earlier, None)


def _compare(
    point: Point,
    definition: MetricDef,
    earlier: Metric | None,
    current: Metric,
    threshold: float,
    invalid: str,
) -> Comparison:
    if earlier is None:
        return _comparison(point, definition, Outcome.NEW, None, current)
    if invalid:
        return _comparison(point, definition, Outcome.INVALID, earlier, current, invalid)
    outcome = judge(earlier.value, current.value, definition.direction, threshold)
    return _comparison(point, definition, outcome, earlier, current)


def _gone(
    point: Point,
    base: Point,
    definitions: Mapping[str, MetricDef],
    changed: Mapping[str, str],
) -> Iterator[Comparison]:
    """Yield the metrics that a benchmark of the run no longer has; ``info`` ones are not missed."""
    for name, earlier in base.metrics.items():
        if name not in point.metrics:
            info = definitions[name].direction is MetricDirection.INFO and name not in changed
            outcome = Outcome.INFO if info else Outcome.MISSING
            yield _comparison(base, definitions[name], outcome, earlier, None)


def judge(
    baseline: float,
    current: float,
    direction: MetricDirection,
    threshold: float,
    absolute: float = 0.0,
) -> Outcome:
    """Return the plain rule's outcome for one value against another.

    A change counts from ``threshold``, a share of the baseline's amount, and from ``absolute``, in
    the metric's unit.
    """
    if direction is MetricDirection.INFO:
        return Outcome.INFO
    worse = current - baseline if direction is MetricDirection.LOWER else baseline - current
    limit = max(threshold * abs(baseline), absolute) + _ROUNDING * abs(baseline)
    if worse > limit:
        return Outcome.REGRESSION
    return Outcome.IMPROVEMENT if -worse > limit else Outcome.UNCHANGED


def _comparison(
    point: Point,
    definition: MetricDef,
    outcome: Outcome,
    earlier: Metric | None,
    current: Metric | None,
    note: str = "",
) -> Comparison:
    delta = None
    if earlier is not None and current is not None and outcome is not Outcome.INVALID:
        delta, note = _delta_pct(earlier.value, current.value)
    return Comparison(
        metric=definition.name,
        point_name=point.name,
        tags=point.tags,
        outcome=outcome,
        direction=definition.direction,
        unit=definition.unit,
        baseline_value=earlier.value if earlier else None,
        current_value=current.value if current else None,
        delta_pct=delta,
        note=note,
        source=point.source,
    )


def _delta_pct(baseline: float, current: float) -> tuple[float | None, str]:
    """Return the change in percent, or ``None`` and why it has no number."""
    if current == baseline:
        return 0.0, ""
    if baseline == 0:
        return None, "from zero"
    delta = 100 * ((current - baseline) / abs(baseline))
    return (delta, "") if isfinite(delta) else (None, "out of range")
