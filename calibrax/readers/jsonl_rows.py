"""The rows of JSON Lines: an object a line, whose keys are the columns."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from calibrax.core.columns import TableFormat
from calibrax.errors import UnknownName
from calibrax.readers.document import Document
from calibrax.readers.shape import a_number, an_object

number = a_number

_LINES_LOOKED_AT = 100
_COLUMNS_NAMED = 100
_LONGEST_ROW = (
    1_000_000  # characters: a longer line is another tool's whole file, not worth parsing
)
_ABSENT = object()


def holds(document: Document, table: TableFormat) -> bool:
    """Tell whether the first lines are objects that between them have all columns."""
    if not document.looks_like_json:
        return False
    lines = document.first_lines(_LINES_LOOKED_AT)
    if max(map(len, lines)) > _LONGEST_ROW:
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
        ValueError: a line is no object, or no line has one of the columns.
    """
    paths = [(column, column.split(".")) for column in table.columns()]
    unseen = set(table.columns())
    known = set[str]()
    for place, line in enumerate(document.lines(), 1):
        if not line or line.isspace():
            continue
        plain = _object(line, place)
        found = {column: _value(plain, column, path) for column, path in paths}
        if unseen:
            unseen -= {column for column, value in found.items() if value is not _ABSENT}
            known.update(islice(_columns(plain), _COLUMNS_NAMED))
            nameless = unseen.intersection(table.benchmark)
            if nameless:
                raise UnknownName("column", min(nameless), known, f"line {place}")
        yield place, {name: None if value is _ABSENT else value for name, value in found.items()}
    if unseen and known:
        raise UnknownName("column", min(unseen), known, "any line")


def _object(line: str, place: int) -> dict[str, Any]:
    try:
        return an_object(_decoder.decode(line), "it")
    except json.JSONDecodeError as error:
        raise ValueError(f"line {place}: not JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise ValueError(f"line {place}: nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"line {place}: {error}") from None


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


def _columns(row: dict[str, Any]) -> Iterator[str]:
    """Yield the names that a row's values can be called by."""
    found = [("", row)]
    for outer, plain in found:
        for key, value in plain.items():
            if isinstance(value, dict):
                found.append((f"{outer}{key}.", value))
            else:
                yield f"{outer}{key}"
