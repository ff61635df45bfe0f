"""The lines that ``cargo bench`` prints, and which of its programs each is of."""

import re
from collections.abc import Iterator

import msgspec

from calibrax.readers.document import Document

_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_RUNNING = re.compile(r" *Running (?:unittests )?(?P<source>\S+) \((?P<program>[^()]+)\)")
_FOLDER = re.compile(r".*[/\\]")
_BUILD = re.compile(r"-[0-9a-f]{16}(?:\.exe)?$")
INTERVAL = re.compile(r"(?P<name>.*\S)? +time: +\[(?P<bounds>[^\[\]%]+)\]")
"""A result as criterion prints it on its own: a time in three values."""


class Line(msgspec.Struct, frozen=True):
    """A line, its number from 1 on, and the bench target and source file that it is of."""

    number: int
    text: str
    target: str | None
    source: str | None

    @property
    def tags(self) -> dict[str, str]:
        """What tells a benchmark of this line from one of the same name in another program."""
        return {"target": self.target} if self.target else {}


def lines(document: Document) -> Iterator[Line]:
    """Yield the lines without colours.

    Cargo names target and source file on standard error, so they are known only where that was
    kept too.
    """
    target = source = None
    for number, coloured in enumerate(document.lines(), 1):
        text = _COLOUR.sub("", coloured).rstrip()
        if running := _RUNNING.fullmatch(text):
            source = running["source"]
            target = _BUILD.sub("", _FOLDER.sub("", running["program"]))
        yield Line(number, text, target, source)


def prints_intervals(document: Document) -> bool:
    """Tell whether a line is a result as criterion prints it on its own."""
    return any("time:" in each.text and INTERVAL.fullmatch(each.text) for each in lines(document))
