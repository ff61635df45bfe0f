"""What a judgement rests on: the run, its second measurements, and all it is held against."""

from collections.abc import Mapping, Sequence

import msgspec

from calibrax.analysis.robust import median
from calibrax.core.models import Metric, Point, PointKey, Run
from calibrax.core.past import PastRun


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A run and what is known beside it.

    ``attempts`` are further measurements of the run. ``history`` are the earlier runs that show the
    noise, oldest first, the baseline's own among them. ``levels`` are the runs that calibrax.yml
    names as new levels, by the id it gives. ``tip`` is the newest run of the branch that the run is
    to be merged into, ``reference`` the pinned run of calibrax.yml.
    """

    run: Run
    baseline: Run
    attempts: tuple[Run, ...] = ()
    history: tuple[PastRun, ...] = ()
    levels: dict[str, PastRun] = {}
    tip: PastRun | None = None
    reference: Run | None = None

    @property
    def measurements(self) -> tuple[Run, ...]:
        """The run and its attempts."""
        return (self.run, *self.attempts)

    def has_unit(self, metric: str, past: PastRun) -> bool:
        """Tell whether an earlier run measured in the same unit, as far as the runs state one.

        A unit that calibrax.yml gives is how the metric is shown, whatever the runs state.
        """
        stated = self.run.metric_defs.get(metric) or self.baseline.metric_defs.get(metric)
        return stated is None or past.units.get(metric, stated.unit) == stated.unit


def pooled(measurements: Sequence[Run]) -> Run:
    """Return one run of several measurements: median values, and the processes of all.

    A measurement without samples counts as one process.
    """
    first, *again = measurements
    if not again:
        return first
    others = [{point.key: point for point in run.points} for run in again]
    points = [
        _pooled(point, [known[point.key] for known in others if point.key in known])
        for point in first.points
    ]
    return msgspec.structs.replace(first, points=tuple(points))


def _pooled(point: Point, again: Sequence[Point]) -> Point:
    metrics = {
        name: _together([metric, *(each.metrics[name] for each in again if name in each.metrics)])
        for name, metric in point.metrics.items()
    }
    return msgspec.structs.replace(point, metrics=metrics)


def _together(measured: Sequence[Metric]) -> Metric:
    if len(measured) == 1:
        return measured[0]
    processes = [process for metric in measured for process in _processes(metric)]
    return Metric(value=median([metric.value for metric in measured]), samples=tuple(processes))


def _processes(metric: Metric) -> list[tuple[float, ...]]:
    if not metric.samples:
        return [(metric.value,)]
    nested = [each for each in metric.samples if isinstance(each, tuple)]
    return nested or [tuple(each for each in metric.samples if isinstance(each, float))]


def under_present_names(case: Case, names: Mapping[str, str]) -> Case:
    """Return the case with every benchmark under the name that it has now."""
    if not names:
        return case
    reference = case.reference
    return Case(
        run=renamed(case.run, names),
        baseline=renamed(case.baseline, names),
        attempts=tuple(renamed(each, names) for each in case.attempts),
        history=tuple(past_renamed(each, names) for each in case.history),
        levels={since: past_renamed(each, names) for since, each in case.levels.items()},
        tip=past_renamed(case.tip, names) if case.tip else None,
        reference=renamed(reference, names) if reference else None,
    )


def renamed(run: Run, names: Mapping[str, str]) -> Run:
    """Return the run with benchmarks under their present names.

    Where a run holds a benchmark under both names, the present one is kept.
    """
    if not any(point.name in names for point in run.points):
        return run
    points: dict[PointKey, Point] = {}
    for point in sorted(run.points, key=lambda each: each.name in names):
        now = names.get(point.name, point.name)
        moved = point if now == point.name else msgspec.structs.replace(point, name=now)
        points.setdefault(moved.key, moved)
    return msgspec.structs.replace(run, points=tuple(points.values()))


def past_renamed(past: PastRun, names: Mapping[str, str]) -> PastRun:
    """Return the values of an earlier run under the present names, as :func:`renamed` does."""
    if not any(name in names for name, _, _ in past.values):
        return past
    values = {key: value for key, value in past.values.items() if key[0] not in names}
    for (name, tags, metric), value in past.values.items():
        if name in names:
            values.setdefault((names[name], tags, metric), value)
    machines = {key: machine for key, machine in past.machines.items() if key[0] not in names}
    for (name, tags), machine in past.machines.items():
        if name in names:
            machines.setdefault((names[name], tags), machine)
    return msgspec.structs.replace(past, values=values, machines=machines)
