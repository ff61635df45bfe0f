"""What Weights & Biases tells people about: one alert for each regression of a report."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Literal

import msgspec

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.exporters.summary_values import FRAMEWORK
from calibrax.report.evidence import evidence
from calibrax.report.model import Report, RunInfo, worst_first
from calibrax.report.text import apart, counted, percent, share, show

SHOWN = 20
"""Regressions that have an alert each; the rest is counted in one more."""

_LONGEST = 63
"""Characters of a title."""

_TAGS = 40
"""Characters of a long title that are for its tags, with their brackets."""

_ROOM = 300
"""Characters of a name or a unit in the text."""


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A title that no other alert of the run has, Markdown, and how bad it is."""

    title: str
    text: str
    level: Literal["ERROR", "WARN"]


def alerts(report: Report, environ: Mapping[str, str]) -> list[Alert]:
    """Return the alerts on a report, the worst first.

    A change of more than twice the threshold, or from zero, is an ``ERROR``. The commit is a link
    where ``environ`` names the repository, as a workflow's does.
    """
    found = worst_first(report.of(Outcome.REGRESSION))
    full = [_title(row) for row in found]
    same = Counter(full)
    where = _where(report.run, environ)
    sent = [
        Alert(
            title=_short(title, row, unique=same[title] == 1),
            text=f"{_text(row, report.threshold)}\n{where}",
            level=_level(row, report.threshold),
        )
        for row, title in zip(found[:SHOWN], full, strict=False)
    ]
    rest = found[SHOWN:]
    if rest:
        levels = {_level(row, report.threshold) for row in rest}
        sent.append(
            Alert(
                title=f"and {counted(len(rest), 'more regression')}",
                text=f"The table of regressions lists all {len(found)}.\n{where}",
                level="ERROR" if "ERROR" in levels else "WARN",
            )
        )
    return sent


def _tags(row: Comparison) -> list[str]:
    """Return the tags, the framework first: it is what tells most benchmarks apart."""
    ordered = sorted(row.tags.items(), key=lambda tag: (tag[0] != FRAMEWORK, tag))
    return [f"{show(key)}={show(value)}" for key, value in ordered]


def _subject(row: Comparison) -> str:
    return f"{show(row.point_name)} {show(row.metric)}"


def _title(row: Comparison) -> str:
    return f"{_subject(row)}{_bracketed(_tags(row))}"


def _bracketed(tags: Sequence[str]) -> str:
    return f" [{', '.join(tags)}]" if tags else ""


def _short(title: str, row: Comparison, *, unique: bool) -> str:
    """Return the title; where it is too long or not unique, a checksum stands for what is cut.

    The benchmark's name is cut in its middle. Of the tags those stay that fit, and the first
    always does: only the value of that one may lose its end.
    """
    if unique and len(title) <= _LONGEST:
        return title
    identity = json.dumps([row.point_name, sorted(row.tags.items()), row.metric])
    mark = f"…{sha256(identity.encode()).hexdigest()[:8]}…"
    room = _LONGEST - len(mark)
    subject = _subject(row)
    tags = _fitting(_tags(row), max(_TAGS, room - len(subject)))
    return _cut(subject, room - len(tags), mark, ending=len(show(row.metric)) + 1) + tags


def _fitting(tags: list[str], room: int) -> str:
    """Return as many tags as fit in brackets, and the first in any case, cut if it has to be."""
    kept = [tag[: room - len(_bracketed([""]))] for tag in tags[:1]]
    for tag in tags[1:]:
        if len(_bracketed([*kept, tag])) <= room:
            kept.append(tag)
    return _bracketed(kept)


def _cut(text: str, room: int, mark: str, ending: int) -> str:
    """Return the beginning and the end of a text around the mark, most of ``ending`` with them."""
    if len(text) <= room:
        return text + mark
    last = max(room // 2, min(ending, room * 3 // 4))
    return text[: room - last] + mark + text[-last:]


def _level(row: Comparison, threshold: float) -> Literal["ERROR", "WARN"]:
    large = row.delta_pct is None or abs(row.delta_pct) > 2 * 100 * threshold
    return "ERROR" if large else "WARN"


def _text(row: Comparison, threshold: float) -> str:
    assert row.baseline_value is not None
    assert row.current_value is not None
    tags = "".join(f", {_code(f'{key}={value}')}" for key, value in sorted(row.tags.items()))
    before, now = apart(row.baseline_value, row.current_value)
    unit = f" {_code(row.unit)}" if row.unit else ""
    change = _code(row.note) if row.delta_pct is None else percent(row.delta_pct)
    return (
        f"{_code(row.metric)} of {_code(row.point_name)}{tags}\n"
        f"baseline {before}{unit}, current {now}{unit}, change {change} "
        f"({row.direction.value} is better, threshold {share(threshold)}, {evidence(row)})"
    )


def _where(run: RunInfo | None, environ: Mapping[str, str]) -> str:
    """Return the run and its commit, with a link to it where the repository is known."""
    if run is None:
        return ""
    if not run.commit:
        return f"run {_code(run.id)}"
    server = environ.get("GITHUB_SERVER_URL", "")
    repository = environ.get("GITHUB_REPOSITORY", "")
    linked = (
        re.fullmatch(r"https?://[\w.:-]+", server)
        and re.fullmatch(r"[\w.-]+/[\w.-]+", repository)
        and re.fullmatch(r"[0-9a-f]{4,64}", run.commit)
    )
    commit = f"{server}/{repository}/commit/{run.commit}" if linked else _code(run.commit)
    return f"run {_code(run.id)}, commit {commit}"


def _code(text: str) -> str:
    """Return text from outside as inline code, which links and mentions nothing."""
    shown = show(text[:_ROOM]).replace("`", "'")
    return f"`{shown}`"
