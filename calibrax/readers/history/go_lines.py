"""What github-action-benchmark made of the names of Go's benchmarks, taken apart again.

It has a line for each unit of a benchmark, ``BenchmarkX - B/op``, beside one that is called as the
benchmark itself, and says the package in brackets where there are several: ``BenchmarkX (pkg)``.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from calibrax.core.models import Point
from calibrax.readers.github_action_benchmark import reading_of
from calibrax.readers.go_names import parameters
from calibrax.readers.metrics import ALLOCATED, ALLOCATIONS
from calibrax.readers.reading import Reading

_AS_READ = {"bytes": ALLOCATED, "allocs/op": ALLOCATIONS}
_PACKAGE = re.compile(r"(?P<name>Benchmark\S*) \((?P<package>[^()\s]+)\)")


def from_go(benches: Iterable[Any]) -> Reading:
    """Return one point a benchmark, with a metric for each unit.

    Raises:
        ValueError: an entry is not of the tool's shape, or two disagree on the same value.
    """
    seen: dict[tuple[object, object], Any] = {}
    for bench in benches:
        named = _without_unit(bench) if isinstance(bench, dict) else bench
        if isinstance(named, dict):
            key = (named.get("name"), named.get("unit"))
            same = seen.get(key)
            if same and same.get("value") == named.get("value"):
                continue
            seen[(key if same is None else (len(seen), key))] = named
        else:
            seen[(len(seen), None)] = named
    reading = reading_of(list(seen.values()))
    definitions = [_AS_READ.get(name, each) for name, each in reading.metric_defs.items()]
    return msgspec.structs.replace(
        reading,
        points=tuple(map(_as_read, reading.points)),
        metric_defs={definition.name: definition for definition in definitions},
    )


def _without_unit(bench: dict[str, Any]) -> dict[str, Any]:
    name, unit = bench.get("name"), bench.get("unit")
    if not isinstance(name, str) or not isinstance(unit, str):
        return bench
    plain = name.replace(f" - {unit}", "", 1) if f" - {unit}" in name else name
    return {**bench, "name": plain}


def _as_read(point: Point) -> Point:
    """Return the point that the output of Go itself gives."""
    found = _PACKAGE.fullmatch(point.name)
    name = found["name"] if found else point.name
    metrics = {
        _AS_READ[metric].name if metric in _AS_READ else metric: value
        for metric, value in point.metrics.items()
    }
    scenario, tags = parameters(name)
    package = {"pkg": found["package"]} if found else {}
    return Point(name=name, scenario=scenario, tags={**package, **tags}, metrics=metrics)
