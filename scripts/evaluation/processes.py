"""Rules for samples: ten processes a side of code that never changes, one after the other."""

from collections.abc import Mapping, Sequence
from math import log, log1p
from statistics import median

from calibrax.analysis.comparison import Outcome
from calibrax.analysis.multiplicity import benjamini_hochberg
from calibrax.analysis.noise_model import Deviation, NoiseModel
from calibrax.gate.samples_rule import SampleTest, Tolerated, decide, sample_test
from evaluation import peers
from evaluation.counts import SLOWDOWNS, THRESHOLD, Count
from evaluation.replay import moved

SIDE = 10
"""Processes of a run."""

LEAST_RUNS = 5

Process = Mapping[str, Sequence[float]]
Samples = dict[str, list[float]]


def moments(processes: Sequence[Process]) -> range:
    """Return where a run may begin: after a baseline run and a history of 5 that end there."""
    return range(LEAST_RUNS * SIDE, len(processes) - SIDE + 1)


def replay(processes: Sequence[Process], place: int) -> dict[str, Count]:
    """Count what each rule says of the run that begins at a process.

    The run before is its baseline. All runs before, back to back, are the history of medians.
    """
    current = _medians(processes[place : place + SIDE])
    baseline = _medians(processes[place - SIDE : place])
    history = [
        {name: median(values) for name, values in _medians(processes[at : at + SIDE]).items()}
        for at in range(place % SIDE, place, SIDE)
    ]
    seen = NoiseModel(history).deviations(
        {name: median(values) for name, values in current.items()}
    )
    return {
        "benchstat, 20 values of one process a side": _peer(
            _logs(processes[place]), _logs(processes[place - 1])
        ),
        "benchstat, 10 processes a side": _peer(current, baseline),
        "rule (a), 10 processes a side": _ours(current, baseline, {}),
        "rule (a), 10 processes a side, with history": _ours(current, baseline, seen),
    }


def _medians(processes: Sequence[Process]) -> Samples:
    """Return one value a process for each metric: the log of its median."""
    return {name: [log(median(each[name])) for each in processes] for name in processes[0]}


def _logs(process: Process) -> Samples:
    """Return the values of one process."""
    return {name: list(map(log, values)) for name, values in process.items()}


def _peer(current: Samples, baseline: Samples) -> Count:
    return _count(
        [
            [
                Outcome.REGRESSION
                if peers.benchstat(baseline[name], [value + log1p(slowdown) for value in values])
                else Outcome.UNCHANGED
                for slowdown in (0.0, *SLOWDOWNS)
            ]
            for name, values in current.items()
        ]
    )


def _ours(current: Samples, baseline: Samples, seen: Mapping[str, Deviation]) -> Count:
    """Judge each metric beside the others: alone of them it is slower."""
    tests = {name: sample_test(baseline[name], values) for name, values in current.items()}
    return _count(
        [
            [
                _decided(
                    tests
                    | {
                        name: sample_test(
                            baseline[name], [each + log1p(slowdown) for each in values]
                        )
                    },
                    name,
                    [moved(seen[name], log1p(slowdown))] if seen else [],
                )
                for slowdown in (0.0, *SLOWDOWNS)
            ]
            for name, values in current.items()
        ]
    )


def _decided(tests: Mapping[str, SampleTest], name: str, seen: Sequence[Deviation]) -> Outcome:
    """Return the outcome of one metric, its p-values adjusted for all."""
    place = list(tests).index(name)
    test = tests[name]
    adjusted = SampleTest(
        shift=test.shift,
        worse=benjamini_hochberg([each.worse for each in tests.values()])[place],
        better=benjamini_hochberg([each.better for each in tests.values()])[place],
        n=test.n,
    )
    once, twice = log1p(THRESHOLD), log1p(2 * THRESHOLD)
    allowed = Tolerated(worse=once, better=once, twice_worse=twice, twice_better=twice)
    return decide(adjusted, allowed, seen, len(tests)).outcome


def _count(metrics: Sequence[Sequence[Outcome]]) -> Count:
    """Count outcomes by metric: as measured, and with each slowdown."""
    alarms = sum(each[0] is Outcome.REGRESSION for each in metrics)
    return Count(
        runs=1,
        alarmed_runs=alarms > 0,
        metrics=len(metrics),
        alarms=alarms,
        inconclusive=sum(each[0] is Outcome.INCONCLUSIVE for each in metrics),
        caught=tuple(
            sum(each[place] is Outcome.REGRESSION for each in metrics)
            for place in range(1, 1 + len(SLOWDOWNS))
        ),
    )
