"""Judge a run: every metric by the rule that its data allows, then what the team has decided."""

from collections.abc import Mapping

import msgspec

from calibrax.analysis.comparison import JUDGED, Comparison, Outcome, compare_runs, judge
from calibrax.analysis.evidence import Evidence, Rule
from calibrax.analysis.noise import step_limit
from calibrax.core.models import Metric, MetricDef, Point, Run
from calibrax.core.past import PastRun, Series
from calibrax.gate.case import Case, pooled, under_present_names
from calibrax.gate.excuses import excused, series, tolerance
from calibrax.gate.limits import within_limits
from calibrax.gate.machines import doubted, elsewhere
from calibrax.gate.measured import Measured, measured
from calibrax.gate.noise_aware import Judged, noise_aware
from calibrax.gate.reference import held_against
from calibrax.gate.rules import Mode, Rules
from calibrax.gate.whole_suite import already_there

NEVER_FAILS = "never fails: its threshold is none"


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """Every comparison with its outcome, benchmarks that failed and count, and what is to be said.

    A finding on the whole suite comes first.
    """

    comparisons: tuple[Comparison, ...]
    failed: dict[str, str]
    warnings: tuple[str, ...] = ()


def judged(
    case: Case, rules: Rules, metric_defs: Mapping[str, MetricDef] | None = None
) -> Judgement:
    """Judge a run; ``metric_defs`` win over the definitions of the runs.

    Raises:
        UsageError: the suites differ.
    """
    case = under_present_names(case, rules.settings.renamed)
    baseline = _at_its_level(case, rules)
    current = pooled(case.measurements)
    rows = [
        tolerated(row, rules)
        for row in compare_runs(current, baseline, rules.threshold, metric_defs)
    ]
    limits: dict[Series, float] = {}
    suite: list[Comparison] = []
    warnings: tuple[str, ...] = ()
    if rules.mode is not Mode.FIXED:
        noisy = [row for row in rows if row.outcome in JUDGED and row.evidence.rule is Rule.FIXED]
        known = measured(noisy, case, baseline, current, rules)
        found = noise_aware(known, rules)
        rows = [found.rows.get(series(row), row) for row in rows]
        rows = doubted(rows, elsewhere(current, baseline))
        suite = [_excused_suite(found.suite, known, found, case, rules)] if found.suite else []
        limits = {
            key: 2 * step_limit(known[key].past) + max(known[key].suite_shift(first), 0.0)
            for key, (first, *_) in found.deviations.items()
        }
        warnings = found.warnings
    rows = held_against(rows, case, rules, limits)
    rows = [*suite, *within_limits(rows, rules.settings)]
    result = excused(rows, case.run, rules, case.tip, case.baseline.branch or "the base")
    return Judgement(
        comparisons=result.rows,
        failed=result.failed,
        warnings=(*warnings, *result.warnings),
    )


def tolerated(row: Comparison, rules: Rules) -> Comparison:
    """Return a comparison judged by the plain rule with the tolerance of its metric."""
    allowed = tolerance(row, rules)
    if row.outcome not in JUDGED:
        return row
    if allowed.threshold is None:
        return msgspec.structs.replace(row, outcome=Outcome.INFO, note=row.note or NEVER_FAILS)
    assert row.baseline_value is not None
    assert row.current_value is not None
    return msgspec.structs.replace(
        row,
        outcome=judge(
            row.baseline_value,
            row.current_value,
            row.direction,
            allowed.threshold,
            allowed.absolute,
        ),
        threshold=allowed.threshold if allowed.threshold != rules.threshold else None,
        evidence=Evidence(rule=Rule.EXACT) if allowed.exact else row.evidence,
    )


def _excused_suite(
    suite: Comparison,
    known: Mapping[Series, Measured],
    found: Judged,
    case: Case,
    rules: Rules,
) -> Comparison:
    """Return the finding on the whole suite, excused where the base branch shows it too."""
    tip = case.tip
    shared = [
        (each.scale.at(tip.values[key]) - first.level, place - first.level)
        for key, (first, *_) in found.deviations.items()
        if tip and (each := known[key]) and (place := each.measurements[0]) is not None
        if key in tip.values and (each.scale.unit is not None or tip.values[key] > 0)
    ]
    there, here = [one for one, _ in shared], [other for _, other in shared]
    if not already_there(suite, there, here, rules):
        return suite
    return msgspec.structs.replace(suite, excuse=f"already on {case.baseline.branch or 'the base'}")


def _at_its_level(case: Case, rules: Rules) -> Run:
    """Return the baseline, with the values of the runs that are newer and accepted as a level."""
    newer = {
        since: run for since, run in case.levels.items() if run.timestamp > case.baseline.timestamp
    }
    if not newer:
        return case.baseline
    points = tuple(_accepted(point, newer, rules) for point in case.baseline.points)
    return msgspec.structs.replace(case.baseline, points=points)


def _accepted(point: Point, newer: Mapping[str, PastRun], rules: Rules) -> Point:
    metrics = dict(point.metrics)
    for name in metrics:
        level = rules.settings.level_for(name, point.name, point.tags)
        run = newer.get(level.since) if level else None
        value = run.values.get((*point.key, name)) if run else None
        if value is not None:
            metrics[name] = Metric(value=value)
    return msgspec.structs.replace(point, metrics=metrics)
