"""What a replayed history adds up to, counted by hand."""

from calibrax.analysis.comparison import Outcome
from calibrax.core.past import Series
from calibrax.gate.backtest import Replayed, Told
from calibrax.gate.rules import Mode
from calibrax.gate.tally import Caught, Count, count, tally

BAD, SAME, OPEN = Outcome.REGRESSION, Outcome.UNCHANGED, Outcome.INCONCLUSIVE


def told(first: Outcome, second: Outcome | None, *injected: tuple[Outcome, Outcome | None]) -> Told:
    """Return what a metric was told, without what a threshold would need."""
    return Told(first=first, second=second, injected=injected, needed=0.0, detectable=0.0)


def replayed(*metrics: Told, suite: tuple[Outcome, Outcome | None] | None = None) -> Replayed:
    """Return what a run was told of m0, m1, ..."""
    series: list[Series] = [("sort", (), f"m{place}") for place in range(len(metrics))]
    return Replayed(metrics=dict(zip(series, metrics, strict=True)), suite=suite)


def test_each_metric_of_a_run_is_counted() -> None:
    run = replayed(
        told(BAD, BAD, (BAD, BAD), (BAD, BAD)),
        told(BAD, SAME, (SAME, BAD), (BAD, SAME)),
        told(SAME, BAD, (SAME, SAME), (BAD, BAD)),
        told(OPEN, None, (OPEN, None), (BAD, None)),
    )
    assert count(run) == Count(
        metrics=4,
        suite=(False, False),
        alarms=2,
        twice=3,
        confirmed=1,
        inconclusive=1,
        caught=((1, 2), (4, 2)),
    )


def test_a_run_in_which_nothing_was_judged_counts_nothing() -> None:
    nothing = Count(
        metrics=0, suite=(False, False), alarms=0, twice=0, confirmed=0, inconclusive=0, caught=()
    )
    assert count(replayed()) == nothing
    assert tally(Mode.FIXED, (0.1,), [nothing]).runs == 0


def test_the_suite_is_confirmed_where_both_measurements_show_it() -> None:
    def suite(first: Outcome, both: Outcome | None) -> tuple[bool, bool]:
        return count(replayed(told(SAME, SAME), suite=(first, both))).suite

    assert suite(BAD, BAD) == (True, True)
    assert suite(BAD, SAME) == (True, False)
    assert suite(BAD, None) == (True, False)
    assert suite(SAME, BAD) == (False, False)


def test_a_run_alarms_once_whatever_alarmed_in_it() -> None:
    counts = [
        count(replayed(told(BAD, BAD), told(BAD, SAME), suite=(BAD, BAD))),
        count(replayed(told(SAME, SAME), suite=(BAD, SAME))),
        count(replayed(told(BAD, None))),
        count(replayed(told(SAME, SAME), suite=(SAME, None))),
    ]
    found = tally(Mode.NOISE_AWARE, (), counts)
    assert (found.runs, found.runs_with_alarm, found.runs_confirmed) == (4, 3, 1)
    assert (found.metrics, found.alarms, found.twice, found.confirmed) == (5, 3, 4, 1)


def test_shares_are_of_all_metrics_and_of_those_measured_twice() -> None:
    counts = [
        count(replayed(told(OPEN, SAME, (BAD, BAD)), told(SAME, SAME, (BAD, SAME)))),
        count(replayed(told(SAME, None, (SAME, None)), told(SAME, None, (BAD, None)))),
    ]
    found = tally(Mode.AUTO, (0.1,), counts)
    assert found.inconclusive == 0.25
    assert found.caught == (Caught(slowdown=0.1, first=0.75, second=0.5),)


def test_without_a_second_measurement_no_share_of_them_is_known() -> None:
    found = tally(Mode.FIXED, (0.1,), [count(replayed(told(SAME, None, (BAD, None))))])
    assert found.caught == (Caught(slowdown=0.1, first=1.0, second=None),)
