"""calibrax ab on a real pseudo-terminal: a bar, the time that is left, and a table of effects."""

import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.terminals import all_said
from tests.integration.test_ab import COMMAND, change, git, repository
from tests.measured import measured

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
fcntl = pytest.importorskip("fcntl", reason="this system cannot set the size of a terminal")
termios = pytest.importorskip("termios", reason="this system cannot set the size of a terminal")

__all__ = ["repository"]

DRAWN = re.compile(r"\x1b\[(\d*)[AJ]")


def shown(folder: Path, columns: int, lines: int, *args: str) -> str:
    """Return all that calibrax writes to a terminal of this size."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "calibrax", "ab", "--no-venv", "--base", "main", *args, *COMMAND],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        env={
            "PATH": os.environ["PATH"],
            **measured(),
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "TERM": "xterm",
            "COLUMNS": str(columns),
            "LINES": str(lines),
            "LOG": str(folder / "log"),
        },
    )
    os.close(terminal)
    said = all_said(controller)
    process.wait(30)
    return said


def test_a_bar_and_a_table_move_in_their_place(repository: Path) -> None:
    change(repository, a=1.2, b=2.0)
    text = shown(repository, 80, 24, "--rounds", "8")
    frames = DRAWN.split(text)
    assert any(
        "[########################] round 8 of 8, at most 0 s left" in each for each in frames
    )
    assert any("warming up head" in each for each in frames)
    assert re.search(r"round 3 of 8, at most \d+ s left", text)
    table = text[text.rindex("as of the last look: 1 worse, 1 unchanged") :]
    assert re.search(r"a +time +\+20\.0% +\+\d+\.\d% +\+\d+\.\d% +worse", table)
    assert text.endswith("\x1b[J")


def test_a_narrow_and_low_window_keeps_its_lines(repository: Path) -> None:
    many = {f"a_benchmark_with_a_long_name_{each}": 1.0 for each in range(9)}
    change(repository, **many)
    git(repository, "commit", "--quiet", "--all", "--message", "many")
    change(repository, **many | {"a_benchmark_with_a_long_name_8": 1.2})
    text = shown(repository, 40, 8, "--rounds", "7")
    frames = re.split(r"\x1b\[J", text)[1:]
    assert any("and 5 metrics more" in frame for frame in frames)
    assert max(len(line) for frame in frames for line in frame.splitlines()) < 41
    assert max(frame.count("\n") for frame in frames) <= 8
