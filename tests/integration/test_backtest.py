"""calibrax backtest: a stored history whose every alarm is worked out by hand."""

import json
import multiprocessing
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from calibrax.cli import replaying
from calibrax.gate.rules import Mode
from calibrax.gate.suggest import needs
from calibrax.gate.tally import count
from calibrax.settings import Settings, load_settings
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run
from tests.integration.conftest import Cli
from tests.integration.courses import TEN, at

# Held against the run before at 5%: 110 after 100 alarms twice. The mean of the first such run and
# the next, 105, is 5% more and no alarm; the mean of the second and the next, 110, is one.
STEPS = [100.0, 100.0, 110.0, 100.0, 110.0, 110.0]

# ±1% for ten runs, then 110 twice. The first is beyond twice the band of ten, 9.44%; the second is
# no worse than the first, which its history has, and 5% beyond the level: inconclusive.
STEP_UP = [*TEN, 110.0, 110.0]


def stored(folder: Path, values: Sequence[float], **fields: Any) -> Store:
    """Return a store with a run an hour."""
    store = Store(folder / "benchmark-data")
    for place, value in enumerate(values):
        store.save(at(place, f"run{place:02}", values={"t": value}, **fields))
    return store


def tallies(cli: Cli, *options: str) -> list[dict[str, Any]]:
    """Return the tallies, one a mode."""
    done = cli("backtest", "--json", *options)
    assert done.code == 0, done.err
    return list(json.loads(done.out))


def alarms(cli: Cli, *options: str) -> tuple[int, int, int, int]:
    """Return the metrics that one mode judged, its alarms, those with a next run, confirmed."""
    (found,) = tallies(cli, *options)
    return found["metrics"], found["alarms"], found["twice"], found["confirmed"]


def test_the_fixed_mode_holds_each_run_against_the_one_before(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, STEPS)
    assert tallies(cli, "--mode", "fixed", "--inject", "4,20") == [
        {
            "mode": "fixed",
            "runs": 5,
            "runs_with_alarm": 2,
            "runs_confirmed": 1,
            "metrics": 5,
            "alarms": 2,
            "twice": 4,
            "confirmed": 1,
            "inconclusive": 0.0,
            "caught": [
                {"slowdown": 0.04, "first": 0.4, "second": 0.75},
                {"slowdown": 0.2, "first": 1.0, "second": 1.0},
            ],
        }
    ]


def test_the_table_has_a_row_for_each_mode(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, STEPS)
    lines = cli("backtest", "--mode", "fixed", "--inject", "4,20").out.splitlines()
    assert lines[0] == "Replayed 5 runs, 5 metrics in all, each as if it had just arrived"
    assert " ".join(lines[2].split()) == (
        "mode runs with an alarm again metrics again inconclusive +4% +20%"
    )
    assert " ".join(lines[3].split()) == (
        "fixed 2 (40%) 1 (20%) 2 (40%) 1 (25%) 0% 40% / 75% 100% / 100%"
    )


def test_the_noise_is_known_from_five_earlier_runs_on(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, STEP_UP)
    (found,) = tallies(cli, "--mode", "noise-aware")
    assert (found["metrics"], found["alarms"], found["twice"], found["confirmed"]) == (7, 1, 6, 1)
    assert found["inconclusive"] == pytest.approx(1 / 7)


def test_auto_is_the_plain_rule_until_the_noise_is_known(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, STEP_UP)
    assert alarms(cli, "--mode", "auto") == (11, 1, 10, 1)
    (found,) = tallies(cli, "--mode", "auto")
    assert found["inconclusive"] == pytest.approx(1 / 11)


def test_both_modes_are_the_default_and_each_is_shown_once(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, STEP_UP)
    assert [each["mode"] for each in tallies(cli)] == ["fixed", "noise-aware"]
    assert [each["mode"] for each in tallies(cli, "--mode", "auto", "--mode", "auto")] == ["auto"]


def test_machines_are_separate_histories(cli: Cli, tmp_path: Path) -> None:
    store = Store(tmp_path / "benchmark-data")
    for place in range(6):
        machine, value = ("fast", 100.0) if place % 2 else ("slow", 200.0)
        run = at(place, f"run{place}", values={"t": value}, machine=machine)
        store.save(run)
    assert alarms(cli, "--mode", "fixed") == (4, 0, 2, 0)


def test_a_renamed_benchmark_keeps_its_history(cli: Cli, tmp_path: Path) -> None:
    store = stored(tmp_path, [100.0, 100.0])
    store.save(
        a_run(
            a_point("order", t=110.0), id="new", branch="main", timestamp=NOON + timedelta(days=1)
        )
    )
    assert alarms(cli, "--mode", "fixed") == (1, 0, 0, 0)
    (tmp_path / "calibrax.yml").write_text("renamed: {sort: order}\n")
    assert alarms(cli, "--mode", "fixed") == (2, 1, 1, 0)


def test_what_is_before_a_level_does_not_count(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, [100.0, 100.0, 110.0, 110.0])
    assert alarms(cli, "--mode", "fixed") == (3, 1, 2, 1)
    (tmp_path / "calibrax.yml").write_text(
        "levels:\n  - {metric: t, benchmark: sort, since: run02, reason: wanted}\n"
    )
    assert alarms(cli, "--mode", "fixed") == (2, 0, 1, 0)


def test_thresholds_are_those_of_the_settings_and_the_option(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, STEPS)
    assert alarms(cli, "--mode", "fixed", "--threshold", "20%") == (5, 0, 4, 0)
    (tmp_path / "calibrax.yml").write_text("metrics:\n  - {metric: t, threshold: none}\n")
    assert alarms(cli, "--mode", "fixed") == (0, 0, 0, 0)


def test_an_exact_metric_is_judged_by_its_threshold_in_each_mode(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, STEPS)
    (tmp_path / "calibrax.yml").write_text("metrics:\n  - {metric: t, noise: exact}\n")
    assert alarms(cli, "--mode", "noise-aware") == (5, 2, 4, 1)


def test_a_suggestion_is_read_by_the_settings_and_leaves_no_alarm(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, [*[100.0] * 10, 103.0])
    done = cli("backtest", "--suggest", "--mode", "fixed")
    assert done.out == (
        "metrics:\n  - {metric: t, benchmark: sort, threshold: 3%}  # detects +3.0%, of 10 runs\n"
    )
    assert alarms(cli, "--mode", "fixed", "--threshold", "2%") == (10, 1, 9, 0)
    (tmp_path / "calibrax.yml").write_text(done.out)
    allowed = load_settings(str(tmp_path / "calibrax.yml")).tolerance("t", "sort", {}, 0.02)
    assert allowed.threshold == pytest.approx(0.03)
    assert alarms(cli, "--mode", "fixed", "--threshold", "2%") == (10, 0, 9, 0)


def test_a_wish_for_false_alarms_lets_some_be(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, [*[100.0] * 10, 103.0])
    options = ("--suggest", "--mode", "fixed", "--json", "--false-alarms")
    (strict,) = json.loads(cli("backtest", *options, "9%").out)
    (loose,) = json.loads(cli("backtest", *options, "10%").out)
    assert (strict["threshold"], strict["alarms"]) == (0.03, 0.0)
    assert (loose["threshold"], loose["alarms"]) == (0.01, 0.1)


def test_a_suggestion_by_the_noise_leaves_no_alarm(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, [*TEN, *TEN, 110.0, 110.0])
    assert alarms(cli, "--mode", "noise-aware") == (17, 1, 16, 1)
    done = cli("backtest", "--suggest")
    assert "{metric: t, benchmark: sort, threshold: 10%}" in done.out
    (tmp_path / "calibrax.yml").write_text(done.out)
    assert alarms(cli, "--mode", "noise-aware") == (17, 0, 16, 0)


def test_a_metric_that_stays_at_zero_is_not_too_noisy(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, [0.0] * 15)
    for mode in ("fixed", "noise-aware"):
        assert cli("backtest", "--suggest", "--mode", mode).out == (
            "metrics:\n  - {metric: t, benchmark: sort, threshold: 1%}"
            f"  # detects +1.0%, of {14 if mode == 'fixed' else 10} runs\n"
        )


def test_a_suggestion_covers_a_benchmark_of_any_name(cli: Cli, tmp_path: Path) -> None:
    store = Store(tmp_path / "benchmark-data")
    name, tags = "a: [b] # *c?", {"size": "{1, 2}", "é": "x" * 90}
    for place, value in enumerate([*[100.0] * 10, 120.0]):
        point = a_point(name, tags, t=value)
        store.save(a_run(point, id=f"r{place:02}", timestamp=NOON + timedelta(hours=place)))
    done = cli("backtest", "--suggest", "--mode", "fixed")
    (tmp_path / "calibrax.yml").write_text(done.out, encoding="utf-8")
    settings = load_settings(str(tmp_path / "calibrax.yml"))
    assert settings.tolerance("t", name, tags, 0.05).threshold == pytest.approx(0.2)
    assert settings.tolerance("t", "a: [b] # xcy", tags, 0.05).threshold == 0.05
    assert settings.tolerance("t", name, {**tags, "size": "1"}, 0.05).threshold == 0.05
    assert alarms(cli, "--mode", "fixed") == (10, 0, 9, 0)


def test_what_is_too_noisy_is_to_be_reported_only(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, [100.0, 400.0] * 6)
    done = cli("backtest", "--suggest", "--mode", "fixed")
    first, entry, last = done.out.splitlines()
    assert first == "metrics:"
    assert entry.startswith("  - {metric: t, benchmark: sort, threshold: none}  # too noisy")
    assert last == "# 1 metric too noisy to gate: reported, never failing"
    (tmp_path / "calibrax.yml").write_text(done.out)
    assert alarms(cli, "--mode", "fixed") == (0, 0, 0, 0)


def test_a_history_too_short_proposes_nothing(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, STEPS)
    done = cli("backtest", "--suggest")
    assert (done.code, done.out) == (4, "")
    assert "no metric was judged in 10 runs" in done.err


def test_a_single_run_cannot_be_replayed(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, [100.0])
    done = cli("backtest")
    assert (done.code, done.out) == (4, "")
    assert "a single run of the suite 'main'" in done.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--suite", "mian"), "main"),
        (("--branch", "mian"), "main"),
        (("--inject", "fast"), "is no list of percentages"),
        (("--inject", "0"), "above 0%"),
        (("--inject", "nan"), "above 0%"),
        (("--inject", ""), "is no list of percentages"),
        (("--inject", "1000"), "below 1000%"),
        (("--suggest", "--mode", "auto", "--mode", "fixed"), "one --mode"),
        (("--mode", "plain"), "noise-aware"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    options: tuple[str, ...], said: str, cli: Cli, tmp_path: Path
) -> None:
    stored(tmp_path, STEPS)
    done = cli("backtest", *options)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_the_branch_is_the_baselines_else_the_newest_runs(cli: Cli, tmp_path: Path) -> None:
    store = stored(tmp_path, STEPS)
    for place in range(2):
        run = at(20 + place, f"side{place}", branch="side")
        store.save(msgspec.structs.replace(run, metadata={}))
    assert alarms(cli, "--mode", "fixed") == (1, 0, 0, 0)
    assert alarms(cli, "--mode", "fixed", "--branch", "main") == (5, 2, 4, 1)
    store.set_baseline("run05")
    assert alarms(cli, "--mode", "fixed") == (5, 2, 4, 1)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_several_processes_find_what_one_does(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    store = stored(tmp_path, STEP_UP)
    history = replaying.history_of(store, "main", None, Settings(), None, (0.05, 0.2))
    alone = [replaying.replayed(history, mode, count) for mode in Mode]
    asked = replaying.replayed(history, Mode.AUTO, needs)
    monkeypatch.setattr(replaying, "_SMALL", 0)
    monkeypatch.setattr(replaying, "get_context", lambda _: multiprocessing.get_context(method))
    assert [replaying.replayed(history, mode, count) for mode in Mode] == alone
    assert replaying.replayed(history, Mode.AUTO, needs) == asked


def test_a_suggestion_keeps_what_is_known_of_the_noise(cli: Cli, tmp_path: Path) -> None:
    stored(tmp_path, STEP_UP)
    known = "metrics: [{metric: t, absolute: 0.25, noise: exact}]\n"
    (tmp_path / "calibrax.yml").write_text(known, encoding="utf-8")
    done = cli("backtest", "--suggest")
    assert done.code == 0, done
    (tmp_path / "calibrax.yml").write_text(done.out, encoding="utf-8")
    (rule,) = load_settings(str(tmp_path / "calibrax.yml")).metrics
    assert (rule.absolute, rule.noise) == (0.25, "exact")
