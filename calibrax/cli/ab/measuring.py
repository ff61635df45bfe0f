"""Measure both sides in turns until all is settled, or the rounds or the time are used up."""

import glob
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import msgspec

from calibrax.analysis.looks import LOOKS, Look, ended
from calibrax.cli.ab.selecting import Select
from calibrax.core.models import PointKey, Run
from calibrax.errors import CalibraxError, UsageError
from calibrax.gate.ab import unsettled
from calibrax.gate.judgement import Judgement
from calibrax.measure import schedule
from calibrax.measure.schedule import Round, Side
from calibrax.measure.session import OUTPUT, VARIABLE, Measured, Session, rounds, warm_up
from calibrax.readers.rounds import appended, one_run

_LAST_LINES = 3
"""What a report has room for of the output of a process that failed."""


class NotMeasured(Exception):
    """Say which process gave no result, and why; ``output`` is the end of what it wrote."""

    def __init__(self, message: str, output: str = "") -> None:
        self.output = output
        super().__init__(message)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The last lines of the output as one line for a report, where there was output."""
        last = " / ".join(self.output.splitlines()[-_LAST_LINES:])
        return (f"the output ends: {last}",) if last else ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How long to measure, in which order, and what may be left out once it is settled.

    ``looks`` are at rounds counted from the beginning of the measurement, of which ``done`` were
    measured before. ``select`` are arguments that choose benchmarks. ``budget`` is in seconds.
    """

    looks: tuple[Look, ...] = LOOKS
    seed: int
    budget: float | None = None
    select: Select | None = None
    done: int = 0


class Sides(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured on both sides, the looks that it was meant for, and in which order."""

    base: Run
    head: Run
    looks: tuple[Look, ...]
    order: tuple[Round, ...]

    @property
    def rounds(self) -> int:
        """How many rounds there were."""
        return len(self.order)


Read = Callable[[Measured], Run]
Judge = Callable[[Sides], Judgement]


class Watch:
    """What is told of a measurement while it goes on; this one says nothing."""

    def warming_up(self, side: Side) -> None:
        """Take note of a warm-up that begins."""

    def measured(self, done: int, planned: int, judgement: Judgement | None) -> None:
        """Take note of a round that is done, and of how things stand since the last look."""

    def ended(self) -> None:
        """Take note of the end."""


def measure(
    session: Session,
    plan: Plan,
    read: Read,
    judge: Judge,
    watch: Watch,
    earlier: Sides | None = None,
) -> Sides:
    """Warm up, then measure round by round.

    ``earlier`` are the rounds of a measurement that is continued.

    Raises:
        NotMeasured: a process failed, took too long, or left no result that can be read.
        UsageError: there are fewer rounds than several benchmarks can be judged by.
    """
    benchmarks = _warmed_up(session, read, watch)
    total = plan.looks[-1].rounds
    if len(benchmarks) > 1 and total < LOOKS[0].rounds:
        raise UsageError(
            f"--rounds {total}: {len(benchmarks)} benchmarks need {LOOKS[0].rounds} rounds or more "
            "to tell a change from chance"
        )
    order_before = earlier.order if earlier else ()
    added = schedule.order(plan.seed + plan.done, _segments(plan))
    order = (*order_before, *added)
    processes: dict[Side, list[Run]] = {"base": [], "head": []}
    found: Sides | None = earlier
    judgement = judge(earlier) if earlier else None
    begin = time.monotonic()
    for place, look in enumerate(plan.looks):
        if look.rounds <= plan.done:
            continue
        open_ones = (_open(judgement) & benchmarks if judgement else None) or benchmarks
        chosen = _selecting(session, plan, open_ones, benchmarks)
        start = plan.done + len(processes["base"])
        for pair in _pairs(rounds(chosen, order[start : look.rounds], first=start + 1)):
            for each in pair:
                processes[each.side].append(_read(each, read, open_ones))
            done = plan.done + len(processes["base"])
            watch.measured(done, total, judgement)
            if plan.budget is not None and time.monotonic() - begin >= plan.budget:
                return _sides(processes, earlier, ended(plan.looks, done), order[:done])
        found = _sides(processes, earlier, plan.looks[: place + 1], order[: look.rounds])
        judgement = judge(found)
        watch.measured(look.rounds, total, judgement)
        if not _open(judgement):
            break
    assert found
    return found


def _warmed_up(session: Session, read: Read, watch: Watch) -> frozenset[PointKey]:
    """Run the command once on either side, and return the benchmarks that both have."""
    found: list[frozenset[PointKey]] = []
    processes = warm_up(session)
    for side in schedule.BASE_FIRST:
        watch.warming_up(side)
        found.append(frozenset(point.key for point in _read(next(processes), read).points))
    return frozenset.intersection(*found)


def _pairs(processes: Iterator[Measured]) -> Iterator[tuple[Measured, Measured]]:
    for first in processes:
        yield first, next(processes)


def _read(measured: Measured, read: Read, needed: frozenset[PointKey] = frozenset()) -> Run:
    """Return what a process measured.

    Raises:
        NotMeasured: it failed, or left no result, or none of a benchmark that is needed.
    """
    which = f"round {measured.round}" if measured.round else "warm-up"
    where = f"{measured.side}, {which}"
    outcome = measured.outcome
    if outcome.failed:
        raise NotMeasured(f"{where}: the command {outcome.ending}", outcome.output)
    if not any(glob.glob(pattern, recursive=True) for pattern in measured.results):
        raise NotMeasured(
            f"{where}: the command wrote no results: have it write to {OUTPUT} or to what "
            f"{VARIABLE} names, or say with --results what it writes",
            outcome.output,
        )
    try:
        run = read(measured)
    except CalibraxError as error:
        raise NotMeasured(f"{where}: no result that can be read: {error}", outcome.output) from None
    lost = needed - {point.key for point in run.points}
    if lost:
        name = min(lost)[0]
        raise NotMeasured(f"{where}: has no result of {name!r}, which it measured before")
    return run


def _segments(plan: Plan) -> list[int]:
    """Return how many rounds lie between one look and the next, from those on that are done."""
    ends = [plan.done, *(look.rounds for look in plan.looks if look.rounds > plan.done)]
    return [after - before for before, after in pairwise(ends)]


def _sides(
    processes: dict[Side, list[Run]],
    earlier: Sides | None,
    looks: tuple[Look, ...],
    order: tuple[Round, ...],
) -> Sides:
    base, head = one_run(processes["base"]), one_run(processes["head"])
    if earlier:
        base, head = appended(earlier.base, base), appended(earlier.head, head)
    return Sides(base=base, head=head, looks=looks, order=order)


def _open(judgement: Judgement) -> frozenset[PointKey]:
    """Return the benchmarks with a metric that more rounds may settle."""
    return frozenset(unsettled(judgement.comparisons))


def _selecting(
    session: Session, plan: Plan, chosen: frozenset[PointKey], known: frozenset[PointKey]
) -> Session:
    """Return the session with a command that measures the chosen benchmarks only."""
    if plan.select is None or chosen >= known:
        return session
    names = sorted({name.rpartition("::")[2] for name, _ in chosen})
    return msgspec.structs.replace(
        session, command=(*session.command, *plan.select.arguments(names))
    )
