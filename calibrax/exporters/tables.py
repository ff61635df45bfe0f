"""The tables that are sent with a run: columns and rows of plain values.

Every column holds values of one type or ``None``, which is what a W&B table takes.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from calibrax.analysis.comparison import Outcome
from calibrax.analysis.ranking import rank_table
from calibrax.core.models import MetricDef, MetricDirection, Run
from calibrax.core.trend import TrendSeries
from calibrax.errors import UsageError
from calibrax.exporters.names import media_key
from calibrax.exporters.summary_values import FRAMEWORK
from calibrax.report.evidence import evidence
from calibrax.report.model import Report, worst_first

Cell = str | float | bool | None

RANKING = (
    *("benchmark", "rank", "label", "value"),
    *("is_best", "delta % from best", "scenario"),
)
REGRESSIONS = (
    *("benchmark", "tags", "metric", "unit", "direction"),
    *("baseline", "current", "change", "evidence", "note"),
)
TREND = ("time", "value", "lower", "upper", "run", "commit", "machine", "unit")


class Table(msgspec.Struct, frozen=True):
    """Titles of the columns, and rows with a cell for each."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Table:
    """Return a table that a caller made.

    Raises:
        UsageError: two columns share a title, a row has more or fewer cells than there are, or a
            column holds values of several types.
    """
    if len(set(columns)) < len(columns):
        raise UsageError(f"table {name!r}: two columns share a title")
    for place, row in enumerate(rows):
        if len(row) != len(columns):
            raise UsageError(
                f"table {name!r}, row {place}: {len(row)} cells, but {len(columns)} columns"
            )
    plain = tuple(tuple(map(_plain, row)) for row in rows)
    for place, title in enumerate(columns):
        kinds = {_kind(row[place]): None for row in plain if not _empty(row[place])}
        if len(kinds) > 1 or not kinds.keys() <= set(_KINDS.values()):
            raise UsageError(
                f"table {name!r}, column {title!r}: holds {' and '.join(kinds)}; "
                f"a column is all {' or all '.join(dict.fromkeys(_KINDS.values()))}"
            )
    return Table(tuple(columns), plain)


_KINDS: dict[type, str] = {str: "text", int: "numbers", float: "numbers", bool: "truth values"}


def _plain(cell: Any) -> Any:
    """Return the value of Python that a scalar of numpy, or a member of a ``StrEnum``, is."""
    if getattr(cell, "shape", None) == ():
        cell = cell.item()
    return str.__str__(cell) if isinstance(cell, str) else cell


def _empty(cell: Cell) -> bool:
    """Tell whether W&B takes a cell for an empty one, which goes with every type."""
    return cell is None or (type(cell) is float and math.isnan(cell))


def _kind(cell: Cell) -> str:
    return _KINDS.get(type(cell)) or f"a {type(cell).__name__}"


def rankings(run: Run, metric_defs: Mapping[str, MetricDef]) -> dict[str, Table]:
    """Return a table for each metric that has a best value: its key, and all benchmarks one by one.

    Entries are labelled by the tag ``framework``, where no point has it by another tag that the
    points have; points without any tag have no rank among each other. Metrics whose names would
    lead to the same key are numbered.
    """
    found: dict[str, Table] = {}
    for metric, ranking in _rankings(run, metric_defs):
        key = media_key("rankings", metric)
        same = (key, *(f"{key} {number}" for number in range(2, len(found) + 2)))
        found[next(each for each in same if each not in found)] = ranking
    return found


def _rankings(run: Run, metric_defs: Mapping[str, MetricDef]) -> Iterator[tuple[str, Table]]:
    scenarios = {point.key: point.scenario for point in run.points}
    for metric in dict.fromkeys(name for point in run.points for name in point.metrics):
        definition = metric_defs.get(metric)
        tags = {tag for point in run.points if metric in point.metrics for tag in point.tags}
        if definition is None or definition.direction is MetricDirection.INFO or not tags:
            continue
        tag = FRAMEWORK if FRAMEWORK in tags else min(tags)
        rows = tuple(
            (
                entry.point_name,
                entry.rank,
                entry.label,
                entry.value,
                entry.is_best,
                entry.delta_from_best,
                scenarios[entry.point_name, tuple(sorted(entry.tags.items()))],
            )
            for entry in rank_table(run, metric, tag, metric_defs=metric_defs)
        )
        yield metric, Table(RANKING, rows)


def regressions(report: Report) -> Table:
    """Return a row for each regression of the report, worst first; ``change`` is in percent."""
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
            evidence(row),
            row.note,
        )
        for row in worst_first(report.of(Outcome.REGRESSION))
    )
    return Table(REGRESSIONS, tuple(rows))


def trend(series: TrendSeries) -> Table:
    """Return a row for each value of the series, oldest first; ``time`` is ISO, in UTC."""
    rows = (
        (
            each.timestamp.isoformat().replace("+00:00", "Z"),
            each.value,
            each.lower,
            each.upper,
            each.run_id,
            each.commit,
            each.machine,
            each.unit,
        )
        for each in series.points
    )
    return Table(TREND, tuple(rows))
