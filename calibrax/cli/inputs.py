"""What the user names as input: files, patterns, folders, and standard input."""

import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calibrax.readers.assembly import Source
    from calibrax.readers.document import Document
    from calibrax.readers.folder import Folder
    from calibrax.settings import Settings

STANDARD_INPUT = "-"
_SHOWN = "<stdin>"


def sources(
    inputs: Collection[str],
    settings: "Settings",
    format: str = "auto",
    max_size: int | None = None,
) -> "list[Source]":
    """Return what the inputs say, read as one of the formats or as a table of the settings.

    Raises:
        DataError: an input cannot be read, is of no format, or is larger than ``max_size`` MB.
    """
    from calibrax.readers.inputs import expand, read_bytes, read_input, refuse_larger
    from calibrax.readers.table import tables_of

    tables = tables_of(settings.formats)
    read = []
    if STANDARD_INPUT in inputs:
        read.append(read_bytes(_SHOWN, standard_input(), format, tables))
    paths = expand(each for each in inputs if each != STANDARD_INPUT)
    if max_size is not None:
        refuse_larger(paths, max_size)
    return read + [read_input(path, format, tables) for path in paths]


def refuse_unknown_format(format: str, settings: "Settings") -> None:
    """Refuse a format that there is none of, before anything is measured.

    Raises:
        UnknownName: it is neither read by calibrax nor declared in the settings.
    """
    from calibrax.errors import UnknownName
    from calibrax.readers.formats import FORMATS
    from calibrax.readers.table import tables_of

    known = ["auto", *FORMATS, *tables_of(settings.formats)]
    if format not in known:
        raise UnknownName("format", format, known)


def opened(path: str) -> "Document | Folder":
    """Return what a path leads to, or what stands on standard input."""
    from calibrax.readers.document import Document
    from calibrax.readers.inputs import open_input

    if path == STANDARD_INPUT:
        return Document(_SHOWN, standard_input())
    return open_input(path)


def standard_input() -> bytes:
    """Return what stands on standard input.

    Raises:
        UsageError: it is closed.
        DataError: it cannot be read.
    """
    from calibrax.errors import DataError, UsageError

    if sys.stdin is None:
        raise UsageError("-: standard input is closed; pipe the results into it")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise DataError(f"{_SHOWN}: cannot be read: {error.strerror or error}") from None
