"""The real pytest-benchmark, run here: measured, stored, measured again, judged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.conftest import Cli

SUITE = """
import time

import pytest


class Engine:
    pass


@pytest.mark.parametrize("engine", [Engine()], ids=["fast"])
def test_wait(benchmark, engine):
    benchmark.pedantic(time.sleep, args=(0.002,), rounds=5)


def test_broken(benchmark):
    benchmark(time.sleep, -1)
"""


@pytest.fixture
def measured(tmp_path: Path) -> list[str]:
    """Measure a small suite twice, each in a process of its own, and return the files."""
    (tmp_path / "test_suite.py").write_text(SUITE, encoding="utf-8")
    names = ["one.json", "two.json"]
    for name in names:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
        options = ["--rootdir", ".", f"--benchmark-json={name}", "test_suite.py"]
        done = subprocess.run(
            [*command, *options], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert "1 failed, 1 passed" in done.stdout, done.stdout
    return names


def test_a_suite_is_stored_and_passes_against_itself(
    cli: Cli, tmp_path: Path, measured: list[str]
) -> None:
    one, two = measured
    assert "(1 point)" in cli("ingest", "--input", one).out
    cli("baseline")
    cli("ingest", "--input", two)
    checked = cli("check", "--threshold", "900%")
    assert checked.out.startswith("PASS: no regressions in 1 metric of 1 point (threshold 900%)")
    run = json.loads(sorted((tmp_path / "benchmark-data" / "runs").iterdir())[-1].read_bytes())
    (point,) = run["points"]
    assert point["name"] == "test_suite.py::test_wait[fast]"
    assert point["scenario"] == "test_suite.py::test_wait"
    assert len(point["metrics"]["time"]["samples"]) == 5
    assert 0.002 <= point["metrics"]["time"]["value"] < 1
