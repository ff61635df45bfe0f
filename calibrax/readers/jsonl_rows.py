"""The rows of JSON Lines: an object a line, whose keys are the columns."""

import json
import re
from collections.abc import Iterator
from typing import Any

from calibrax.core.columns import TableFormat
from calibrax.errors import UnknownName
from calibrax.readers.document import Document
from calibrax.readers.shape import a_number, an_object

number = a_number

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_LINES_LOOKED_AT = 100
_LONGEST_LOOKED_AT = (
    1_000_000  # characters; a row is shorter, and another tool's file is not parsed
)
_ABSENT = object()


def holds(document: Document, table: TableFormat) -> bool:
    """Tell whether the first lines are objects that between them have all columns."""
    if not document.looks_like_json:
        return False
    lines = document.first_lines(_LINES_LOOKED_AT)
    if max(map(len, lines)) > _LONGEST_LOOKED_AT:
        return False
    try:
        found = [_object(line, place) for place, line in enumerate(lines, 1) if line.strip()]
    except ValueError:
        return False
    paths = [(column, column.split(".")) for column in table.columns()]
    return all(any(_value(row, *path) is not _ABSENT for row in found) for path in paths)


def rows(document: Document, table: TableFormat) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the line of each row, and its value in each column, ``None`` where it has none.

    Raises:
        ValueError: a line is no object, or none has one of the columns.
    """
    paths = [(column, column.split(".")) for column in table.columns()]
    unseen = set(table.columns())
    known: dict[str, None] = {}
    for place, match in enumerate(_LINE.finditer(document.text), 1):
        if match[0].isspace():
            continue
        plain = _object(match[0], place)
        row = {column: _value(plain, column, path) for column, path in paths}
        for column, value in row.items():
            if value is _ABSENT:
                row[column] = None
            else:
                unseen.discard(column)
        if unseen and len(known) < _LINES_LOOKED_AT:
            known |= dict.fromkeys(_columns(plain))
        yield place, row
    if unseen and known:
        raise UnknownName("column", min(unseen), known, "any line")


def _object(line: str, place: int) -> dict[str, Any]:
    try:
        plain = _decoder.decode(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {place}: not JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise ValueError(f"line {place}: nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"line {place}: {error}") from None
    return an_object(plain, f"line {place}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r:.80} stands twice")
    return unique


_decoder = json.JSONDecoder(object_pairs_hook=_unique)


def _value(row: dict[str, Any], column: str, path: list[str]) -> Any:
    """Return what stands under the key, or under the keys one inside another."""
    if column in row:
        return row[column]
    found: Any = row
    for key in path:
        if not isinstance(found, dict) or key not in found:
            return _ABSENT
        found = found[key]
    return found


def _columns(row: dict[str, Any], outer: str = "") -> Iterator[str]:
    """Yield the names that a row's values can be called by."""
    for key, value in row.items():
        if isinstance(value, dict):
            yield from _columns(value, f"{outer}{key}.")
        else:
            yield f"{outer}{key}"
