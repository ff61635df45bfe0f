"""Read and write a store's files: whole or not at all, and never through a symbolic link."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Self

from calibrax.errors import DataError
from calibrax.storage import names

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_CHUNK = 1 << 14
_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a pipe in a file's place has no content: do not wait


def names_in(folder: str) -> list[str]:
    """Return the names in a folder, none when there is no such folder.

    Raises:
        DataError: it cannot be read, or is no folder.
    """
    try:
        if os.path.islink(folder):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
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
    with StoreFile(path) as file:
        return file.all()


def read_line(path: str) -> bytes:
    """Return a file's first line, reading no more than it takes.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it cannot be read, or is a symbolic link or no file.
    """
    with StoreFile(path) as file:
        return file.line(0)


class StoreFile:
    """A file of which the whole or single lines are read; ``size`` is its length in bytes.

    Making one raises what :func:`read` raises.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor = _open(path)
        self.size = os.fstat(self._descriptor).st_size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def all(self) -> bytes:
        """Return the whole content."""
        try:
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            data = os.read(self._descriptor, self.size + 1)
            if len(data) == self.size:
                return data
            with open(self._descriptor, "rb", closefd=False) as file:
                return data + file.read()
        except OSError as error:
            raise _unreadable(self._path, error) from None

    def line(self, start: int) -> bytes:
        """Return the line that begins at that byte, with its line end."""
        try:
            os.lseek(self._descriptor, start, os.SEEK_SET)
            data = b""
            while chunk := os.read(self._descriptor, _CHUNK + len(data)):
                end = chunk.find(b"\n")
                if end >= 0:
                    return data + chunk[: end + 1]
                data += chunk
        except OSError as error:
            raise _unreadable(self._path, error) from None
        return data


def write(path: str, data: bytes) -> None:
    """Replace a file by a temporary one that is complete on disk; make its folder.

    Raises:
        DataError: it cannot be written; what was there before is still there.
    """
    with prepared(path, data) as put_in_place:
        put_in_place()


@contextmanager
def prepared(path: str, data: bytes) -> Iterator[Callable[[], None]]:
    """Do as :func:`write`, in two steps: the content is on disk before the block begins.

    What the block is given puts it in its place; without a call nothing is changed.

    Raises:
        DataError: it cannot be written; what was there before is still there.
    """
    try:
        with _temporary(path, (data,)) as temporary:
            yield lambda: os.replace(temporary, path)
    except OSError as error:
        raise _unwritable(path, error) from None


def create(path: str, data: bytes) -> bool:
    """Write a file in the way of :func:`write`, unless there is one: tell whether it was written.

    Raises:
        DataError: it cannot be written.
    """
    return create_in_pieces(path, (data,))


def create_in_pieces(path: str, pieces: Iterable[bytes]) -> bool:
    """Do as :func:`create`, with content that is made while it is written.

    Raises:
        DataError: it cannot be written.
    """
    try:
        with _temporary(path, pieces) as temporary:
            _link(temporary, path)
    except OSError as error:
        if isinstance(error, FileExistsError) and os.path.lexists(path):
            return False
        raise _unwritable(path, error) from None
    return True


@contextmanager
def _temporary(path: str, pieces: Iterable[bytes]) -> Iterator[str]:
    """Write a file beside the place where it belongs, complete on disk; remove it in the end."""
    folder, name = os.path.split(path)
    os.makedirs(folder or ".", exist_ok=True)
    temporary = os.path.join(folder, names.temporary_name(name))
    try:
        with open(temporary, "xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        if os.path.lexists(temporary):
            os.unlink(temporary)


def _link(temporary: str, path: str) -> None:
    """Give the file its name only if no other has it; some file systems know no such link."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        os.replace(temporary, path)


def append_line(path: str, line: bytes) -> None:
    """Add a line to a file in one write; a line that did not fit is taken back.

    Raises:
        DataError: it cannot be written; the file is as it was.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | _BINARY | _NO_LINK
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        descriptor = os.open(path, flags, 0o666)
        try:
            before = os.fstat(descriptor).st_size
            os.lseek(descriptor, max(before - 1, 0), os.SEEK_SET)
            if os.read(descriptor, 1) not in (b"", b"\n"):
                line = b"\n" + line
            written = os.write(descriptor, line + b"\n")
            try:
                if written <= len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(descriptor)
            except OSError:
                if os.fstat(descriptor).st_size == before + written:  # nobody added more
                    os.ftruncate(descriptor, before)
                raise
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _unwritable(path, error) from None


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
    if error.errno == errno.ESPIPE:
        reason = "it is a pipe and no file"
    return DataError(f"{path}: cannot be read: {reason}")


def _unwritable(path: str, error: OSError) -> DataError:
    return DataError(f"{path}: cannot be written: {error.strerror or error}")
