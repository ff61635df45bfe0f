"""How one metric was judged: its policy, its data, and each gate's numbers."""

import msgspec
import pytest

from calibrax.analysis.evidence import Rule
from calibrax.core.past import past_of
from calibrax.errors import UnknownName
from calibrax.gate.case import Case
from calibrax.report import build
from calibrax.report.explanation import explained
from calibrax.settings import Settings
from calibrax.settings.agreements import Level
from tests.builders import a_def, a_point, a_run
from tests.unit.gate.cases import a_case, course, runs, sampled, the_rules, wobble

TEN = course(wobble(10))


def lines(case: Case, settings: Settings | None = None, metric: str = "t") -> list[str]:
    """Return how a metric of the benchmark sort was judged."""
    rules = the_rules(settings)
    return explained(case, rules, build.held(case, rules), "sort", metric).splitlines()


def test_samples_have_their_interval_and_the_runs_behind_them() -> None:
    four = (99.0, 100.0, 101.0, 102.0)
    now = sampled(*(value * 1.2 for value in four))
    history = tuple(map(past_of, runs(TEN)))
    case = Case(run=now, baseline=sampled(*four, id="past00"), history=history)
    said = lines(case)
    assert said[:2] == [
        "sort t: regression",
        "  rule       samples of several processes on both sides",
    ]
    # 1.2 * 99/102 = 1.1647, 1.2 * 102/99 = 1.2364, p = 1/70
    assert "  evidence   [+16.5%, +23.6%] p=.014 n=4+4" in said
    assert "  noise      held against 10 runs of history" in said


def test_higher_values_that_fall_are_worse() -> None:
    past = course(wobble(10), "rate")
    case = a_case(past, {"rate": 90.0}, defs=(a_def("rate", "higher", "1/s"),))
    said = lines(case, metric="rate")
    assert "  policy     higher is better, threshold 5%" in said
    assert "  current    90.00 1/s, -10.0%" in said
    assert "  practical  +10.0% worse, more than 5%" in said


def test_what_does_not_count_is_not_listed() -> None:
    past = runs(TEN)
    level = Settings(levels=(Level(since="past06", reason="new"),))
    case = a_case(TEN, {"t": 100.0}, levels={"past06": past_of(past[6])})
    assert "  history    4 runs, oldest first" in lines(case, level)
    assert "  history    10 runs, oldest first" in lines(case)


def test_the_history_of_a_renamed_benchmark_is_found_by_its_present_name() -> None:
    case = a_case(TEN, {"t": 100.0})
    (point,) = case.run.points
    now = msgspec.structs.replace(case.run, points=(msgspec.structs.replace(point, name="x"),))
    rules = the_rules(Settings(renamed={"sort": "x"}))
    case = msgspec.structs.replace(case, run=now)
    said = explained(case, rules, build.held(case, rules), "x", "t")
    assert "  history    10 runs, oldest first" in said
    assert said.startswith("x t: unchanged")


def test_a_run_without_a_baseline_has_its_budget_alone() -> None:
    rules = the_rules()
    run = a_run(a_point("sort", t=1.0))
    report = build.unjudged("no baseline", 0.05, run=run)
    with pytest.raises(UnknownName, match="sort"):
        explained(None, rules, report, "sort", "t")


def test_the_whole_suite_has_a_threshold_of_its_own() -> None:
    names = [f"m{each}" for each in range(8)]
    past = [dict.fromkeys(names, value) for value in wobble(10)]
    case = a_case(past, dict.fromkeys(names, 114.0))
    rules = the_rules()
    said = explained(case, rules, build.held(case, rules), "whole suite", "shift").splitlines()
    assert said[0] == "whole suite shift: regression"
    assert "  policy     lower is better, threshold 3%" in said
    assert "  practical  +14.0% worse, more than 3%" in said


def test_a_metric_that_is_gone_says_what_it_was() -> None:
    past = [{**run, "u": 1.0} for run in TEN]
    said = lines(a_case(past, {"t": 100.0}), metric="u")
    assert said[0] == "sort u: missing"
    assert "  baseline   1.00 ms" in said
    assert not any("current" in line or "history" in line for line in said)


def test_every_rule_has_its_words() -> None:
    from calibrax.report.explanation import _RULES

    assert set(_RULES) == set(Rule)
