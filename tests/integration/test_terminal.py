"""The command line on a real pseudo-terminal, and in a pipe."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_point, a_run
from tests.integration.conftest import Cli
from tests.integration.terminals import all_said
from tests.measured import measured

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def store(cli: Cli, write: Callable[[str, Any], Path]) -> None:
    """Store a run with a long name and many metrics, as its own baseline."""
    name = "suite/a_benchmark_with_a_rather_long_name_that_does_not_fit_anywhere"
    run = a_run(a_point(name, **{f"metric_{each}": 123456.0 + each for each in range(8)}))
    cli("ingest", "--input", write("run.json", run))
    cli("baseline")


def on_terminal(folder: Path, columns: int, *args: str, **environ: str) -> str:
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "calibrax", *args],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        env={
            "PATH": os.environ["PATH"],
            "COLUMNS": str(columns),
            "TERM": "xterm",
            **measured(),
            **environ,
        },
    )
    os.close(terminal)
    said = all_said(controller)
    process.wait(30)
    return said


def test_a_terminal_gets_colour_and_a_pipe_does_not(cli: Cli, tmp_path: Path) -> None:
    shown = on_terminal(tmp_path, 80, "check")
    assert "\x1b[32m" in shown
    assert ANSI.sub("", shown) == cli("check").out
    assert "\x1b[1m" in on_terminal(tmp_path, 80, "summary")
    assert "\x1b" not in cli("summary").out


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_a_summary_fits_the_window(tmp_path: Path, columns: int) -> None:
    shown = ANSI.sub("", on_terminal(tmp_path, columns, "summary"))
    table = shown.split("\n\n", 1)[1]
    assert max(map(len, table.splitlines())) <= columns
    for each in range(8):
        assert f"metric_{each}" in table


def test_a_pipe_gets_every_name_whole(cli: Cli) -> None:
    assert "suite/a_benchmark_with_a_rather_long_name_that_does_not_fit_anywhere" in (
        cli("summary").out
    )


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "calibrax", "summary"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.close()
    assert process.stderr
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 141
    assert said == b""


def test_utf8_whatever_the_console_says(cli: Cli) -> None:
    assert "↓" in cli("summary", PYTHONIOENCODING="ascii", LC_ALL="C").out
