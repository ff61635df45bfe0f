"""Read what a tool wrote: one module a tool, recognised by content and never by name."""

import glob
import os
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.core.models import Point, PointKey
from calibrax.core.plain_json import BOM
from calibrax.errors import DataError, NotJSON, UnknownName
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.formats import FORMATS, PARSED, PRINTED, Reader, readers
from calibrax.readers.reading import Reading

__all__ = ["FORMATS", "claims", "detect", "read"]

_NO_TABLES: dict[str, Reader[Document]] = {}


def read(
    given: Document | Folder,
    format: str = "auto",
    tables: Mapping[str, Reader[Document]] = _NO_TABLES,
) -> tuple[str, Reading]:
    """Return the name of the input's format and what it says; the input is used up.

    ``tables`` are formats of the user's own. A benchmark without any metric counts as failed.

    Raises:
        UnknownName: there is no such format.
        DataError: no format, or not the one asked for, can make sense of the input; it measured
            nothing; or two of its benchmarks cannot be told apart.
    """
    known = readers(given, tables)
    name = _detected(given, known) if format == "auto" else format
    if name not in known:
        raise _unknown(name, given, tables)
    try:
        if isinstance(given, Document) and name in PARSED:
            given.keep_json()
        elif isinstance(given, Document) and name in PRINTED:
            given.keep_text()
        reading: Reading = known[name].read(given)
        _refuse_twins(reading.points)
        _refuse_odd_texts(reading)
    except DataError:
        raise
    except ValueError as error:
        raise DataError(f"{given.source} [{name}]: {error}") from None
    return name, _measured(reading, f"{given.source} [{name}]")


def detect(given: Document | Folder, tables: Mapping[str, Reader[Document]] = _NO_TABLES) -> str:
    """Return the name of the one format whose reader recognises the input.

    Raises:
        DataError: none does, or several do.
    """
    return _detected(given, readers(given, tables))


def _detected(given: Document | Folder, known: Mapping[str, Reader[Any]]) -> str:
    found = _claims(given, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise DataError(
            f"{given.source}: is of the formats {' and '.join(found)}; say which with --format"
        )
    raise DataError(f"{given.source}: {_what_it_is(given)}")


def claims(given: Document | Folder) -> list[str]:
    """Return the formats whose reader recognises the input: one, unless it is of none."""
    return _claims(given, readers(given, _NO_TABLES))


def _claims(given: Document | Folder, known: Mapping[str, Reader[Any]]) -> list[str]:
    return [name for name, reader in known.items() if _recognises(reader, given)]


def _recognises(reader: Reader[Any], given: Document | Folder) -> bool:
    try:
        return reader.recognises(given)
    except NotJSON:
        return False


def _what_it_is(given: Document | Folder) -> str:
    """Return why an input is of no format, and what can be done."""
    history = _history(given)
    if history:
        return f"is a history and no run; bring it along with: calibrax import {history} ..."
    if isinstance(given, Folder):
        files = os.path.join(given.source, "*")
        return (
            f"{given.description} is nothing that calibrax reads as a whole; name files in it, "
            f"{files}, or see: calibrax formats"
        )
    listed = "calibrax formats lists what is read"
    try:
        return f"{given.description} is of no format known; {listed}, --format NAME insists on one"
    except NotJSON as error:
        return f"{str(error).removeprefix(f'{given.source}: ')}; {listed}"


def _history(given: Document | Folder) -> str | None:
    """Return the tool whose history an input is, by what tells it from a run at a glance."""
    if isinstance(given, Document):
        is_data_js = given.data[:1000].lstrip(BOM).startswith(b"window.BENCHMARK_DATA")
        return "github-action-benchmark" if is_data_js else None
    saved = glob.glob(os.path.join(glob.escape(given.source), "*", "[0-9][0-9][0-9][0-9]_*.json"))
    return "pytest-benchmark" if saved else None


def _unknown(
    name: str, given: Document | Folder, tables: Mapping[str, Reader[Document]]
) -> Exception:
    if name not in FORMATS and name not in tables:
        return UnknownName("format", name, ["auto", *FORMATS, *tables])
    kind = "a folder" if isinstance(given, Folder) else "one file"
    other = "a file" if isinstance(given, Folder) else "the folder that the tool wrote"
    return DataError(f"{given.source}: is {kind}, and the format {name} needs {other}")


def _refuse_twins(points: Iterable[Point]) -> None:
    """Refuse benchmarks that the history could not tell apart.

    Raises:
        ValueError: two have name and tags in common.
    """
    seen: dict[PointKey, int] = {}
    for place, point in enumerate(points, 1):
        if point.key in seen:
            raise ValueError(
                f"the benchmarks {seen[point.key]} and {place} in it are both {point.name!r} with "
                f"tags {point.tags!r}; give one of them another name"
            )
        seen[point.key] = place


def _refuse_odd_texts(reading: Reading) -> None:
    """Refuse what JSON could not hold.

    Raises:
        ValueError: a reason, a warning or the metadata holds no text that UTF-8 can.
    """
    for field in ("failed", "skipped", "metadata", "observed", "environment"):
        checks.json_object(getattr(reading, field), field)
    for warning in reading.warnings:
        checks.text(warning, "warnings")


def _measured(reading: Reading, place: str) -> Reading:
    """Return a reading whose benchmarks all have a metric.

    Raises:
        DataError: none has.
    """
    empty = {point.name: "no metrics" for point in reading.points if not point.metrics}
    if empty:
        measured = tuple(point for point in reading.points if point.metrics)
        failed = {**reading.failed, **empty}
        reading = msgspec.structs.replace(reading, points=measured, failed=failed)
    if not reading.points:
        reason = _why_nothing(reading)
        raise DataError(f"{place}: {reason}; run the benchmarks again")
    return reading


def _why_nothing(reading: Reading) -> str:
    failed, skipped = ", ".join(reading.failed), ", ".join(reading.skipped)
    if failed and not skipped:
        return f"every benchmark in it failed ({failed})"
    if skipped and not failed:
        return f"every benchmark in it was skipped ({skipped})"
    if failed:
        return f"no benchmark in it has a value: failed {failed}; skipped {skipped}"
    return "it measured nothing"
