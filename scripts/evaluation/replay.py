"""Replay a history of single values: what would each rule have said of each run?

One value a run leaves no second measurement of a run, so the runs that follow stand in for it: the
next 3 are judged by the same history as attempts of the same run. They lie further apart in time
than attempts would, and hold the noise of other jobs and days. Where the code changes they also
hold its changes: a metric counts in a run only when it was back at its level later, which is said
by runs that no rule sees.
"""

from collections.abc import Callable, Mapping, Sequence
from math import log, log1p
from statistics import median
from typing import NamedTuple

from calibrax.analysis.comparison import Outcome
from calibrax.analysis.noise_model import Deviation, NoiseModel, Seen
from calibrax.analysis.suite_shift import SHARE
from calibrax.gate.history_rule import rule
from calibrax.gate.rules import Sensitivity
from evaluation import peers
from evaluation.counts import SLOWDOWNS, THRESHOLD, Count
from evaluation.suites import Suite

WINDOW = 30
ATTEMPTS = 3
AFTER = 5
"""Runs after the attempts whose median says where the level of a metric went."""

LEAST_HISTORY = 20

PEERS = {
    "fixed 5% against the run before": peers.fixed,
    "Bencher's t-test, .99": peers.t_test,
    "rustc-perf's IQR fence": peers.iqr_fence,
}
OURS = {
    "rule (b), one measurement": (0, Sensitivity.NORMAL),
    "rule (b), up to 1 attempt": (1, Sensitivity.NORMAL),
    "rule (b), up to 2 attempts": (2, Sensitivity.NORMAL),
    "rule (b), up to 3 attempts": (3, Sensitivity.NORMAL),
    "rule (b), sensitivity high": (2, Sensitivity.HIGH),
}


class Told(NamedTuple):
    """What a rule said of one metric, and how many measurements it had when it said so."""

    outcome: Outcome
    measured: int = 1


class Case(NamedTuple):
    """One metric of one run: its own outcome, and those with each slowdown injected."""

    plain: Told
    slower: tuple[Told, ...] = ()


def moments(suite: Suite) -> range:
    """Return the places of the runs that have enough before and after them."""
    return range(WINDOW, len(suite.runs) - ATTEMPTS - AFTER)


def replay(suite: Suite, place: int) -> dict[str, Count]:
    """Count what each rule says of one run; a metric that moved for good is left out."""
    history = suite.runs[place - WINDOW : place]
    first = suite.runs[place]
    attempts = suite.runs[place + 1 : place + 1 + ATTEMPTS]
    after = suite.runs[place + 1 + ATTEMPTS :][:AFTER]
    known = {
        key: [run[key] for run in history if key in run]
        for key in first
        if not suite.changing or _stays(history, after, key)
    }
    known = {key: values for key, values in known.items() if len(values) >= LEAST_HISTORY}
    counts = {
        name: _count(
            [_by_peer(alarms, known[key], first[key], suite.sign.get(key, 1)) for key in known]
        )
        for name, alarms in PEERS.items()
    }
    model = NoiseModel([_oriented(run, suite) for run in history])
    measured = [_oriented(run, suite) for run in (first, *attempts)]
    found = [model.deviations(run) for run in measured]
    shifts = [each for run in measured if (each := model.suite_shift(run))]
    whole = not suite.changing or _suite_stays(
        shifts, model, [_oriented(run, suite) for run in after]
    )
    for name, (most, sensitivity) in OURS.items():
        cases = [
            _by_history(
                [run[key] for run in found if key in run], most, sensitivity, suite.sign.get(key, 1)
            )
            for key in known
            if key in found[0]
        ]
        extra = (
            [Case(_judged(shifts, log1p(SHARE * THRESHOLD), most, sensitivity))]
            if shifts and whole
            else []
        )
        counts[name] = _count(cases, extra)
    return counts


def _stays(
    history: Sequence[Mapping[str, float]], after: Sequence[Mapping[str, float]], key: str
) -> bool:
    """Tell whether a metric's level after the attempts is one that the history knows.

    It is when it moved by at most 5%, or lies within the middle 80% of the history.
    """
    before = [log(run[key]) for run in history if key in run]
    later = [log(run[key]) for run in after if key in run]
    return bool(before and later) and _returns(before, median(later))


def _suite_stays(
    shifts: Sequence[Deviation], model: NoiseModel[str], after: Sequence[Mapping[str, float]]
) -> bool:
    later = [each.raw.deviation for run in after if (each := model.suite_shift(run))]
    return bool(shifts and later) and _returns(shifts[0].raw.view.deviations, median(later))


def _returns(before: Sequence[float], level: float) -> bool:
    ordered = sorted(before)
    edge = len(ordered) // 10
    moved = abs(level - median(ordered))
    return moved <= log1p(THRESHOLD) or ordered[edge] <= level <= ordered[-1 - edge]


def _oriented(run: Mapping[str, float], suite: Suite) -> dict[str, float]:
    return {key: suite.sign.get(key, 1) * log(value) for key, value in run.items()}


def _by_peer(
    alarms: Callable[[Sequence[float], float, int], bool],
    history: Sequence[float],
    value: float,
    sign: int,
) -> Case:
    def told(value: float) -> Told:
        return Told(Outcome.REGRESSION if alarms(history, value, sign) else Outcome.UNCHANGED)

    return Case(told(value), tuple(told(value * (1 + each) ** sign) for each in SLOWDOWNS))


def _by_history(seen: Sequence[Deviation], most: int, sensitivity: Sensitivity, sign: int) -> Case:
    worse = sign * log1p(sign * THRESHOLD)
    return Case(
        _judged(seen, worse, most, sensitivity),
        tuple(
            _judged([moved(each, log1p(slowdown)) for each in seen], worse, most, sensitivity)
            for slowdown in SLOWDOWNS
        ),
    )


def _judged(seen: Sequence[Deviation], worse: float, most: int, sensitivity: Sensitivity) -> Told:
    """Measure again as long as the rule asks for it, up to ``most`` times."""
    measured = 1
    ruling = rule(seen[:1], worse, worse, sensitivity)
    while ruling.candidate and measured <= most and measured < len(seen):
        measured += 1
        ruling = rule(seen[:measured], worse, worse, sensitivity)
    return Told(ruling.outcome, measured)


def moved(deviation: Deviation, distance: float) -> Deviation:
    """Return what a metric deviates when it alone is slower."""
    raw, siblings = (
        Seen(seen.view, seen.deviation + distance) if seen else None
        for seen in (deviation.raw, deviation.siblings)
    )
    assert raw is not None
    return Deviation(deviation.level, raw, siblings)


def _count(cases: Sequence[Case], whole: Sequence[Case] = ()) -> Count:
    """Count the metrics of a run; a finding on the whole suite is an alarm of the run alone."""
    alarms = sum(_alarm(case.plain) for case in cases)
    return Count(
        runs=bool(cases),
        alarmed_runs=bool(cases) and (alarms > 0 or any(_alarm(case.plain) for case in whole)),
        metrics=len(cases),
        alarms=alarms,
        inconclusive=sum(case.plain.outcome is Outcome.INCONCLUSIVE for case in cases),
        again=any(case.plain.measured > 1 for case in (*cases, *whole)),
        caught=tuple(
            sum(_alarm(case.slower[each]) for case in cases) for each in range(len(SLOWDOWNS))
        ),
    )


def _alarm(told: Told) -> bool:
    return told.outcome is Outcome.REGRESSION
