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
    """One measurement that a tool kept, the one at ``position``, and the benchmarks in it.

    Entries with the same ``key`` are of one commit and one machine; an entry without a key is of
    the same as no other. ``time`` is in seconds since 1970.
    """

    key: tuple[str, ...] | None
    time: float
    what: str
    position: int
    benchmarks: frozenset[str]
    branch: str | None = None


AGAIN = "measured again later at the same commit: the newest counts"


def newest(entries: Iterable[Entry]) -> tuple[list[tuple[Entry, ...]], list[Left]]:
    """Return for each key the entries that make up one run, and those that newer ones replace.

    Entries of one key that have no benchmark in common belong together; of the others the newest
    counts.
    """
    groups: dict[object, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.key or entry.position, []).append(entry)
    kept: list[tuple[Entry, ...]] = []
    replaced: list[Entry] = []
    for group in groups.values():
        chosen: list[Entry] = []
        for entry in sorted(group, key=lambda each: (each.time, each.position), reverse=True):
            fits = all(_belong_together(entry, other) for other in chosen)
            (chosen if fits else replaced).append(entry)
        kept.append(_in_order(chosen))
    return kept, [Left(entry.what, AGAIN) for entry in _in_order(replaced)]


def _belong_together(one: Entry, other: Entry) -> bool:
    branches = {one.branch, other.branch} - {None}
    return len(branches) < 2 and one.benchmarks.isdisjoint(other.benchmarks)


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.position))
