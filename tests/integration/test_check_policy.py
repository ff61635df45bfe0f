"""calibrax check with a team's policy: --fail-on and calibrax.yml, who wins, what is still said."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Run
from tests.builders import NOON, a_def, a_point, a_run
from tests.integration.conftest import Cli

Write = Callable[[str, Any], Path]
Against = Callable[[Run, Run], None]


@pytest.fixture
def against(cli: Cli, write: Write) -> Against:
    """Return a function that stores a baseline and a newer run."""

    def stored(baseline: Run, run: Run) -> None:
        assert cli("ingest", "--input", write("baseline.json", baseline)).code == 0
        assert cli("baseline").code == 0
        assert cli("ingest", "--input", write("run.json", run)).code == 0

    return stored


def old(**values: float) -> Run:
    """Return the run that is the baseline."""
    return a_run(a_point("sort", **values), id="old")


def new(**values: float) -> Run:
    """Return the run that is judged."""
    return a_run(a_point("sort", **values), id="new", timestamp=NOON + timedelta(hours=1))


def settings(folder: Path, text: str, name: str = "calibrax.yml") -> None:
    """Write a team's settings."""
    (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("fail_on", "slower", "lost", "both"),
    [
        ("regression,not-judged", 1, 3, 1),
        ("regression", 1, 0, 1),
        ("not-judged", 0, 3, 3),
        ("inconclusive", 0, 0, 0),
        ("never", 0, 0, 0),
        (" not-judged , regression ", 1, 3, 1),
    ],
)
@pytest.mark.parametrize("case", ["slower", "lost", "both"])
def test_what_counts_as_failure_decides_the_exit_code(
    cli: Cli, against: Against, fail_on: str, slower: int, lost: int, both: int, case: str
) -> None:
    measured = {"slower": {"t": 2.0, "m": 1.0}, "lost": {"t": 1.0}, "both": {"t": 2.0}}
    against(old(t=1.0, m=1.0), new(**measured[case]))
    code = {"slower": slower, "lost": lost, "both": both}[case]
    assert cli("check", "--fail-on", fail_on).code == code


def test_what_does_not_count_is_still_said(cli: Cli, against: Against) -> None:
    against(old(t=1.0), new(t=2.0))
    done = cli("check", "--fail-on", "never", "--report", "report.json")
    assert done.code == 0
    assert done.out == (
        "FAIL: 1 regression(s) detected:\n"
        "  ↑ sort t: 1.00 → 2.00 (+100.0%)\n"
        "  not counted as failure: regression (fail-on: never)\n"
    )
    assert cli("render", "report.json").out == done.out
    assert "Not counted as failure" in cli("render", "report.json", "--format", "markdown").out


@pytest.mark.parametrize("fail_on", ["", "regresion", "never,regression", ","])
def test_another_policy_is_wrong_usage(cli: Cli, fail_on: str) -> None:
    done = cli("check", "--fail-on", fail_on)
    assert done.code == 2
    assert "--fail-on" in done.err
    assert done.err.count("\n") == 1


def test_no_baseline_is_never_excused(cli: Cli, write: Write) -> None:
    assert cli("ingest", "--input", write("run.json", new(t=1.0))).code == 0
    assert cli("check", "--fail-on", "never").code == 3


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    cli: Cli, against: Against, tmp_path: Path
) -> None:
    against(old(t=100.0), new(t=108.0))
    assert cli("check").code == 1
    settings(tmp_path, "threshold: 10%\n")
    assert cli("check").code == 0
    assert cli("check", CALIBRAX_CHECK_THRESHOLD="").code == 0
    assert cli("check", CALIBRAX_CHECK_THRESHOLD="6%").code == 1
    assert cli("check", "--threshold", "9%", CALIBRAX_CHECK_THRESHOLD="6%").code == 0
    assert cli("check", "--threshold", "5%").code == 1


def test_the_policy_of_the_file_counts_unless_another_is_given(
    cli: Cli, against: Against, tmp_path: Path
) -> None:
    against(old(t=1.0), new(t=2.0))
    settings(tmp_path, "fail-on: never\n")
    assert cli("check").code == 0
    assert "(fail-on: never)" in cli("check").out
    assert cli("check", CALIBRAX_CHECK_FAIL_ON="regression").code == 1
    assert cli("check", "--fail-on", "regression,not-judged").code == 1


def test_another_file_takes_the_place_of_calibrax_yml(
    cli: Cli, against: Against, tmp_path: Path
) -> None:
    against(old(t=100.0), new(t=108.0))
    settings(tmp_path, "threshold: 10%\n")
    settings(tmp_path, "threshold: 7%\n", "strict.yml")
    assert cli("check", "--config", "strict.yml").code == 1
    assert cli("check", CALIBRAX_CHECK_CONFIG="strict.yml").code == 1


def test_a_file_that_is_not_there_or_not_valid_is_bad_data(cli: Cli, tmp_path: Path) -> None:
    done = cli("check", "--config", "gone.yml")
    assert done.code == 4
    assert "gone.yml" in done.err
    settings(tmp_path, "treshold: 5%\n")
    done = cli("check")
    assert done.code == 4
    assert "calibrax.yml" in done.err
    assert "'threshold'" in done.err


def test_the_definitions_of_the_file_win_over_config_json_and_the_run(
    cli: Cli, against: Against, tmp_path: Path
) -> None:
    against(old(rate=100.0), new(rate=200.0))
    assert cli("check").out.startswith("FAIL")
    config = {"metric_defs": {"rate": a_def("rate", "info").to_dict()}}
    (tmp_path / "benchmark-data" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert cli("check").out.startswith("NOT JUDGED")
    settings(tmp_path, "metrics: [{metric: 'ra*', direction: higher}]\n")
    assert cli("check").out.startswith("PASS")


def test_a_rule_without_a_direction_does_not_hide_that_it_changed(
    cli: Cli, against: Against, tmp_path: Path
) -> None:
    hour = timedelta(hours=1)
    against(
        a_run(a_point("sort", t=1.0), id="old"),
        a_run(
            a_point("sort", t=2.0), id="new", defs=(a_def("t", "higher"),), timestamp=NOON + hour
        ),
    )
    settings(tmp_path, "metrics: [{metric: t, description: 'how long it takes'}]\n")
    done = cli("check")
    assert done.code == 3
    assert "the direction changed from lower to higher" in done.out


def test_a_metric_that_nobody_else_defined_is_judged_by_the_files_definition(
    cli: Cli, against: Against, tmp_path: Path
) -> None:
    hour = timedelta(hours=1)
    against(
        a_run(a_point("sort", x=1.0), id="old", defs=()),
        a_run(a_point("sort", x=2.0), id="new", defs=(), timestamp=NOON + hour),
    )
    assert cli("check").out.startswith("NOT JUDGED")
    settings(tmp_path, "metrics: [{metric: x, direction: lower, unit: ms}]\n")
    done = cli("check", "--json")
    (row,) = json.loads(done.out)["comparisons"]
    assert (row["outcome"], row["unit"]) == ("regression", "ms")


FIXED = ("check", "--mode", "fixed")


@pytest.fixture
def course(cli: Cli, write: Write) -> None:
    """Store six runs of main, the fifth of them the baseline, and a slower one of a branch."""
    for hour, value in enumerate([10.0, 11.0, 12.0, 13.0, 10.5]):
        run = a_run(
            a_point("sort", t=value, u=1.0),
            id=f"run-{hour}",
            branch="main",
            timestamp=NOON + timedelta(hours=hour),
        )
        assert cli("ingest", "--input", write(f"{hour}.json", run)).code == 0
    assert cli("baseline").code == 0
    slower = a_run(
        a_point("sort", t=12.5, u=1.0),
        id="slower",
        branch="feature",
        timestamp=NOON + timedelta(hours=9),
    )
    assert cli("ingest", "--input", write("slower.json", slower)).code == 0


@pytest.mark.usefixtures("course")
def test_the_report_holds_the_history_of_what_got_worse(cli: Cli) -> None:
    rows = {row["metric"]: row for row in json.loads(cli(*FIXED, "--json").out)["comparisons"]}
    assert rows["t"]["history"] == [10.0, 11.0, 12.0, 13.0, 10.5]
    assert rows["u"]["history"] == []
    cli(*FIXED, "--report", "report.json")
    page = cli("render", "report.json", "--format", "markdown").out
    assert "| worse than 4/5 past runs | ▁▃▆█▂▇ |" in page


@pytest.mark.usefixtures("course")
def test_a_plain_check_does_not_look_at_earlier_runs(cli: Cli, tmp_path: Path) -> None:
    (oldest,) = (tmp_path / "benchmark-data" / "runs").glob("*run-0.json")
    oldest.write_text("not a run", encoding="utf-8")
    plain, done = cli(*FIXED), cli(*FIXED, "--json")
    assert plain.code == done.code == 1
    assert oldest.name not in plain.out
    (warning,) = json.loads(done.out)["warnings"]
    assert warning.startswith("left out: ")
    assert oldest.name in warning
