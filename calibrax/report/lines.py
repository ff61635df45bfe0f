"""What a check found, one line of plain text each: for a terminal, a log, an annotation."""

from collections.abc import Iterable, Iterator

import msgspec

from calibrax.analysis.comparison import JUDGED, Comparison, Outcome
from calibrax.core.models import PointKey
from calibrax.report.model import Report
from calibrax.report.text import apart, counted, label, percent, shared_names, show


class Line(msgspec.Struct, frozen=True):
    """The text, and the comparison that it is about: of a benchmark that is gone, the first."""

    text: str
    row: Comparison


def names(report: Report) -> set[str]:
    """Return the names that several benchmarks of the report share."""
    return shared_names([(row.point_name, row.tags) for row in report.comparisons])


def benchmark(row: Comparison) -> PointKey:
    """Return what tells the comparison's benchmark from others."""
    return row.point_name, tuple(sorted(row.tags.items()))


def changes(report: Report, rows: Iterable[Comparison]) -> list[Line]:
    """Return a line for each of the report's comparisons that has a value on both sides."""
    shared = names(report)
    return [Line(_change(row, shared), row) for row in rows]


def missing(report: Report) -> Iterator[Line]:
    """Yield what only the baseline has, a benchmark that is gone as one line."""
    shared = names(report)
    found = report.of(Outcome.MISSING)
    kept = (row for row in report.comparisons if found and row.outcome is not Outcome.MISSING)
    present = set(map(benchmark, kept))
    gone: dict[object, list[Comparison]] = {}
    for row in found:
        key = benchmark(row)
        gone.setdefault((key, row.metric) if key in present else key, []).append(row)
    for rows in gone.values():
        row = rows[0]
        name = label(row.point_name, row.tags, shared)
        if benchmark(row) in present:
            yield Line(f"{name} {show(row.metric)}: missing (the baseline has it)", row)
        else:
            metrics = counted(len(rows), "metric")
            yield Line(f"{name}: missing ({metrics} in the baseline)", row)


def invalid(report: Report) -> list[Line]:
    """Return a line for each metric that cannot be held against the baseline's."""
    shared = names(report)
    return [
        Line(f"{_metric(row, shared)}: invalid ({show(row.note)})", row)
        for row in report.of(Outcome.INVALID)
    ]


def failed(report: Report) -> list[str]:
    """Return a line for each benchmark that gave no value."""
    return [f"{show(name)}: failed ({show(reason)})" for name, reason in report.failed.items()]


def unjudged(report: Report) -> str:
    """Return why there is a report without a single metric that was judged; empty if there is."""
    if report.message:
        return show(report.message)
    judged = any(row.outcome in JUDGED for row in report.comparisons)
    return "" if judged else "no metric could be held against the baseline"


def _change(row: Comparison, shared: set[str]) -> str:
    change = show(row.note) if row.delta_pct is None else percent(row.delta_pct)
    return f"{_metric(row, shared)}: {_values(row)} ({change})"


def _values(row: Comparison) -> str:
    assert row.baseline_value is not None
    assert row.current_value is not None
    return " → ".join(apart(row.baseline_value, row.current_value))


def _metric(row: Comparison, shared: set[str]) -> str:
    return f"{label(row.point_name, row.tags, shared)} {show(row.metric)}"
