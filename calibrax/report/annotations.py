"""A report as annotations of a pull request: one line each, where the benchmark is in the code."""

import re
from collections.abc import Collection, Iterator
from typing import Literal

import msgspec

from calibrax.analysis.comparison import Outcome
from calibrax.gate.policy import Finding
from calibrax.gate.verdict import Verdict
from calibrax.report import lines
from calibrax.report.lines import Line
from calibrax.report.model import Report, worst_first
from calibrax.report.text import show

Level = Literal["error", "warning", "notice"]

SHOWN = 9
"""How many of a level are shown; GitHub drops all after the tenth without a word."""

_PLACE = re.compile(r"(?P<file>.+?)(?::(?P<line>[1-9][0-9]{0,8}))?", re.DOTALL)


class Annotation(msgspec.Struct, frozen=True, kw_only=True):
    """One remark; ``file`` and ``line``, which counts from 1, where the place is known."""

    level: Level
    title: str
    message: str
    file: str | None = None
    line: int | None = None


def annotations(report: Report, fail_on: Collection[str]) -> list[Annotation]:
    """Return the remarks on a report, the worst first in each level.

    A finding is an error where ``fail_on`` names it, else a warning. A step that went wrong is
    always an error. What is more than a level can show is counted in its last remark.
    """
    found = list(_all(report, fail_on))
    return [each for level in ("error", "warning", "notice") for each in _first(level, found)]


def _first(level: Level, found: list[Annotation]) -> list[Annotation]:
    chosen = [each for each in found if each.level == level]
    rest = len(chosen) - SHOWN
    if rest <= 0:
        return chosen
    more = Annotation(level=level, title="More", message=f"and {rest} more, left out here")
    return [*chosen[:SHOWN], more]


def _all(report: Report, fail_on: Collection[str]) -> Iterator[Annotation]:
    yield from _errors(report)
    if report.settings_change:
        said, file = lines.SETTINGS_CHANGED, "calibrax.yml"
        yield Annotation(level="warning", title="Settings", message=said, file=file)
    if report.verdict is Verdict.NO_BASELINE and report.baseline_name:
        name = repr(show(report.baseline_name))
        message = f"there is no baseline {name} to compare with yet, which is no failure"
        yield Annotation(level="notice", title="First run", message=message)
    elif report.verdict is Verdict.NO_BASELINE:
        yield Annotation(level="notice", title="Nothing to compare", message=show(report.message))
    level = {finding: _level(finding, fail_on) for finding in Finding}
    yield from _found(report, level)
    for step in report.steps:
        for warning in step.warnings:
            yield Annotation(level="warning", title=show(step.name), message=show(warning))
    for warning in report.warnings:
        yield Annotation(level="warning", title="Benchmarks", message=show(warning))


def _errors(report: Report) -> Iterator[Annotation]:
    wrong = [step for step in report.steps if step.went_wrong]
    for step in wrong:
        title = f"{show(step.name)} failed"
        yield Annotation(level="error", title=title, message=lines.reason(step))
    if report.verdict is Verdict.ERROR and not wrong:
        yield Annotation(level="error", title="Error", message=show(report.message))


def _found(report: Report, level: dict[Finding, Level]) -> Iterator[Annotation]:
    for line in lines.changes(report, worst_first(report.of(Outcome.REGRESSION))):
        yield _placed(level[Finding.REGRESSION], "Regression", line)
    not_judged = level[Finding.NOT_JUDGED]
    for line in lines.missing(report):
        yield _placed(not_judged, "Missing", line)
    for line in lines.invalid(report):
        yield _placed(not_judged, "Invalid", line)
    for text in lines.failed(report):
        yield Annotation(level=not_judged, title="Failed", message=text)
    if report.verdict is Verdict.NOT_JUDGED and lines.unjudged(report):
        yield Annotation(level=not_judged, title="Not judged", message=lines.unjudged(report))
    for line in lines.changes(report, worst_first(report.of(Outcome.INCONCLUSIVE))):
        yield _placed(level[Finding.INCONCLUSIVE], "Inconclusive", line)


def _level(finding: Finding, fail_on: Collection[str]) -> Level:
    return "error" if finding in fail_on else "warning"


def _placed(level: Level, title: str, line: Line) -> Annotation:
    place = _PLACE.fullmatch(line.row.source or "")
    number = place["line"] if place else None
    return Annotation(
        level=level,
        title=title,
        message=line.text,
        file=show(place["file"]) if place else None,
        line=int(number) if number else None,
    )
