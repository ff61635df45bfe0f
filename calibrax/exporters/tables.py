"""The tables that are sent with a run: columns and rows of plain values.

Every column holds values of one type or ``None``, which is what a W&B table takes.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from calibrax.analysis.comparison import Outcome
from calibrax.core.models import MetricDef, MetricDirection, Point, Run
from calibrax.report.model import Report
from calibrax.report.text import number

Cell = str | float | None

BEST = " *"


class Table(msgspec.Struct, frozen=True):
    """Titles of the columns, and rows with a cell for each."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def comparison(run: Run, metric_defs: Mapping[str, MetricDef]) -> Table:
    """Return a row for each point: its name, its tags, its metrics.

    ``*`` stands behind the best values of a benchmark: of the points that share a name. A metric
    that has a best value is a column of text, one that is ``info`` a column of numbers.
    """
    tags = sorted({tag for point in run.points for tag in point.tags})
    metrics = list(dict.fromkeys(name for point in run.points for name in point.metrics))
    columns: list[Sequence[Cell]] = [
        [point.name for point in run.points],
        *([point.tags.get(tag) for point in run.points] for tag in tags),
        *(_values(run.points, name, metric_defs.get(name)) for name in metrics),
    ]
    titles = _distinct(["benchmark", *tags, *metrics])
    return Table(titles, tuple(zip(*columns, strict=True)))


def regressions(report: Report) -> Table:
    """Return a row for each regression of the report; ``change`` is in percent."""
    rows = (
        (
            row.point_name,
            ", ".join(f"{key}={value}" for key, value in sorted(row.tags.items())),
            row.metric,
            row.unit,
            row.direction.value,
            row.baseline_value,
            row.current_value,
            row.delta_pct,
            row.note,
        )
        for row in report.of(Outcome.REGRESSION)
    )
    titles = "benchmark tags metric unit direction baseline current change note"
    return Table(tuple(titles.split()), tuple(rows))


def _values(points: tuple[Point, ...], metric: str, definition: MetricDef | None) -> list[Cell]:
    found = [point.metrics.get(metric) for point in points]
    if definition is None or definition.direction is MetricDirection.INFO:
        return [each.value if each else None for each in found]
    best = _best(points, metric, definition.direction)
    return [
        number(each.value) + (BEST if each.value == best[point.name] else "") if each else None
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
