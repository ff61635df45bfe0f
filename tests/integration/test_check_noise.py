"""calibrax check by the noise: which earlier runs count, what it says, and how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest

from calibrax.storage import Store
from tests.integration.conftest import Cli
from tests.integration.courses import TEN, at, now, quiet


def row(cli: Cli, *options: str) -> dict[str, Any]:
    """Return the row of the metric t in the report."""
    report = json.loads(cli("check", "--json", *options).out)
    (found,) = (each for each in report["comparisons"] if each["metric"] == "t")
    return dict(found)


def test_a_change_that_is_plain_to_see_fails(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(110.0))
    done = cli("check")
    assert done.code == 1
    assert done.out == (
        "FAIL: 1 regression(s) detected:\n"
        "  ↑ sort t: 100.00 → 110.00 (+10.0%) noise ±4.6%, worse than 10/10\n"
    )


def test_a_change_within_the_noise_of_the_history_passes(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(104.0))
    done = cli("check", "--threshold", "2%")
    assert done.code == 0
    assert done.out == (
        "PASS (1 inconclusive): no regressions in 1 metric of 1 point (threshold 2%)\n"
        "  ~ sort t: 100.00 → 104.00 (+4.0%): inconclusive noise ±4.6%, worse than 10/10: "
        "noise ±5%: a 2% change cannot be seen\n"
        "  1 inconclusive\n"
        "  not counted as failure: inconclusive (fail-on: regression,not-judged)\n"
    )
    assert cli("check").out == "PASS: no regressions in 1 metric of 1 point (threshold 5%)\n"


def test_what_is_inconclusive_fails_where_the_team_says_so(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(106.0))
    done = cli("check")
    assert (done.code, done.out.splitlines()[0]) == (
        0,
        "PASS (1 inconclusive): no regressions in 1 metric of 1 point (threshold 5%)",
    )
    assert "measure again" in done.out
    assert cli("check", "--fail-on", "inconclusive").code == 3
    assert cli("check", "--fail-on", "regression,not-judged,inconclusive").code == 3
    (tmp_path / "calibrax.yml").write_text("fail-on: [regression, inconclusive]\n")
    assert cli("check").code == 3


def test_the_plain_mode_is_on_request_and_the_default_is_auto(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(107.0))  # 6% more than the baseline, 101.005
    assert cli("check").code == 0
    assert cli("check", "--mode", "auto").out == cli("check").out
    assert cli("check", "--mode", "noise-aware").out == cli("check").out
    plain = cli("check", "--mode", "fixed")
    assert (plain.code, plain.out) == (
        1,
        "FAIL: 1 regression(s) detected:\n  ↑ sort t: 101.01 → 107.00 (+5.9%)\n",
    )
    assert cli("check", CALIBRAX_CHECK_MODE="fixed").code == 1
    assert cli("check", "--mode", "loose").code == 2


def test_the_report_says_how_it_was_judged(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(106.0))
    report = json.loads(cli("check", "--json", "--sensitivity", "high").out)
    said = {name: report[name] for name in ("mode", "sensitivity", "history", "verdict")}
    assert said == {"mode": "auto", "sensitivity": "high", "history": 10, "verdict": "pass"}
    (found,) = report["comparisons"]
    assert found["outcome"] == "inconclusive"
    assert found["candidate"] is True
    assert found["remedy"] == "measure again"
    evidence = found["evidence"]
    assert evidence["rule"] == "history"
    assert evidence["noise_pct"] == pytest.approx(4.614, abs=0.001)


@pytest.mark.parametrize(("history", "runs"), [("30", 10), ("7", 7), ("5", 5), ("4", 0), ("0", 0)])
def test_the_newest_runs_show_the_noise(cli: Cli, tmp_path: Path, history: str, runs: int) -> None:
    quiet(tmp_path, now(106.0), values={2: 500.0})
    evidence = row(cli, "--history", history)["evidence"]
    assert evidence.get("runs", 0) == runs
    if history == "7":  # the newest seven lie above the one of 500
        assert evidence["worse_than"] == 7


def test_no_other_runs_are_history(cli: Cli, tmp_path: Path) -> None:
    quiet(
        tmp_path,
        at(9.1, "later", values={"t": 500.0}),  # newer than the baseline
        at(5.1, "branch", branch="feature", values={"t": 500.0}),
        at(5.2, "suite", suite="nightly", values={"t": 500.0}),
        at(5.3, "side", kind="ab", values={"t": 500.0}),
        at(5.4, "again", metadata={"attempt_of": "past5", "attempt": 2}, values={"t": 500.0}),
        now(106.0),
    )
    found = row(cli)["evidence"]
    assert (found["runs"], found["worse_than"]) == (10, 10)


def test_the_run_itself_is_no_part_of_its_history(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, at(8.5, "now", values={"t": 106.0}))
    found = row(cli, "--run", "now")["evidence"]
    assert (found["runs"], found["worse_than"]) == (10, 10)


def test_promoting_a_baseline_cuts_no_history(cli: Cli, tmp_path: Path) -> None:
    store = quiet(tmp_path, now(106.0))
    for name in ("past3", "past9"):
        store.set_baseline(name, by="auto")
    assert row(cli)["evidence"]["runs"] == 10


def test_a_baseline_held_against_itself_says_so(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path)
    done = cli("check", "--run", "past9")
    assert done.code == 0
    assert "the run is the baseline itself: nothing new was measured" in done.out


def test_only_the_history_is_parsed(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(100.0))
    for place in range(3):
        (path,) = (tmp_path / "benchmark-data" / "runs").glob(f"*past{place}.json")
        text = path.read_text()
        path.write_text(text[: text.index('"points"')])  # a header, and nothing behind it
    seven, eight = (cli("check", "--history", count) for count in ("7", "8"))
    assert seven.code == eight.code == 0
    assert "left out" not in seven.out
    assert eight.out.count("left out: ") == 3


def test_the_newest_run_of_the_same_machine_takes_the_baselines_place(
    cli: Cli, tmp_path: Path
) -> None:
    quiet(tmp_path, now(130.0, machine="arm"), machine="x86")
    alone = cli("check")
    assert alone.code == 0
    assert "inconclusive" in alone.out
    assert "measure the baseline on this machine" in alone.out
    assert "different machine: the baseline ran on x86, this on arm" in alone.out
    store = quiet(tmp_path / "two", now(130.0, machine="arm"), machine="x86")
    store.save(at(7.5, "arm1", values={"t": 125.0}, machine="arm"))
    store.save(at(8.5, "arm2", values={"t": 120.0}, machine="arm"))
    store.save(at(8.7, "other", values={"t": 120.0}, machine="arm", branch="feature"))
    done = cli("check", "--data", tmp_path / "two" / "benchmark-data")
    assert done.code == 1
    assert "120.00 → 130.00 (+8.3%)" in done.out
    assert (
        "different machine: the baseline, run past9, ran on x86; held against run arm2 of "
        "2026-01-02 20:30:00 UTC, the newest on arm"
    ) in done.out


def test_a_history_is_of_one_machine(cli: Cli, tmp_path: Path) -> None:
    store = quiet(tmp_path, now(106.0, machine="x86"), machine="x86")
    for place in range(8):
        store.save(at(place + 0.5, f"arm{place}", values={"t": 500.0}, machine="arm"))
    assert row(cli)["evidence"]["runs"] == 10


def test_already_on_main(cli: Cli, tmp_path: Path) -> None:
    store = quiet(tmp_path, now(112.0))
    assert cli("check").code == 1
    store.save(at(15, "tip", values={"t": 112.0}))
    done = cli("check")
    assert done.code == 0
    assert "= sort t: 100.00 → 112.00 (+12.0%): already on main\n" in done.out
    assert done.out.startswith("PASS: no regressions")
    store.save(at(16, "fixed", values={"t": 100.0}))
    assert cli("check").code == 1


def test_main_itself_is_not_excused_by_its_newest_run(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, at(15, "tip", values={"t": 112.0}), at(20, "now", values={"t": 112.0}))
    assert cli("check").code == 1


def test_the_whole_suite_is_one_finding(cli: Cli, tmp_path: Path) -> None:
    names = [f"m{each}" for each in range(9)]
    store = Store(tmp_path / "benchmark-data")
    for place, value in enumerate(TEN):
        store.save(at(place, f"past{place}", values=dict.fromkeys(names, value)))
    store.set_baseline("past9")
    store.save(at(20, "now", branch="feature", values=dict.fromkeys(names, 114.0)))
    done = cli("check")
    assert done.code == 1
    assert done.out == (
        "FAIL: 1 regression(s) detected:\n"
        "  ↑ whole suite shift: 100.00 → 114.00 (+14.0%) noise ±4.6%, worse than 10/10; "
        "runner or global change\n"
    )
