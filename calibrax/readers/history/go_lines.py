"""What github-action-benchmark made of the lines that Go prints, read as those lines are.

Of a line there is an entry that is called as the benchmark, with its first value. What stands
behind that is in its unit: ``ns/op``, a tab, ``208 B/op``. Since a later version each value has an
entry besides, ``BenchmarkX - B/op``. Where there are several packages, a name says which:
``BenchmarkX (pkg)``. The processors are in a text: ``8 procs``.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.readers.go import metrics_of
from calibrax.readers.go_names import parameters
from calibrax.readers.go_transcript import Results
from calibrax.readers.outcomes import Outcome, reading_of
from calibrax.readers.reading import Reading
from calibrax.readers.shape import a_name, a_number, an_object

_PACKAGE = re.compile(r"(?P<name>Benchmark\S*) \((?P<package>[^()\s]+)\)")
_PROCESSORS = re.compile(r"([0-9]+) procs")
_NONE = float("nan")


class _Line(msgspec.Struct, frozen=True):
    """A line of Go: the benchmark, GOMAXPROCS, and the value of each unit."""

    name: str
    processors: str
    values: dict[str, float]


def from_go(benches: Iterable[Any]) -> Reading:
    """Return one point a benchmark, with a metric for each unit.

    The lines of ``-count``, which stand together, are the samples of one process.

    Raises:
        ValueError: an entry is not of the tool's shape, or does not fit to the line that it is of;
            or two benchmarks have one name.
    """
    runs = [
        (key, list(lines))
        for key, lines in groupby(_lines(benches), lambda line: (line.name, line.processors))
    ]
    places = Counter(key for key, _ in runs)
    variants = Counter(name for name, _ in places)
    for (name, _), count in places.items():
        if count > 1:
            raise ValueError(
                f": {name!r} stands in {count} places, as if of several packages that are not named"
            )
    return reading_of(
        _outcome(name, {"cpu": processors} if variants[name] > 1 else {}, lines)
        for (name, processors), lines in runs
    )


def _lines(benches: Iterable[Any]) -> list[_Line]:
    """Return the lines; an entry for one value is of the last line of its benchmark."""
    lines: list[_Line] = []
    last: dict[str, _Line] = {}
    for index, bench in enumerate(benches):
        place = f"[{index}]"
        entry = an_object(bench, place)
        called = a_name(entry.get("name"), f"{place}: name")
        values = _values(entry, f"{place} {called!r}")
        name = called.replace(f" - {next(iter(values))}", "", 1)
        if name == called or name not in last:
            last[name] = _Line(name, _processors(entry), {})
            lines.append(last[name])
        for unit, value in values.items():
            known = last[name].values.setdefault(unit, value)
            if known != value and known == known:
                raise ValueError(f"{place} {called!r}: {value} {unit}, and {known} in its line")
    return lines


def _values(entry: dict[str, Any], place: str) -> dict[str, float]:
    """Return the value of an entry, and those in its unit, by their units."""
    unit = entry.get("unit")
    if not isinstance(unit, str):
        raise ValueError(f"{place}: unit: expected a text, got {checks.brief(unit)}")
    if "value" not in entry:
        raise ValueError(f"{place}: it has no value")
    first, *others = unit.split("\t")
    values = {first: _number(entry["value"], place)}
    for value, _, other in (text.strip().partition(" ") for text in others):
        values[other.strip()] = _number(value, place)
    return values


def _number(value: object, place: str) -> float:
    if not isinstance(value, str):
        return _NONE if value is None else a_number(value, f"{place}: value")
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"{place}: value: {value!r} is no number") from None


def _processors(entry: dict[str, Any]) -> str:
    found = _PROCESSORS.search(str(entry.get("extra")))
    return found[1] if found else "1"


def _outcome(name: str, cpu: dict[str, str], lines: Sequence[_Line]) -> Outcome:
    """Return what the output of Go itself gives."""
    found = _PACKAGE.fullmatch(name)
    bare = found["name"] if found else name
    package = {"pkg": found["package"]} if found else {}
    scenario, tags = parameters(bare)
    results: Results = {}
    for line in lines:
        for unit, value in line.values.items():
            results.setdefault((unit, 0), array("d")).append(value)
    return Outcome(
        name=bare,
        scenario=scenario,
        tags={**package, **tags, **cpu},
        metrics=metrics_of(results, {}),
    )
