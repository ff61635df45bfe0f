"""Rank the configurations of a benchmark against each other within one run."""

from collections.abc import Iterable, Mapping
from math import inf, isfinite

import msgspec

from calibrax.core.models import MetricDef, MetricDirection, Point, Run
from calibrax.errors import UnknownName


class RankEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One configuration of one benchmark.

    ``rank`` counts from 1, ties share it, and it is ``None`` for an ``info`` metric.
    ``delta_from_best`` is in percent of the best value, in the metric's own sign; ``None`` where
    there is no best value, where it is 0 and this one is not, and out of a number's range.
    """

    point_name: str
    label: str
    value: float
    rank: int | None
    is_best: bool
    delta_from_best: float | None
    tags: dict[str, str]


def rank_table(
    run: Run,
    metric: str,
    group_by_tag: str = "framework",
    point: str | None = None,
    metric_defs: Mapping[str, MetricDef] | None = None,
) -> list[RankEntry]:
    """Return the entries benchmark by benchmark, in the order of the run, best first.

    A benchmark is a point name; its entries are labelled with their value of ``group_by_tag``, and
    with their other tags where that does not tell them apart. ``info`` metrics, and those that
    nobody defined, are listed in the order of the run and not ranked.

    Raises:
        UnknownName: the run has no such metric, point or tag.
    """
    candidates = _named(run, point)
    measured = [each for each in candidates if metric in each.metrics]
    if not measured:
        known = (name for each in candidates for name in each.metrics)
        raise UnknownName("metric", metric, known, f"run {run.id}")
    if not any(group_by_tag in each.tags for each in measured):
        known = (name for each in measured for name in each.tags)
        raise UnknownName("tag", group_by_tag, known, f"the points of run {run.id} with {metric!r}")
    definition = run.defined(metric_defs).get(metric)
    direction = definition.direction if definition else MetricDirection.INFO
    benchmarks: dict[str, list[Point]] = {}
    for each in measured:
        benchmarks.setdefault(each.name, []).append(each)
    return [
        entry
        for points in benchmarks.values()
        for entry in _rank(points, metric, group_by_tag, direction)
    ]


def _named(run: Run, point: str | None) -> list[Point]:
    named = [each for each in run.points if point in (None, each.name)]
    if not named and point is not None:
        raise UnknownName("point", point, (each.name for each in run.points), f"run {run.id}")
    return named


def _rank(
    points: list[Point], metric: str, tag: str, direction: MetricDirection
) -> Iterable[RankEntry]:
    ranked = direction is not MetricDirection.INFO
    values = {each.key: each.metrics[metric].value for each in points}
    if ranked:
        sign = -1 if direction is MetricDirection.HIGHER else 1
        points = sorted(points, key=lambda each: sign * values[each.key])
    best = values[points[0].key]
    labels = _labels(points, tag)
    order = [values[each.key] for each in points]
    for each in points:
        value = values[each.key]
        yield RankEntry(
            point_name=each.name,
            label=labels[each.key],
            value=value,
            rank=order.index(value) + 1 if ranked else None,
            is_best=ranked and value == best,
            delta_from_best=_delta(value, best) if ranked else None,
            tags=each.tags,
        )


def _labels(points: list[Point], tag: str) -> dict[object, str]:
    """Return a label for each point: its value of the tag, and more where that is not unique."""
    plain = [each.tags.get(tag, f"(no {tag})") for each in points]
    labels: dict[object, str] = {}
    for each, label in zip(points, plain, strict=True):
        others = ", ".join(f"{k}={v}" for k, v in sorted(each.tags.items()) if k != tag)
        ambiguous = plain.count(label) > 1 and others
        labels[each.key] = f"{label} [{others}]" if ambiguous else label
    return labels


def _delta(value: float, best: float) -> float | None:
    if value == best:
        return 0.0
    delta = 100 * ((value - best) / abs(best)) if best else inf
    return delta if isfinite(delta) else None
