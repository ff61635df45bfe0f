"""scripts/evaluate counts what it says: a small history of which each alarm is known by hand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

EVALUATE = Path(__file__).parents[2] / "scripts" / "evaluate.py"
SPIKE = 33
RUNS = 45


def evaluate(*args: str) -> tuple[dict[str, Any], str]:
    done = subprocess.run(
        [sys.executable, str(EVALUATE), "--json", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout), done.stderr


def test_without_data_it_says_what_it_skipped(tmp_path: Path) -> None:
    found, told = evaluate("--data", str(tmp_path))
    assert found == {}
    assert [line.split(":")[0] for line in told.splitlines()] == [
        "skipped hyper.csv",
        "skipped avalanchego.csv",
        "skipped container-aa.csv",
    ]


def test_a_spike_is_an_alarm_until_it_is_measured_again(tmp_path: Path) -> None:
    values = [200 if place == SPIKE else 100 + place % 2 for place in range(RUNS)]
    rows = [f"day,main,commit{place},bench,{value}" for place, value in enumerate(values)]
    (tmp_path / "hyper.csv").write_text("date,suite,commit,bench,value\n" + "\n".join(rows))
    counts = next(iter(evaluate("--data", str(tmp_path))[0].values()))
    # 30 runs before a run are its history, and 3 attempts and 5 runs come after it: 7 of 45 count.
    assert {(each["runs"], each["metrics"]) for each in counts.values()} == {(7, 7)}
    assert {rule: each["alarms"] for rule, each in counts.items()} == {
        "fixed 5% against the run before": 1,
        "Bencher's t-test, .99": 1,
        "rustc-perf's IQR fence": 1,
        "rule (b), one measurement": 1,
        "rule (b), up to 1 attempt": 0,
        "rule (b), up to 2 attempts": 0,
        "rule (b), up to 3 attempts": 0,
        "rule (b), sensitivity high": 0,
    }
    # +20% is hidden from the plain rule in the run after the spike, and from the history rule in
    # the three that have the spike in their history.
    assert counts["fixed 5% against the run before"]["caught"]["0.2"] == 6
    assert counts["rule (b), up to 3 attempts"]["caught"]["0.2"] == 4
    assert counts["rule (b), up to 3 attempts"]["again"] == 1


def test_a_change_that_stays_is_no_false_alarm(tmp_path: Path) -> None:
    values = [100 + place % 2 + (50 if place >= SPIKE else 0) for place in range(RUNS)]
    rows = [f"day,main,commit{place},bench,{value}" for place, value in enumerate(values)]
    (tmp_path / "hyper.csv").write_text("date,suite,commit,bench,value\n" + "\n".join(rows))
    counts = next(iter(evaluate("--data", str(tmp_path))[0].values()))
    # No run of 30 to 36 is followed by a level that its history knows.
    assert {each["metrics"] for each in counts.values()} == {0}
