"""What became of a history that another tool kept, as text."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

import click
import msgspec

from calibrax.core.models import MetricDef, MetricDirection, Run
from calibrax.report.text import counted, show

_SHOWN = 3
_NARROWEST = 20
_GAP = "  "
_FAILED = "listed without a value in these runs"


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """The runs that were taken, those stored before, and the parts left out: what, and why."""

    taken: tuple[Run, ...]
    stored: tuple[Run, ...]
    left: tuple[tuple[str, str], ...]


class _Row(msgspec.Struct, frozen=True):
    """So many runs, or parts of a history, which, and why they became what they did."""

    title: str
    count: int
    which: str
    why: str = ""


def render(imported: Imported, width: int | None = None) -> str:
    """Return a table of what was taken and what was not, and the metrics of what was.

    With a ``width`` in characters, the text of a row goes on below.
    """
    lines = (*_table(list(_rows(imported)), width), *_metrics(imported.taken))
    return "\n".join(lines) + "\n"


def _rows(imported: Imported) -> Iterator[_Row]:
    yield _Row("taken", len(imported.taken), _span(imported.taken))
    if imported.stored:
        yield _Row("stored before", len(imported.stored), _span(imported.stored))
    failing = [run for run in imported.taken if run.failed]
    if failing:
        names = dict.fromkeys(name for run in failing for name in run.failed)
        yield _Row("failed", len(failing), _some(list(names)), _FAILED)
    grouped: dict[str, list[str]] = {}
    for what, why in imported.left:
        grouped.setdefault(why, []).append(what)
    for why, parts in grouped.items():
        yield _Row("left out", len(parts), _some(parts), why)


def _table(rows: Sequence[_Row], width: int | None) -> Iterator[str]:
    titles = max(len(row.title) for row in rows)
    counts = max(len("runs"), *(len(str(row.count)) for row in rows))
    indent = titles + counts + 2 * len(_GAP)
    room = max(width - indent, _NARROWEST) if width else None
    yield click.style(f"{'':{titles}}{_GAP}{'runs':>{counts}}{_GAP}which", bold=True)
    for row in rows:
        first, *more = [*_lines(row.which, room), *_lines(row.why, room)] or [""]
        yield f"{row.title:{titles}}{_GAP}{row.count:{counts}}{_GAP}{first}".rstrip()
        yield from (f"{'':{indent}}{text}" for text in more)


def _lines(text: str, room: int | None) -> list[str]:
    shown = show(text)
    if room is None:
        return [shown] if shown else []
    return wrap(shown, room, break_on_hyphens=False)


def _span(runs: Sequence[Run]) -> str:
    if not runs:
        return ""
    first, last = (f"{run.timestamp:%Y-%m-%d}" for run in (runs[0], runs[-1]))
    branches = sorted({run.branch for run in runs if run.branch})
    on = f" on {_some(branches)}" if branches else ""
    return f"{first}{on}" if first == last else f"{first} to {last}{on}"


def _some(parts: Sequence[str]) -> str:
    more = f" and {len(parts) - _SHOWN} more" if len(parts) > _SHOWN else ""
    return ", ".join(parts[:_SHOWN]) + more


def _metrics(runs: Sequence[Run]) -> Iterator[str]:
    """Yield a line for each metric: how many benchmarks have it, and which way is better."""
    found: dict[str, set[object]] = {}
    definitions: dict[str, MetricDef] = {}
    for run in runs:
        definitions.update(run.metric_defs)
        for point in run.points:
            for name in point.metrics:
                found.setdefault(name, set()).add(point.key)
    if found:
        yield ""
    for name, benchmarks in found.items():
        definition = definitions.get(name)
        unit = f" in {show(definition.unit)}" if definition and definition.unit else ""
        of = counted(len(benchmarks), "benchmark")
        yield f"{show(name)}{unit}, of {of}: {_better(definition)}"


def _better(definition: MetricDef | None) -> str:
    direction = definition.direction if definition else MetricDirection.INFO
    if direction is MetricDirection.INFO:
        return "shown and not judged, since its direction is not known"
    return f"{direction} is better"
