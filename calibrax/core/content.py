"""The content of a file that the user or the runner names."""

import errno
import os
import stat

_ENDLESS = {stat.S_IFIFO: "a pipe", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
_STREAMS = (os.devnull, "/dev/stdin")
"""What a user names who means to give nothing, or to be waited for."""


def content(path: str) -> bytes:
    """Return what a file holds; a pipe or a device, which might never end, is none.

    Raises:
        OSError: it cannot be read, or is no file; ``strerror`` says why.
    """
    kind = _ENDLESS.get(stat.S_IFMT(os.stat(path).st_mode))
    if kind and path not in _STREAMS:
        raise OSError(errno.ESPIPE, f"it is {kind} and no file")
    with open(path, "rb") as file:
        return file.read()
