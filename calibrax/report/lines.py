"""What a check found, one line of plain text each: for a terminal, a log, an annotation."""

from collections.abc import Iterable, Iterator

import msgspec

from calibrax.analysis.comparison import JUDGED, Comparison, Outcome
from calibrax.core.models import PointKey
from calibrax.gate.policy import Finding
from calibrax.report.model import Report, Step
from calibrax.report.text import apart, counted, label, number, percent, shared_names, show

SETTINGS_CHANGED = (
    "calibrax.yml differs from the base's: what counts here may not be what counts there"
)


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
    benchmarks = gone(report)
    found: dict[object, list[Comparison]] = {}
    for row in report.of(Outcome.MISSING):
        key = benchmark(row)
        found.setdefault(key if key in benchmarks else (key, row.metric), []).append(row)
    for rows in found.values():
        row = rows[0]
        if benchmark(row) in benchmarks:
            name = label(row.point_name, row.tags, shared)
            metrics = counted(len(rows), "metric")
            yield Line(f"{name}: missing ({metrics} in the baseline)", row)
        else:
            yield Line(f"{_metric(row, shared)}: missing (the baseline has it)", row)


def gone(report: Report) -> set[PointKey]:
    """Return the benchmarks that the run has nothing of."""
    found = set(map(benchmark, report.of(Outcome.MISSING)))
    if not found:
        return found
    kept = (row for row in report.comparisons if row.outcome is not Outcome.MISSING)
    return found.difference(map(benchmark, kept))


def gaps(report: Report) -> str:
    """Return how much could not be judged: ``1 benchmark missing, 2 metrics invalid``."""
    benchmarks = gone(report)
    lost = sum(benchmark(row) not in benchmarks for row in report.of(Outcome.MISSING))
    return ", ".join(
        f"{counted(n, noun)} {what}"
        for n, noun, what in (
            (len(benchmarks), "benchmark", "missing"),
            (lost, "metric", "missing"),
            (report.counts[Outcome.INVALID], "metric", "invalid"),
            (len(report.failed), "benchmark", "failed"),
        )
        if n
    )


def invalid(report: Report) -> list[Line]:
    """Return a line for each metric that cannot be held against the baseline's."""
    shared = names(report)
    return [
        Line(f"{_metric(row, shared)}: invalid ({show(row.note)})", row)
        for row in report.of(Outcome.INVALID)
    ]


def known(report: Report) -> list[Line]:
    """Return a line for each finding that does not count, with the reason."""
    shared = names(report)
    return [Line(f"{_found(row, shared)}: {show(row.excuse)}", row) for row in report.excused]


def _found(row: Comparison, shared: set[str]) -> str:
    if row.outcome is Outcome.REGRESSION:
        return _change(row, shared)
    return f"{_metric(row, shared)}: {row.outcome}"


def failed(report: Report) -> list[str]:
    """Return a line for each benchmark that gave no value."""
    return [f"{show(name)}: failed ({show(reason)})" for name, reason in report.failed.items()]


def reason(step: Step) -> str:
    """Return why a step went wrong."""
    if step.message:
        return show(step.message)
    return "did not finish" if step.code is None else f"ended with exit code {step.code}"


def excused(report: Report) -> str:
    """Return which findings the policy does not count as failure; empty where it counts all."""
    found = [each for each in Finding if each in report.findings and each not in report.fail_on]
    if not found:
        return ""
    policy = ",".join(report.fail_on) or "never"
    return f"not counted as failure: {', '.join(found)} (fail-on: {policy})"


def unjudged(report: Report) -> str:
    """Return why there is a report without a single metric that was judged; empty if there is."""
    if report.message:
        return show(report.message)
    judged = any(row.outcome in JUDGED for row in report.comparisons)
    return "" if judged else "no metric could be held against the baseline"


def _change(row: Comparison, shared: set[str]) -> str:
    change = [] if row.delta_pct is None else [percent(row.delta_pct)]
    change += [show(row.note)] if row.note else []
    return f"{_metric(row, shared)}: {_values(row)} ({', '.join(change)})"


def _values(row: Comparison) -> str:
    assert row.current_value is not None
    if row.baseline_value is None:
        return number(row.current_value)
    return " → ".join(apart(row.baseline_value, row.current_value))


def _metric(row: Comparison, shared: set[str]) -> str:
    return f"{label(row.point_name, row.tags, shared)} {show(row.metric)}"
