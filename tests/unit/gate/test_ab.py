"""An interleaved measurement is judged as a whole: outcomes, evidence, and what a team decided."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import log
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis import Comparison, Outcome
from calibrax.analysis.evidence import Rule
from calibrax.analysis.looks import LOOKS, Look, ended, fixed
from calibrax.core import Metric, MetricDef, Point, Run
from calibrax.gate.ab import Session, judged, unsettled
from calibrax.gate.judgement import Judgement
from calibrax.settings import Settings
from calibrax.settings.agreements import Limit, Waiver
from calibrax.settings.metric_rule import MetricRule, Noise
from calibrax.settings.selector import Selector
from tests.builders import a_def, a_run
from tests.unit.gate.cases import the_rules

SIX = (100.0, 101.0, 102.0, 103.0, 104.0, 105.0)
"""Six quiet rounds; six others that are all above them have p = 1/C(12, 6) = 1/924."""

Rounds = Mapping[str, Sequence[float | Sequence[float]]]


def times(factor: float, rounds: Sequence[float] = SIX) -> tuple[float, ...]:
    return tuple(value * factor for value in rounds)


def side(metrics: Rounds, defs: tuple[MetricDef, ...] | None = None, **fields: Any) -> Run:
    """Return a run of one benchmark; a round is the value of a process, or its values."""
    measured = {
        name: Metric(
            value=1.0,
            samples=tuple((each,) if isinstance(each, float) else tuple(each) for each in rounds),
        )
        for name, rounds in metrics.items()
    }
    run = a_run(Point(name="sort", scenario="sort", metrics=measured), defs=defs)
    return msgspec.structs.replace(run, kind="ab", **fields)


def verdict(
    base: Rounds,
    head: Rounds,
    looks: tuple[Look, ...] = LOOKS,
    settings: Settings | None = None,
    defs: tuple[MetricDef, ...] | None = None,
    threshold: float = 0.05,
) -> Judgement:
    session = Session(base=side(base, defs), head=side(head, defs), looks=looks)
    return judged(session, the_rules(settings, threshold=threshold))


def row(
    base: Sequence[float | Sequence[float]], head: Sequence[float | Sequence[float]], **said: Any
) -> Comparison:
    """Return the comparison of a single metric."""
    (found,) = verdict({"t": base}, {"t": head}, **said).comparisons
    return found


def test_by_hand_six_rounds_twenty_percent_slower() -> None:
    found = row(SIX, times(1.2))
    assert found.outcome is Outcome.REGRESSION
    # The 36 quotients lie symmetrically around 1.2 on logs.
    assert found.delta_pct == pytest.approx(20)
    assert found.baseline_value == pytest.approx((102 * 103) ** 0.5)
    assert found.current_value == pytest.approx(1.2 * (102 * 103) ** 0.5)
    evidence = found.evidence
    assert (evidence.rule, evidence.n, evidence.words) == ("ab", (6, 6), "")
    assert evidence.p == pytest.approx(1 / 924 / 0.0894)
    # 4 of 924 orders have 34 pairs or more, .0043, and .05 * .0894 is .00447: the two largest and
    # the two smallest quotients are left out, and the next ones are bounds.
    assert evidence.upper_pct == pytest.approx(100 * (1.2 * 105 / 101 - 1))
    assert evidence.lower_pct == pytest.approx(100 * (1.2 * 101 / 105 - 1))
    assert (found.remedy, found.candidate) == ("", False)


@pytest.mark.parametrize(
    ("factor", "outcome"),
    [
        (0.8, "improvement"),
        (0.97, "unchanged"),  # better, and not beyond the threshold
        (1.0, "unchanged"),  # the upper bound is 105/101, within 5%
        (1.005, "unchanged"),
        (1.02, "inconclusive"),  # its upper bound is beyond 5%
        (1.049, "inconclusive"),
        (1.06, "regression"),
        (1.5, "regression"),
    ],
)
def test_three_ways_to_end_and_one_to_go_on(factor: float, outcome: str) -> None:
    found = row(SIX, times(factor))
    assert found.outcome == outcome
    assert bool(found.remedy) is (outcome == "inconclusive")


def test_beyond_the_threshold_and_not_significant_goes_on() -> None:
    found = row(SIX, (95.0, 96.0, 120.0, 121.0, 122.0, 123.0))
    assert found.delta_pct is not None
    assert found.delta_pct > 5
    assert found.outcome is Outcome.INCONCLUSIVE


def test_higher_values_may_be_the_better_ones() -> None:
    defs = (a_def("t", "higher", unit="1/s"),)
    slower = row(SIX, times(0.8), defs=defs)
    assert slower.outcome is Outcome.REGRESSION
    assert slower.delta_pct == pytest.approx(-20)
    assert slower.evidence.lower_pct == pytest.approx(100 * (0.8 * 101 / 105 - 1))
    assert slower.evidence.upper_pct == pytest.approx(100 * (0.8 * 105 / 101 - 1))
    assert row(SIX, times(1.2), defs=defs).outcome is Outcome.IMPROVEMENT


@pytest.mark.parametrize(
    ("direction", "unit", "before", "now"),
    [
        ("lower", "ms", 100.0, 120.0),  # a duration: the shortest
        ("lower", "B", 200.0, 220.0),  # anything else: the median
        ("higher", "1/s", 200.0, 220.0),
    ],
)
def test_a_process_has_one_value(direction: str, unit: str, before: float, now: float) -> None:
    def values(lowest: float) -> list[tuple[float, ...]]:
        return [(300.0, lowest, lowest + 100.0)] * 6

    found = row(values(100.0), values(120.0), defs=(a_def("t", direction, unit=unit),))
    assert (found.baseline_value, found.current_value) == pytest.approx((before, now))


def test_p_values_are_adjusted_for_all_metrics() -> None:
    # 1/924/.0894 = .0121; of five metrics it is .0605 alone and .0303 with another one.
    names = [f"m{place}" for place in range(5)]
    base = dict.fromkeys(names, SIX)
    one = verdict(base, {**base, "m0": times(1.2)}).comparisons
    assert one[0].outcome is Outcome.INCONCLUSIVE
    assert one[0].evidence.p == pytest.approx(5 / 924 / 0.0894)
    two = verdict(base, {**base, "m0": times(1.2), "m1": times(1.3)}).comparisons
    assert [each.outcome for each in two] == ["regression"] * 2 + ["unchanged"] * 3
    assert two[0].evidence.p == pytest.approx(5 / 2 / 924 / 0.0894)


def test_what_is_settled_stays_and_still_counts_as_a_test() -> None:
    # After the first look the head is as fast as the base: too late.
    found = row(SIX * 2, times(1.2) + times(0.8))
    assert (found.outcome, found.evidence.n) == ("regression", (6, 6))
    # The same rounds without the first look.
    once = row(SIX * 2, times(1.2) + times(0.8), looks=fixed(12))
    assert (once.outcome, once.evidence.n) == ("inconclusive", (12, 12))
    # One of two settled metrics was measured no longer.
    settled = verdict(
        {"slow": SIX, "noisy": SIX * 2}, {"slow": times(1.3), "noisy": times(1.03) * 2}
    )
    assert [each.evidence.n for each in settled.comparisons] == [(6, 6), (12, 12)]
    assert [str(each.outcome) for each in settled.comparisons] == ["regression", "inconclusive"]
    assert unsettled(settled.comparisons) == (("sort", ()),)
    # At the first look its p was .0121, and of two tests .0242; the other one's is smaller at the
    # second look, and the larger of two significant ones is left as it is.
    assert settled.comparisons[0].evidence.p == pytest.approx(1 / 924 / 0.0894)


def test_rounds_between_two_looks_wait_for_the_next_one() -> None:
    eleven = times(1.03) + times(1.03)[:5]
    found = row(SIX + SIX[:5], eleven)
    assert found.evidence.n == (6, 6)
    over = row(SIX + SIX[:5], eleven, looks=ended(LOOKS, 11))
    assert over.evidence.n == (11, 11)


def test_before_the_first_look_nothing_is_known() -> None:
    found = verdict({"t": SIX[:5]}, {"t": times(1.2)[:5]}).comparisons
    assert [(each.outcome, each.evidence.n) for each in found] == [("inconclusive", (5, 5))]
    assert found[0].evidence.p is None
    assert unsettled(found) == (("sort", ()),)


def test_a_drift_of_the_machine_is_removed() -> None:
    noise = (100.0, 100.5, 101.0, 101.5, 102.0)
    base = noise + times(1.5, noise)
    found = row(base, times(1.1, base), looks=fixed(10))
    assert found.outcome is Outcome.REGRESSION
    assert found.delta_pct == pytest.approx(10)
    assert found.evidence.words == "drift removed"


def test_what_is_open_says_how_many_rounds_would_settle_it() -> None:
    # Residuals of both sides: logs of six values, quartiles at the places 2.75 and 8.25, which are
    # near ±log(1.0147): s = .0217; (.0217 * 2.842 / log 1.02)^2 * 2.1 + 1 = 21.4, and 6 are there
    found = row(SIX, times(1.01), threshold=0.02)
    assert found.outcome is Outcome.INCONCLUSIVE
    centre = log(102 * 103) / 2
    # ranks 3 and 4 of 12 and 9 and 10 of 12, both sides alike
    quartiles = [0.25 * log(low) + 0.75 * log(high) for low, high in ((101, 101), (104, 104))]
    noise = (quartiles[1] - quartiles[0]) / 1.349
    assert quartiles[0] < centre < quartiles[1]
    needed = 2.1 * (noise * 2.8420 / log(1.02)) ** 2 + 1
    assert 21 < needed < 22
    assert found.remedy == "at most about 16 rounds more would settle 2%"
    assert found.evidence.noise_pct == pytest.approx(100 * (104 / 101) ** (1 / 1.349) - 100)


def test_a_quiet_metric_that_is_near_its_threshold_says_so() -> None:
    found = row(SIX * 5, times(1.049) * 5)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.remedy == "so near to 5% that only more rounds can tell"


def test_the_smallest_change_that_the_rounds_could_have_shown() -> None:
    # One look at 6 rounds: z(1 - .025) = 1.9600, and 80% power .842: 2.8020 standard deviations
    # times sqrt(2.1 / 5)
    found = row(SIX, SIX, looks=fixed(6))
    noise = log(104 / 101) / 1.349
    assert found.evidence.detectable_pct == pytest.approx(
        100 * ((1 + 0) * 2.718281828 ** (noise * 2.8020 * (2.1 / 5) ** 0.5) - 1), rel=1e-3
    )


def test_values_that_are_not_positive_are_compared_by_differences() -> None:
    negative = tuple(value - 200.0 for value in SIX)
    found = row(negative, tuple(value + 20.0 for value in negative))
    assert found.outcome is Outcome.REGRESSION
    # the base lies at -97.5
    assert found.delta_pct == pytest.approx(100 * 20 / 97.5)
    zero = row((0.0,) * 6, (1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
    assert (zero.outcome, zero.delta_pct, zero.note) == ("regression", None, "from zero")
    none = row((0.0,) * 6, (0.0,) * 6)
    assert none.outcome is Outcome.UNCHANGED


def said(**fields: Any) -> Settings:
    return Settings(metrics=(MetricRule(metric="t", **fields),))


def test_a_metric_has_a_threshold_of_its_own() -> None:
    assert row(SIX, times(1.15), settings=said(threshold=0.2)).outcome is Outcome.UNCHANGED
    loose = row(SIX, times(1.3), settings=said(threshold=0.2))
    assert (loose.outcome, loose.threshold) == ("regression", 0.2)
    # changes below 30 ms never alarm; the bound is 24.8
    assert row(SIX, times(1.2), settings=said(absolute=30.0)).outcome is Outcome.UNCHANGED
    never = row(SIX, times(1.2), settings=said(threshold=None))
    assert (never.outcome, never.evidence.rule) == ("info", "fixed")


def test_an_exact_metric_is_judged_by_its_threshold_alone() -> None:
    exact = said(noise=Noise.EXACT)
    worse = row((100.0,) * 6, (106.0,) * 6, settings=exact)
    assert (worse.outcome, worse.evidence.rule) == ("regression", "exact")
    assert row((100.0,) * 6, (105.0,) * 6, settings=exact).outcome is Outcome.UNCHANGED
    assert unsettled([worse]) == ()


def test_a_metric_without_a_direction_is_never_judged() -> None:
    found = row(SIX, times(2), defs=(a_def("t", "info"),))
    assert found.outcome is Outcome.INFO


def test_what_was_not_measured_in_every_round_is_invalid() -> None:
    lost = row(SIX, times(1.2)[:5])
    assert lost.outcome is Outcome.INVALID
    assert lost.note == "measured 6 times on the base and 5 times on the head"
    both = verdict({"t": SIX[:5], "u": SIX}, {"t": SIX[:5], "u": SIX}).comparisons
    assert [str(each.outcome) for each in both] == ["invalid", "unchanged"]
    assert both[0].note == "measured in 5 of 6 rounds"
    exact = row(SIX, SIX[:5], settings=said(noise=Noise.EXACT))
    assert exact.outcome is Outcome.INVALID


def test_what_only_one_side_has_is_missing_or_new() -> None:
    found = verdict({"old": SIX, "t": SIX}, {"t": SIX, "extra": SIX}).comparisons
    assert {each.metric: str(each.outcome) for each in found} == {
        "t": "unchanged",
        "extra": "new",
        "old": "missing",
    }


def test_a_unit_that_changed_is_invalid() -> None:
    base = side({"t": SIX}, (a_def("t", unit="ms"),))
    head = side({"t": SIX}, (a_def("t", unit="s"),))
    (found,) = judged(Session(base=base, head=head), the_rules()).comparisons
    assert (found.outcome, found.note) == ("invalid", "the unit changed from ms to s")


def test_a_benchmark_that_was_renamed_is_the_same_one() -> None:
    base, head = side({"t": SIX}), side({"t": times(1.2)})
    point = msgspec.structs.replace(head.points[0], name="sorted")
    head = msgspec.structs.replace(head, points=(point,))
    settings = Settings(renamed={"sort": "sorted"})
    (found,) = judged(Session(base=base, head=head), the_rules(settings)).comparisons
    assert (found.point_name, found.outcome) == ("sorted", "regression")


def test_a_budget_holds_whatever_the_base_was() -> None:
    limited = Settings(limits=(Limit(metric="t", max=101.0),))
    found = row(SIX, SIX, settings=limited)
    assert (found.outcome, found.evidence.rule) == ("regression", "limit")
    assert unsettled([found]) == ()


def test_a_waiver_excuses_a_regression() -> None:
    waiver = Waiver(
        metric="t", place="waivers[0]", ceiling=0.25, reason="known", expires=date(2026, 2, 1)
    )
    found = verdict({"t": SIX}, {"t": times(1.2)}, settings=Settings(waivers=(waiver,)))
    assert found.comparisons[0].excuse == "waived until 2026-02-01: known"
    assert found.comparisons[0].outcome is Outcome.REGRESSION


def test_what_failed_on_the_head_counts_unless_it_is_optional() -> None:
    base = side({"t": SIX})
    head = side({"t": SIX}, metadata={"failed": {"merge": "crashed"}})
    session = Session(base=base, head=head)
    assert judged(session, the_rules()).failed == {"merge": "crashed"}
    optional = Settings(optional=(Selector(benchmark="merge"),))
    found = judged(session, the_rules(optional))
    assert found.failed == {}
    assert found.warnings == ("merge: failed (crashed), and is optional",)


ticks = st.lists(st.integers(50_000, 150_000), min_size=12, max_size=12, unique=True)
"""What a clock counts: floats that differ in their last digit may have the same logarithm."""

values = ticks.map(lambda counts: [count / 1000 for count in counts])


@given(values)
def test_swapped_sides_are_never_worse_both_ways(measured: list[float]) -> None:
    one = row(measured[:6], measured[6:], looks=fixed(6))
    other = row(measured[6:], measured[:6], looks=fixed(6))
    assert {one.outcome, other.outcome} != {Outcome.REGRESSION}
    if one.outcome is Outcome.REGRESSION:
        assert other.outcome in (Outcome.IMPROVEMENT, Outcome.UNCHANGED)


@given(values, st.sampled_from([2.0**-20, 0.5, 8.0, 2.0**30]))
def test_the_unit_of_the_values_does_not_matter(measured: list[float], factor: float) -> None:
    one = row(measured[:6], measured[6:])
    other = row(times(factor, measured[:6]), times(factor, measured[6:]))
    assert one.outcome == other.outcome
    assert one.evidence.p == other.evidence.p
    assert one.delta_pct == pytest.approx(other.delta_pct, abs=1e-6)


def test_the_p_value_is_that_of_the_side_to_which_the_metric_moved() -> None:
    found = row(SIX, times(0.8))
    assert found.outcome is Outcome.IMPROVEMENT
    assert found.evidence.p == pytest.approx(1 / 924 / 0.0894)


def test_an_improvement_is_both_significant_and_beyond_what_is_tolerated() -> None:
    quiet = (100.0, 100.1, 100.2, 100.3, 100.4, 100.5)
    within = row(quiet, times(0.97, quiet))
    assert within.evidence.p == pytest.approx(1 / 924 / 0.0894)
    assert within.outcome is Outcome.UNCHANGED
    beyond = row(SIX, (80.0, 81.0, 82.0, 104.0, 105.0, 106.0))
    assert beyond.delta_pct is not None
    assert beyond.delta_pct < -5
    assert beyond.outcome is Outcome.UNCHANGED  # two quotients of 36 are left out: up to 106/101


def test_only_what_is_open_and_was_measured_in_turns_needs_more_rounds() -> None:
    open, done = row(SIX, times(1.02)), row(SIX, times(1.2))
    assert unsettled([done]) == ()
    assert unsettled([done, open, open]) == (("sort", ()),)
    elsewhere = msgspec.structs.replace(
        open, evidence=msgspec.structs.replace(open.evidence, rule=Rule.HISTORY)
    )
    assert unsettled([elsewhere]) == ()
