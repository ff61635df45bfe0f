"""No command opens a connection but those that are meant to: every call of a socket raises."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import NOON, a_point, a_run
from tests.contract.verbs import COMMANDS

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"

CONNECTED = {"export", "store pull", "store push"}
"""Commands that are for a server; the steps of the Action are held by what their modules import."""

GUARD = """\
import socket


def refuse(*_, **__):
    raise AssertionError("a connection was asked for")


class Refusing(socket.socket):
    connect = connect_ex = bind = sendto = refuse


socket.socket = Refusing
for name in ("create_connection", "getaddrinfo", "gethostbyname"):
    setattr(socket, name, refuse)
"""


@pytest.fixture
def offline(tmp_path: Path) -> Path:
    """Return a folder with a store, results, settings and a repository in it."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    for day, name in enumerate(("old", "new")):
        time = NOON + timedelta(days=day)
        run = a_run(a_point("sort", {"n": "1"}, t=1.0 + 0.01 * day), id=name, timestamp=time)
        (tmp_path / f"{name}.json").write_text(json.dumps(run.to_dict()), encoding="utf-8")
    (tmp_path / "tool.py").write_text(
        "import shutil, sys; shutil.copy('new.json', sys.argv[1])", encoding="utf-8"
    )
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], [*author, "commit", "-qm", "one"]):
        subprocess.run(["git", "-C", tmp_path, *command], check=True)
    return tmp_path


CASES: dict[str, Sequence[str]] = {
    "ingest": ["--input", "old.json", "--input", str(DATA / "gobench" / "dev_mem_count3.txt")],
    "formats": [],
    "import asv": [str(DATA / "asv" / "results")],
    "import github-action-benchmark": ["data.js"],
    "import pytest-benchmark": ["saved"],
    "check": [],
    "ab": ["--base=HEAD", "--head=HEAD", "--rounds=4", "--", sys.executable, "tool.py", "{output}"],
    "baseline": [],
    "accept": ["--metric", "t", "--point", "sort", "--reason", "meant"],
    "summary": [],
    "rank": ["--metric", "t", "--by", "n"],
    "backtest": [],
    "trend": ["--metric", "t", "--point", "sort"],
    "render": ["report.json"],
    "store prune": ["--keep", "5"],
    "store verify": [],
    "init": [],
}


def calibrax(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "calibrax", *args],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{folder / 'guard'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_command_has_its_case() -> None:
    assert {*CASES, *CONNECTED} == {verb for verb in COMMANDS if not verb.startswith("github ")}


def test_the_guard_refuses(offline: Path) -> None:
    tried = subprocess.run(
        [sys.executable, "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9')"],
        cwd=offline,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(offline / "guard")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "a connection was asked for" in tried.stderr


@pytest.mark.parametrize("verb", CASES)
def test_a_command_works_without_any_connection(verb: str, offline: Path) -> None:
    for name in ("old", "new"):
        assert calibrax(offline, "ingest", "--input", f"{name}.json").returncode == 0
    assert calibrax(offline, "baseline", "--run", "old").returncode == 0
    assert calibrax(offline, "check", "--report", "report.json").returncode == 0
    entry = {
        "commit": {"id": "c0ffee", "timestamp": "2026-01-02T12:00:00Z"},
        "date": 1767355200000,
        "tool": "customSmallerIsBetter",
        "benches": [{"name": "sort", "value": 1, "unit": "s"}],
    }
    data = {"lastUpdate": 1, "repoUrl": "", "entries": {"Benchmark": [entry]}}
    (offline / "data.js").write_text(f"window.BENCHMARK_DATA = {json.dumps(data)}")
    saved = offline / "saved" / "Linux-CPython-3.11-64bit"
    saved.mkdir(parents=True)
    real = DATA / "pytest-benchmark" / "dev_default.json"
    (saved / "0001_one.json").write_bytes(real.read_bytes())

    done = calibrax(offline, *verb.split(), *CASES[verb])

    assert "a connection was asked for" not in done.stdout + done.stderr
    assert done.returncode == 0, done.stdout + done.stderr
