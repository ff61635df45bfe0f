"""Elements of GitHub-flavoured Markdown that no text from outside can shape."""

import re
from collections.abc import Iterable, Sequence

from calibrax.report.table import Column
from calibrax.report.text import show

_CUT = "…"
_FRAME = len("<code></code>") + len(_CUT.encode())

_LINK = r"(?![^ ]*(?i:www\.|gh-[0-9]|[0-9a-f]{40}))(?!\[[xX]\])"
"""No word that GitHub makes a link of: an address, an issue, a commit; nor a box of a task."""
_TOKEN = rf"{_LINK}[\[(]?[A-Za-z0-9.±+%=<?'-]+(?:/[0-9]+)?[\])]?[,;:]?"
_SENTENCE = re.compile(rf"(?:{_TOKEN}(?: {_TOKEN})*)?")
"""What calibrax says itself: words and numbers, in which no Markdown finds anything."""


def escape(text: str, room: int | None = None) -> str:
    """Return text from outside as one inline code element that holds nothing but this text.

    With ``room``, the element is cut to that many bytes.
    """
    shown = show(text[:room])  # a character takes at least a byte
    pieces = [char if char.isalnum() or char in " -" else f"&#{ord(char)};" for char in shown]
    safe = "".join(pieces)
    if room is not None and len(safe.encode()) > room - _FRAME:
        safe = _within(pieces, room - _FRAME) + _CUT
    return f"<code>{safe}</code>"


def sentence(text: str, room: int) -> str:
    """Return words of calibrax as they are; what else a file may hold as :func:`escape` does."""
    own = len(text) <= room and _SENTENCE.fullmatch(text)
    return text if own else escape(text, room)


def verbatim(text: str, room: int) -> str:
    """Return text from outside as one line of fenced code, cut to so many bytes."""
    shown = show(text[:room])
    if len(shown.encode()) <= room:
        return shown
    return _within(shown, room - len(_CUT.encode())) + _CUT


def fence(lines: Iterable[str]) -> str:
    """Return the line that opens and closes code of these lines, which none of them can close."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    return "`" * max(3, longest + 1)


def row(cells: Sequence[str]) -> str:
    """Return the line of a table with these cells, which are Markdown already."""
    return f"| {' | '.join(cells)} |"


def table_head(columns: Sequence[Column]) -> str:
    """Return the two lines that a table begins with."""
    rules = ["--:" if column.right else "---" for column in columns]
    return f"{row([column.title for column in columns])}\n{row(rules)}"


def _within(pieces: Sequence[str], room: int) -> str:
    taken = 0
    for place, piece in enumerate(pieces):
        taken += len(piece.encode())
        if taken > room:
            return "".join(pieces[:place])
    return "".join(pieces)
