"""One case of bad input: files that are there, a command, and what it has to say."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Content = bytes | Callable[[Path], None]
"""What a file holds, or what makes something else in its place."""

ANY = "…"
"""Stands for any text in a line that is expected."""


class Case(NamedTuple):
    """A command that meets bad input.

    ``err`` are all lines of standard error and ``out`` some text of standard output, in which
    :data:`ANY` stands for any text. Both are written by hand. ``stored`` says whether a store with
    the runs ``a0`` to ``a3`` is there, with the baseline ``a2``; ``files`` go over it.
    """

    name: str
    words: Sequence[str]
    code: int
    err: Sequence[str]
    files: Mapping[str, Content] = {}
    environ: Mapping[str, str] = {}
    stored: bool = False
    out: str = ""


def fits(expected: str, line: str) -> bool:
    """Tell whether a line is the expected one."""
    return bool(re.fullmatch(".*".join(map(re.escape, expected.split(ANY))), line, re.DOTALL))


def lay(folder: Path, files: Mapping[str, Content]) -> None:
    """Make the files below a folder, in the place of what is there."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
