"""The real command line in a process of its own, in a folder of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from calibrax.core import Run
from tests.measured import measured


class Outcome(NamedTuple):
    """What a finished command said and how it ended."""

    code: int
    out: str
    err: str


Cli = Callable[..., Outcome]


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Return a function that runs ``calibrax`` with arguments, in an empty folder without git."""

    def run(*args: str | Path, stdin: bytes = b"", **environ: str) -> Outcome:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        kept |= {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent), **measured()}
        done = subprocess.run(
            [sys.executable, "-m", "calibrax", *map(str, args)],
            cwd=tmp_path,
            env={**kept, **environ},
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, Any], Path]:
    """Return a function that writes a run, or plain data, as JSON and returns the path."""

    def to_file(name: str, content: Any) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = content.to_dict() if isinstance(content, Run) else content
        path.write_text(json.dumps(plain), encoding="utf-8")
        return path

    return to_file
