"""calibrax check --explain: the policy of one metric, its history, and each gate's numbers."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.builders import NOON, a_point, a_run
from tests.integration.conftest import Cli
from tests.integration.courses import TEN, at, now, quiet

Write = Callable[[str, Any], Path]

EXPLAIN = ("check", "--explain", "sort", "t")


def test_policy_history_and_gates_of_a_regression(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(110.0))
    done = cli(*EXPLAIN)
    assert done.code == 1  # the verdict's, as without --explain
    lines = done.out.splitlines()
    assert lines[:9] == [
        "sort t: regression",
        "  rule       a value, and a history that shows the noise",
        "  policy     lower is better, threshold 5%",
        "  baseline   100.00 ms",
        "  current    110.00 ms, +10.0%",
        "  practical  +10.0% worse, more than 5%",
        "  evidence   1 of 1 measurement beyond the band and worse than all of the history",
        "  noise      noise ±4.6%, worse than 10/10",
        "  detectable 5.0% or more",
    ]
    assert lines[9:11] == ["  measured   110.00 ms (run now)", "  history    10 runs, oldest first"]
    past = [line.split() for line in lines[11:]]
    assert [each[-3] for each in past] == [f"past{place}" for place in range(10)]
    assert [float(each[-2]) for each in past] == [round(value, 2) for value in TEN]
    assert lines[11].strip().startswith("2026-01-02 12:00")


def test_what_would_settle_it_and_each_attempt(cli: Cli, tmp_path: Path, write: Write) -> None:
    quiet(tmp_path, now(106.0))
    again = write("again.json", at(21, "again", branch="feature", values={"t": 107.0}))
    done = cli(*EXPLAIN, "--attempt", again)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "sort t: inconclusive"
    assert "  current    106.50 ms, +6.5%" in lines
    assert "  note       measure again" in lines
    measured = [line.split()[:2] for line in lines if "(run " in line]
    assert measured == [["measured", "106.00"], ["attempt", "107.00"]]


def test_the_plain_rule_and_one_without_noise(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(110.0))
    plain = cli(*EXPLAIN, "--mode", "fixed").out
    assert "rule       the plain rule: nothing is known of the noise" in plain
    assert "history" not in plain
    (tmp_path / "calibrax.yml").write_text(
        "metrics: [{metric: t, noise: exact, threshold: 3%, absolute: 0.5}]\n"
    )
    exact = cli(*EXPLAIN).out
    assert "rule       the threshold alone: the metric has no noise" in exact
    assert (
        "policy     lower is better, threshold 3%, changes below 0.50 ms never alarm, noise: exact"
    ) in exact


def test_a_waiver_a_level_and_a_budget(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(110.0))
    settings = tmp_path / "calibrax.yml"
    settings.write_text(
        "waivers:\n"
        "  - {benchmark: sort, metric: t, ceiling: 20%, expires: 2999-01-31, reason: new decoder}\n"
        "levels:\n"
        "  - {benchmark: sort, metric: t, since: past2, reason: new decoder}\n"
    )
    lines = cli(*EXPLAIN).out.splitlines()
    assert lines[0] == "sort t: regression, not counted: waived until 2999-01-31: new decoder"
    assert lines[2] == (
        "  policy     lower is better, threshold 5%, waived up to 20% until 2999-01-31, "
        "level since run past2"
    )
    assert "  history    8 runs, oldest first" in lines
    assert not any("past1 " in line for line in lines)
    settings.write_text("limits: [{metric: t, max: 105}]\n")
    over = cli(*EXPLAIN).out
    assert "rule       an absolute budget of calibrax.yml" in over
    assert "note       over limit: max 105" in over
    settings.write_text("metrics: [{metric: t, threshold: none}]\n")
    none = cli(*EXPLAIN).out
    assert none.startswith("sort t: info\n")
    assert "policy     never fails: its threshold is none" in none


def test_the_reference(cli: Cli, tmp_path: Path) -> None:
    store = quiet(tmp_path, now(103.0), at(-10, "pinned", values={"t": 90.0}))
    store.set_baseline("pinned", "v1.4.0")
    (tmp_path / "calibrax.yml").write_text("reference: v1.4.0\n")
    out = cli(*EXPLAIN).out
    assert out.startswith("sort t: regression\n")
    assert "rule       the pinned reference of calibrax.yml" in out
    assert "note       against the reference v1.4.0" in out


def test_each_configuration_of_a_benchmark(cli: Cli, write: Write) -> None:
    points = [a_point("sort", {"n": each}, t=1.0) for each in ("10", "100")]
    assert cli("ingest", "--input", write("run.json", a_run(*points, id="old"))).code == 0
    assert cli("baseline").code == 0
    out = cli(*EXPLAIN).out
    first, second = out.split("\n\n")
    assert first.startswith("sort")
    assert "10" in first.splitlines()[0]
    assert "100" in second.splitlines()[0]


def test_what_is_unknown_is_wrong_usage(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(110.0))
    for options, near in (
        (("sorts", "t"), "'sort'"),
        (("sort", "tt"), "'t'"),
    ):
        done = cli("check", "--explain", *options)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert near in done.err
    assert cli("check", "--explain", "sort").code == 2


def test_the_report_is_written_all_the_same(cli: Cli, tmp_path: Path) -> None:
    quiet(tmp_path, now(110.0))
    cli(*EXPLAIN, "--report", "report.json")
    assert json.loads((tmp_path / "report.json").read_text())["verdict"] == "fail"


def test_names_are_shown_safely(cli: Cli, write: Write) -> None:
    for hour, id in enumerate(("old", "new")):
        run = a_run(a_point("a\x1b[31m", t=1.0), id=id, timestamp=NOON + timedelta(hours=hour))
        assert cli("ingest", "--input", write(f"{id}.json", run)).code == 0
    assert cli("baseline", "--run", "old").code == 0
    out = cli("check", "--explain", "a\x1b[31m", "t").out
    assert "\x1b" not in out
    assert "\\x1b" in out
