"""Tables as values: columns and rows of plain text, drawn by the renderers."""

from collections.abc import Iterable

import click
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
    texts = [
        [column.title, *_shown([row[place] for row in table.rows])]
        for place, column in enumerate(columns)
    ]
    widths = [_widest(text) for text in texts]
    if width is not None:
        widths = _fitted(widths, columns, width)
    padded = map(_padded, texts, widths, [column.right for column in columns])
    return [_GAP.join(line).rstrip() for line in zip(*padded, strict=True)]


def drawn(table: Table, width: int | None = None) -> list[str]:
    """Return the lines of :func:`aligned` for a terminal, the titles in bold."""
    titles, *rows = aligned(table, width)
    return [click.style(titles, bold=True), *rows]


def _shown(texts: list[str]) -> list[str]:
    """Return the texts made harmless; a whole column that is so already is not looked at twice."""
    joined = "".join(texts)
    if joined.isascii() and joined.isprintable() and "::" not in joined and "##[" not in joined:
        return texts
    return [show(text) for text in texts]


def cells(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(char) in ("Mn", "Me") else 2 if east_asian_width(char) in "WF" else 1
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


def _widest(texts: list[str]) -> int:
    return max(map(len if "".join(texts).isascii() else cells, texts))


def _padded(texts: list[str], width: int, right: bool) -> list[str]:
    """Return a column's texts in its width, cutting the longer ones."""
    if _widest(texts) > width:
        texts = [text if cells(text) <= width else _cut(text, width) for text in texts]
    if "".join(texts).isascii():
        return [text.rjust(width) if right else text.ljust(width) for text in texts]
    blanks = [" " * (width - cells(text)) for text in texts]
    pairs = zip(texts, blanks, strict=True)
    return [blank + text if right else text + blank for text, blank in pairs]


def _cut(text: str, width: int) -> str:
    """Return the text with its middle left out, since names differ at their ends."""
    tail = within(reversed(text), (width - 1) // 2)[::-1]
    return f"{within(text, width - 1 - cells(tail))}…{tail}"


def within(chars: Iterable[str], width: int) -> str:
    """Return as many of the characters, from the first one, as fit into the width."""
    taken = ""
    for char in chars:
        if cells(taken + char) > width:
            break
        taken += char
    return taken
