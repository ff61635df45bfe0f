"""What several tests of the store need: a folder, a note of what was opened, a picture of files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

Picture = dict[str, bytes | None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where the store of the test is; it does not exist yet."""
    return tmp_path / "benchmark-data"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by the name of each file of a store that is opened for reading."""
    noted: list[str] = []

    def noting(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if not flags & (os.O_WRONLY | os.O_RDWR):
            noted.append(os.path.basename(path))
        return original(path, flags, mode, dir_fd=dir_fd)

    original = os.open
    monkeypatch.setattr(os, "open", noting)
    return noted


@pytest.fixture
def picture(folder: Path) -> Callable[[], Picture]:
    """Return a function that returns every path in the store with its content (folders: None)."""

    def take() -> Picture:
        return {
            str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
            for path in sorted(folder.rglob("*"))
        }

    return take
