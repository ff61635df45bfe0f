"""Judge an interleaved measurement: both sides in turns on one machine, round by round."""

from collections.abc import Iterable, Mapping

import msgspec

from calibrax.analysis.comparison import JUDGED, Comparison, Outcome, compare_runs
from calibrax.analysis.definitions import effective
from calibrax.analysis.evidence import Rule
from calibrax.analysis.looks import LOOKS, Look
from calibrax.analysis.oriented import scale_of
from calibrax.analysis.robust import median
from calibrax.core.models import MetricDef, PointKey, Run
from calibrax.core.past import Series
from calibrax.gate.ab_rows import InTurns, compared
from calibrax.gate.ab_rule import Rounds, rulings
from calibrax.gate.ab_sides import one_value_each, rounds_of
from calibrax.gate.case import renamed
from calibrax.gate.excuses import excused, series, tolerance
from calibrax.gate.judgement import Judgement, tolerated
from calibrax.gate.limits import within_limits
from calibrax.gate.rules import Rules


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """An interleaved measurement so far, and the looks that were planned for it.

    The samples of each metric are processes x values, one process a round, in order of time. Of a
    benchmark that was settled there may be fewer rounds than of others.
    """

    base: Run
    head: Run
    looks: tuple[Look, ...] = LOOKS


def judged(
    session: Session, rules: Rules, metric_defs: Mapping[str, MetricDef] | None = None
) -> Judgement:
    """Judge a measurement by all looks that it has the rounds for, from the first one on.

    Nothing but what was measured is carried from look to look: the same rounds always give the same
    judgement. ``metric_defs`` win over the definitions of the runs.

    Raises:
        UsageError: the suites differ.
    """
    names = rules.settings.renamed
    base, head = renamed(session.base, names), renamed(session.head, names)
    definitions = effective(head, base, metric_defs)
    base, head = one_value_each(base, definitions), one_value_each(head, definitions)
    before, now = rounds_of(base), rounds_of(head)
    rows = [
        _measured_alike(tolerated(row, rules), before, now)
        for row in compare_runs(head, base, rules.threshold, metric_defs)
    ]
    metrics = {
        series(row): _in_turns(row, before, now, session.looks[0], rules)
        for row in rows
        if row.outcome in JUDGED and row.evidence.rule is Rule.FIXED
    }
    found = rulings({key: each.rounds for key, each in metrics.items()}, session.looks)
    measured = max((len(each.rounds.base) for each in metrics.values()), default=0)
    rows = [
        compared(metrics[key], found.get(key), measured, len(metrics))
        if (key := series(row)) in metrics
        else row
        for row in rows
    ]
    result = excused(within_limits(rows, rules.settings), session.head, rules)
    return Judgement(comparisons=result.rows, failed=result.failed, warnings=result.warnings)


def unsettled(comparisons: Iterable[Comparison]) -> tuple[PointKey, ...]:
    """Return the benchmarks of which more rounds are needed, each once."""
    keys = (
        series(row)[:2]
        for row in comparisons
        if row.evidence.rule is Rule.AB and row.outcome is Outcome.INCONCLUSIVE
    )
    return tuple(dict.fromkeys(keys))


def _measured_alike(
    row: Comparison,
    before: Mapping[Series, tuple[float, ...]],
    now: Mapping[Series, tuple[float, ...]],
) -> Comparison:
    """Return the comparison, ``invalid`` where the sides have not the same number of rounds."""
    key = series(row)
    if row.outcome not in JUDGED or len(before[key]) == len(now[key]):
        return row
    note = f"measured {len(before[key])} times on the base and {len(now[key])} times on the head"
    return msgspec.structs.replace(row, outcome=Outcome.INVALID, delta_pct=None, note=note)


def _in_turns(
    row: Comparison,
    before: Mapping[Series, tuple[float, ...]],
    now: Mapping[Series, tuple[float, ...]],
    first: Look,
    rules: Rules,
) -> InTurns:
    """Return a metric on its scale.

    What is tolerated depends on the level of the base. The rounds of the first look say where that
    is, so that it stays where it was when the metric was settled.
    """
    key, allowed = series(row), tolerance(row, rules)
    base, head = before[key], now[key]
    level = median(base[: first.rounds])
    assert allowed.threshold is not None
    change = max(allowed.threshold * abs(level), allowed.absolute)
    scale = scale_of(row.direction, (*base, *head), level)
    return InTurns(
        row=row,
        scale=scale,
        rounds=Rounds(
            base=tuple(map(scale.at, base)),
            head=tuple(map(scale.at, head)),
            worse=scale.worse(level, change),
            better=scale.better(level, change),
        ),
    )
