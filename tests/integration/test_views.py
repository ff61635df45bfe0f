"""summary, rank, trend and baseline: what people and programs read of a store."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import NOON, a_def, a_point, a_run
from tests.integration.conftest import Cli

Write = Callable[[str, Any], Path]


@pytest.fixture(autouse=True)
def store(cli: Cli, write: Write) -> None:
    """Store three runs of two frameworks; the speed of ours rises from 10 to 30."""
    for hours in range(3):
        run = a_run(
            a_point("sort", {"framework": "ours"}, speed=10.0 * (hours + 1)),
            a_point("sort", {"framework": "theirs"}, speed=20.0),
            id=f"run-{hours}",
            defs=(a_def("speed", "higher", "elem/s"),),
            timestamp=NOON + timedelta(hours=hours),
            commit=f"c{hours}",
        )
        cli("ingest", "--input", write(f"{hours}.json", run))


def test_summary(cli: Cli) -> None:
    out = cli("summary").out
    assert out.startswith("Run run-2 of 2026-01-02 14:00:00 UTC, commit c2\n")
    assert "sort [framework=ours]               30.00\n" in out
    assert "sort [framework=theirs]             20.00\n" in out


def test_summary_of_an_earlier_run_as_json(cli: Cli) -> None:
    content = json.loads(cli("summary", "--run", "run-0", "--json").out)
    assert content["id"] == "run-0"
    assert content["points"][0]["metrics"]["speed"]["value"] == 10.0


def test_rank(cli: Cli) -> None:
    lines = cli("rank", "--metric", "speed").out.splitlines()
    assert lines[0] == "speed (elem/s, higher is better)"
    assert lines[2].split() == ["sort", "1", "ours", "*", "30.00", "best"]
    assert lines[3].split() == ["sort", "2", "theirs", "20.00", "-33.3%"]


def test_rank_as_json(cli: Cli) -> None:
    entries = json.loads(cli("rank", "--metric", "speed", "--json").out)["entries"]
    assert [(each["label"], each["rank"]) for each in entries] == [("ours", 1), ("theirs", 2)]


def test_trend_is_oldest_first(cli: Cli) -> None:
    lines = cli("trend", "--metric", "speed", "--point", "sort", "--framework", "ours").out
    rows = lines.splitlines()
    assert rows[0] == "sort [framework=ours] speed (elem/s): 3 runs"
    assert rows[1] == "  ▁▅█"
    assert [row.split()[3] for row in rows[3:]] == ["10.00", "20.00", "30.00"]
    assert [row.split()[4] for row in rows[3:]] == ["c0", "c1", "c2"]


def test_trend_of_the_newest_runs_as_json(cli: Cli) -> None:
    done = cli(
        "trend",
        "--metric",
        "speed",
        "--point",
        "sort",
        "--tag",
        "framework=ours",
        "--n-runs",
        "2",
        "--json",
    )
    content = json.loads(done.out)
    assert [point["value"] for point in content["points"]] == [20.0, 30.0]
    assert content["tags"] == {"framework": "ours"}
    assert content["definition"]["unit"] == "elem/s"


def test_an_ambiguous_trend_asks_for_a_tag(cli: Cli) -> None:
    done = cli("trend", "--metric", "speed", "--point", "sort")
    assert done.code == 2
    assert "framework=ours; framework=theirs" in done.err


def test_baseline_is_a_copy_and_is_logged(cli: Cli, tmp_path: Path) -> None:
    done = cli("baseline", "--run", "run-1", "--pin", "--reason", "release 2")
    assert done.out.startswith("Baseline main is now run run-1 (2 points of ")
    data = tmp_path / "benchmark-data"
    (run,) = (data / "runs").glob("*_run-1.json")
    assert (data / "baselines" / "main.json").read_bytes() == run.read_bytes()
    entry = json.loads((data / "baselines" / "log.jsonl").read_text(encoding="utf-8"))
    assert entry.pop("time").endswith("Z")
    assert entry == {
        "name": "main",
        "run": "run-1",
        "by": "human",
        "reason": "release 2",
        "pin": True,
    }
