"""The history of github-action-benchmark: the ``data.js`` that its page on GitHub draws.

It is JSON behind ``window.BENCHMARK_DATA =``; the file that its option external-data-json-path
keeps is the same without that. A suite lists its measurements; the same commit stands in each.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from calibrax.core.models import Point
from calibrax.errors import DataError, NotJSON
from calibrax.readers.assembly import Source
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.history.moments import Entry, History, Left, Moment, newest
from calibrax.readers.history.of_tools import reading_of_tool
from calibrax.readers.reading import Reading
from calibrax.readers.shape import a_list, a_name, a_number, an_object

_ASSIGNMENT = re.compile(rb"\s*(?:window\.)?BENCHMARK_DATA\s*=\s*")


class _Item(msgspec.Struct, frozen=True):
    """One measurement of one suite, as the file holds it."""

    place: str
    suite: str
    commit: str
    time: float
    tool: str
    benches: list[Any]


def read(given: Document | Folder) -> History:
    """Return a moment for each commit, with what every suite measured there.

    Raises:
        DataError: it is no such file; the message names the place.
    """
    left: list[Left] = []
    try:
        items = list(_items(_data(given), left))
    except NotJSON as error:
        raise DataError(f"{error}; name the file data.js of the branch gh-pages") from None
    except DataError:
        raise
    except ValueError as error:
        raise DataError(f"{given.source} [github-action-benchmark]: {error}") from None
    if not items and not left:
        raise DataError(f"{given.source} [github-action-benchmark]: it holds no measurement")
    kept, older = newest(_entry(item, position) for position, item in enumerate(items))
    left += older
    chosen = [items[entry.position] for together in kept for entry in together]
    grouped = _names_of_several_suites(chosen)
    moments: dict[str, list[Source]] = {}
    for item in chosen:
        try:
            reading = _reading(item, grouped)
        except ValueError as error:
            left.append(Left(_named(item), f"{item.place}: benches{error}"))
            continue
        moments.setdefault(item.commit, []).append(
            Source(f"{given.source}: {item.place}", "github-action-benchmark", reading)
        )
    return History(
        tuple(Moment(commit[:12], tuple(sources)) for commit, sources in moments.items()),
        tuple(left),
    )


def _data(given: Document | Folder) -> dict[str, Any]:
    if isinstance(given, Folder):
        raise DataError(f"{given.source}: is a folder; name the file data.js in it")
    assignment = _ASSIGNMENT.match(given.data.removeprefix(b"\xef\xbb\xbf"))
    data = given.data.removeprefix(b"\xef\xbb\xbf")
    json = data[assignment.end() :].rstrip().removesuffix(b";") if assignment else data
    return an_object(Document(given.source, json).json, "the top level")


def _items(data: dict[str, Any], left: list[Left]) -> Iterator[_Item]:
    """Yield the measurements of all suites; what is no measurement is left."""
    for suite, entries in an_object(data.get("entries"), "entries").items():
        try:
            listed = a_list(entries, f"entries: {suite!r}")
        except ValueError as error:
            left.append(Left(suite, str(error)))
            continue
        for number, entry in enumerate(listed):
            try:
                yield _item(entry, suite, f"entries: {suite!r}[{number}]")
            except ValueError as error:
                left.append(Left(f"{suite}[{number}]", str(error)))


def _item(entry: object, suite: str, place: str) -> _Item:
    item = an_object(entry, place)
    commit = an_object(item.get("commit"), f"{place}: commit")
    return _Item(
        place=place,
        suite=suite,
        commit=a_name(commit.get("id"), f"{place}: commit: id"),
        time=a_number(item.get("date"), f"{place}: date") / 1000,
        tool=a_name(item.get("tool"), f"{place}: tool"),
        benches=a_list(item.get("benches"), f"{place}: benches"),
    )


def _entry(item: _Item, position: int) -> Entry:
    return Entry(
        key=(item.suite, item.commit),
        time=item.time,
        what=_named(item),
        position=position,
        benchmarks=frozenset(_names(item)),
    )


def _names(item: _Item) -> Iterator[str]:
    for bench in item.benches:
        if isinstance(bench, dict) and isinstance(bench.get("name"), str):
            yield bench["name"]


def _reading(item: _Item, grouped: frozenset[str]) -> Reading:
    """Return what a suite measured at a commit.

    Raises:
        ValueError: an entry is not of the tool's shape, or there is none with a value.
    """
    reading = reading_of_tool(item.tool, item.benches)
    if not reading.points:
        raise ValueError(": none has a value")
    return msgspec.structs.replace(
        reading,
        points=tuple(_grouped(point, item.suite, grouped) for point in reading.points),
        commit=item.commit,
        timestamp=_time(item),
        kind="import",
        metadata={"imported": {"from": "github-action-benchmark", "tool": item.tool}},
    )


def _time(item: _Item) -> datetime:
    try:
        return datetime.fromtimestamp(item.time, UTC)
    except (OverflowError, ValueError, OSError):
        raise ValueError(f": the date {item.time * 1000:g} is none") from None


def _grouped(point: Point, suite: str, grouped: frozenset[str]) -> Point:
    if point.name not in grouped:
        return point
    return msgspec.structs.replace(point, tags={**point.tags, "group": suite})


def _names_of_several_suites(items: Iterable[_Item]) -> frozenset[str]:
    """Return the names that only their suite tells apart."""
    named = {(item.suite, name) for item in items for name in _names(item)}
    counts = Counter(name for _, name in named)
    return frozenset(name for name, count in counts.items() if count > 1)


def _named(item: _Item) -> str:
    return f"{item.commit[:12]} ({item.suite})"
