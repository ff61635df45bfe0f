"""What is known of each metric that is judged by its noise, on its own scale."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from calibrax.analysis.comparison import Comparison
from calibrax.analysis.drift import drift_warning
from calibrax.analysis.modes import modes_warning
from calibrax.analysis.noise_model import Deviation
from calibrax.analysis.oriented import Oriented, scale_of
from calibrax.analysis.processes import per_process
from calibrax.core.models import Metric, Run
from calibrax.core.past import Series, past_of
from calibrax.gate.case import Case
from calibrax.gate.excuses import series, tolerance
from calibrax.gate.machines import machine_of
from calibrax.gate.rules import Rules
from calibrax.settings.metric_rule import Tolerance


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One metric of one benchmark: places on its scale, larger is worse.

    ``history`` has a place for each earlier run, ``None`` where it lacks the metric or does not
    count; ``measurements`` one for the run and each attempt. ``baseline`` and ``current`` are the
    places of the processes of both sides, empty where the samples do not tell processes apart.
    ``warnings`` are on how the run's own samples lie.
    """

    row: Comparison
    scale: Oriented
    allowed: Tolerance
    history: tuple[float | None, ...]
    measurements: tuple[float | None, ...]
    baseline: tuple[float, ...]
    current: tuple[float, ...]
    warnings: tuple[str, ...] = ()

    @property
    def past(self) -> list[float]:
        """The places in the history of the runs that count."""
        return [place for place in self.history if place is not None]

    def suite_shift(self, first: Deviation) -> float:
        """Return the part of the run's move from its level that the whole suite made."""
        place = self.measurements[0]
        return 0.0 if place is None else place - first.level - first.raw.deviation

    def tolerated(self, centre: float, times: float = 1.0) -> float:
        """Return how far the value may change from a centre, in the metric's unit."""
        assert self.allowed.threshold is not None
        return max(times * self.allowed.threshold * abs(centre), self.allowed.absolute)


def measured(
    rows: Iterable[Comparison], case: Case, baseline: Run, current: Run, rules: Rules
) -> dict[Series, Measured]:
    """Return what is known of the metrics of these comparisons.

    ``baseline`` and ``current`` are the sides that were compared: their samples count.
    """
    found = {}
    measurements = [past_of(run).values for run in case.measurements]
    before, now = _metrics(baseline), _metrics(current)
    machines = {point.key: machine_of(current, point) for point in current.points}
    for row in rows:
        key = series(row)
        past = history_of(row, machines.get(key[:2]), case, rules)
        places = [run.get(key) for run in measurements]
        sides = [_processes(side.get(key)) for side in (before, now)]
        assert row.baseline_value is not None
        values = [value for value in (*past, *places) if value is not None]
        values += [value for side in sides for value in side]
        scale = scale_of(row.direction, values, row.baseline_value)
        found[key] = Measured(
            row=row,
            scale=scale,
            allowed=tolerance(row, rules),
            history=_placed(scale, past),
            measurements=_placed(scale, places),
            baseline=tuple(map(scale.at, sides[0])),
            current=tuple(map(scale.at, sides[1])),
            warnings=_warnings(now.get(key)),
        )
    return found


def history_of(
    row: Comparison, machine: str | None, case: Case, rules: Rules
) -> list[float | None]:
    """Return the metric's value in each run of the history, ``None`` in those that do not count.

    They count in its unit, since its level, and on the machine that the benchmark is measured on.
    """
    key = series(row)
    level = rules.settings.level_for(row.metric, row.point_name, row.tags)
    since = case.levels.get(level.since) if level else None
    return [
        run.values.get(key)
        if case.has_unit(row.metric, run)
        and (since is None or run.timestamp >= since.timestamp)
        and _may_be(machine, run.machines.get(key[:2], run.machine))
        else None
        for run in case.history
    ]


def _may_be(machine: str | None, other: str | None) -> bool:
    """Tell whether two machines are not known to differ."""
    return None in (machine, other) or machine == other


def _metrics(run: Run) -> Mapping[Series, Metric]:
    return {
        (*point.key, name): metric for point in run.points for name, metric in point.metrics.items()
    }


def _processes(metric: Metric | None) -> tuple[float, ...]:
    if metric is None or not metric.samples or not isinstance(metric.samples[0], tuple):
        return ()
    return per_process(metric.samples)


def _warnings(metric: Metric | None) -> tuple[str, ...]:
    """Return what is to be known of samples in order of time: two modes, a trend."""
    if metric is None or not metric.samples:
        return ()
    alone = [each for each in metric.samples if isinstance(each, float)]
    nested = [each for each in metric.samples if isinstance(each, tuple)]
    values = alone or (nested[0] if len(nested) == 1 else per_process(nested))
    found = (modes_warning(values), drift_warning(values))
    return tuple(each for each in found if each)


def _placed(scale: Oriented, values: Sequence[float | None]) -> tuple[float | None, ...]:
    return tuple(None if value is None else scale.at(value) for value in values)
