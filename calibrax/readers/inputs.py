"""Turn what a user names as input, paths and patterns, into sources that have been read."""

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.assembly import Source
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.formats import Reader

Tables = Mapping[str, Reader[Document]]


def expand(patterns: Iterable[str]) -> list[str]:
    """Return the files that the paths and patterns name, each once, patterns in sorted order.

    A path that exists is taken as it is, whatever characters it holds; a pattern names no folders
    but those that a tool wrote as a whole.

    Raises:
        DataError: a path does not exist, or a pattern matches nothing.
    """
    found: dict[str, str] = {}
    for pattern in patterns:
        matches = matching(pattern)
        if not matches:
            kind = "the pattern matches no file" if glob.has_magic(pattern) else "no such file"
            raise DataError(f"{pattern}: {kind}; run the benchmarks first, or mend the path")
        for path in matches:
            found.setdefault(os.path.realpath(path), path)
    return list(found.values())


def matching(pattern: str) -> list[str]:
    """Return the files that a path or a pattern names, none where there are none."""
    if os.path.lexists(pattern):
        return [pattern]
    matched = sorted(glob.glob(pattern, recursive=True))
    return [path for path in matched if not os.path.isdir(path) or claims(Folder(path))]


def refuse_larger(files: Iterable[str], megabytes: int) -> None:
    """Refuse files that together hold more than so many MB, before any is read.

    Raises:
        DataError: they do; the message names the one that is too much.
    """
    total = 0
    for path in files:
        total += size_of(path)
        if total > megabytes * 1_000_000:
            raise DataError(f"{path}: more than {megabytes} MB of results, which is not accepted")


def size_of(path: str) -> int:
    """Return how many bytes a file, or all files of a folder, hold."""
    return sum(os.stat(file).st_size for file in files_of(path))


def newest_change(paths: Iterable[str]) -> int:
    """Return when a file, or one of a folder, was last written, in nanoseconds since 1970."""
    return max((os.stat(file).st_mtime_ns for path in paths for file in files_of(path)), default=0)


def files_of(path: str) -> Iterator[str]:
    """Yield a file, or all files of a folder at any depth."""
    if not os.path.isdir(path):
        yield from [path] if os.path.isfile(path) else []
        return
    for folder, _, names in os.walk(path):
        yield from filter(os.path.isfile, (os.path.join(folder, name) for name in names))


def read_input(
    path: str | os.PathLike[str], format: str = "auto", tables: Tables | None = None
) -> Source:
    """Return what a file, or a folder of a tool that writes one, says.

    Raises:
        DataError: it cannot be read, or no format (not the one asked for) fits it.
    """
    given = open_input(path)
    name, reading = read(given, format, tables or {})
    return Source(given.source, name, reading)


def open_input(path: str | os.PathLike[str]) -> Document | Folder:
    """Return what a path leads to.

    Raises:
        DataError: there is nothing, or it cannot be read.
    """
    shown = os.fspath(path)
    return Folder(shown) if os.path.isdir(shown) else Document(shown, content(shown))


def content(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a file that the user names.

    Raises:
        DataError: there is no such file, or it cannot be read.
    """
    shown = os.fspath(path)
    try:
        if os.path.isdir(path):
            raise DataError(f"{shown}: is a folder; name files in it: {os.path.join(shown, '*')}")
        if os.path.exists(path) and not os.path.isfile(path):
            raise DataError(f"{shown}: is no regular file")
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise DataError(f"{shown}: no such file") from None
    except OSError as error:
        raise DataError(f"{shown}: cannot be read: {error.strerror}") from None


def read_bytes(
    shown: str, data: bytes, format: str = "auto", tables: Tables | None = None
) -> Source:
    """Return what an input says that is not a file; ``shown`` is its name in messages."""
    name, reading = read(Document(shown, data), format, tables or {})
    return Source(shown, name, reading)
