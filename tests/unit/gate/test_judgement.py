"""Each sentence of the noise-aware rule, through the judgement of a whole run."""

from math import exp

import pytest

from calibrax.analysis import Outcome, compare_runs
from calibrax.analysis.evidence import Rule
from calibrax.core.past import past_of
from calibrax.gate.case import Case
from calibrax.gate.judgement import judged
from calibrax.gate.rules import Mode
from calibrax.settings import Settings
from calibrax.settings.metric_rule import MetricRule, Noise
from tests.builders import a_def
from tests.unit.gate.cases import (
    Values,
    a_case,
    course,
    outcomes,
    runs,
    sampled,
    the_row,
    the_rules,
    verdict_on,
    wobble,
    wobbles,
)

# Ten values ±0.01 on logs: scale 0.020967, band 2 * 0.020967 * sqrt(1 + 1.571/10) = 0.04511, which
# is +4.61%; twice the band is 0.09022, +9.44%. The threshold of 5% is 0.04879.
TEN = course(wobble(10))


def after(*values: float) -> Case:
    """Return the case of a run and its attempts after ten quiet runs."""
    now, *again = course(values)
    return a_case(TEN, now, *again)


@pytest.mark.parametrize(
    ("measured", "outcome", "candidate"),
    [
        ((103.0,), "unchanged", False),  # within the band
        ((104.5,), "unchanged", False),  # +4.5%: still within
        ((104.8,), "unchanged", True),  # beyond the band and 0.6 thresholds, not the threshold
        ((106.0,), "inconclusive", True),  # beyond the threshold, not twice the band
        ((109.3,), "inconclusive", True),
        ((109.6,), "regression", True),  # plain to see, and worth another look all the same
        ((106.0, 106.0), "inconclusive", True),
        ((106.0, 106.0, 106.0), "inconclusive", True),
        ((106.0, 106.0, 106.0, 106.0), "regression", False),  # the first and three more
        ((104.8, 106.0, 106.0, 106.0), "regression", False),  # the three alone are the estimate
        ((106.0, 104.8, 104.8, 104.8), "unchanged", False),  # and these show less than 5%
        ((104.8, 104.8, 104.8, 104.8), "unchanged", False),
        ((106.0, 106.0, 106.0, 103.0), "inconclusive", False),  # one is not bad: stop
        ((106.0, 101.0), "unchanged", False),
        ((110.0, 110.0), "regression", True),
        ((110.0, 110.0, 106.0), "inconclusive", True),  # fewer than three: all beyond twice
        ((110.0, 110.0, 110.0, 101.0), "inconclusive", False),
        ((130.0, 100.0), "inconclusive", False),  # never the best one
        ((110.0, 50.0, 110.0), "inconclusive", False),
        ((94.0,), "unchanged", False),  # better than the threshold, not twice the band
        ((91.0,), "improvement", False),  # log .91 = -.0943
        ((91.0, 96.0), "unchanged", False),
    ],
)
def test_measurements_are_judged_together(
    measured: tuple[float, ...], outcome: str, candidate: bool
) -> None:
    row = the_row(after(*measured))
    assert (row.outcome, row.candidate) == (outcome, candidate)
    assert row.evidence.rule is Rule.HISTORY
    assert row.evidence.measured == len(measured)


@pytest.mark.parametrize(
    ("attempts", "normal", "high"),
    [
        (0, "inconclusive", "inconclusive"),
        (1, "inconclusive", "inconclusive"),
        (2, "inconclusive", "regression"),
        (3, "regression", "regression"),
    ],
)
def test_high_sensitivity_asks_for_one_attempt_less(attempts: int, normal: str, high: str) -> None:
    case = after(*[106.0] * (1 + attempts))
    assert the_row(case).outcome == normal
    assert the_row(case, sensitivity="high").outcome == high


def test_a_regression_is_worse_than_all_of_the_history() -> None:
    spike = [*wobble(9), 100 * exp(0.12)]
    row = the_row(a_case(course(spike), {"t": 110.0}))
    assert row.outcome is Outcome.INCONCLUSIVE
    assert (row.evidence.worse_than, row.evidence.runs) == (9, 10)
    assert the_row(a_case(course(spike), {"t": 114.0})).outcome is Outcome.REGRESSION


def test_a_row_carries_its_evidence() -> None:
    row = the_row(after(110.0))
    found = row.evidence
    assert row.baseline_value == pytest.approx(100.0)
    assert row.delta_pct == pytest.approx(10.0)
    assert found.noise_pct == pytest.approx(4.614, abs=0.001)
    assert found.detectable_pct == pytest.approx(5.0, abs=0.001)
    assert (found.runs, found.worse_than, found.bad) == (10, 10, 1)
    assert found.pinned_value is None
    assert found.words == ""
    assert the_row(after(106.0)).remedy == "measure again"
    assert the_row(after(104.0)).remedy == ""


def test_noise_that_hides_the_threshold_is_said() -> None:
    # ±0.05 on logs: scale 0.104835, band 0.22554, +25.3%
    case = a_case(course(wobble(10, by=0.05)), {"t": 110.0})
    row = the_row(case)
    assert row.outcome is Outcome.INCONCLUSIVE
    assert not row.candidate
    assert row.remedy == "noise ±25%: a 5% change cannot be seen"
    assert row.evidence.detectable_pct == pytest.approx(25.30, abs=0.01)
    assert the_row(case, threshold=0.025).remedy == "noise ±25%: a 2.5% change cannot be seen"
    assert the_row(case, mode="fixed").outcome is Outcome.UNCHANGED  # the last was 105.1


def test_the_baselines_own_value_is_said_where_the_level_is_another() -> None:
    past = [*wobble(9), 106.0]
    found = the_row(a_case(course(past), {"t": 101.0}))
    assert found.baseline_value == pytest.approx(100.0)
    assert found.evidence.pinned_value == 106.0
    assert found.outcome is Outcome.UNCHANGED
    within = the_row(a_case(course([*wobble(9), 104.0]), {"t": 101.0}))
    assert within.evidence.pinned_value is None


def test_higher_values_may_be_the_better_ones() -> None:
    def rate(value: float) -> str:
        past = course(wobble(10), "rate")
        case = a_case(past, {"rate": value}, defs=(a_def("rate", "higher"),))
        row = the_row(case, metric="rate")
        assert row.delta_pct == pytest.approx(value - 100)
        return str(row.outcome)

    assert [rate(value) for value in (110.0, 104.0, 96.0, 94.0, 90.0)] == [
        "improvement",
        "unchanged",
        "unchanged",
        "inconclusive",
        "regression",
    ]


@pytest.mark.parametrize("mode", [Mode.AUTO, Mode.NOISE_AWARE])
def test_fewer_than_five_runs_say_nothing_of_the_noise(mode: Mode) -> None:
    four = the_row(a_case(TEN[:4], {"t": 106.5}), mode=mode)
    assert (four.outcome, four.evidence.rule) == ("regression", "fixed")
    assert the_row(a_case(TEN[:4], {"t": 103.0}), mode=mode).outcome is Outcome.UNCHANGED
    five = the_row(a_case(TEN[:5], {"t": 106.5}), mode=mode)
    assert (five.outcome, five.evidence.rule) == ("inconclusive", "history")


def together(n: int, **now: float) -> Case:
    """Return four metrics that move alike by ±0.1, and what three or four of them do now."""
    past = wobbles(n, 4, by=0.1)
    high = 100 * exp(0.1)
    measured: Values = {f"m{each}": now.get(f"m{each}", high) for each in range(4)}
    return a_case(past, measured, measured, measured, measured)


def test_from_twenty_runs_on_siblings_explain_the_noise() -> None:
    # raw: scale 0.20967, band 0.4354; beyond the siblings nothing is left: the floor of 0.002
    slower = together(20, m0=110 * exp(0.1))
    found = verdict_on(slower)
    assert outcomes(found) == {
        "m0": "regression",
        "m1": "unchanged",
        "m2": "unchanged",
        "m3": "unchanged",
    }
    row = found.comparisons[0]
    assert row.evidence.words == (
        "+10% beyond its siblings; worse than all 20 past runs in 4 of 4 measurements"
    )
    # 2 * 0.002 * sqrt(20/18) * sqrt(1 + 1.571/20) = 0.004379
    assert row.evidence.noise_pct == pytest.approx(0.4389, abs=0.0005)
    assert row.evidence.detectable_pct == pytest.approx(5.0, abs=0.001)


def test_fewer_than_twenty_runs_are_seen_alone() -> None:
    row = the_row(together(19, m0=110 * exp(0.1)), metric="m0")
    assert row.outcome is Outcome.INCONCLUSIVE
    assert "siblings" not in row.evidence.words
    assert row.remedy.startswith("noise ±")


def test_siblings_that_get_worse_together_do_not_explain_each_other_away() -> None:
    worse = 110 * exp(0.1)
    found = verdict_on(together(20, m0=worse, m1=worse, m2=worse, m3=worse))
    assert set(outcomes(found).values()) == {"regression"}


def test_what_the_history_knows_of_all_siblings_is_no_finding() -> None:
    assert set(outcomes(verdict_on(together(20))).values()) == {"unchanged"}


def rules_for(metric: str = "t", **said: object) -> Settings:
    """Return a team's settings with one rule."""
    return Settings(metrics=(MetricRule(metric=metric, **said),))  # type: ignore[arg-type]


def test_a_metric_without_noise_is_judged_by_the_threshold_alone() -> None:
    exact = rules_for(noise=Noise.EXACT)
    for mode in Mode:
        row = the_row(after(106.5), exact, mode=mode)
        assert (row.outcome, row.evidence.rule) == ("regression", "exact")
        assert the_row(after(103.0), exact, mode=mode).outcome is Outcome.UNCHANGED
    assert not the_row(after(106.5), exact).candidate


def test_changes_below_the_absolute_threshold_never_alarm() -> None:
    def at(value: float, absolute: float) -> str:
        return str(the_row(after(value), rules_for(absolute=absolute)).outcome)

    assert at(111.0, 12.0) == "unchanged"
    assert at(113.0, 12.0) == "regression"
    assert at(106.0, 4.0) == "inconclusive"
    assert the_row(after(111.0), rules_for(absolute=20.0), mode="fixed").outcome == "unchanged"


def test_a_metric_whose_threshold_is_none_is_reported_and_never_fails() -> None:
    for mode in Mode:
        row = the_row(after(200.0), rules_for(threshold=None), mode=mode)
        assert row.outcome is Outcome.INFO
        assert row.note == "never fails: its threshold is none"
        assert row.current_value == 200.0


def test_a_threshold_of_its_own_wins_over_the_default() -> None:
    row = the_row(after(112.0), rules_for(threshold=0.2))
    assert (row.outcome, row.threshold) == ("unchanged", 0.2)
    assert the_row(after(112.0), rules_for("other", threshold=0.2)).outcome is Outcome.REGRESSION


def test_the_plain_mode_is_the_plain_comparison() -> None:
    past = [{"t": value, "rate": 1.0, "gone": 1.0} for value in wobble(10)]
    defs = (a_def("t"), a_def("rate", "higher"), a_def("gone"), a_def("new"))
    case = a_case(past, {"t": 107.0, "rate": 0.9, "new": 1.0}, defs=defs)
    assert list(verdict_on(case, mode="fixed").comparisons) == compare_runs(case.run, case.baseline)


def test_a_baseline_of_zero_is_judged_by_differences() -> None:
    zero = a_case(course([0.0] * 10), {"t": 5.0})
    row = the_row(zero)
    assert (row.outcome, row.delta_pct) == ("regression", None)
    assert the_row(zero, rules_for(absolute=6.0)).outcome is Outcome.UNCHANGED
    assert the_row(a_case(course([0.0] * 10), {"t": 0.0})).outcome is Outcome.UNCHANGED


def test_negative_values_are_judged_by_differences() -> None:
    # shares of 100: ±0.01, so the same band as on logs: 4.511, and twice it 9.022
    past = course([-100 + (1 if place % 2 else -1) for place in range(10)])

    def at(value: float) -> str:
        return str(the_row(a_case(past, {"t": value})).outcome)

    assert [at(-103.0), at(-96.0), at(-94.0), at(-90.5), at(-109.5)] == [
        "unchanged",
        "unchanged",
        "inconclusive",
        "regression",
        "improvement",
    ]


def test_a_metric_that_changed_its_unit_has_no_history_before() -> None:
    case = a_case(course(wobble(10)), {"t": 106.5})
    seconds = tuple(
        past_of(run) for run in runs(course(wobble(8, 0.1)), defs=(a_def("t", unit="s"),))
    )
    row = the_row(Case(run=case.run, baseline=case.baseline, history=(*seconds, *case.history)))
    assert row.evidence.runs == 10
    assert row.baseline_value == pytest.approx(100.0)


def test_a_unit_of_the_settings_does_not_hide_the_history() -> None:
    case = a_case(TEN, {"t": 106.0})
    found = verdict_on(case).comparisons
    shown = judged(case, the_rules(), {"t": a_def("t", unit="s")}).comparisons
    assert [row.unit for row in shown] == ["s"]
    assert shown[0].evidence == found[0].evidence


def test_one_value_and_no_history_is_the_plain_rule() -> None:
    case = a_case(TEN[:1], {"t": 106.0})
    row = the_row(case)
    assert (row.outcome, row.evidence.rule) == ("regression", "fixed")


def test_many_values_of_one_process_are_no_evidence() -> None:
    one = sampled(tuple(100.0 + each / 10 for each in range(30)), id="past00")
    other = sampled(tuple(107.0 + each / 10 for each in range(30)))
    row = the_row(Case(run=other, baseline=one))
    assert (row.outcome, row.evidence.rule) == ("regression", "fixed")


def test_outcomes_are_the_same_on_another_scale() -> None:
    for value in (103.0, 104.8, 106.0, 110.0, 90.0):
        plain = the_row(after(value))
        large = the_row(a_case(course(wobble(10, 1e9)), {"t": value * 1e7}))
        assert (plain.outcome, plain.candidate) == (large.outcome, large.candidate)


def test_the_value_of_several_measurements_is_their_median() -> None:
    assert the_row(after(110.0, 120.0)).current_value == pytest.approx(115.0)
    row = the_row(after(106.0, 111.0, 107.0, 106.5))
    assert row.current_value == pytest.approx(106.75)
    assert row.delta_pct == pytest.approx(6.75)
