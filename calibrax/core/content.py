"""The content of a file that the user or the runner names."""

import errno
import os
import stat


def content(path: str) -> bytes:
    """Return what a file holds; a pipe, which would have to be waited for, is none.

    Raises:
        OSError: it cannot be read, or is a pipe; ``strerror`` says why.
    """
    if stat.S_ISFIFO(os.stat(path).st_mode):
        raise OSError(errno.ESPIPE, "it is a pipe and no file")
    with open(path, "rb") as file:
        return file.read()
