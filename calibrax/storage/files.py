"""Read and write a store's files: whole or not at all, and never through a symbolic link."""

import errno
import os

from calibrax.errors import DataError

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a pipe in a file's place has no content: do not wait


def names_in(folder: str) -> list[str]:
    """Return the names in a folder, none when there is no such folder.

    Raises:
        DataError: it cannot be read, or is no folder.
    """
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unreadable(folder, error) from None


def read(path: str) -> bytes:
    """Return a file's content.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it cannot be read, or is a symbolic link or no file.
    """
    descriptor = _open(path)
    try:
        size = os.fstat(descriptor).st_size
        data = os.read(descriptor, size + 1)
        if len(data) == size:
            return data
        with open(descriptor, "rb", closefd=False) as file:
            return data + file.read()
    except OSError as error:
        raise _unreadable(path, error) from None
    finally:
        os.close(descriptor)


def read_line(path: str, limit: int = 1 << 26) -> bytes:
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


def write(path: str, data: bytes) -> None:
    """Replace a file by a temporary one that is complete on disk; make its folder.

    Raises:
        DataError: it cannot be written; what was there before is still there.
    """
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name[:80]}.{os.urandom(4).hex()}.tmp")
    try:
        os.makedirs(folder or ".", exist_ok=True)
        try:
            with open(temporary, "xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            _remove(temporary)
            raise
    except OSError as error:
        raise DataError(f"{path}: cannot be written: {error.strerror or error}") from None


def append_line(path: str, line: bytes) -> None:
    """Add a line to a file in one write; a line that did not fit is taken back.

    Raises:
        DataError: it cannot be written; the file is as it was.
    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY | _NO_LINK
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
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


def _remove(path: str) -> None:
    if os.path.lexists(path):
        os.unlink(path)


def _open(path: str) -> int:
    try:
        return os.open(path, os.O_RDONLY | _BINARY | _NO_LINK | _NO_WAIT)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: str, error: OSError) -> DataError:
    reason = error.strerror or str(error)
    if error.errno == errno.ELOOP:
        reason = "it is a symbolic link, and a store reads only its own files"
    return DataError(f"{path}: cannot be read: {reason}")
