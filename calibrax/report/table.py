"""Tables as values: columns and rows of plain text, drawn by the renderers."""

import unicodedata
from collections.abc import Iterable

import msgspec

from calibrax.report.text import show

_GAP = "  "
_NARROWEST = 12


class Column(msgspec.Struct, frozen=True):
    """A column's title; numbers stand at its right edge."""

    title: str
    right: bool = False


class Table(msgspec.Struct, frozen=True):
    """Rows of cells, one cell a column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def aligned(table: Table, width: int | None = None) -> list[str]:
    """Return the table as lines of aligned text.

    With a ``width`` in characters, the widest text columns are cut to fit as far as they can be.
    """
    columns = table.columns
    rows = [tuple(show(cell) for cell in row) for row in table.rows]
    lines = [tuple(column.title for column in columns), *rows]
    widths = [max(cells(line[place]) for line in lines) for place in range(len(columns))]
    if width is not None:
        widths = _fitted(widths, columns, width)
    return [
        _GAP.join(
            _padded(cell, widths[place], columns[place].right) for place, cell in enumerate(line)
        ).rstrip()
        for line in lines
    ]


def cells(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _fitted(widths: list[int], columns: tuple[Column, ...], width: int) -> list[int]:
    fitted = list(widths)
    texts = [place for place, column in enumerate(columns) if not column.right]
    excess = sum(fitted) + len(_GAP) * (len(fitted) - 1) - width
    while excess > 0 and texts:
        widest = max(texts, key=lambda place: fitted[place])
        if fitted[widest] <= _NARROWEST:
            break
        fitted[widest] -= 1
        excess -= 1
    return fitted


def _padded(text: str, width: int, right: bool) -> str:
    excess = cells(text) - width
    if excess > 0:
        text = _cut(text, width)
        excess = cells(text) - width
    return " " * -excess + text if right else text + " " * -excess


def _cut(text: str, width: int) -> str:
    """Return the text with its middle left out, since names differ at their ends."""
    tail = _within(reversed(text), (width - 1) // 2)[::-1]
    return f"{_within(text, width - 1 - cells(tail))}…{tail}"


def _within(chars: Iterable[str], width: int) -> str:
    taken = ""
    for char in chars:
        if cells(taken + char) > width:
            break
        taken += char
    return taken
