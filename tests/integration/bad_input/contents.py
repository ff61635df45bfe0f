"""What may lie where a file of text is expected, whatever the text is about."""

import gzip
import os
from pathlib import Path

DEEP = b"[" * 100_000
BINARY = bytes(range(256))
LONG = "x" * 5_000
MEGABYTE = "y" * 1_000_000
SURROGATE = b'"\\ud800"'
NO_TEXT = "\udcff"
"""Stands for the byte 0xff in an argument and in a variable."""

_LARGE = 100_000_000


def utf16(text: bytes) -> bytes:
    """Return the text as PowerShell writes it."""
    return text.decode().encode("utf-16")


ENCODINGS = {
    "UTF-16-LE": "UTF-16",
    "UTF-16-BE": "UTF-16",
    "UTF-32": "UTF-32",
    "UTF-32-LE": "UTF-32",
    "UTF-32-BE": "UTF-32",
}
"""Encodings without a byte order mark, but for UTF-32, and their names for people."""


def packed(text: bytes) -> bytes:
    """Return the text compressed, the same each time."""
    return gzip.compress(text, mtime=0)


def folder(path: Path) -> None:
    """Make a folder that is not empty."""
    path.mkdir()
    (path / "inside").write_bytes(b"")


def pipe(path: Path) -> None:
    """Make a named pipe, to which nobody ever writes."""
    os.mkfifo(path)


def device(path: Path) -> None:
    """Make a symbolic link to a device that never ends."""
    path.symlink_to("/dev/zero")


def large(path: Path) -> None:
    """Make a file of 100 MB that holds nothing but NUL."""
    with path.open("wb") as file:
        file.truncate(_LARGE)


def large_text(path: Path) -> None:
    """Make a file of 100 MB whose JSON is cut short in a string."""
    with path.open("wb") as file:
        file.write(b'{"points": "')
        for _ in range(100):
            file.write(b"x" * 1_000_000)


def link_to_itself(path: Path) -> None:
    """Make a symbolic link that leads nowhere else."""
    path.symlink_to(path.name)


def link_out(path: Path) -> None:
    """Make a symbolic link to a file beside the store."""
    store = next(folder for folder in path.parents if folder.name == "benchmark-data")
    outside = store.with_name("outside.json")
    outside.write_bytes(b"{}")
    path.symlink_to(outside)
