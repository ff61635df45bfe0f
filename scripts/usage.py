"""What a finished process used."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Usage(NamedTuple):
    """CPU seconds and peak memory in MB of one finished process."""

    cpu: float
    memory: float


def run(command: Sequence[str], folder: Path | None = None, code: int = 0) -> Usage:
    """Run a command to its end and return what it used, with what it started.

    The caller has to be small: its own memory counts for the peak of what it starts.

    Raises:
        SystemExit: it ended with another exit code.
    """
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=told)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != code:
            told.seek(0)
            message = f"{' '.join(command)[:200]}: ended with {process.returncode}"
            raise SystemExit(f"{message}\n{told.read().decode(errors='replace')}")
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Usage(used.ru_utime + used.ru_stime, used.ru_maxrss / scale)
