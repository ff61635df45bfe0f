"""No pass by accident: what was not measured or is not what was meant shows, and stays visible."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.builders import NOON, a_point, a_run
from tests.integration.conftest import Cli

Write = Callable[[str, Any], Path]
REAL = Path(__file__).parents[1] / "data" / "pytest-benchmark" / "dev_default.json"


def test_a_failed_benchmark_is_not_lost_when_runs_are_put_together(
    cli: Cli, tmp_path: Path
) -> None:
    plain = json.loads(REAL.read_bytes())
    good, bad = plain["benchmarks"][:2]
    for name, benchmarks in (("good", [good]), ("part", [good, {**bad, "stats": {}}])):
        content = json.dumps({**plain, "benchmarks": benchmarks})
        (tmp_path / f"{name}.json").write_text(content, encoding="utf-8")
    cli("ingest", "--input", "good.json")
    cli("baseline")
    failing = cli("ingest", "--data", "parts", "--input", "part.json")
    assert "test_dev.py::test_sum[10] failed and has no value: no statistics" in failing.err
    other = a_run(a_point("other", t=1.0), id="other").to_dict()
    commit = plain["commit_info"]["id"]
    other |= {"commit": commit, "branch": "master", "machine": "elsewhere"}
    (tmp_path / "other.json").write_text(json.dumps(other), encoding="utf-8")
    cli("ingest", "--data", "parts", "--input", "other.json")
    together = cli("ingest", "--input", "parts/runs/*.json")
    assert together.code == 0
    checked = cli("check", "--run", together.out.split()[2])
    assert checked.code == 3
    assert "test_dev.py::test_sum[10]: failed (no statistics)" in checked.out


def test_a_run_that_is_not_the_newest_says_so_when_it_is_stored(cli: Cli, write: Write) -> None:
    old = write("old.json", a_run(a_point("a", t=1.0), id="old"))
    new = write(
        "new.json", a_run(a_point("a", t=1.0), id="new", timestamp=NOON + timedelta(days=1))
    )
    assert cli("ingest", "--input", old).err == ""
    assert cli("ingest", "--input", new).err == ""
    again = cli("ingest", "--input", old)
    assert "run old of 2026-01-02 12:00:00 UTC is not the newest in benchmark-data" in again.err
    assert "check it with --run old" in again.err


def test_a_run_held_against_itself_says_so(cli: Cli, write: Write) -> None:
    cli("ingest", "--input", write("a.json", a_run(a_point("a", t=1.0))))
    cli("baseline")
    assert "the run is the baseline itself" in cli("check").out


def test_a_store_that_lost_its_runs_is_no_first_run(cli: Cli, write: Write, tmp_path: Path) -> None:
    cli("ingest", "--input", write("a.json", a_run(a_point("a", t=1.0))))
    cli("baseline")
    for run in (tmp_path / "benchmark-data" / "runs").iterdir():
        run.unlink()
    checked = cli("check", "--json")
    assert checked.code == 3
    assert json.loads(checked.out)["verdict"] == "not-judged"
    assert cli("check").out.startswith("NOT JUDGED: benchmark-data holds no run, but the baseline")


def test_a_benchmark_without_metrics_is_a_failed_one(cli: Cli, write: Write) -> None:
    points = [
        {"name": "a", "scenario": "", "metrics": {"t": {"value": 1.0}}},
        {"name": "mistyped", "scenario": "", "metric": {"t": {"value": 1.0}}},
    ]
    definition = {"t": {"name": "t", "unit": "s", "direction": "lower"}}
    run = write("a.json", {"points": points, "metric_defs": definition})
    done = cli("ingest", "--input", run)
    assert "mistyped failed and has no value: no metrics" in done.err
    cli("baseline")
    assert cli("check").code == 3


def test_a_linked_folder_of_baselines_is_not_followed(
    cli: Cli, write: Write, tmp_path: Path
) -> None:
    cli("ingest", "--input", write("a.json", a_run(a_point("a", t=1.0))))
    (tmp_path / "outside").mkdir()
    (tmp_path / "benchmark-data" / "baselines").symlink_to(tmp_path / "outside")
    for verb in ("baseline", "check"):
        done = cli(verb)
        assert done.code == 4
        assert "symbolic link" in done.err
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_pin_that_is_taken_back_is_said(cli: Cli, write: Write) -> None:
    cli("ingest", "--input", write("a.json", a_run(a_point("a", t=1.0))))
    assert cli("baseline", "--pin").out.endswith(", pinned)\n")
    assert cli("baseline").out.endswith(", no longer pinned)\n")


def test_ci_leaves_a_pin_alone_and_pins_nothing(cli: Cli, write: Write) -> None:
    cli("ingest", "--input", write("a.json", a_run(a_point("a", t=1.0), id="one")))
    cli("baseline", "--pin")
    cli("ingest", "--input", write("b.json", a_run(a_point("a", t=2.0), id="two")))
    kept = cli("baseline", "--run", "two", "--auto")
    assert kept == (0, "", "warning: baseline main is pinned, so it stays as it is\n")
    assert cli("check", "--run", "one").code == 0
    both = cli("baseline", "--auto", "--pin")
    assert both.code == 2
    assert "--auto and --pin contradict each other: only a human pins a baseline" in both.err


def test_the_newest_run_of_an_empty_store_is_none(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "benchmark-data").mkdir()
    none = "Error: benchmark-data: holds no run yet; calibrax ingest stores one\n"
    assert cli("baseline") == (4, "", none)
    assert cli("summary") == (4, "", none)
