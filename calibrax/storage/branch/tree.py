"""The entries of a git tree: what stands where."""

import os
from collections.abc import Iterator
from typing import NamedTuple

_FILES = ("100644", "100755")
_FOLDER = "040000"
_KINDS = {"120000": "a symbolic link", "160000": "a submodule", _FOLDER: "a folder"}


class Entry(NamedTuple):
    """One path of a tree; ``blob`` is the id of its content."""

    mode: str
    blob: str
    path: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file."""
        return self.mode in _FILES

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.mode == _FOLDER

    @property
    def kind(self) -> str:
        """What it is when it is no file."""
        return _KINDS.get(self.mode, "no file")


def entries_of(listed: bytes) -> Iterator[Entry]:
    """Yield the entries in what ``git ls-tree -z`` says."""
    for line in listed.split(b"\0")[:-1]:
        facts, _, raw = line.partition(b"\t")
        mode, _, blob = facts.decode().split()
        yield Entry(mode, blob, os.fsdecode(raw))
