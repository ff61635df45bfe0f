"""The parts of a history: what was measured at one commit, and what cannot be taken."""

from collections.abc import Iterable

import msgspec

from calibrax.readers.assembly import Source


class Moment(msgspec.Struct, frozen=True):
    """What was measured at one commit on one machine; ``what`` names it for people."""

    what: str
    sources: tuple[Source, ...]


class Left(msgspec.Struct, frozen=True):
    """A part of a history that is not taken: what it is, and why."""

    what: str
    why: str


class History(msgspec.Struct, frozen=True):
    """All that a tool kept."""

    moments: tuple[Moment, ...]
    left: tuple[Left, ...] = ()


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement that a tool kept; of two with the same ``key`` the newer one counts.

    ``time`` is in seconds since 1970. An entry without a key is no other's double.
    """

    key: tuple[str, ...] | None
    time: float
    what: str
    position: int


AGAIN = "measured again later at the same commit: the newest counts"


def newest(entries: Iterable[Entry]) -> tuple[list[Entry], list[Left]]:
    """Return the newest entry of each key, in the order given, and those that it replaces."""
    chosen: dict[object, Entry] = {}
    left: list[Left] = []
    for entry in entries:
        key = entry.key or entry.position
        other = chosen.get(key)
        if other is None or entry.time >= other.time:
            chosen[key] = entry
            older = other
        else:
            older = entry
        if older:
            left.append(Left(older.what, AGAIN))
    return list(chosen.values()), left
