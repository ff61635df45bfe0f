"""The rows of Google Benchmark that github-action-benchmark kept, read as the tool's own file is.

Each repetition has a row, and so has each aggregate of them: ``BM_Copy_median``.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from calibrax.core.models import Metric, Point
from calibrax.readers.github_action_benchmark import reading_of
from calibrax.readers.google_benchmark import parameters
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled

_AGGREGATE = re.compile(r"(?P<name>.+)_(?P<of>mean|median|stddev|cv|BigO|RMS)", re.DOTALL)
_TOGETHER = ({"mean", "median", "stddev"}, {"BigO", "RMS"})
"""The aggregates that the library never writes one without the other."""


def from_google_benchmark(benches: Iterable[Any]) -> Reading:
    """Return one point a benchmark; its repetitions are the samples of one process.

    Aggregates are no benchmarks. Where there is nothing else, the median stands for its benchmark.

    Raises:
        ValueError: an entry is not of the tool's shape.
    """
    rounds = [reading_of(each) for each in _rounds(_without_aggregates(list(benches)))]
    points: dict[str, list[Point]] = {}
    for reading in rounds:
        for point in reading.points:
            points.setdefault(point.name, []).append(point)
    return Reading(
        points=tuple(map(_point, points.values())),
        metric_defs={
            name: each for reading in rounds for name, each in reading.metric_defs.items()
        },
        failed={name: why for reading in rounds for name, why in reading.failed.items()},
        warnings=tuple(dict.fromkeys(each for reading in rounds for each in reading.warnings)),
    )


def _without_aggregates(benches: list[Any]) -> Iterator[Any]:
    names = set(filter(None, map(_name, benches)))
    for bench in benches:
        found = _AGGREGATE.fullmatch(_name(bench))
        if not found or not _is_aggregated(found["name"], found["of"], names):
            yield bench
        elif found["of"] == "median" and found["name"] not in names:
            yield {**bench, "name": found["name"]}


def _is_aggregated(name: str, of: str, names: set[str]) -> bool:
    """Tell whether ``name_of`` is an aggregate, by those that are beside it."""
    beside = next((each for each in _TOGETHER if of in each), _TOGETHER[0])
    return all(f"{name}_{each}" in names for each in beside)


def _rounds(benches: Iterable[Any]) -> list[list[Any]]:
    """Return the first repetitions of all benchmarks, then the second ones, and so on."""
    rounds: list[list[Any]] = [[]]
    counts: dict[str, int] = {}
    for bench in benches:
        name = _name(bench)
        count = counts.get(name, 0)
        counts[name] = count + 1
        if count == len(rounds):
            rounds.append([])
        rounds[count].append(bench)
    return rounds


def _name(bench: Any) -> str:
    """Return the name of a bench; nothing where it is none."""
    name = bench.get("name") if isinstance(bench, dict) else None
    return name if isinstance(name, str) else ""


def _point(repetitions: list[Point]) -> Point:
    first = repetitions[0]
    scenario, tags = parameters(first.name)
    metrics = {name: _metric(name, repetitions) for name in first.metrics}
    return msgspec.structs.replace(first, scenario=scenario, tags=tags, metrics=metrics)


def _metric(name: str, repetitions: list[Point]) -> Metric:
    measured = [point.metrics[name] for point in repetitions if name in point.metrics]
    together = sampled([[metric.value for metric in measured]])
    return measured[0] if len(measured) == 1 or isinstance(together, str) else together
