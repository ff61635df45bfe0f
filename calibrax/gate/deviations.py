"""What the measurements of a run deviate from its history, metric by metric and as a whole."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from calibrax.analysis.noise_model import Deviation, NoiseModel
from calibrax.analysis.oriented import Oriented
from calibrax.analysis.robust import median
from calibrax.core.past import Series

Places = Sequence[float | None]
"""Where a metric is on its scale in one run after the other; ``None`` where a run lacks it."""


class Course(msgspec.Struct, frozen=True):
    """A metric's places: in each run of the history, oldest first, and in each measurement."""

    scale: Oriented
    history: Places
    measurements: Places


class Deviations(msgspec.Struct, frozen=True):
    """For each metric that the history knows the deviations of the measurements that have it.

    ``shifts`` are those of the whole suite, one a measurement; ``moved`` is the middle one against
    the baseline's own shift, 0 where that is not known.
    """

    metrics: dict[Series, list[Deviation]]
    shifts: list[Deviation | None]
    moved: float = 0.0


def deviations(
    courses: Mapping[Series, Course], baseline: Mapping[Series, float] | None = None
) -> Deviations:
    """Return what each metric deviates; the first measurement has to have it.

    A metric on a scale of shares, and not of logs, is seen alone: it does not move as others do.
    """
    logs = {key: each for key, each in courses.items() if each.scale.unit is None}
    model, now = _model(logs)
    metrics = _by_metric([model.deviations(run) for run in now])
    for key, each in courses.items():
        if each.scale.unit is not None:
            alone, measured = _model({key: each})
            metrics |= _by_metric([alone.deviations(run) for run in measured])
    shifts = [model.suite_shift(run) for run in now]
    before = model.suite_shift(baseline) if baseline else None
    known = [each.raw.deviation for each in shifts if each]
    moved = median(known) - before.raw.deviation if known and before else 0.0
    return Deviations(metrics, shifts, moved)


def _model(
    courses: Mapping[Series, Course],
) -> tuple[NoiseModel[Series], list[dict[Series, float]]]:
    history = _runs({key: each.history for key, each in courses.items()})
    now = _runs({key: each.measurements for key, each in courses.items()})
    return NoiseModel(history, name=_name), now


def _runs(places: Mapping[Series, Places]) -> list[dict[Series, float]]:
    """Return the places of each run by metric."""
    return [
        {key: place for key, place in zip(places, run, strict=True) if place is not None}
        for run in _columns(places)
    ]


def _columns(places: Mapping[Series, Places]) -> Iterator[tuple[float | None, ...]]:
    return zip(*places.values(), strict=True)


def _by_metric(runs: Sequence[Mapping[Series, Deviation]]) -> dict[Series, list[Deviation]]:
    first = runs[0] if runs else {}
    return {key: [run[key] for run in runs if key in run] for key in first}


def _name(key: Series) -> str:
    """Return what metrics that belong together begin alike with."""
    return "\0".join((key[0], *(value for _, value in key[1]), key[2]))
