"""Replay a stored history: what would each run have been told when it had just arrived?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import inf

import msgspec

from calibrax.analysis import noise
from calibrax.analysis.comparison import Comparison, Outcome, judge
from calibrax.analysis.noise_model import Deviation, Seen
from calibrax.analysis.oriented import Oriented, scale_of
from calibrax.core.models import MetricDirection
from calibrax.core.past import PastRun, Series
from calibrax.gate.deviations import Course, Deviations, deviations
from calibrax.gate.history_rule import rule
from calibrax.gate.rules import Mode, Rules
from calibrax.gate.whole_suite import whole_suite
from calibrax.settings.metric_rule import Tolerance

WINDOW = 30
"""Earlier runs that show the noise, as in a check."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one metric of one run would have been told.

    ``first`` is the outcome of the run alone, ``second`` together with the next run, which stands
    in for a second measurement; ``None`` where there is no next run. ``injected`` are both for each
    slowdown. ``needed`` is the threshold from which on the first one is no regression, and
    ``detectable`` what is beyond its noise whatever the threshold, both shares; the plain rule
    knows of no noise.
    """

    first: Outcome
    second: Outcome | None
    injected: tuple[tuple[Outcome, Outcome | None], ...]
    needed: float
    detectable: float


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """What a run would have been told: of each metric, and of the whole suite.

    ``suite`` has the outcomes of the first measurement and of both, as :class:`Told` has them.
    """

    metrics: dict[Series, Told]
    suite: tuple[Outcome, Outcome | None] | None = None


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A run at its arrival: what was known before, and the run after it."""

    past: tuple[PastRun, ...]
    now: PastRun
    after: PastRun | None


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """How to read the metrics of a history, and how slow to make it.

    ``directions`` are by metric, ``slowdowns`` shares, ``since`` where a series has a new level.
    """

    directions: Mapping[str, MetricDirection]
    rules: Rules
    slowdowns: tuple[float, ...]
    since: Mapping[Series, datetime] = {}


def moments(runs: Iterable[PastRun]) -> list[Moment]:
    """Return the arrival of each run that has one before it on its machine; ``runs`` oldest first.

    Runs of different machines are different histories.
    """
    machines: dict[str | None, list[PastRun]] = defaultdict(list)
    for run in runs:
        machines[run.machine].append(run)
    return [
        Moment(
            past=tuple(course[max(0, place - WINDOW) : place]),
            now=course[place],
            after=course[place + 1] if place + 1 < len(course) else None,
        )
        for course in machines.values()
        for place in range(1, len(course))
    ]


def replay(moment: Moment, subject: Subject) -> Replayed:
    """Return what the run would have been told.

    In the mode ``fixed`` it is held against the run before, by the plain rule; in ``noise-aware``
    against its history, from 5 earlier values on; ``auto`` does the one until it can do the other.
    """
    courses: dict[Series, Course] = {}
    for key, value in moment.now.values.items():
        direction = subject.directions.get(key[2], MetricDirection.INFO)
        if direction is not MetricDirection.INFO:
            course = _course(key, value, direction, moment, subject)
            if course is not None:
                courses[key] = course
    mode = subject.rules.mode
    seen = deviations(courses) if mode is not Mode.FIXED else Deviations({}, [])
    found = seen.metrics
    told = {}
    for key, course in courses.items():
        allowed = subject.rules.settings.tolerance(
            key[2], key[0], dict(key[1]), subject.rules.threshold
        )
        if allowed.threshold is None:
            continue
        if key in found and not allowed.exact:
            told[key] = _by_noise(course, found[key], allowed, subject)
        elif mode is not Mode.NOISE_AWARE or allowed.exact:
            told[key] = _plainly(course, allowed, subject)
    return Replayed(metrics=told, suite=_suite(seen.shifts, subject.rules))


def _suite(
    shifts: Sequence[Deviation | None], rules: Rules
) -> tuple[Outcome, Outcome | None] | None:
    """Return what the run would have been told of the whole suite, where that is known."""
    if not shifts or shifts[0] is None:
        return None
    both = len(shifts) > 1 and shifts[1] is not None
    outcomes = [_found(whole_suite(shifts[:n], rules)[0]) for n in (1, 2)]
    return outcomes[0], outcomes[1] if both else None


def _found(row: Comparison | None) -> Outcome:
    """Return the outcome of a finding, ``unchanged`` where there is none."""
    return row.outcome if row else Outcome.UNCHANGED


def _course(
    key: Series, value: float, direction: MetricDirection, moment: Moment, subject: Subject
) -> Course | None:
    """Return the metric's places; ``None`` where no run before has it."""
    since = subject.since.get(key)
    past = [
        run.values.get(key)
        if since is None or not run.timestamp < since <= moment.now.timestamp
        else None
        for run in moment.past
    ]
    known = [each for each in past if each is not None]
    if not known:
        return None
    after = moment.after.values.get(key) if moment.after else None
    measured = [value] if after is None else [value, after]
    scale = scale_of(direction, (*known, *measured), known[-1])
    places = [None if each is None else scale.at(each) for each in past]
    return Course(scale, places, [*map(scale.at, measured), *[None] * (2 - len(measured))])


def _by_noise(
    course: Course, seen: Sequence[Deviation], allowed: Tolerance, subject: Subject
) -> Told:
    level = course.scale.value(seen[0].level)
    assert allowed.threshold is not None
    tolerated = max(allowed.threshold * abs(level), allowed.absolute)
    worse = course.scale.worse(level, tolerated)
    better = course.scale.better(level, tolerated)

    def outcome(measured: Sequence[Deviation]) -> Outcome:
        return rule(measured, worse, better, subject.rules.sensitivity).outcome

    slower = [
        [_moved(each, course.scale.worse(level, slowdown * abs(level))) for each in seen]
        for slowdown in subject.slowdowns
    ]
    first = seen[0]
    return Told(
        first=outcome(seen[:1]),
        second=outcome(seen) if len(seen) > 1 else None,
        injected=tuple(
            (outcome(each[:1]), outcome(each) if len(each) > 1 else None) for each in slower
        ),
        needed=_share(course.scale, level, _alarming(first)),
        detectable=_share(course.scale, level, noise.WIDTH * first.sharpest.view.limit)
        if level
        else 0.0,  # no change from zero is a share
    )


def _alarming(first: Deviation) -> float:
    """Return how far a single measurement is beyond its noise, 0 where it is not."""
    plain = [
        seen.deviation
        for seen in first.views
        if seen.is_bad and seen.deviation > noise.WIDTH * seen.view.limit
    ]
    return max(plain, default=0.0)


def _moved(deviation: Deviation, distance: float) -> Deviation:
    def moved(seen: Seen) -> Seen:
        return Seen(seen.view, seen.deviation + distance)

    beyond = moved(deviation.siblings) if deviation.siblings else None
    return Deviation(deviation.level, moved(deviation.raw), beyond)


def _share(scale: Oriented, level: float, distance: float) -> float:
    """Return a distance to the worse as a share of the level."""
    if not distance:
        return 0.0
    try:
        moved = scale.value(scale.at(level) + distance)
    except OverflowError:
        return inf
    return abs(moved - level) / abs(level) if level else inf


def _plainly(course: Course, allowed: Tolerance, subject: Subject) -> Told:
    scale = course.scale
    before = scale.value(next(each for each in reversed(course.history) if each is not None))
    measured = [scale.value(each) for each in course.measurements if each is not None]
    direction = MetricDirection.LOWER if scale.sign > 0 else MetricDirection.HIGHER
    threshold, absolute = allowed.threshold, allowed.absolute
    assert threshold is not None

    def outcome(values: Sequence[float]) -> Outcome:
        middle = sum(values) / len(values)
        return judge(before, middle, direction, threshold, absolute)

    def both(values: Sequence[float]) -> tuple[Outcome, Outcome | None]:
        return outcome(values[:1]), outcome(values) if len(values) > 1 else None

    first, second = both(measured)
    slower = [
        [value + scale.sign * slowdown * abs(value) for value in measured]
        for slowdown in subject.slowdowns
    ]
    worse = scale.sign * (measured[0] - before)
    return Told(
        first=first,
        second=second,
        injected=tuple(map(both, slower)),
        needed=max(0.0, worse / abs(before)) if before else (inf if worse > 0 else 0.0),
        detectable=0.0,
    )
