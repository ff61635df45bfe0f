"""A trend as text: a sparkline, then a row for each run."""

from collections.abc import Iterator, Sequence
from math import isinf

import click

from calibrax.core.trend import TrendSeries
from calibrax.report.table import Column, Table, drawn
from calibrax.report.text import counted, quantity, show, when

BARS = "▁▂▃▄▅▆▇█"


def render(series: TrendSeries, width: int | None = None) -> str:
    """Return the series oldest first; with a ``width``, its sparkline shows the newest values."""
    unit = series.definition.unit if series.definition else ""
    bounded = any(point.lower is not None or point.upper is not None for point in series.points)
    tags = ", ".join(f"{show(k)}={show(v)}" for k, v in sorted(series.tags.items()))
    name = f"{show(series.point_name)}{f' [{tags}]' if tags else ''} {show(series.metric)}"
    suffix = f" ({show(unit)})" if unit else ""
    columns = (
        Column("time"),
        Column("value", right=True),
        *((Column("lower", right=True), Column("upper", right=True)) if bounded else ()),
        Column("commit"),
        Column("run"),
    )
    rows = tuple(
        (
            when(point.timestamp),
            quantity(point.value, point.unit or unit),
            *((_bound(point.lower, unit), _bound(point.upper, unit)) if bounded else ()),
            (point.commit or "")[:12],
            point.run_id,
        )
        for point in series.points
    )
    heading = f"{name}{suffix}: {counted(len(rows), 'run')}"
    values = [point.value for point in series.points]
    line = sparkline(values if width is None else values[-max(width - 2, 1) :])
    table = drawn(Table(columns, rows), width)
    return "\n".join([heading, f"  {line}", *table, *_footnotes(series)]) + "\n"


def _footnotes(series: TrendSeries) -> Iterator[str]:
    for word, values in (
        ("on several machines", [point.machine for point in series.points]),
        ("in several units", [point.unit for point in series.points]),
    ):
        known = list(dict.fromkeys(value for value in values if value))
        if len(known) > 1:
            named = "; ".join(map(show, known))
            yield f"  {click.style('warning', fg='yellow')}: measured {word}: {named}"


def sparkline(values: Sequence[float]) -> str:
    """Return one bar for each value, from the smallest (lowest bar) to the largest."""
    if not values:
        return ""
    low, high = min(values), max(values)
    if low == high:
        return BARS[len(BARS) // 2] * len(values)
    if isinf(high - low):
        return sparkline([value / 4 for value in values])
    places = (int((value - low) / (high - low) * len(BARS)) for value in values)
    return "".join(BARS[min(place, len(BARS) - 1)] for place in places)


def _bound(value: float | None, unit: str) -> str:
    return "" if value is None else quantity(value, unit)
