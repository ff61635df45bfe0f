"""The lines that ``go test`` prints, plainly or as the events of ``-json``, package by package."""

from collections.abc import Iterator

import msgspec

from calibrax.readers.document import Document

_PLACE_OF_EVENTS = 50
_ACTIONS = frozenset(
    {"start", "run", "pause", "cont", "output", "bench", "pass", "fail", "skip"}
    | {"build-output", "build-fail", "attr", "artifacts"}
)


class Event(msgspec.Struct, frozen=True, rename="pascal"):
    """One event of ``go test -json``, as far as it is read."""

    action: str
    time: str | None = None
    package: str | None = None
    output: str = ""


_event = msgspec.json.Decoder(Event)


def first_event(document: Document) -> Event | None:
    """Return the first event, or nothing where the document holds none.

    What Go itself prints, as on downloads, may stand before it.
    """
    line = next((each for each in document.first_lines(_PLACE_OF_EVENTS) if each[:1] == "{"), "")
    try:
        event = _event.decode(line)
    except ValueError:
        return None
    return event if event.action in _ACTIONS else None


def lines(document: Document) -> Iterator[tuple[str | None, str]]:
    """Yield the lines, each with its package where events say it.

    Raises:
        ValueError: a line begins as an event and is none; the message gives its number.
    """
    if first_event(document) is None:
        yield from ((None, line) for line in document.lines())
        return
    # Go writes the name of a benchmark before it runs it and the result after it
    begun: dict[str | None, str] = {}
    for event in _events(document):
        *whole, begun[event.package] = (begun.get(event.package, "") + event.output).split("\n")
        yield from ((event.package, line) for line in whole)
    yield from ((package, line) for package, line in begun.items() if line)


def _events(document: Document) -> Iterator[Event]:
    for number, line in enumerate(document.lines(), 1):
        if line.startswith("{"):
            try:
                event = _event.decode(line)
            except ValueError as error:
                raise ValueError(f"line {number}: no event of go test -json: {error}") from None
            if event.action == "output":
                yield event
        elif line.strip():
            yield Event("output", output=f"{line}\n")
