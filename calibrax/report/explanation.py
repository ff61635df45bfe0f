"""How one metric was judged: its policy, its data, and each gate's numbers."""

from collections.abc import Iterator

from calibrax.analysis.comparison import JUDGED, Comparison, Outcome
from calibrax.analysis.evidence import Rule
from calibrax.core.past import past_of
from calibrax.errors import UnknownName
from calibrax.gate.case import Case, under_present_names
from calibrax.gate.excuses import series, tolerance
from calibrax.gate.machines import machine_of
from calibrax.gate.measured import history_of
from calibrax.gate.rules import Rules
from calibrax.report.evidence import evidence
from calibrax.report.model import Report
from calibrax.report.text import counted, label, number, percent, share, show, when

_RULES = {
    Rule.FIXED: "the plain rule: nothing is known of the noise",
    Rule.EXACT: "the threshold alone: the metric has no noise",
    Rule.SAMPLES: "samples of several processes on both sides",
    Rule.AB: "both sides in turns on one machine",
    Rule.HISTORY: "a value, and a history that shows the noise",
    Rule.LIMIT: "an absolute budget of calibrax.yml",
    Rule.REFERENCE: "the pinned reference of calibrax.yml",
}
_WIDTH = 10


def explained(case: Case | None, rules: Rules, report: Report, point: str, metric: str) -> str:
    """Return how the metric of that benchmark was judged, in each of its configurations.

    Raises:
        UnknownName: nothing of that name was compared.
    """
    named = [row for row in report.comparisons if row.point_name == point]
    if not named:
        raise UnknownName("point", point, {row.point_name for row in report.comparisons})
    rows = [row for row in named if row.metric == metric]
    if not rows:
        raise UnknownName("metric", metric, {row.metric for row in named}, repr(point))
    if case:
        case = under_present_names(case, rules.settings.renamed)
    return "\n\n".join("\n".join(_explained(case, rules, row)) for row in rows) + "\n"


def _explained(case: Case | None, rules: Rules, row: Comparison) -> Iterator[str]:
    name = label(row.point_name, row.tags, {row.point_name})
    excuse = f", not counted: {show(row.excuse)}" if row.excuse else ""
    yield f"{name} {show(row.metric)}: {row.outcome}{excuse}"
    yield _line("rule", _RULES[row.evidence.rule])
    yield _line("policy", _policy(row, rules))
    if row.baseline_value is not None:
        yield _line("baseline", _value(row, row.baseline_value))
    if row.current_value is not None:
        change = "" if row.delta_pct is None else f", {percent(row.delta_pct)}"
        yield _line("current", _value(row, row.current_value) + change)
    if row.outcome in JUDGED:
        yield from _gates(row, rules)
    if row.evidence.detectable_pct is not None:
        yield _line("detectable", f"{row.evidence.detectable_pct:.1f}% or more")
    for text in (row.note, row.remedy, *row.warnings):
        if text:
            yield _line("note", show(text))
    if case:
        yield from _data(case, rules, row)


def _line(name: str, text: str) -> str:
    return f"  {name:<{_WIDTH}} {text}"


def _policy(row: Comparison, rules: Rules) -> str:
    allowed, threshold = tolerance(row, rules), _threshold(row, rules)
    if threshold is None:
        return "never fails: its threshold is none"
    said = [f"{row.direction} is better", f"threshold {share(threshold)}"]
    if allowed.absolute:
        said.append(f"changes below {_value(row, allowed.absolute)} never alarm")
    if allowed.exact:
        said.append("noise: exact")
    waiver = rules.settings.waiver_for(row.metric, row.point_name, row.tags, rules.today)
    if waiver:
        said.append(f"waived up to {share(waiver.ceiling)} until {waiver.expires}")
    level = rules.settings.level_for(row.metric, row.point_name, row.tags)
    if level:
        said.append(f"level since run {show(level.since)}")
    return ", ".join(said)


def _gates(row: Comparison, rules: Rules) -> Iterator[str]:
    threshold = _threshold(row, rules)
    found = row.evidence
    if threshold is not None and row.delta_pct is not None:
        change = row.delta_pct if found.beyond_pct is None else found.beyond_pct
        worse = change if row.direction == "lower" else -change
        beyond = worse > 100 * threshold
        yield _line("practical", f"{worse:+.1f}% worse, {_than(beyond)} {share(threshold)}")
    if found.rule in (Rule.SAMPLES, Rule.AB):
        yield _line("evidence", evidence(row))
        if found.runs:
            yield _line("noise", f"held against {counted(found.runs, 'run')} of history")
    elif found.rule is Rule.HISTORY:
        measured = counted(found.measured, "measurement")
        yield _line(
            "evidence",
            f"{found.bad} of {measured} beyond the band and worse than all of the history",
        )
        yield _line("noise", evidence(row))


def _threshold(row: Comparison, rules: Rules) -> float | None:
    """Return the share that was tolerated: the whole suite has one of its own."""
    return tolerance(row, rules).threshold if row.threshold is None else row.threshold


def _than(beyond: bool) -> str:
    return "more than" if beyond else "not more than"


def _data(case: Case, rules: Rules, row: Comparison) -> Iterator[str]:
    key = series(row)
    for place, run in enumerate(case.measurements):
        value = past_of(run).values.get(key)
        if value is not None:
            name = "measured" if place == 0 else "attempt"
            yield _line(name, f"{_value(row, value)} (run {run.id})")
    machines = [machine_of(case.run, each) for each in case.run.points if each.key == key[:2]]
    values = history_of(row, machines[0] if machines else None, case, rules)
    past = [
        (run, value) for run, value in zip(case.history, values, strict=True) if value is not None
    ]
    if row.outcome in (*JUDGED, Outcome.INFO) and past:
        yield _line("history", f"{counted(len(past), 'run')}, oldest first")
        for each, value in past:
            yield f"    {when(each.timestamp)}  {each.id}  {_value(row, value)}"


def _value(row: Comparison, value: float) -> str:
    unit = f" {show(row.unit)}" if row.unit else ""
    return f"{number(value)}{unit}"
