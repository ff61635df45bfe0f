"""Read a tool's output file: one module a tool, recognised by content and never by name."""

from types import ModuleType

import msgspec

from calibrax.errors import DataError, NotJSON, UnknownName
from calibrax.readers import calibrax_json, pytest_benchmark
from calibrax.readers.document import Document
from calibrax.readers.reading import Reading

FORMATS: dict[str, ModuleType] = {
    "calibrax": calibrax_json,
    "pytest-benchmark": pytest_benchmark,
}


def read(document: Document, format: str = "auto") -> tuple[str, Reading]:
    """Return the name of the document's format and what it says.

    A benchmark without any metric counts as failed.

    Raises:
        UnknownName: there is no such format.
        DataError: no format, or not the one asked for, can make sense of the document.
    """
    name = detect(document) if format == "auto" else format
    if name not in FORMATS:
        raise UnknownName("format", name, ["auto", *FORMATS])
    try:
        reading: Reading = FORMATS[name].read(document)
    except DataError:
        raise
    except ValueError as error:
        raise DataError(f"{document.source} [{name}]: {error}") from None
    empty = {point.name: "no metrics" for point in reading.points if not point.metrics}
    if empty:
        measured = tuple(point for point in reading.points if point.metrics)
        failed = {**reading.failed, **empty}
        reading = msgspec.structs.replace(reading, points=measured, failed=failed)
    if not reading.points:
        names = ", ".join(reading.failed)
        reason = f"every benchmark in it failed ({names})" if names else "it measured nothing"
        raise DataError(f"{document.source} [{name}]: {reason}; run the benchmarks again")
    return name, reading


def detect(document: Document) -> str:
    """Return the name of the one format whose reader recognises the document.

    Raises:
        DataError: none does.
    """
    try:
        for name, reader in FORMATS.items():
            if reader.recognises(document):
                return name
    except NotJSON as error:
        raise DataError(f"{error}; calibrax reads the formats {', '.join(FORMATS)}") from None
    raise DataError(
        f"{document.source}: {document.description} is not a format that calibrax reads "
        f"({', '.join(FORMATS)}); name it with --format if it is one of these"
    )
