"""A ranking as text: benchmark by benchmark, best first."""

from collections.abc import Sequence

import click

from calibrax.analysis.ranking import RankEntry
from calibrax.core.models import MetricDef, MetricDirection
from calibrax.report.table import Column, Table, drawn
from calibrax.report.text import percent, quantity, show

_WORDS = {
    MetricDirection.HIGHER: "higher is better",
    MetricDirection.LOWER: "lower is better",
    MetricDirection.INFO: "not ranked",
}


def render(
    entries: Sequence[RankEntry],
    metric: str,
    definition: MetricDef | None,
    tag: str,
    width: int | None = None,
) -> str:
    """Return the heading and one table; ``*`` stands behind the best values."""
    unit = definition.unit if definition else ""
    columns = (
        Column("benchmark"),
        Column("rank", right=True),
        Column(show(tag)),
        Column("value", right=True),
        Column("vs best", right=True),
    )
    rows = tuple(
        (
            entry.point_name,
            "-" if entry.rank is None else str(entry.rank),
            entry.label + (" *" if entry.is_best else ""),
            quantity(entry.value, unit),
            _delta(entry),
        )
        for entry in entries
    )
    titles, *lines = drawn(Table(columns, rows), width)
    coloured = [
        click.style(line, fg="green") if entry.is_best else line
        for entry, line in zip(entries, lines, strict=True)
    ]
    return "\n".join([_heading(metric, definition), titles, *coloured]) + "\n"


def _heading(metric: str, definition: MetricDef | None) -> str:
    direction = definition.direction if definition else MetricDirection.INFO
    facts = [definition.unit] if definition and definition.unit else []
    return f"{show(metric)} ({', '.join([*map(show, facts), _WORDS[direction]])})"


def _delta(entry: RankEntry) -> str:
    if entry.is_best:
        return "best"
    return "" if entry.delta_from_best is None else percent(entry.delta_from_best)
