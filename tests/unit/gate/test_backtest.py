"""What each run would have been told, on courses whose noise is known by hand."""

from collections.abc import Sequence
from datetime import timedelta
from math import exp, inf, log, sqrt
from typing import Any

import msgspec
import pytest

from calibrax.analysis.comparison import Outcome
from calibrax.core.models import MetricDirection
from calibrax.core.past import PastRun, Series
from calibrax.gate.backtest import WINDOW, Moment, Replayed, Subject, Told, moments, replay
from calibrax.settings import Settings
from calibrax.settings.metric_rule import MetricRule, Noise
from tests.builders import NOON
from tests.unit.gate.cases import the_rules, wobble

T: Series = ("sort", (), "t")
BAD, GOOD, SAME, OPEN = (
    Outcome.REGRESSION,
    Outcome.IMPROVEMENT,
    Outcome.UNCHANGED,
    Outcome.INCONCLUSIVE,
)
TEN = wobble(10)
# Ten values ±0.01 on logs have the scale 2.0967 * 0.01; the level is a median of ten.
LIMIT = 2 * 0.014826 * sqrt(2) * sqrt(1 + 1.571 / 10)


def past(place: int, machine: str | None = None, /, **values: float) -> PastRun:
    """Return the run of that hour, with values of the benchmark sort."""
    return PastRun(
        id=f"run{place:02}",
        timestamp=NOON + timedelta(hours=place),
        machine=machine,
        values={("sort", (), metric): value for metric, value in values.items()},
    )


def moment(history: Sequence[float], now: float, after: float | None = None) -> Moment:
    """Return the arrival of a run with one metric."""
    return Moment(
        past=tuple(past(place, t=value) for place, value in enumerate(history)),
        now=past(len(history), t=now),
        after=None if after is None else past(len(history) + 1, t=after),
    )


def a_subject(
    mode: str = "auto",
    direction: str = "lower",
    settings: Settings | None = None,
    slowdowns: tuple[float, ...] = (),
    **known: Any,
) -> Subject:
    """Return how the metric t is read."""
    return Subject(
        directions={"t": MetricDirection(direction)},
        rules=the_rules(settings, mode=mode),
        slowdowns=slowdowns,
        **known,
    )


def told(arrival: Moment, *args: Any, **how: Any) -> Told:
    """Return what the metric t was told."""
    return replay(arrival, a_subject(*args, **how)).metrics[T]


def outcomes(arrival: Moment, *args: Any, **how: Any) -> tuple[Outcome, Outcome | None]:
    """Return the outcome of the first measurement and of both."""
    found = told(arrival, *args, **how)
    return found.first, found.second


def test_the_first_run_of_a_machine_has_nothing_to_be_held_against() -> None:
    runs = [past(0, "a"), past(1, "b"), past(2, "a"), past(3, None), past(4, "a"), past(5, "b")]
    found = [
        (
            [run.id for run in each.past],
            each.now.id,
            each.after.id if each.after else None,
        )
        for each in moments(runs)
    ]
    assert found == [
        (["run00"], "run02", "run04"),
        (["run00", "run02"], "run04", None),
        (["run01"], "run05", None),
    ]
    assert moments([]) == moments(runs[:2]) == []


def test_the_past_is_no_longer_than_in_a_check() -> None:
    last = moments([past(place) for place in range(WINDOW + 5)])[-1]
    assert [run.id for run in last.past] == [f"run{place:02}" for place in range(4, WINDOW + 4)]


@pytest.mark.parametrize(
    ("now", "after", "expected"),
    [
        (104.0, None, (SAME, None)),
        (106.0, None, (BAD, None)),
        (106.0, 106.0, (BAD, BAD)),
        (106.0, 102.0, (BAD, SAME)),
        (102.0, 112.0, (SAME, BAD)),
        (94.0, 94.0, (GOOD, GOOD)),
    ],
)
def test_the_plain_rule_takes_the_mean_of_two(
    now: float, after: float | None, expected: tuple[Outcome, Outcome | None]
) -> None:
    assert outcomes(moment([200.0, 100.0], now, after), "fixed") == expected


def test_higher_is_better_turns_the_plain_rule_around() -> None:
    found = told(moment([100.0], 90.0, 110.0), "fixed", "higher", slowdowns=(0.2,))
    assert (found.first, found.second) == (BAD, SAME)
    assert found.injected == ((BAD, BAD),)  # 72, and with 88 on average 80
    assert found.needed == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("before", "now", "needed"),
    [(100.0, 107.0, 0.07), (100.0, 93.0, 0.0), (0.0, 1.0, inf), (0.0, 0.0, 0.0)],
)
def test_the_plain_rule_needs_the_change_itself(before: float, now: float, needed: float) -> None:
    found = told(moment([before], now), "fixed")
    assert found.needed == pytest.approx(needed)
    assert found.detectable == 0.0


def test_a_value_beyond_twice_the_band_alarms() -> None:
    assert outcomes(moment(TEN, 109.0), "noise-aware") == (OPEN, None)
    assert outcomes(moment(TEN, 110.0), "noise-aware") == (BAD, None)
    assert outcomes(moment(TEN, 110.0, 110.0), "noise-aware") == (BAD, BAD)
    assert outcomes(moment(TEN, 110.0, 100.0), "noise-aware") == (BAD, SAME)
    assert outcomes(moment(TEN, 104.0), "noise-aware") == (SAME, None)
    assert outcomes(moment(TEN, 90.0), "noise-aware") == (GOOD, None)


def test_the_noise_needs_what_a_plain_alarm_was_above_the_level() -> None:
    assert told(moment(TEN, 110.0)).needed == pytest.approx(0.1)
    assert told(moment(TEN, 109.0)).needed == 0.0
    assert told(moment(TEN, 80.0), direction="higher").needed == pytest.approx(0.2)


def test_what_is_detectable_is_twice_the_band() -> None:
    assert told(moment(TEN, 100.0)).detectable == pytest.approx(exp(2 * LIMIT) - 1)
    found = told(moment(TEN, 100.0), direction="higher")
    assert found.detectable == pytest.approx(1 - exp(-2 * LIMIT))


def test_an_injected_slowdown_is_of_the_level() -> None:
    found = told(moment(TEN, 102.0, 98.0), slowdowns=(0.05, 0.1))
    assert log(1.02 * 1.1) > 2 * LIMIT > log(0.98 * 1.1)
    assert [first for first, _ in found.injected] == [OPEN, BAD]
    assert [second for _, second in found.injected] == [SAME, OPEN]


def test_the_noise_is_not_known_from_four_values() -> None:
    four = moment(TEN[:4], 110.0)
    assert replay(four, a_subject("noise-aware")).metrics == {}
    assert outcomes(four, "auto") == outcomes(four, "fixed") == (BAD, None)
    five = moment(TEN[:5], 100.0)
    assert outcomes(five, "noise-aware") == (SAME, None)


def test_what_is_no_metric_to_judge_is_left_out() -> None:
    arrival = moment(TEN, 200.0)
    assert replay(arrival, a_subject(direction="info")).metrics == {}
    silent = Settings(metrics=(MetricRule(metric="t", threshold=None),))
    assert replay(arrival, a_subject(settings=silent)).metrics == {}
    unknown = msgspec.structs.replace(arrival, now=past(10, other=1.0))
    assert replay(unknown, a_subject()) == Replayed(metrics={})
    new = msgspec.structs.replace(arrival, past=(past(0, other=1.0),))
    assert replay(new, a_subject()).metrics == {}


def test_a_next_run_without_the_metric_is_no_second_measurement() -> None:
    arrival = msgspec.structs.replace(moment(TEN, 110.0), after=past(11, other=1.0))
    for mode in ("fixed", "noise-aware"):
        assert outcomes(arrival, mode)[1] is None


def test_an_exact_metric_is_held_against_the_run_before() -> None:
    exact = Settings(metrics=(MetricRule(metric="t", noise=Noise.EXACT, threshold=0.0),))
    arrival = moment(TEN, TEN[-1] + 0.01)
    assert outcomes(arrival, "noise-aware", settings=exact) == (BAD, None)
    assert outcomes(arrival, "noise-aware") == (SAME, None)


def test_changes_below_the_absolute_tolerance_do_not_alarm() -> None:
    wide = Settings(metrics=(MetricRule(metric="t", absolute=15.0),))
    for mode in ("fixed", "noise-aware"):
        assert outcomes(moment(TEN, 112.0), mode, settings=wide) == (SAME, None)
        assert outcomes(moment(TEN, 120.0), mode, settings=wide) == (BAD, None)


def test_a_level_counts_from_its_run_on() -> None:
    since = {T: NOON + timedelta(hours=5)}
    risen = moment([100.0] * 5 + [150.0] * 5, 150.0)
    assert outcomes(risen, since=since) == (SAME, None)
    begins = moment([100.0] * 5, 150.0)
    assert replay(begins, a_subject(since=since)).metrics == {}
    before = moment([100.0] * 4, 150.0)
    assert outcomes(before, since=since) == (BAD, None)


def test_values_that_are_not_all_positive_are_shares_of_the_last() -> None:
    history = [-1.0, 1.0] * 5
    assert outcomes(moment(history, 100.0), "noise-aware") == (BAD, None)
    assert told(moment(history, 100.0)).needed == inf  # the level is 0
    assert told(moment(history, 0.5)).needed == 0.0
    assert told(moment([0.0] * 10, 0.0)).detectable == 0.0


def suite(now: float, after: float | None, metrics: int = 8) -> Replayed:
    """Replay a run of metrics that all moved alike."""

    def run(place: int, value: float) -> PastRun:
        return past(place, None, **{f"m{each}": value for each in range(metrics)})

    arrival = Moment(
        past=tuple(run(place, value) for place, value in enumerate(TEN)),
        now=run(10, now),
        after=None if after is None else run(11, after),
    )
    lower = {f"m{each}": MetricDirection.LOWER for each in range(metrics)}
    return replay(arrival, msgspec.structs.replace(a_subject(), directions=lower))


def test_what_moves_all_metrics_is_one_alarm_of_the_suite() -> None:
    found = suite(120.0, 120.0)
    assert found.suite == (BAD, BAD)
    assert {(each.first, each.second) for each in found.metrics.values()} == {(SAME, SAME)}
    assert suite(120.0, None).suite == (BAD, None)
    assert suite(120.0, 100.0).suite == (BAD, OPEN)  # the middle is +9.5%, and one is in the band
    assert suite(100.0, 100.0).suite == (SAME, SAME)


def test_seven_metrics_are_no_suite() -> None:
    found = suite(120.0, 120.0, metrics=7)
    assert found.suite is None
    assert {each.first for each in found.metrics.values()} == {BAD}
