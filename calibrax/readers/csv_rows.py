"""The rows of CSV as RFC 4180 has it: a header, quotes, line breaks inside quotes."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from calibrax.core.columns import TableFormat
from calibrax.errors import UnknownName
from calibrax.readers.document import Document

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NUMBER = re.compile(
    r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:nan|inf|infinity)", re.I | re.A
)
_WITH_COMMA = re.compile(r"[+-]?\d[\d.]*,[\d.,]*", re.A)


def holds(document: Document, table: TableFormat) -> bool:
    """Tell whether the first line is a header with all columns."""
    if document.looks_like_json:
        return False
    try:
        header = next(csv.reader(document.first_lines(1), delimiter=table.delimiter), [])
    except csv.Error:
        return False
    return set(table.columns()) <= set(header)


def rows(document: Document, table: TableFormat) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Yield the line of each row, and its text in each column, ``None`` where that is empty.

    Raises:
        ValueError: a column is missing, or a row has more or fewer cells than the header.
    """
    texts = (match[0] for match in _LINE.finditer(document.text))
    reader = csv.reader(texts, delimiter=table.delimiter, strict=True)
    try:
        header = next(reader, [])
        places = _places(header, table)
        for cells in reader:
            if len(cells) == len(header):
                yield reader.line_num, {name: cells[at] or None for name, at in places}
            elif cells:
                raise ValueError(
                    f"line {reader.line_num}: {len(cells)} cells under a header of {len(header)}; "
                    f"a text with {table.delimiter!r} in it stands in quotes"
                )
    except csv.Error as error:
        reason = str(error).partition(" - ")[0]  # what follows is advice to programmers
        raise ValueError(f"line {reader.line_num}: not CSV: {reason}") from None


def number(text: str, place: str) -> float:
    """Return a number as programs write it, NaN and the infinities, which mean failure, as well.

    Raises:
        ValueError: it is none.
    """
    written = text.strip()
    if _NUMBER.fullmatch(written):
        return float(written)
    if _WITH_COMMA.fullmatch(written):
        raise ValueError(f"{place}: {text!r:.60} has a comma; write the number as 1234.5")
    raise ValueError(
        f"{place}: {text!r:.60} is no number; leave the cell empty where none is known"
    )


def _places(header: Sequence[str], table: TableFormat) -> list[tuple[str, int]]:
    counts = Counter(header)
    for column in table.columns():
        if column not in counts:
            raise UnknownName("column", column, header, "the header")
        if counts[column] > 1:
            raise ValueError(f"line 1: the column {column!r} stands {counts[column]} times")
    return [(column, header.index(column)) for column in table.columns()]
