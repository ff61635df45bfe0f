"""The other end of a pseudo-terminal."""

import os


def all_said(controller: int) -> str:
    """Return what is written to a terminal until its last writer is gone, and close it."""
    said = b""
    while True:
        try:
            chunk = os.read(controller, 65536)
        except OSError:
            break
        if not chunk:
            break
        said += chunk
    os.close(controller)
    return said.decode().replace("\r\n", "\n")
