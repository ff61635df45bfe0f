"""What github-action-benchmark made of the output of Go, taken apart again.

An entry that is called as the benchmark has in its unit all that the line said behind its value:
``ns/op``, a tab, ``208 B/op``. Since a later version there is an entry for each value besides,
``BenchmarkX - B/op``. The package is in brackets where there are several: ``BenchmarkX (pkg)``.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from calibrax.core.models import Point
from calibrax.readers.github_action_benchmark import reading_of
from calibrax.readers.go import definition_of
from calibrax.readers.go_names import parameters
from calibrax.readers.reading import Reading

_PACKAGE = re.compile(r"(?P<name>Benchmark\S*) \((?P<package>[^()\s]+)\)")


def from_go(benches: Iterable[Any]) -> Reading:
    """Return one point a benchmark, with a metric for each unit.

    Raises:
        ValueError: an entry is not of the tool's shape, or two disagree on the same value.
    """
    entries = (entry for bench in benches for entry in _entries(bench))
    reading = reading_of(list(_unrepeated(entries)), read_as=definition_of)
    return msgspec.structs.replace(reading, points=tuple(map(_as_read, reading.points)))


def _entries(bench: Any) -> Iterator[Any]:
    """Yield an entry for each value of one, called as the benchmark.

    What is no entry is yielded as it is, for :func:`reading_of` to refuse.
    """
    name, unit = (bench.get("name"), bench.get("unit")) if isinstance(bench, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(unit, str):
        yield bench
        return
    first, *others = unit.split("\t")
    yield {**bench, "name": name.replace(f" - {first}", "", 1), "unit": first}
    for value, _, of in (other.strip().partition(" ") for other in others):
        yield {"name": name, "value": value, "unit": of.strip()}


def _unrepeated(entries: Iterable[Any]) -> Iterator[Any]:
    """Yield the entries less those that say again what an earlier one said."""
    seen: set[tuple[str, str, float]] = set()
    for entry in entries:
        said = _said(entry)
        if said is None or said not in seen:
            yield entry
        if said:
            seen.add(said)


def _said(entry: Any) -> tuple[str, str, float] | None:
    """Return the name, the unit and the value, where there is one."""
    try:
        return str(entry["name"]), str(entry["unit"]), float(entry["value"])
    except (KeyError, TypeError, ValueError):
        return None


def _as_read(point: Point) -> Point:
    """Return the point that the output of Go itself gives."""
    found = _PACKAGE.fullmatch(point.name)
    name = found["name"] if found else point.name
    scenario, tags = parameters(name)
    package = {"pkg": found["package"]} if found else {}
    return msgspec.structs.replace(point, name=name, scenario=scenario, tags={**package, **tags})
