"""What became of each benchmark that a tool ran, and the reading of all of them together."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from calibrax.core.models import Metric, MetricDef, Point
from calibrax.readers.metrics import INFO, open_direction
from calibrax.readers.reading import Reading

Metrics = tuple[tuple[MetricDef, Metric | str], ...]
"""How to read each metric, and the metric or why there is none."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A benchmark in one configuration, and its metrics or why there are none.

    A metric may be the reason why it has no value. ``failed`` and ``skipped`` are reasons too.
    """

    name: str
    scenario: str
    tags: dict[str, str] = {}
    source: str | None = None
    metrics: Metrics = ()
    failed: str | None = None
    skipped: str | None = None
    warning: str | None = None


def reading_of(outcomes: Iterable[Outcome], warnings: Iterable[str] = (), **facts: Any) -> Reading:
    """Return the reading of outcomes; ``facts`` are the other fields of it.

    Where a benchmark has a value for its first metric, another one without is left out with a
    warning; where it has none, the benchmark failed.

    Raises:
        ValueError: two metrics have the same name and another definition.
    """
    points: list[Point] = []
    definitions: dict[str, MetricDef] = {}
    failed: dict[str, str] = {}
    skipped: dict[str, str] = {}
    said = list(warnings)
    absent = []
    for outcome in outcomes:
        reason = _why_absent(outcome)
        if reason:
            absent.append((outcome, reason))
            continue
        if outcome.warning:
            said.append(f"{outcome.name}: {outcome.warning}")
        metrics = {}
        for definition, metric in outcome.metrics:
            if isinstance(metric, str):
                said.append(f"{outcome.name}: no {definition.name!r}: {metric}")
            else:
                _define(definitions, definition, outcome.name)
                metrics[definition.name] = metric
        points.append(_point(outcome, metrics))
    taken = {point.name for point in points}
    for outcome, reason in absent:
        name = _case(outcome.name, outcome.tags, taken)
        taken.add(outcome.name)
        (skipped if outcome.skipped else failed)[name] = reason
    said += [open_direction(each.name) for each in definitions.values() if each.direction is INFO]
    return Reading(
        points=tuple(points),
        metric_defs=definitions,
        failed=failed,
        skipped=skipped,
        warnings=tuple(dict.fromkeys(said)),
        **facts,
    )


def _why_absent(outcome: Outcome) -> str | None:
    if outcome.failed or outcome.skipped:
        return outcome.failed or outcome.skipped
    if not outcome.metrics:
        return "no value"
    first = outcome.metrics[0][1]
    return first if isinstance(first, str) else None


def _define(definitions: dict[str, MetricDef], definition: MetricDef, name: str) -> None:
    known = definitions.setdefault(definition.name, definition)
    if known != definition:
        raise ValueError(
            f"{name}: the metric {definition.name!r} is in {definition.unit!r}, "
            f"that of other benchmarks in {known.unit!r}; give one of them another unit"
        )


def _point(outcome: Outcome, metrics: dict[str, Metric]) -> Point:
    return Point(
        name=outcome.name,
        scenario=outcome.scenario,
        tags=outcome.tags,
        metrics=metrics,
        source=outcome.source,
    )


def _case(name: str, tags: Mapping[str, str], taken: set[str]) -> str:
    """Return the name, with the tags in brackets where another case has it too."""
    if name not in taken or not tags:
        return name
    return f"{name}({', '.join(f'{tag}={value!r}' for tag, value in tags.items())})"
