"""A pinned run that every run is also held against: small steps cannot pass one by one for ever."""

from collections.abc import Iterable, Mapping
from math import isfinite

import msgspec

from calibrax.analysis.comparison import JUDGED, Comparison, Outcome, judge
from calibrax.analysis.evidence import Evidence, Rule
from calibrax.analysis.oriented import scale_of
from calibrax.core.past import PastRun, Series, past_of
from calibrax.gate.case import Case
from calibrax.gate.excuses import series, tolerance
from calibrax.gate.rules import Rules


def held_against(
    rows: Iterable[Comparison], case: Case, rules: Rules, limits: Mapping[Series, float]
) -> list[Comparison]:
    """Return the comparisons, those that are worse than the reference held against it instead.

    ``limits`` are how far a metric moves by noise and with the whole suite, on its own scale, where
    that is known: a change that does not exceed it is inconclusive. A metric that the reference
    measured in another unit is invalid: it has to be pinned anew.
    """
    if case.reference is None:
        return list(rows)
    pinned = past_of(case.reference)
    return [
        _held(row, pinned, rules, limits)
        if case.has_unit(row.metric, pinned)
        else _in_another_unit(row, pinned, rules)
        for row in rows
    ]


def _in_another_unit(row: Comparison, pinned: PastRun, rules: Rules) -> Comparison:
    if row.outcome not in JUDGED or series(row) not in pinned.values:
        return row
    unit = pinned.units[row.metric] or "none"
    note = f"the unit of the reference {rules.settings.reference} is {unit}: pin a newer run"
    return msgspec.structs.replace(
        row, outcome=Outcome.INVALID, note=note, remedy="", candidate=False
    )


def _held(
    row: Comparison,
    pinned: PastRun,
    rules: Rules,
    limits: Mapping[Series, float],
) -> Comparison:
    key, allowed = series(row), tolerance(row, rules)
    before, now = pinned.values.get(key), row.current_value
    if row.outcome not in JUDGED or row.outcome is Outcome.REGRESSION:
        return row
    if before is None or now is None or allowed.threshold is None:
        return row
    if judge(before, now, row.direction, allowed.threshold, allowed.absolute) is not (
        Outcome.REGRESSION
    ):
        return row
    scale = scale_of(row.direction, (now,), before)
    beyond_noise = scale.at(now) - scale.at(before) > limits.get(key, 0.0)
    change = 100 * ((now - before) / abs(before)) if before else None
    return msgspec.structs.replace(
        row,
        outcome=Outcome.REGRESSION if beyond_noise else Outcome.INCONCLUSIVE,
        baseline_value=before,
        delta_pct=change if change is not None and isfinite(change) else None,
        note=f"against the reference {rules.settings.reference}",
        evidence=Evidence(rule=Rule.REFERENCE, detectable_pct=row.evidence.detectable_pct),
        remedy="" if beyond_noise else "measure again",
    )
