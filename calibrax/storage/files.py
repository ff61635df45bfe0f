"""Read and write a store's files: whole or not at all, and never through a symbolic link."""

import errno
import os
from pathlib import Path

from calibrax.errors import DataError

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def read(path: Path | str) -> bytes:
    """Return a file's content.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it cannot be read, or is a symbolic link or no file.
    """
    descriptor = _open(path)
    try:
        with open(descriptor, "rb") as file:
            return file.read()
    except OSError as error:
        raise _unreadable(path, error) from None


def read_line(path: Path | str, limit: int = 1 << 26) -> bytes:
    """Return a file's first line, reading no more than it takes.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it cannot be read, or is a symbolic link or no file.
    """
    descriptor = _open(path)
    try:
        with open(descriptor, "rb") as file:
            return file.readline(limit)
    except OSError as error:
        raise _unreadable(path, error) from None


def write(path: Path, data: bytes) -> None:
    """Replace a file by a temporary one that is complete on disk; make its folder.

    Raises:
        DataError: it cannot be written; what was there before is still there.
    """
    temporary = path.with_name(f".{path.name[:80]}.{os.urandom(4).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(temporary, "xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise DataError(f"{path}: cannot be written: {error.strerror or error}") from None


def append_line(path: Path, line: bytes) -> None:
    """Add a line to a file in one write; a line that did not fit is taken back.

    Raises:
        DataError: it cannot be written; the file is as it was.
    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY | _NO_LINK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, flags, 0o666)
        try:
            before = os.fstat(descriptor).st_size
            if os.write(descriptor, line + b"\n") <= len(line):
                os.ftruncate(descriptor, before)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise DataError(f"{path}: cannot be written: {error.strerror or error}") from None


def _open(path: Path | str) -> int:
    try:
        return os.open(path, os.O_RDONLY | _BINARY | _NO_LINK)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path | str, error: OSError) -> DataError:
    reason = error.strerror or str(error)
    if error.errno == errno.ELOOP:
        reason = "it is a symbolic link, and a store reads only its own files"
    return DataError(f"{path}: cannot be read: {reason}")
