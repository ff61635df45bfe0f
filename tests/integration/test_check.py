"""calibrax check: what it is held against, what it writes, how it ends."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import NOON, a_point, a_run
from tests.integration.conftest import Cli

Write = Callable[[str, Any], Path]


@pytest.fixture
def store(cli: Cli, write: Write) -> None:
    """Make a store: run ``old`` is the baseline, run ``new`` is 8% slower."""
    for id, value, hours in (("old", 100.0, 0), ("new", 108.0, 1)):
        run = a_run(a_point("a", t=value), id=id, timestamp=NOON + timedelta(hours=hours))
        assert cli("ingest", "--input", write(f"{id}.json", run)).code == 0
    assert cli("baseline", "--run", "old").code == 0


pytestmark = pytest.mark.usefixtures("store")


@pytest.mark.parametrize(
    ("threshold", "code"), [("0.05", 1), ("5%", 1), ("8%", 0), ("0.08", 0), ("10%", 0), ("0", 1)]
)
def test_the_threshold_is_a_share_or_a_percentage(cli: Cli, threshold: str, code: int) -> None:
    assert cli("check", "--threshold", threshold).code == code


@pytest.mark.parametrize(
    "threshold", ["5", "1", "nan", "inf", "-1", "-0.1", "", "x", "5%%", "1_0%"]
)
def test_other_thresholds_are_wrong_usage(cli: Cli, threshold: str) -> None:
    done = cli("check", "--threshold", threshold)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "--threshold" in done.err


def test_a_run_is_picked_by_the_beginning_of_its_id(cli: Cli) -> None:
    assert cli("check", "--run", "ol").code == 0
    assert cli("check", "--run", "ne").code == 1


@pytest.mark.parametrize("run", ["nope", "../old", "", ".", "a/b", "x" * 5000])
def test_an_unknown_run_is_wrong_usage(cli: Cli, run: str) -> None:
    done = cli("check", "--run", run)
    assert done.code == 2
    assert done.err.count("\n") == 1


def test_against_a_stored_run_and_against_a_file(cli: Cli, tmp_path: Path) -> None:
    assert cli("check", "--against", "new").out.startswith("PASS")
    assert cli("check", "--against", "old").out.startswith("FAIL")
    assert cli("check", "--against", tmp_path / "old.json").out.startswith("FAIL")


def test_against_nothing_that_exists(cli: Cli) -> None:
    assert cli("check", "--against", "nope.json").code == 2


def test_against_and_baseline_exclude_each_other(cli: Cli) -> None:
    assert cli("check", "--against", "old", "--baseline", "main").code == 2


def test_a_baseline_that_was_never_set_names_the_others(cli: Cli) -> None:
    done = cli("check", "--baseline", "release")
    assert done.code == 3
    assert "'release'" in done.out
    assert "there is main" in done.out


def test_a_baseline_that_is_gone_is_no_first_run(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "benchmark-data" / "baselines" / "main.json").unlink()
    done = cli("check", "--json")
    assert done.code == 3
    report = json.loads(done.out)
    assert (report["verdict"], report["run"]["id"]) == ("not-judged", "new")
    assert report["message"] == (
        "the baseline 'main' was run old and its file is gone from "
        f"{Path('benchmark-data') / 'baselines'}: make a run the baseline again with calibrax "
        "baseline, or, where it is meant to be gone, take its lines out of the log beside it"
    )
    assert cli("baseline", "--run", "old").code == 0
    assert cli("check").code == 1


def test_the_report_and_the_json_output_are_the_same(cli: Cli, tmp_path: Path) -> None:
    done = cli("check", "--report", "out/report.json", "--json")
    report = (tmp_path / "out" / "report.json").read_text(encoding="utf-8")
    assert done.code == 1
    assert done.out == report
    content = json.loads(report)
    assert content["schema"] == 3
    assert content["verdict"] == "fail"
    assert content["run"]["id"] == "new"
    assert content["baseline"]["id"] == "old"
    (row,) = content["comparisons"]
    assert (row["baseline_value"], row["current_value"], row["delta_pct"]) == (100.0, 108.0, 8.0)
    assert row["history"] == [100.0]
    assert content["fail_on"] == ["regression", "not-judged"]


def test_a_report_can_be_drawn_again(cli: Cli) -> None:
    checked = cli("check", "--report", "report.json")
    assert cli("render", "report.json").out == checked.out
    assert cli("render", "report.json", "--format", "markdown").out.startswith("### ❌ Fail")
    assert json.loads(cli("render", "report.json", "--format", "json").out)["verdict"] == "fail"


def test_an_error_leaves_no_report_of_an_earlier_check(cli: Cli, tmp_path: Path) -> None:
    cli("check", "--report", "report.json")
    (tmp_path / "benchmark-data" / "baselines" / "main.json").write_text("{", encoding="utf-8")
    done = cli("check", "--report", "report.json")
    assert done.code == 4
    assert "baselines/main.json" in done.err
    assert not (tmp_path / "report.json").exists()


@pytest.mark.parametrize("file", ["baselines/main.json", "runs/x.json", "config.json"])
def test_a_report_never_takes_the_place_of_a_file_of_the_store(
    cli: Cli, tmp_path: Path, file: str
) -> None:
    before = (tmp_path / "benchmark-data" / "baselines" / "main.json").read_bytes()
    done = cli("check", "--report", f"benchmark-data/{file}")
    assert done.code == 2
    assert "is a file of the store" in done.err
    assert (tmp_path / "benchmark-data" / "baselines" / "main.json").read_bytes() == before
    assert cli("check", "--report", "benchmark-data/report.json").code == 1


def test_runs_of_different_suites_are_not_compared(cli: Cli, write: Write) -> None:
    nightly = a_run(a_point("a", t=1.0), id="night", suite="nightly")
    cli("ingest", "--input", write("night.json", nightly))
    done = cli("check", "--run", "night", "--baseline", "main")
    assert done.code == 2
    assert "suite" in done.err
    assert cli("check", "--run", "night").code == 3


def test_config_json_says_which_way_is_better(cli: Cli, write: Write) -> None:
    defs = {"t": {"unit": "ms", "direction": "higher"}}
    write("benchmark-data/config.json", {"metric_defs": defs})
    assert cli("check").out.startswith("PASS")


PLAIN = {"points": [{"name": "a", "scenario": "a", "metrics": {"t": {"value": 1.0}}}]}


def test_a_first_run_warns_of_metrics_that_nobody_defines(cli: Cli, write: Write) -> None:
    cli("ingest", "--data", "other", "--input", write("plain.json", PLAIN))
    done = cli("check", "--data", "other")
    assert done.out.startswith("NO BASELINE")
    assert "warning: nobody defined 't': not judged" in done.out
    write("calibrax.yml", {"metrics": [{"metric": "t", "direction": "lower"}]})
    defined = cli("check", "--data", "other")
    assert defined.out.startswith("NO BASELINE")
    assert "warning" not in defined.out


def test_a_metric_that_nobody_defines_is_no_pass(cli: Cli, write: Write) -> None:
    cli("ingest", "--data", "other", "--input", write("plain.json", PLAIN))
    cli("baseline", "--data", "other")
    done = cli("check", "--data", "other")
    assert done.code == 3
    assert "nobody defined 't'" in done.out
