"""Real self-tests of this machine: ``calibrax ab`` on two checkouts of one commit."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from evaluation import workloads

BENCHMARKS = ("json", "loop", "hash", "copy")


class SelfTest(NamedTuple):
    """One session: how many metrics it judged, raised an alarm for, and could not settle."""

    metrics: int
    alarms: int
    open: int
    rounds: int


def sessions(number: int, seed: int) -> Iterator[SelfTest]:
    """Run so many self-tests one after the other, each with the next seed."""
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder, "repository")
        _commit(repository)
        for place in range(number):
            yield _session(repository, Path(folder, "data"), seed + place)


def _commit(repository: Path) -> None:
    """Make a repository of one commit that holds the benchmarks."""
    repository.mkdir()
    shutil.copy(workloads.__file__, repository / "bench.py")
    author = ("-c", "user.name=evaluate", "-c", "user.email=evaluate@localhost")
    for command in (("init", "-q"), ("add", "bench.py"), (*author, "commit", "-q", "-m", "One")):
        subprocess.run(("git", *command), cwd=repository, check=True)


def _session(repository: Path, data: Path, seed: int) -> SelfTest:
    """Run a self-test.

    Raises:
        SystemExit: it did not judge all metrics.
    """
    options = ("--base", "HEAD", "--head", "HEAD", "--no-venv", "--json")
    chosen = ("--seed", str(seed), "--data", str(data))
    bench = (sys.executable, "bench.py", "{output}", *BENCHMARKS)
    done = subprocess.run(
        (sys.executable, "-m", "calibrax", "ab", *options, *chosen, "--", *bench),
        cwd=repository,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in (0, 1):
        raise SystemExit(f"calibrax ab ended with {done.returncode}:\n{done.stderr}")
    report: dict[str, Any] = json.loads(done.stdout)
    outcomes = [row["outcome"] for row in report["comparisons"]]
    return SelfTest(
        metrics=len(outcomes),
        alarms=outcomes.count("regression"),
        open=outcomes.count("inconclusive"),
        rounds=report["interleaved"]["rounds"],
    )
