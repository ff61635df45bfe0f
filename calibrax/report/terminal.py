"""A report as text for a terminal or a log, where click takes the colours out."""

from collections.abc import Iterator

import click

from calibrax.analysis.comparison import JUDGED, Comparison, Outcome
from calibrax.core.models import PointKey
from calibrax.gate.verdict import Verdict
from calibrax.report.model import Report
from calibrax.report.text import apart, counted, label, percent, share, shared_names, show

_COUNTED = (Outcome.IMPROVEMENT, Outcome.NEW, Outcome.MISSING, Outcome.INVALID)
_WORDS = {
    Outcome.IMPROVEMENT: "improved",
    Outcome.NEW: "new",
    Outcome.MISSING: "missing",
    Outcome.INVALID: "invalid",
}
_COLOURS = {
    Verdict.PASS: "green",
    Verdict.FAIL: "red",
    Verdict.ERROR: "red",
    Verdict.NOT_JUDGED: "yellow",
    Verdict.NO_BASELINE: "yellow",
}


def render(report: Report) -> str:
    """Return the verdict, what it names, and the footnotes."""
    word, _, rest = _headline(report).partition(":")
    headline = click.style(word, fg=_COLOURS[report.verdict], bold=True) + ":" + rest
    return (
        "\n".join([headline, *_regressions(report), *_unjudged(report), *_footnotes(report)]) + "\n"
    )


def _headline(report: Report) -> str:
    if report.verdict is Verdict.FAIL:
        return f"FAIL: {len(report.of(Outcome.REGRESSION))} regression(s) detected:"
    if report.verdict is Verdict.PASS:
        return f"PASS: no regressions in {_judged(report)}"
    if report.verdict is Verdict.NO_BASELINE:
        return f"NO BASELINE: {show(report.message)}"
    if report.verdict is Verdict.ERROR:
        return f"ERROR: {show(report.message)}"
    if report.message:
        return f"NOT JUDGED: {show(report.message)}"
    counts = report.counts
    gaps = [
        f"{n} {word}"
        for n, word in (
            (counts[Outcome.MISSING], "missing"),
            (counts[Outcome.INVALID], "invalid"),
            (len(report.failed), "failed"),
        )
        if n
    ]
    if not any(row.outcome in JUDGED for row in report.comparisons):
        return "NOT JUDGED: " + ", ".join([*gaps, "no metric could be held against the baseline"])
    return f"NOT JUDGED: {', '.join(gaps)}; no regressions in {_judged(report)}"


def _judged(report: Report) -> str:
    rows = [row for row in report.comparisons if row.outcome in JUDGED]
    benchmarks = len(set(map(_benchmark, rows)))
    metrics, points = counted(len(rows), "metric"), counted(benchmarks, "point")
    return f"{metrics} of {points} (threshold {share(report.threshold)})"


def _regressions(report: Report) -> Iterator[str]:
    names = _shared(report)
    for row in report.of(Outcome.REGRESSION):
        assert row.baseline_value is not None
        assert row.current_value is not None
        arrow = "↑" if row.current_value > row.baseline_value else "↓"
        values = " → ".join(apart(row.baseline_value, row.current_value))
        change = show(row.note) if row.delta_pct is None else percent(row.delta_pct)
        name = f"{label(row.point_name, row.tags, names)} {show(row.metric)}"
        yield f"  {click.style(arrow, fg='red')} {name}: {values} ({change})"


def _unjudged(report: Report) -> Iterator[str]:
    """Yield what the gate could not judge, a benchmark that is gone as one line."""
    names = _shared(report)
    missing = report.of(Outcome.MISSING)
    kept = (row for row in report.comparisons if missing and row.outcome is not Outcome.MISSING)
    present = set(map(_benchmark, kept))
    gone: dict[object, list[Comparison]] = {}
    for row in missing:
        key = _benchmark(row)
        gone.setdefault((key, row.metric) if key in present else key, []).append(row)
    for rows in gone.values():
        row = rows[0]
        name = label(row.point_name, row.tags, names)
        if _benchmark(row) in present:
            yield f"  ? {name} {show(row.metric)}: missing (the baseline has it)"
        else:
            yield f"  ? {name}: missing ({counted(len(rows), 'metric')} in the baseline)"
    for row in report.of(Outcome.INVALID):
        name = f"{label(row.point_name, row.tags, names)} {show(row.metric)}"
        yield f"  ? {name}: invalid ({show(row.note)})"
    for benchmark, reason in report.failed.items():
        yield f"  ? {show(benchmark)}: failed ({show(reason)})"


def _footnotes(report: Report) -> Iterator[str]:
    counts = report.counts
    said = [f"{counts[outcome]} {_WORDS[outcome]}" for outcome in _COUNTED if counts[outcome]]
    if said:
        yield f"  {', '.join(said)}"
    for warning in report.warnings:
        yield f"  {click.style('warning', fg='yellow')}: {show(warning)}"


def _benchmark(row: Comparison) -> PointKey:
    return row.point_name, tuple(sorted(row.tags.items()))


def _shared(report: Report) -> set[str]:
    return shared_names([(row.point_name, row.tags) for row in report.comparisons])
