"""Trials of the rule for both sides in turns, drawn from a recording of code that never changes.

A trial is made of blocks of the recording, each from a random place and in the order of time, so
that drift and bursts of noise stay as they were. All metrics of a process stay together.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.analysis.looks import LOOKS, Look, fixed
from calibrax.core import Metric, MetricDef, MetricDirection, Point, Run
from calibrax.gate.ab import Session, judged
from calibrax.gate.rules import Rules
from calibrax.measure import schedule
from calibrax.settings import Settings
from evaluation.counts import SLOWDOWNS, THRESHOLD

ROUNDS = LOOKS[-1].rounds
BLOCK = 20
"""Processes of a block, unless said otherwise: 10 rounds, so that a trial of 30 has three."""

FIXED = (10, 20, 30)

Process = Mapping[str, Sequence[float]]
Pair = tuple[Sequence[Process], Sequence[Process]]

_RULES = Rules(threshold=THRESHOLD, settings=Settings(), today=date(2000, 1, 1))
_TIME = MetricDef(name="time", unit="s", direction=MetricDirection.LOWER)


class Count(NamedTuple):
    """How often suites alarmed where nothing had changed, and what became of a slowed metric.

    In each trial one metric is slowed: ``caught`` and ``passed`` are in how many trials each
    slowdown was an alarm, and was said to be none. ``rounds`` is how many all trials took together
    until all metrics were settled, or the rounds used up, when ``open`` metrics were inconclusive.
    """

    suites: int = 0
    alarmed: int = 0
    metrics: int = 0
    open: int = 0
    rounds: int = 0
    caught: tuple[int, ...] = (0,) * len(SLOWDOWNS)
    passed: tuple[int, ...] = (0,) * len(SLOWDOWNS)

    def plus(self, other: "Count") -> "Count":
        """Return both counts together."""
        return Count(
            suites=self.suites + other.suites,
            alarmed=self.alarmed + other.alarmed,
            metrics=self.metrics + other.metrics,
            open=self.open + other.open,
            rounds=self.rounds + other.rounds,
            caught=_summed(self.caught, other.caught),
            passed=_summed(self.passed, other.passed),
        )


def trial(recording: Sequence[Process], block: int, seed: str, slowed: int) -> dict[str, Count]:
    """Count what each way to measure says of a trial; ``slowed`` is the place of a metric."""
    chance = Random(seed)
    drawn = resampled(recording, block, chance)
    order = chance.randrange(2**32)
    name = list(drawn[0])[slowed % len(drawn[0])]
    counts = {"in turns, looks after 6, 12, 20, 30": _count(in_turns(drawn, order), LOOKS, name)}
    for rounds in FIXED:
        part, look = drawn[: 2 * rounds], fixed(rounds)
        counts[f"in turns, {rounds} rounds"] = _count(in_turns(part, order, (rounds,)), look, name)
        counts[f"one after the other, {rounds} each"] = _count(
            (part[:rounds], part[rounds:]), look, name
        )
    return counts


def resampled(recording: Sequence[Process], block: int, chance: Random) -> list[Process]:
    """Return the processes of the longest trial, block by block.

    Raises:
        ValueError: the recording is shorter than a block.
    """
    if len(recording) < block:
        raise ValueError(f"{len(recording)} processes, and a block has {block}")
    drawn: list[Process] = []
    while len(drawn) < 2 * ROUNDS:
        start = chance.randrange(len(recording) - block + 1)
        drawn += recording[start : start + block]
    return drawn[: 2 * ROUNDS]


def in_turns(
    drawn: Sequence[Process], seed: int, segments: Sequence[int] = schedule.SEGMENTS
) -> Pair:
    """Return the processes of base and head, two of each round, in a balanced random order."""
    base: list[Process] = []
    head: list[Process] = []
    processes = iter(drawn)
    for sides in schedule.order(seed, segments):
        for side in sides:
            (base if side == "base" else head).append(next(processes))
    return base, head


def _count(sides: Pair, looks: Sequence[Look], slowed: str) -> Count:
    """Judge both sides as they are, and with each slowdown of one metric of the head."""
    base, head = sides
    rows = _rows(base, head, looks)
    outcomes = [
        _outcome(_rows(base, _slower(head, slowed, each), looks), slowed) for each in SLOWDOWNS
    ]
    return Count(
        suites=1,
        alarmed=_number(rows, Outcome.REGRESSION) > 0,
        metrics=len(rows),
        open=_number(rows, Outcome.INCONCLUSIVE),
        rounds=max(row.evidence.n[0] for row in rows if row.evidence.n),
        caught=tuple(each is Outcome.REGRESSION for each in outcomes),
        passed=tuple(each in (Outcome.UNCHANGED, Outcome.IMPROVEMENT) for each in outcomes),
    )


def _rows(
    base: Sequence[Process], head: Sequence[Process], looks: Sequence[Look]
) -> tuple[Comparison, ...]:
    session = Session(base=_run(base), head=_run(head), looks=tuple(looks))
    return judged(session, _RULES).comparisons


def _run(side: Sequence[Process]) -> Run:
    points = tuple(
        Point(
            name=name,
            scenario=name,
            metrics={"time": Metric(value=0.0, samples=tuple(tuple(each[name]) for each in side))},
        )
        for name in side[0]
    )
    return Run(points=points, metric_defs={"time": _TIME})


def _slower(side: Sequence[Process], name: str, slowdown: float) -> list[Process]:
    return [{**each, name: [value * (1 + slowdown) for value in each[name]]} for each in side]


def _outcome(rows: Sequence[Comparison], name: str) -> Outcome:
    return next(row.outcome for row in rows if row.point_name == name)


def _number(rows: Sequence[Comparison], outcome: Outcome) -> int:
    return sum(row.outcome is outcome for row in rows)


def _summed(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    return tuple(map(sum, zip(one, other, strict=True)))
