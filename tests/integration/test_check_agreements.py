"""calibrax check with what a team has agreed on in calibrax.yml, beside the noise."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run
from tests.integration.conftest import Cli
from tests.integration.courses import TEN, at, now, quiet

Write = Callable[[str, Any], Path]


@pytest.fixture
def agree(tmp_path: Path) -> Callable[[str], None]:
    """Return a function that writes calibrax.yml."""

    def written(text: str) -> None:
        (tmp_path / "calibrax.yml").write_text(text, encoding="utf-8")

    return written


Agree = Callable[[str], None]


def report(cli: Cli, *options: str) -> dict[str, Any]:
    """Return the report of a check."""
    content: dict[str, Any] = json.loads(cli("check", "--json", *options).out)
    return content


WAIVER = (
    "waivers: [{{benchmark: sort, metric: t, ceiling: {ceiling}, expires: {expires}, "
    "reason: new decoder}}]\n"
)


def test_a_waiver_lets_a_regression_pass_and_says_so(
    cli: Cli, agree: Agree, tmp_path: Path
) -> None:
    quiet(tmp_path, now(112.0))
    agree(WAIVER.format(ceiling="20%", expires="2999-01-31"))
    done = cli("check")
    assert (done.code, done.out) == (
        0,
        "PASS: no regressions in 1 metric of 1 point (threshold 5%)\n"
        "  = sort t: 100.00 → 112.00 (+12.0%): waived until 2999-01-31: new decoder\n",
    )


def test_a_waiver_does_not_let_more_pass(cli: Cli, agree: Agree, tmp_path: Path) -> None:
    quiet(tmp_path, now(112.0))
    agree(WAIVER.format(ceiling="11%", expires="2999-01-31"))
    done = cli("check")
    assert done.code == 1
    assert "above the ceiling 11% of its waiver" in done.out
    agree(WAIVER.format(ceiling="20%", expires="2020-01-31"))
    done = cli("check")
    assert done.code == 1
    assert "calibrax.yml:1: waivers[0]: expired on 2020-01-31: take it out" in done.out


def test_an_unused_waiver_warns(cli: Cli, agree: Agree, tmp_path: Path) -> None:
    quiet(tmp_path, now(100.0))
    agree(WAIVER.format(ceiling="20%", expires="2999-01-31"))
    done = cli("check")
    assert done.code == 0
    assert "warning: calibrax.yml:1: waivers[0]: covers no regression of this run" in done.out


def test_a_budget_holds_with_and_without_a_baseline(cli: Cli, agree: Agree, tmp_path: Path) -> None:
    agree("limits: [{metric: t, benchmark: '*', max: 99.5}]\n")
    store = Store(tmp_path / "benchmark-data")
    store.save(at(0, "first", values={"t": 100.0}))
    first = cli("check", "--report", "report.json")
    assert first.code == 1
    assert first.out.startswith("FAIL: 1 regression(s) detected:\n  ! sort t: 100.00 (over limit")
    assert "has no baseline 'main' yet" in first.out
    assert cli("render", "report.json").out == first.out
    agree("limits: [{metric: t, max: 100}]\n")
    assert cli("check").code == 3  # no baseline, and nothing more
    quiet(tmp_path, now(100.5))
    assert cli("check").code == 1


def test_a_new_metric_is_held_to_its_budget(cli: Cli, agree: Agree, tmp_path: Path) -> None:
    quiet(tmp_path, at(20, "now", branch="b", values={"t": 100.0, "memory": 3000.0}))
    assert cli("check").code == 0
    agree("limits: [{metric: memory, max: 2048}]\n")
    done = cli("check")
    assert done.code == 1
    assert "sort memory: 3,000" in done.out or "sort memory: 3000" in done.out


def test_accept_makes_a_new_level_that_cuts_the_history(
    cli: Cli, agree: Agree, tmp_path: Path
) -> None:
    store = quiet(tmp_path)
    for hour in range(10, 16):
        store.save(at(hour, f"new{hour}", values={"t": 120.0}))
    store.set_baseline("new15")
    store.save(now(121.0))
    before = report(cli)["comparisons"][0]
    assert before["evidence"]["runs"] == 16
    accepted = cli(
        "accept", "--metric", "t", "--point", "sort", "--run", "new10", "--reason", "new decoder"
    )
    assert accepted.code == 0, accepted
    after = report(cli)["comparisons"][0]
    assert (after["outcome"], after["baseline_value"]) == ("unchanged", pytest.approx(120.0))
    assert after["evidence"]["runs"] == 6


def test_a_level_of_the_run_itself_takes_the_baselines_place(
    cli: Cli, agree: Agree, tmp_path: Path
) -> None:
    quiet(tmp_path, now(130.0))
    assert cli("check").code == 1
    assert cli("accept", "--metric", "t", "--point", "sort", "--reason", "new decoder").code == 0
    done = cli("check", "--json")
    assert done.code == 0
    (row,) = json.loads(done.out)["comparisons"]
    assert (row["outcome"], row["baseline_value"]) == ("unchanged", 130.0)


def test_a_level_of_no_run_warns(cli: Cli, agree: Agree, tmp_path: Path) -> None:
    quiet(tmp_path, now(100.0))
    agree("levels: [{benchmark: sort, metric: t, since: gone, reason: r}]\n")
    done = cli("check")
    assert done.code == 0
    assert "levels: no run 'gone' in benchmark-data" in done.out


def two(place: int, name: str, value: float, **fields: Any) -> Run:
    """Return a run of two benchmarks, one of them of that name."""
    return a_run(
        a_point(name, t=value),
        a_point("find", t=1.0),
        timestamp=NOON + timedelta(hours=place),
        **fields,
    )


def test_a_renamed_benchmark_keeps_its_history(cli: Cli, agree: Agree, tmp_path: Path) -> None:
    store = Store(tmp_path / "benchmark-data")
    for place, value in enumerate(TEN):
        store.save(two(place, "old/name", value, id=f"past{place}", branch="main"))
    store.set_baseline("past9")
    store.save(two(20, "new/name", 106.0, id="now", branch="b"))
    assert cli("check").code == 3
    agree('renamed: {"old/name": "new/name"}\n')
    assert cli("check").code == 0
    row = report(cli)["comparisons"][0]
    assert (row["point_name"], row["outcome"]) == ("new/name", "inconclusive")
    assert row["evidence"]["runs"] == 10


def test_what_is_optional_may_be_absent_and_may_fail(
    cli: Cli, agree: Agree, tmp_path: Path
) -> None:
    store = Store(tmp_path / "benchmark-data")
    store.save(a_run(a_point("sort", t=1.0), a_point("GPU/sort", t=1.0), id="old"))
    store.set_baseline("old")
    store.save(a_run(a_point("sort", t=1.0), id="new", timestamp=NOON + timedelta(hours=1)))
    assert cli("check").code == 3
    agree('optional: ["GPU/*"]\n')
    done = cli("check")
    assert (done.code, done.out) == (
        0,
        "PASS: no regressions in 1 metric of 1 point (threshold 5%)\n"
        "  = GPU/sort t: missing: optional\n",
    )
    failed = a_run(a_point("sort", t=1.0), id="failed", timestamp=NOON + timedelta(hours=2))
    plain = {**failed.to_dict(), "metadata": {"failed": {"GPU/sort": "no device"}}}
    store.save(Run.from_dict(plain))
    done = cli("check")
    assert done.code == 0
    assert "GPU/sort: failed (no device), and is optional" in done.out
    agree("optional: [other]\n")
    assert cli("check").code == 3


def test_ten_steps_of_three_percent_do_not_pass_one_by_one(
    cli: Cli, agree: Agree, tmp_path: Path
) -> None:
    store = Store(tmp_path / "benchmark-data")
    store.save(at(0, "step0", values={"t": 100.0}))
    store.set_baseline("step0")
    store.set_baseline("step0", "v1.4.0")
    codes = []
    for step in range(1, 11):
        store.save(at(step, f"step{step}", values={"t": 100 * 1.03**step}))
        agree("threshold: 5%\n")
        alone = cli("check", "--mode", "fixed").code
        agree("threshold: 5%\nreference: v1.4.0\n")
        codes.append((alone, cli("check", "--mode", "fixed").code))
        store.set_baseline(f"step{step}", by="auto")
    assert codes == [(0, 0), *[(0, 1)] * 9]
    assert "against the reference v1.4.0" in cli("check", "--mode", "fixed").out


def test_ten_steps_are_found_by_the_noise_too(cli: Cli, agree: Agree, tmp_path: Path) -> None:
    store = Store(tmp_path / "benchmark-data")
    agree("reference: v1.4.0\n")
    store.save(at(0, "step0", values={"t": 100.0}))
    store.set_baseline("step0")
    store.set_baseline("step0", "v1.4.0")
    codes = []
    for step in range(1, 11):
        store.save(at(step, f"step{step}", values={"t": 100 * 1.03**step}))
        codes.append(cli("check").code)
        store.set_baseline(f"step{step}", by="auto")
    assert codes == [0, *[1] * 9]  # what drifts is no noise


def test_a_reference_that_is_not_there_is_wrong_usage(
    cli: Cli, agree: Agree, tmp_path: Path
) -> None:
    quiet(tmp_path, now(100.0))
    agree("reference: v9\n")
    done = cli("check")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "'v9'" in done.err
    agree("reference: past3\n")
    assert cli("check").code == 0


def test_thresholds_of_series(cli: Cli, agree: Agree, tmp_path: Path) -> None:
    quiet(tmp_path, now(112.0))
    for rule, code in (
        ("threshold: none", 3),  # nothing else was judged
        ("threshold: 20%", 0),
        ("threshold: 3%", 1),
        ("absolute: 15", 0),
        ("absolute: 5", 1),
        ("noise: exact", 1),
    ):
        agree(f"metrics: [{{metric: t, {rule}}}]\n")
        assert cli("check").code == code, rule
    agree("metrics: [{metric: t, threshold: 20%}]\n")
    assert cli("check", "--threshold", "1%").code == 0  # entries win over the option
