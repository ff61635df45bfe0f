"""A report as text for a terminal or a log, where click takes the colours out."""

from collections.abc import Iterator

import click

from calibrax.analysis.comparison import JUDGED, Comparison, Outcome
from calibrax.analysis.evidence import Rule
from calibrax.gate.verdict import Verdict
from calibrax.report import interleaved, lines
from calibrax.report.evidence import evidence
from calibrax.report.model import Report
from calibrax.report.table import aligned
from calibrax.report.text import counted, share, show

_COUNTED = (
    Outcome.INCONCLUSIVE,
    Outcome.IMPROVEMENT,
    Outcome.NEW,
    Outcome.MISSING,
    Outcome.INVALID,
)
_WORDS = {
    Outcome.INCONCLUSIVE: "inconclusive",
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
        "\n".join(
            [
                headline,
                *_regressions(report),
                *_unjudged(report),
                *_in_turns(report),
                *_footnotes(report),
            ]
        )
        + "\n"
    )


def _headline(report: Report) -> str:
    if report.verdict is Verdict.FAIL:
        return f"FAIL: {len(report.of(Outcome.REGRESSION))} regression(s) detected:"
    if report.verdict is Verdict.PASS:
        open_ones = report.counts[Outcome.INCONCLUSIVE]
        word = f"PASS ({open_ones} inconclusive)" if open_ones else "PASS"
        return f"{word}: no regressions in {_judged(report)}"
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
    benchmarks = len(set(map(lines.benchmark, rows)))
    metrics, points = counted(len(rows), "metric"), counted(benchmarks, "point")
    return f"{metrics} of {points} (threshold {share(report.threshold)})"


def _regressions(report: Report) -> Iterator[str]:
    for line in lines.changes(report, report.of(Outcome.REGRESSION)):
        before, now = line.row.baseline_value, line.row.current_value
        arrow = "↑" if before is not None and now is not None and now > before else "↓"
        if line.row.evidence.rule is Rule.LIMIT and before is None:
            arrow = "!"
        yield f"  {click.style(arrow, fg='red')} {line.text}{_evidence(line.row)}"


def _evidence(row: Comparison) -> str:
    """Return what speaks for the change where more than the plain rule does."""
    if row.evidence.rule in (Rule.SAMPLES, Rule.AB, Rule.HISTORY) or row.warnings:
        return f" {show(evidence(row))}"
    return ""


def _unjudged(report: Report) -> Iterator[str]:
    """Yield what the gate could not judge."""
    for line in (*lines.missing(report), *lines.invalid(report)):
        yield f"  ? {line.text}"
    for text in lines.failed(report):
        yield f"  ? {text}"
    for line in lines.changes(report, report.of(Outcome.INCONCLUSIVE)):
        remedy = f": {show(line.row.remedy)}" if line.row.remedy else ""
        yield f"  ~ {line.text}: inconclusive{_evidence(line.row)}{remedy}"
    for line in lines.known(report):
        yield f"  = {line.text}"


def _in_turns(report: Report) -> Iterator[str]:
    """Yield how an A/B was measured, and of an A/A what the machine can show."""
    how = report.interleaved
    if how is None:
        return
    yield f"  measured {interleaved.measured(how, show)}"
    if how.same and not report.message:
        yield "  both sides are the same: all that differs is noise"
        yield from (f"  {line}" for line in aligned(interleaved.noise_floor(report)))


def _footnotes(report: Report) -> Iterator[str]:
    counts = report.counts
    said = [f"{counts[outcome]} {_WORDS[outcome]}" for outcome in _COUNTED if counts[outcome]]
    if said:
        yield f"  {', '.join(said)}"
    excused = lines.excused(report)
    if excused:
        yield f"  {excused}"
    settings = [lines.SETTINGS_CHANGED] if report.settings_change else []
    for warning in (*settings, *report.warnings):
        yield f"  {click.style('warning', fg='yellow')}: {show(warning)}"
