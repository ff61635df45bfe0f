"""The lines that ``go test`` prints, plainly or as the events of ``-json``, package by package."""

import re
from collections.abc import Iterator

import msgspec

from calibrax.readers.document import Document

_BEGINNING = 10_000
_FIRST = re.compile(
    rb'^\{(?:"(?:Time|ImportPath)": ?"[^"\n]*", ?)?"Action": ?"[a-z-]+"', re.MULTILINE
)


class _Event(msgspec.Struct, frozen=True, rename="pascal"):
    action: str
    time: str | None = None
    package: str | None = None
    output: str = ""


_event = msgspec.json.Decoder(_Event)


def has_events(document: Document) -> bool:
    """Tell whether the document holds the events of ``go test -json``.

    What Go itself prints, as on downloads, may stand before the first.
    """
    # the bytes tell it without decoding all of a foreign file; a document may have let go of them
    beginning = document.data[:_BEGINNING] or document.text[:_BEGINNING].encode()
    return _FIRST.search(beginning) is not None


def began(document: Document) -> str | None:
    """Return the time of the first event that has one.

    Raises:
        ValueError: a line begins as an event and is none; the message gives its number.
    """
    times = (event.time for event in _events(document) if event.time)
    return next(times, None) if has_events(document) else None


def lines(document: Document) -> Iterator[tuple[str | None, str]]:
    """Yield the lines, each with its package where events say it.

    Raises:
        ValueError: a line begins as an event and is none; the message gives its number.
    """
    if not has_events(document):
        yield from ((None, line) for line in document.lines())
        return
    # Go writes the name of a benchmark before it runs it and the result after it
    begun: dict[str | None, str] = {}
    for event in _events(document):
        if event.action == "output":
            *whole, begun[event.package] = (begun.get(event.package, "") + event.output).split("\n")
            yield from ((event.package, line) for line in whole)
    yield from ((package, line) for package, line in begun.items() if line)


def _events(document: Document) -> Iterator[_Event]:
    for number, line in enumerate(document.lines(), 1):
        if line.startswith("{"):
            try:
                yield _event.decode(line)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"line {number}: no event of go test -json: {error}") from None
        elif line.strip():
            yield _Event("output", output=f"{line}\n")
