"""What github-action-benchmark kept of each tool, named and measured as the tool's reader does it.

It keeps a name, a value and a unit of each benchmark. What that does not tell, and the reader has,
is a warning, since the benchmarks of the history and the later ones are then not the same.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import msgspec

from calibrax.core import plain_json
from calibrax.core.models import Point
from calibrax.readers import jmh
from calibrax.readers.github_action_benchmark import reading_of
from calibrax.readers.history.go_lines import from_go
from calibrax.readers.history.google_rows import from_google_benchmark
from calibrax.readers.metrics import HIGHER, LOWER, OPERATIONS_PER_SECOND
from calibrax.readers.reading import Reading

_DIRECTIONS = {"customBiggerIsBetter": HIGHER, "customSmallerIsBetter": LOWER}
_JMH = re.compile(r"(?P<name>\S+) \( (?P<parameters>\{.*\}) \)", re.DOTALL)

_MEAN = "the history of {} keeps the mean, and ingest takes the median"
_NO_PARAMETERS = (
    "the history of {} does not tell the parameters, which ingest makes tags: "
    "a benchmark that has some begins anew"
)
_NO_MODE = (
    "the history of jmh does not tell the mode of a time, which ingest makes a tag: "
    "where all have one, --tag mode=avgt adds it"
)
_NO_TEST_CASE = (
    "the history of catch2 does not tell the test case, which ingest makes a tag: "
    "where all are of one, --tag test_case=NAME adds it"
)


def reading_of_tool(tool: str, benches: list[Any]) -> Reading:
    """Return what an entry of a ``data.js`` says, ``tool`` being the tool that measured.

    Raises:
        ValueError: a bench is not of the tool's shape, or two disagree on the same value.
    """
    reader = _READERS.get(tool)
    return reader(benches) if reader else reading_of(benches, _DIRECTIONS.get(tool))


def _from_pytest(benches: Iterable[Any]) -> Reading:
    reading = reading_of([_as_time(bench) for bench in benches])
    has_parameters = any(point.name.endswith("]") for point in reading.points)
    warnings = [_MEAN, _NO_PARAMETERS] if has_parameters else [_MEAN]
    return _with(reading, reading.points, (each.format("pytest") for each in warnings))


def _as_time(bench: Any) -> Any:
    """Return a bench with the seconds that an iteration takes, in place of iterations a second."""
    if not isinstance(bench, dict) or bench.get("unit") != "iter/sec":
        return bench
    try:
        seconds = 1 / float(bench["value"])
    except ZeroDivisionError:
        return {**bench, "value": None}
    except (KeyError, TypeError, ValueError, OverflowError):
        return bench
    return {**bench, "value": seconds, "unit": "s"}


def _from_jmh(benches: Iterable[Any]) -> Reading:
    reading = reading_of(list(benches))
    points = tuple(chain.from_iterable(map(_by_mode, reading.points)))
    is_rate = [OPERATIONS_PER_SECOND.name in point.metrics for point in points]
    return _with(reading, points, () if all(is_rate) else (_NO_MODE,))


def _by_mode(point: Point) -> Iterator[Point]:
    """Yield a point for the throughput, which only one mode measures, and one for a time."""
    benchmark, parameters = _taken_apart(point.name)
    rate = {OPERATIONS_PER_SECOND.name} & set(point.metrics)
    for names, mode in ((rate, "thrpt"), (set(point.metrics) - rate, None)):
        if names:
            yield Point(
                name=benchmark,
                scenario=benchmark,
                tags=jmh.tags_of(parameters, mode),
                metrics={name: point.metrics[name] for name in point.metrics if name in names},
            )


def _taken_apart(name: str) -> tuple[str, dict[str, Any]]:
    """Return a benchmark of JMH and the parameters that stand behind it as JSON."""
    found = _JMH.fullmatch(name)
    if not found:
        return name, {}
    try:
        return found["name"], plain_json.parse_foreign(found["parameters"].encode())
    except ValueError:
        return name, {}


def _from_catch2(benches: Iterable[Any]) -> Reading:
    reading = reading_of(list(benches))
    return _with(reading, reading.points, (_NO_TEST_CASE,))


def _from_benchmarkdotnet(benches: Iterable[Any]) -> Reading:
    reading = reading_of(list(benches))
    has_parameters = any(point.name.endswith(")") for point in reading.points)
    warnings = [_MEAN, _NO_PARAMETERS] if has_parameters else [_MEAN]
    return _with(reading, reading.points, (each.format("benchmarkdotnet") for each in warnings))


def _with(reading: Reading, points: Iterable[Point], warnings: Iterable[str] = ()) -> Reading:
    return msgspec.structs.replace(
        reading, points=tuple(points), warnings=(*reading.warnings, *warnings)
    )


_READERS: dict[str, Callable[[list[Any]], Reading]] = {
    "go": from_go,
    "pytest": _from_pytest,
    "googlecpp": from_google_benchmark,
    "jmh": _from_jmh,
    "catch2": _from_catch2,
    "benchmarkdotnet": _from_benchmarkdotnet,
}
