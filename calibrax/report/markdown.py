"""A report as GitHub-flavoured Markdown; no name from outside can shape the page."""

from collections.abc import Iterator

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.gate.verdict import Verdict
from calibrax.report.model import Report, RunInfo
from calibrax.report.table import Column, Table
from calibrax.report.text import (
    counted,
    label,
    percent,
    quantity,
    share,
    shared_names,
    show,
    when,
)

_TITLES = {
    Verdict.PASS: "✅ Pass",
    Verdict.FAIL: "❌ Fail",
    Verdict.NOT_JUDGED: "⚠️ Not judged",
    Verdict.NO_BASELINE: "ℹ️ No baseline",
    Verdict.ERROR: "❌ Error",
}
_SECTIONS = (
    (Outcome.REGRESSION, "Regressions"),
    (Outcome.INCONCLUSIVE, "Inconclusive"),
    (Outcome.MISSING, "Missing"),
    (Outcome.INVALID, "Invalid"),
    (Outcome.IMPROVEMENT, "Improvements"),
    (Outcome.NEW, "New"),
)
_COLUMNS = (
    Column("benchmark"),
    Column("metric"),
    Column("baseline", right=True),
    Column("current", right=True),
    Column("change", right=True),
)


def render(report: Report) -> str:
    """Return a headline, a table for each outcome that a reader acts on, worst first, and notes."""
    return "\n\n".join(_blocks(report)) + "\n"


def escape(text: str) -> str:
    """Return text from outside as one inline code element that holds nothing but this text."""
    safe = "".join(
        char if char.isalnum() or char in " -" else f"&#{ord(char)};" for char in show(text)
    )
    return f"<code>{safe}</code>"


def table(content: Table) -> str:
    """Return a table whose cells are Markdown already."""
    titles = [column.title for column in content.columns]
    rules = ["--:" if column.right else "---" for column in content.columns]
    return "\n".join(f"| {' | '.join(row)} |" for row in (titles, rules, *content.rows))


def _blocks(report: Report) -> Iterator[str]:
    counts = report.counts
    named = [
        f"{title.lower()}: {counts[outcome]}" for outcome, title in _SECTIONS if counts[outcome]
    ]
    facts = [
        *named,
        f"unchanged: {counts[Outcome.UNCHANGED]}",
        f"threshold {share(report.threshold)}",
    ]
    reason = f" {escape(report.message)}" if report.message else ""
    yield f"### {_TITLES[report.verdict]}{reason}"
    if report.comparisons:
        yield ", ".join(facts)
    names = shared_names([(row.point_name, row.tags) for row in report.comparisons])
    for outcome, title in _SECTIONS:
        rows = report.of(outcome)
        if rows:
            yield f"#### {title}"
            yield table(Table(_COLUMNS, tuple(_row(row, names) for row in _worst_first(rows))))
    if report.failed:
        yield f"#### {counted(len(report.failed), 'benchmark')} failed"
        yield "\n".join(f"- {escape(name)}: {escape(why)}" for name, why in report.failed.items())
    if report.warnings:
        yield "\n".join(f"- warning: {escape(warning)}" for warning in report.warnings)
    if report.run:
        yield _runs(report.run, report.baseline)


def _worst_first(rows: list[Comparison]) -> list[Comparison]:
    return sorted(rows, key=lambda row: -abs(row.delta_pct if row.delta_pct is not None else 1e308))


def _row(row: Comparison, names: set[str]) -> tuple[str, ...]:
    if row.delta_pct is not None:
        change = percent(row.delta_pct)
    else:
        change = escape(row.note) if row.note else ""
    return (
        escape(label(row.point_name, row.tags, names)),
        escape(row.metric),
        _value(row.baseline_value, row.unit),
        _value(row.current_value, row.unit),
        change,
    )


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    shown = quantity(value, unit)
    return shown if unit in ("", "s", "B") else f"{shown} {escape(unit)}"


def _runs(run: RunInfo, baseline: RunInfo | None) -> str:
    lines = [f"run {_run(run)}"]
    if baseline:
        lines.append(f"baseline {_run(baseline)}")
    return "\n".join(f"- {line}" for line in lines)


def _run(run: RunInfo) -> str:
    commit = f", commit {escape(run.commit[:12])}" if run.commit else ""
    branch = f" on {escape(run.branch)}" if run.branch else ""
    return f"{escape(run.id)} of {when(run.timestamp)}{commit}{branch}"
