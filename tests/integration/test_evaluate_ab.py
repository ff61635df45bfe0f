"""scripts/evaluate --ab counts what it says: recordings of which each alarm is known by hand."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

EVALUATE = Path(__file__).parents[2] / "scripts" / "evaluate.py"
LOOKS = "in turns, looks after 6, 12, 20, 30"
NAMES = [f"bench{place}" for place in range(8)]
PROCESSES = 80


def evaluate(*args: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(EVALUATE), "--ab", *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )


def session(path: Path, levels: Sequence[float]) -> Path:
    """Write a session with a quiet second at each level for each of eight benchmarks.

    No two values are equal: each is up to 0.4% above its level, in no order of time.
    """
    rows = [
        f"{run},{name},{level * (1 + 5e-5 * ((37 * run + 11 * place) % PROCESSES)):.9f}"
        for run, level in enumerate(levels)
        for place, name in enumerate(NAMES)
    ]
    path.write_text("# then; a machine\nrun,bench,samples_s\n" + "\n".join(rows))
    return path


def counts(folder: Path, levels: Sequence[float]) -> Any:
    """Return the counts of 16 trials of a session, by the way to measure."""
    path = session(folder / "session.csv", levels)
    chosen = ("--trials", "16", "--self-tests", "0", "--json")
    done = evaluate("--data", folder, "--session", path, *chosen)
    assert "skipped container-aa.csv: " in done.stderr
    return json.loads(done.stdout)["A/A session"]


def test_on_a_quiet_machine_every_large_change_is_caught(tmp_path: Path) -> None:
    found = counts(tmp_path, [1.0] * PROCESSES)
    assert len(found) == 7
    for count in found.values():
        assert (count["suites"], count["metrics"], count["alarmed"]) == (16, 128, 0)
        # A change of just the threshold is neither beyond it nor, with its interval, within it.
        assert count["caught"][1:] == [16, 16]
        assert count["passed"][1:] == [0, 0]
    # The upper bound is within 5% at the first look.
    assert found[LOOKS]["rounds"] == 6 * 16
    assert found[LOOKS]["open"] == 0


def test_a_drift_alarms_only_when_the_sides_do_not_take_turns(tmp_path: Path) -> None:
    found = counts(tmp_path, [1.01**place for place in range(PROCESSES)])
    # Within a block of 20 processes the second ten are 10% slower than the first ten.
    assert found["one after the other, 10 each"]["alarmed"] == 16
    assert found[LOOKS]["alarmed"] == 0
    assert found["in turns, 10 rounds"]["alarmed"] == 0


def test_a_session_is_recorded_and_replayed(tmp_path: Path) -> None:
    path = tmp_path / "session.csv"
    chosen = ("--session", path, "--minutes", "0", "--trials", "1", "--self-tests", "0")
    done = evaluate("--data", tmp_path, *chosen)
    first, header = path.read_text(encoding="utf-8").splitlines()[:2]
    assert first.startswith("# 20")
    assert header == "run,bench,samples_s"
    title, table = done.stdout.strip().split("\n\n")
    assert f"{first.removeprefix('# ')}; 20 processes x 8 metrics; 1 trials" in title
    assert f"| {LOOKS} | " in table
    assert evaluate("--data", tmp_path, *chosen).stdout == done.stdout
