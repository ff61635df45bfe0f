"""A run as one table: as plain cells, and as HTML in which the best values are bold."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import msgspec

from calibrax.core.models import MetricDef, MetricDirection, Point, Run
from calibrax.exporters.tables import Cell, Table
from calibrax.report.text import number, show

BEST = " *"

_HEAD = (
    '<!doctype html><meta charset="utf-8"><style>'
    "table{border-collapse:collapse;font:14px sans-serif}"
    "th,td{padding:4px 12px;border-bottom:1px solid #ccc;text-align:left}"
    "</style>"
)


class _Shown(msgspec.Struct, frozen=True):
    value: Cell
    best: bool = False


class _Overview(msgspec.Struct, frozen=True):
    columns: tuple[str, ...]
    rows: tuple[tuple[_Shown, ...], ...]


def table(run: Run, metric_defs: Mapping[str, MetricDef]) -> Table:
    """Return a row for each point: its name, its tags, its metrics.

    ``*`` stands behind the best values of a benchmark: of the points that share a name. A metric
    that has a best value is a column of text, one that is ``info`` a column of numbers.
    """
    overview = _overview(run, metric_defs)
    return Table(overview.columns, tuple(tuple(map(_starred, row)) for row in overview.rows))


def styled(run: Run, metric_defs: Mapping[str, MetricDef]) -> str:
    """Return the same table as a page of HTML that no name can shape; the best values are bold."""
    overview = _overview(run, metric_defs)
    head = "".join(f"<th>{escape(show(title))}</th>" for title in overview.columns)
    lines = ("".join(map(_html, row)) for row in overview.rows)
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f"{_HEAD}\n<table>\n<tr>{head}</tr>\n{body}\n</table>\n"


def _starred(cell: _Shown) -> Cell:
    return f"{cell.value}{BEST}" if cell.best else cell.value


def _html(cell: _Shown) -> str:
    value = cell.value
    text = "" if value is None else show(value) if isinstance(value, str) else number(value)
    return f"<td><b>{escape(text)}</b></td>" if cell.best else f"<td>{escape(text)}</td>"


def _overview(run: Run, metric_defs: Mapping[str, MetricDef]) -> _Overview:
    tags = sorted({tag for point in run.points for tag in point.tags})
    metrics = list(dict.fromkeys(name for point in run.points for name in point.metrics))
    columns: list[Sequence[_Shown]] = [
        [_Shown(point.name) for point in run.points],
        *([_Shown(point.tags.get(tag)) for point in run.points] for tag in tags),
        *(_values(run.points, name, metric_defs.get(name)) for name in metrics),
    ]
    titles = _distinct(["benchmark", *tags, *metrics])
    return _Overview(titles, tuple(zip(*columns, strict=True)))


def _values(points: tuple[Point, ...], metric: str, definition: MetricDef | None) -> list[_Shown]:
    found = [point.metrics.get(metric) for point in points]
    if definition is None or definition.direction is MetricDirection.INFO:
        return [_Shown(each.value if each else None) for each in found]
    best = _best(points, metric, definition.direction)
    return [
        _Shown(number(each.value), each.value == best[point.name]) if each else _Shown(None)
        for point, each in zip(points, found, strict=True)
    ]


def _best(points: tuple[Point, ...], metric: str, direction: MetricDirection) -> dict[str, float]:
    """Return the best value of each benchmark that has the metric."""
    better = max if direction is MetricDirection.HIGHER else min
    best: dict[str, float] = {}
    for point in points:
        if measured := point.metrics.get(metric):
            best[point.name] = better(best.get(point.name, measured.value), measured.value)
    return best


def _distinct(titles: list[str]) -> tuple[str, ...]:
    """Return the titles, numbered where a metric is called like a tag."""

    def numbered() -> Iterator[str]:
        seen: set[str] = set()
        for title in titles:
            candidate, count = title, 1
            while candidate in seen:
                count += 1
                candidate = f"{title} ({count})"
            seen.add(candidate)
            yield candidate

    return tuple(numbered())
