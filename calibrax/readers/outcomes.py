"""What became of each benchmark that a tool ran, and the reading of all of them together."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from calibrax.core.models import Metric, MetricDef, Point
from calibrax.readers.cases import case_name
from calibrax.readers.metrics import INFO, open_direction
from calibrax.readers.reading import Identity, Reading

Metrics = tuple[tuple[MetricDef, Metric | str], ...]
"""How to read each metric, and the metric or why there is none."""


Case = tuple[str, dict[str, str]]
"""The name of a benchmark and its tags."""


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
    said: list[tuple[Case | None, str]] = [(None, warning) for warning in warnings]
    absent: list[tuple[Case, bool, str]] = []
    names: Counter[str] = Counter()
    for outcome in outcomes:
        case = outcome.name, outcome.tags
        names[outcome.name] += 1
        reason = _why_absent(outcome)
        if reason:
            absent.append((case, outcome.skipped is not None, reason))
            continue
        if outcome.warning:
            said.append((case, outcome.warning))
        metrics = {}
        for definition, metric in outcome.metrics:
            if isinstance(metric, str):
                said.append((case, f"no {definition.name!r}: {metric}"))
            else:
                _define(definitions, definition, outcome.name)
                metrics[definition.name] = metric
        points.append(_point(outcome, metrics))

    def called(case: Case) -> str:
        name, tags = case
        return case_name(name, tags) if names[name] > 1 and tags else name

    texts = [f"{called(case)}: {text}" if case else text for case, text in said]
    texts += [open_direction(each.name) for each in definitions.values() if each.direction is INFO]
    return Reading(
        points=tuple(points),
        metric_defs=definitions,
        failed={called(case): why for case, skipped, why in absent if not skipped},
        skipped={called(case): why for case, skipped, why in absent if skipped},
        cases={called(case): Identity(*case) for case, _, _ in absent if called(case) != case[0]},
        warnings=tuple(dict.fromkeys(texts)),
        **facts,
    )


def _why_absent(outcome: Outcome) -> str | None:
    if outcome.failed or outcome.skipped:
        return outcome.failed or outcome.skipped
    if not outcome.metrics:
        return "no value"
    definition, first = outcome.metrics[0]
    if isinstance(first, str):
        return first
    below = definition.unit == "s" and first.value < 0
    return f"a time of {first.value} s" if below else None


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
