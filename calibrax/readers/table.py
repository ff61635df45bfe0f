"""Tables of the user's own: CSV or JSON Lines whose columns calibrax.yml explains.

Without a column of processes the rows of a benchmark are the values of one process.
"""

import shlex
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import msgspec

from calibrax.core.columns import MetricColumn, TableFormat, TableType
from calibrax.core.models import MetricDef
from calibrax.errors import DataError
from calibrax.readers import csv_rows, jsonl_rows, metrics
from calibrax.readers.document import Document
from calibrax.readers.formats import FORMATS, Reader
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.table_cases import Cases
from calibrax.readers.table_facts import Facts

_SHARED = {each.name: each for each in vars(metrics).values() if isinstance(each, MetricDef)}


class Rows(Protocol):
    """How a type of table is read; a module is one."""

    def holds(self, document: Document, table: TableFormat, /) -> bool:
        """Tell whether the document is such a table."""

    def rows(
        self, document: Document, table: TableFormat, /
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the line of each row and its value in each column, ``None`` where it has none."""

    def number(self, value: Any, place: str, /) -> float:
        """Return a value as a number, NaN and the infinities as they are."""


_ROWS: dict[TableType, Rows] = {TableType.CSV: csv_rows, TableType.JSONL: jsonl_rows}
_CALLED = {TableType.CSV: "CSV with the columns", TableType.JSONL: "JSON Lines with the keys"}


def tables_of(formats: Iterable[TableFormat]) -> dict[str, Reader[Document]]:
    """Return a reader for each format that calibrax.yml declares.

    Raises:
        DataError: a format has the name of one that is read anyway.
    """
    readers: dict[str, Reader[Document]] = {table.name: Table(table) for table in formats}
    taken = next((name for name in readers if name in ("auto", *FORMATS)), None)
    if taken is not None:
        raise DataError(f"calibrax.yml: formats: the name {taken!r} is taken; choose another")
    return readers


class Table:
    """What reads the tables of one format."""

    def __init__(self, table: TableFormat) -> None:
        self.TOOL = table.name
        self.RECOGNISED = f"{_CALLED[table.type]} {', '.join(table.columns())}"
        self.COMMAND = f"calibrax ingest --format {shlex.quote(table.name)} --input results"
        self._table = table
        self._rows = _ROWS[table.type]

    def recognises(self, document: Document) -> bool:
        """Tell whether the document is a table with these columns."""
        return self._rows.holds(document, self._table)

    def read(self, document: Document) -> Reading:
        """Return one point for all rows that agree in name and tags.

        Raises:
            ValueError: the file is no such table; the message names the line.
        """
        cases = Cases(self._table, self._rows.number)
        facts = Facts(self._table)
        for line, row in self._rows.rows(document, self._table):
            try:
                cases.add(row, line)
                facts.add(row)
            except ValueError as error:
                raise ValueError(f"line {line}: {error}") from None
            except RecursionError:
                raise ValueError(f"line {line}: nested too deeply") from None
        reading = cases.reading()
        used = {name for point in reading.points for name in point.metrics}
        columns = [column for column in self._table.metrics if column.metric in used]
        definitions = {column.metric: _definition(column) for column in columns}
        unjudged = [
            metrics.open_direction(column.metric)
            for column in columns
            if column.direction is None and definitions[column.metric].direction is metrics.INFO
        ]
        return msgspec.structs.replace(
            reading,
            metric_defs=definitions,
            timestamp=facts.timestamp,
            commit=facts.commit,
            branch=facts.branch,
            warnings=(*facts.warnings, *reading.warnings, *unjudged),
        )


def _definition(column: MetricColumn) -> MetricDef:
    """Return the definition that tools share, where the column does not differ from it."""
    unit = quantity(column.unit)
    shared = _SHARED.get(column.metric)
    if shared and shared.unit == unit.unit and column.direction in (None, shared.direction):
        return shared
    direction = column.direction or unit.direction
    return MetricDef(name=column.metric, unit=unit.unit, direction=direction)
