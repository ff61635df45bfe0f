"""The benchmarks of a table: the rows that agree in name and tags, brought together."""

from collections.abc import Callable, Container, Iterator
from math import isfinite, nan
from typing import Any

from calibrax.core import checks
from calibrax.core.columns import TableFormat
from calibrax.core.models import Metric, Point
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled, single
from calibrax.readers.shape import a_text

Key = tuple[tuple[str, ...], tuple[str | None, ...]]
"""What tells a benchmark from others: the parts of its name, and the value of each tag."""

_NAMED = 3  # benchmarks that a warning about a gap names; a sparse table has thousands of gaps


class Cases:
    """The benchmarks of the rows that were added; ``number`` reads what a metric's column holds."""

    def __init__(self, table: TableFormat, number: Callable[[Any, str], float]) -> None:
        self._table = table
        self._number = number
        self._columns = [(each.metric, each.column, quantity(each.unit)) for each in table.metrics]
        self._values: dict[Key, dict[tuple[str, str | None], list[float]]] = {}
        self._failed: dict[Key, str] = {}
        self._skipped: dict[Key, str] = {}
        self._gaps: dict[str, dict[Key, str]] = {each.metric: {} for each in table.metrics}

    def add(self, row: dict[str, Any], line: int) -> None:
        """Take what a row says of its benchmark.

        Raises:
            ValueError: a cell holds something else than belongs there.
        """
        table = self._table
        key = (
            tuple([_needed(row, column) for column in table.benchmark]),
            tuple([_text(row, column) for column in table.tags.values()]),
        )
        values = self._values.setdefault(key, {})
        if self._was_measured(key, row, line):
            process = _needed(row, table.process) if table.process else None
            for metric, column, unit in self._columns:
                cell = row[column]
                value = nan if cell is None else unit.stored(self._number(cell, column))
                if isfinite(value):
                    values.setdefault((metric, process), []).append(value)
                else:
                    reason = "is empty" if cell is None else f"is {cell!s:.60}"
                    self._gaps[metric].setdefault(key, f"line {line}: {column} {reason}")

    def _was_measured(self, key: Key, row: dict[str, Any], line: int) -> bool:
        status = self._table.status
        if status is None:
            return True
        text = _text(row, status.column)
        if text in status.ok:
            return True
        said = self._skipped if text in status.skipped else self._failed
        said.setdefault(key, f"line {line}: {status.column} is {text or 'empty':.80}")
        return False

    def reading(self) -> Reading:
        """Return the benchmarks, those without a value apart; the values collected are let go.

        A benchmark of which a row failed, or has no value of the first metric, has failed.
        """
        failed = {**self._gaps[self._columns[0][0]], **self._failed}
        points: list[Point] = []
        skipped: dict[str, str] = {}
        for key in list(self._values):
            values = self._values.pop(key)
            if key in failed:
                continue
            if values:
                points.append(self._point(key, values))
            else:
                skipped[self._shown(key)] = self._skipped[key]
        return Reading(
            points=tuple(points),
            failed={self._shown(key): reason for key, reason in failed.items()},
            skipped=skipped,
            warnings=tuple(self._warnings(failed)),
        )

    def _warnings(self, failed: Container[Key]) -> Iterator[str]:
        for metric, gaps in self._gaps.items():
            left_out = [key for key in gaps if key not in failed]
            if left_out:
                shown = ", ".join(f"{self._shown(key)} ({gaps[key]})" for key in left_out[:_NAMED])
                more = f" and {len(left_out) - _NAMED} more" if len(left_out) > _NAMED else ""
                yield f"{metric} is left out of {shown}{more}"

    def _point(self, key: Key, values: dict[tuple[str, str | None], list[float]]) -> Point:
        processes: dict[str, list[list[float]]] = {}
        for (metric, _), measured in values.items():
            processes.setdefault(metric, []).append(measured)
        name = "/".join(key[0])
        return Point(
            name=name,
            scenario=name,
            tags=self._tags(key),
            metrics={
                metric: self._metric(measured)
                for metric, measured in processes.items()
                if key not in self._gaps[metric]
            },
        )

    def _metric(self, processes: list[list[float]]) -> Metric:
        """Return a metric with its samples; a row alone may be a mean of many, and is none."""
        alone = self._table.process is None and len(processes[0]) == 1
        found = single(processes[0][0]) if alone else sampled(processes)
        if isinstance(found, str):
            raise ValueError(found)
        return found

    def _tags(self, key: Key) -> dict[str, str]:
        tags = zip(self._table.tags, key[1], strict=True)
        return {tag: value for tag, value in tags if value is not None}

    def _shown(self, key: Key) -> str:
        tags = ", ".join(f"{tag}={value!r}" for tag, value in self._tags(key).items())
        return "/".join(key[0]) + (f"({tags})" if tags else "")


def _needed(row: dict[str, Any], column: str) -> str:
    text = _text(row, column)
    if not text:
        raise ValueError(f"{column}: is empty")
    return text


def _text(row: dict[str, Any], column: str) -> str | None:
    """Return what a cell holds as text, ``None`` where it holds nothing."""
    value = row[column]
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list | dict):
        raise ValueError(f"{column}: expected a text or a number, got {checks.brief(value)}")
    return a_text(value)
