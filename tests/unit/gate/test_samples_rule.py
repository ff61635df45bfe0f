"""Samples of several processes on both sides: practical, significant, and beyond the noise."""

from math import log, sqrt
from typing import Any

import msgspec
import pytest

from calibrax.analysis import Comparison, Outcome
from calibrax.analysis.multiplicity import benjamini_hochberg
from calibrax.core import Metric, Point, Run
from calibrax.core.past import PastRun, past_of
from calibrax.gate.case import Case
from calibrax.gate.samples_rule import sample_test
from tests.builders import a_def, a_point, a_run
from tests.unit.gate.cases import course, runs, sampled, the_row, verdict_on, wobble

FOUR = (99.0, 100.0, 101.0, 102.0)
"""Four quiet processes; four others that are all above them have p = 1/C(8, 4) = 1/70."""

MIDDLE = sqrt(100.0 * 101.0)
"""Their median on logs."""


def row(
    now: tuple[float, ...],
    before: tuple[float, ...] = FOUR,
    history: tuple[PastRun, ...] = (),
    **rules: Any,
) -> Comparison:
    """Return the comparison of two sides, a value a process."""
    case = Case(run=sampled(*now), baseline=sampled(*before, id="past00"), history=history)
    return the_row(case, **rules)


def times(factor: float) -> tuple[float, ...]:
    """Return the four processes, that much slower."""
    return tuple(value * factor for value in FOUR)


def test_a_shift_is_the_median_of_all_pairs_with_its_interval() -> None:
    found = row(times(1.2))
    assert found.outcome is Outcome.REGRESSION
    # the 16 quotients lie symmetrically around 1.2 on logs, and with 4+4 all of them are inside
    assert found.delta_pct == pytest.approx(20.0)
    evidence = found.evidence
    assert evidence.lower_pct == pytest.approx(100 * (1.2 * 99 / 102 - 1))
    assert evidence.upper_pct == pytest.approx(100 * (1.2 * 102 / 99 - 1))
    assert evidence.p == pytest.approx(1 / 70)
    assert evidence.n == (4, 4)
    assert (evidence.rule, evidence.words) == ("samples", "no history")
    assert (found.baseline_value, found.current_value) == pytest.approx((MIDDLE, 1.2 * MIDDLE))


@pytest.mark.parametrize(
    ("factor", "outcome", "remedy"),
    [
        (1.04, "unchanged", ""),
        (1.06, "inconclusive", "measure again"),  # beyond the threshold, not twice
        (1.09, "inconclusive", "measure again"),
        (1.11, "regression", ""),  # beyond twice the threshold
        (0.96, "unchanged", ""),
        (0.93, "unchanged", ""),
        (0.89, "improvement", ""),
    ],
)
def test_without_a_history_twice_the_threshold_decides(
    factor: float, outcome: str, remedy: str
) -> None:
    found = row(times(factor))
    assert (found.outcome, found.remedy) == (outcome, remedy)
    assert found.candidate is (outcome == "inconclusive")


def test_what_is_not_significant_is_inconclusive() -> None:
    found = row((90.0, 110.0, 120.0, 121.0))
    assert found.delta_pct is not None
    assert found.delta_pct > 5
    assert (found.outcome, found.remedy) == ("inconclusive", "measure again")


def test_a_history_decides_what_is_beyond_the_noise() -> None:
    # The band of ten values ±0.01 is +4.61%, of ten values ±0.05 +25.3%
    quiet, loud = (tuple(map(past_of, runs(course(wobble(10, by=by))))) for by in (0.01, 0.05))
    assert row(times(1.07), history=quiet).outcome is Outcome.REGRESSION
    assert row(times(1.07), history=quiet).evidence.runs == 10
    hidden = row(times(1.15), history=loud)
    assert hidden.outcome is Outcome.INCONCLUSIVE
    assert hidden.evidence.words == "within the noise of its history"
    assert row(times(1.5), history=loud).outcome is Outcome.REGRESSION
    assert row(times(0.93), history=quiet).outcome is Outcome.IMPROVEMENT
    assert row(times(0.85), history=loud).outcome is Outcome.UNCHANGED


def test_processes_count_and_not_values() -> None:
    many = [tuple(level + step for step in (-0.3, 0.0, 0.1)) for level in FOUR]
    slow = [tuple(value * 1.2 for value in process) for process in many]
    case = Case(run=sampled(*slow), baseline=sampled(*many, id="past00"))
    found = the_row(case)
    assert found.evidence.n == (4, 4)
    # the median of each process is its middle value
    assert found.baseline_value == pytest.approx(MIDDLE)
    assert found.delta_pct == pytest.approx(20.0)


def test_fewer_than_four_processes_are_evidence_only_on_request() -> None:
    three, slow = FOUR[:3], times(1.2)[:3]
    assert row(slow, three).evidence.rule == "fixed"
    forced = row(slow, three, mode="noise-aware")
    # p = 1/C(6, 3) = 1/20, but no interval of 95% fits into 3+3 pairs
    assert (forced.outcome, forced.evidence.rule) == ("inconclusive", "samples")
    two = row(slow[:2], three[:2], mode="noise-aware")
    assert (two.outcome, two.remedy) == (
        "inconclusive",
        "too few samples for 1 metric: needs 4 processes a side",
    )
    assert row(slow[:1], three[:1], mode="noise-aware").evidence.rule == "fixed"


def several(n: int, slower: int, factor: float = 1.2, processes: int = 4) -> tuple[Run, Run]:
    """Return a baseline and a run of n metrics, some of them slower."""
    values = [100.0 + each for each in range(processes)]

    def side(id: str, factors: list[float]) -> Run:
        metrics = {
            f"m{place:03}": Metric(
                value=100 * each, samples=tuple((each * value,) for value in values)
            )
            for place, each in enumerate(factors)
        }
        point = Point(name="sort", scenario="sort", metrics=metrics)
        return a_run(point, id=id)

    return side("old", [1.0] * n), side("new", [factor] * slower + [1.0] * (n - slower))


@pytest.mark.parametrize(
    ("metrics", "processes", "needed"),
    # 1/C(2n, n): .0143 at 4, .0040 at 5, .0011 at 6, .00029 at 7; .05/4 = .0125, .05/120 = .00042
    [(4, 4, 5), (120, 4, 7), (120, 6, 7)],
)
def test_too_few_samples_for_many_metrics_say_how_many_they_need(
    metrics: int, processes: int, needed: int
) -> None:
    old, new = several(metrics, 1, processes=processes)
    found = the_row(Case(run=new, baseline=old), metric="m000")
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.remedy == (
        f"too few samples for {metrics} metrics: needs {needed} processes a side"
    )
    assert found.evidence.p is not None
    assert found.evidence.p > 0.05


def test_p_values_are_adjusted_for_all_metrics_with_samples() -> None:
    old, new = several(6, 2)
    found = verdict_on(Case(run=new, baseline=old)).comparisons
    # two of six at 1/70: 6/70/2 = 3/70 = .0429, so both are significant together
    assert [str(each.outcome) for each in found] == ["regression"] * 2 + ["unchanged"] * 4
    assert found[0].evidence.p == pytest.approx(3 / 70)
    raw = [1 / 70, 1 / 70, *[sample_test(FOUR, FOUR).worse] * 4]
    assert benjamini_hochberg(raw)[0] == pytest.approx(3 / 70)


def test_attempts_bring_their_processes() -> None:
    def point(run: Run) -> Run:
        return msgspec.structs.replace(run, id="again")

    case = Case(
        run=sampled(120.0, 121.0),
        baseline=sampled(*FOUR, id="past00"),
        attempts=(point(sampled(119.0, 122.0)), point(sampled(120.5, 121.5))),
    )
    found = the_row(case)
    assert found.evidence.n == (4, 6)
    assert found.evidence.p == pytest.approx(1 / 210)  # C(10, 4)
    assert found.outcome is Outcome.REGRESSION


def test_ties_are_no_evidence() -> None:
    same = row(FOUR, FOUR)
    assert (same.outcome, same.delta_pct) == ("unchanged", 0.0)
    constant = row((100.0,) * 4, (100.0,) * 4)
    assert (constant.outcome, constant.delta_pct) == ("unchanged", 0.0)


def test_higher_values_may_be_the_better_ones() -> None:
    def rate(factor: float) -> Comparison:
        sides = []
        for id, side in (("past00", FOUR), ("now0", times(factor))):
            run = sampled(*side, metric="rate", id=id)
            sides.append(
                msgspec.structs.replace(run, metric_defs={"rate": a_def("rate", "higher")})
            )
        return the_row(Case(run=sides[1], baseline=sides[0]), metric="rate")

    slower = rate(0.8)
    assert slower.outcome is Outcome.REGRESSION
    assert slower.delta_pct == pytest.approx(-20)
    assert slower.evidence.lower_pct == pytest.approx(100 * (0.8 * 99 / 102 - 1))
    assert slower.evidence.upper_pct == pytest.approx(100 * (0.8 * 102 / 99 - 1))
    assert rate(1.2).outcome is Outcome.IMPROVEMENT


def test_the_test_of_two_sides_knows_both_directions() -> None:
    found = sample_test([0.0, 0.1, 0.2, 0.3], [1.0, 1.1, 1.2, 1.3])
    assert found.worse == pytest.approx(1 / 70)
    assert found.better == pytest.approx(1.0)
    assert found.shift.estimate == pytest.approx(1.0)
    assert found.n == (4, 4)
    assert log(2) < found.shift.estimate


def test_samples_in_two_modes_and_with_a_trend_are_warned_of() -> None:
    even = tuple(100.0 + place % 3 for place in range(24))
    rising = row(tuple(100.0 + 3 * place for place in range(24)), even)
    # medians of the halves: 100 + 3 * 5.5 and 100 + 3 * 17.5, 36 apart; of all 100 + 3 * 11.5
    assert rising.warnings == (
        "the values rise by 26.8% from the first half of the run to the second",
    )
    modes = row(tuple((100.0, 130.0)[place % 2] + place % 3 / 10 for place in range(24)), even)
    assert modes.warnings == ("two modes: 12 values around 100.1 and 12 around 130.1",)
    assert row(even, even).warnings == ()


def test_a_warning_stands_on_a_row_that_the_plain_rule_judged() -> None:
    rising = Metric(value=1.0, samples=tuple(1.0 + 0.03 * place for place in range(24)))
    point = Point(name="sort", scenario="sort", metrics={"t": rising})
    found = the_row(Case(run=a_run(point), baseline=a_run(a_point("sort", t=1.0), id="old")))
    assert found.evidence.rule == "fixed"
    assert len(found.warnings) == 1


def test_what_could_have_been_seen_is_the_threshold_or_half_of_the_interval() -> None:
    # the quotients reach from 90/120 to 120/90, all of which are inside with 4+4
    wide = (90.0, 100.0, 110.0, 120.0)
    assert row(wide, wide).evidence.detectable_pct == pytest.approx(100 * (120 / 90 - 1))
    assert row(wide, wide).evidence.runs == 0
    assert row(FOUR, FOUR).evidence.detectable_pct == pytest.approx(5.0)


def test_with_a_history_it_is_what_the_history_could_have_shown() -> None:
    # the band of ten values ±0.05 is 2 * 2.0967 * .05 * sqrt(1 + 1.571/10), twice over for one
    loud = tuple(map(past_of, runs(course(wobble(10, by=0.05)))))
    found = row(FOUR, FOUR, history=loud)
    assert found.evidence.detectable_pct is not None
    assert found.evidence.detectable_pct > 20
    assert found.evidence.runs == 10
