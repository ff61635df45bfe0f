"""JMH's JSON (``-rf json``): the Java Microbenchmark Harness.

The forks of a benchmark are processes, their measurement iterations the values. A benchmark that
failed is absent from the file.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from itertools import accumulate
from math import isfinite
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.core.models import Metric, MetricDef, Point
from calibrax.readers.document import Document
from calibrax.readers.metrics import ALLOCATED, INFO, metric_of, open_direction
from calibrax.readers.platforms import observed
from calibrax.readers.quantities import Quantity, quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled, single
from calibrax.readers.shape import a_list, a_name, a_number, a_text, an_object

TOOL = "JMH"
RECOGNISED = "JSON that is a list of objects with the keys benchmark, mode and primaryMetric"
COMMAND = "java -jar target/benchmarks.jar -rf json -rff results.json"

_NOT_FINITE = {"NaN": float("nan"), "+INF": float("inf"), "-INF": float("-inf")}
_MEDIAN = "p0.50"  # of a sampled time, which is the value of the primary metric
_EXTREMES = ("p0.00", "p1.00")
_MARK = (
    "·?\ufffd"  # before a profiler's metric in JMH < 1.36: a middle dot, where it could be written
)

Measured = tuple[MetricDef, Metric | str]


def recognises(document: Document) -> bool:
    """Tell whether the document is a list that begins with a result of JMH."""
    plain = document.json
    first = plain[0] if isinstance(plain, list) and plain else None
    return isinstance(first, dict) and {"benchmark", "mode", "primaryMetric"} <= set(first)


def read(document: Document) -> Reading:
    """Return one point a benchmark, mode and set of parameters.

    The primary metric is ``time`` or ``operations_per_second``. ``gc.alloc.rate.norm`` is
    ``allocated``. The name of what the user called so, a counter or a method of a group, ends with
    its unit, which is another one in each mode.

    Raises:
        ValueError: the file is not of JMH's shape; the message names the place.
    """
    results = [
        an_object(item, f"[{place}]")
        for place, item in enumerate(a_list(document.json, "the top level"))
    ]
    points: list[Point] = []
    definitions: dict[str, MetricDef] = {}
    failed: dict[str, str] = {}
    warnings: list[str] = []
    for result, point in zip(results, _points(results), strict=True):
        (main, value), *others = _measured(result, _case(point))
        if isinstance(value, str):
            failed[_case(point)] = value
            continue
        metrics = {main.name: value}
        definitions.setdefault(main.name, main)
        for definition, other in others:
            if isinstance(other, str):
                warnings.append(f"{_case(point)}: no {definition.name!r}: {other}")
            else:
                metrics[definition.name] = other
                definitions.setdefault(definition.name, definition)
        points.append(msgspec.structs.replace(point, metrics=metrics))
        if result.get("forks") == 0:
            warnings.append(
                f"{_case(point)}: measured without a fork, in the process of JMH itself"
            )
    return Reading(
        points=tuple(points),
        metric_defs=definitions,
        observed=_machine(results),
        failed=failed,
        warnings=(*warnings, *_open(definitions)),
    )


def _points(results: list[dict[str, Any]]) -> list[Point]:
    """Return the benchmarks, still without metrics; threads tell apart what nothing else does."""
    points = [_point(result, f"[{place}]") for place, result in enumerate(results)]
    count = Counter(point.key for point in points)
    return [
        point
        if count[point.key] == 1
        else msgspec.structs.replace(
            point, tags={**point.tags, "threads": a_text(result.get("threads"))}
        )
        for result, point in zip(results, points, strict=True)
    ]


def _point(result: dict[str, Any], place: str) -> Point:
    name = a_name(result.get("benchmark"), f"{place}: benchmark")
    mode = a_name(result.get("mode"), f"{place} {name}: mode")
    parameters = an_object(result.get("params") or {}, f"{place} {name}: params")
    return Point(name=name, scenario=name, tags=tags_of(parameters, mode))


def tags_of(parameters: Mapping[str, Any], mode: str | None) -> dict[str, str]:
    """Return the tags of a benchmark: its parameters, and the mode where it is known."""
    tags = {key: a_text(value) for key, value in parameters.items()}
    if mode:
        tags["mode" if "mode" not in tags else "jmh_mode"] = mode
    return tags


def _case(point: Point) -> str:
    return f"{point.name}({', '.join(f'{key}={value}' for key, value in point.tags.items())})"


def _measured(result: dict[str, Any], place: str) -> list[Measured]:
    """Return the primary metric of a result and the secondary ones after it."""
    primary = an_object(result.get("primaryMetric"), f"{place}: primaryMetric")
    unit = a_name(primary.get("scoreUnit"), f"{place}: scoreUnit")
    measured = [(metric_of(unit), _metric(primary, quantity(unit), place))]
    secondary = an_object(result.get("secondaryMetrics") or {}, f"{place}: secondaryMetrics")
    for written, value in secondary.items():
        label = written.lstrip(_MARK)
        if label != _MEDIAN:
            inner = f"{place}: {label}"
            measured.append(_secondary(label, an_object(value, inner), inner))
    return measured


def _secondary(label: str, measured: dict[str, Any], place: str) -> Measured:
    unit = a_name(measured.get("scoreUnit"), f"{place}: scoreUnit")
    if label.startswith("gc."):
        unit = unit.replace("MB/", "MiB/")  # the profiler divides by 1024 * 1024
    found = quantity(unit)
    metric = _metric(measured, found, place)
    if label == "gc.alloc.rate.norm":
        return ALLOCATED, metric
    return (
        MetricDef(
            name=label if "." in label else f"{label} ({found.unit})",
            unit=found.unit,
            direction=INFO if _open_by_nature(label) else found.direction,
        ),
        metric,
    )


def _open_by_nature(label: str) -> bool:
    """Tell whether less is not better.

    The work of the collector grows with the speed of the benchmark, unless it is given for one
    operation (``norm``); one extreme of many times is chance.
    """
    return label in _EXTREMES or (label.startswith("gc.") and not label.endswith(".norm"))


def _metric(measured: dict[str, Any], unit: Quantity, place: str) -> Metric | str:
    """Return the values of the iterations of each fork, or the score where the file has none."""
    if measured.get("rawDataHistogram"):
        forks = _medians(measured["rawDataHistogram"], f"{place}: rawDataHistogram")
    else:
        forks = _raw(measured.get("rawData") or [], f"{place}: rawData")
    if any(forks):
        return sampled([[unit.stored(value) for value in fork] for fork in forks])
    bounds = a_list(measured.get("scoreConfidence") or [], f"{place}: scoreConfidence")
    score = _number(measured.get("score"), f"{place}: score")
    ends = [unit.stored(_number(end, f"{place}: scoreConfidence")) for end in bounds]
    return single(unit.stored(score), *ends[:2])


def _raw(forks: object, place: str) -> list[list[float]]:
    return [
        [_number(value, place) for value in a_list(fork, place)] for fork in a_list(forks, place)
    ]


def _medians(forks: object, place: str) -> list[list[float]]:
    """Return the median of each iteration, of which the file holds each time and how often."""
    return [
        [_median(a_list(iteration, place), place) for iteration in a_list(fork, place) if iteration]
        for fork in a_list(forks, place)
    ]


def _median(histogram: list[Any], place: str) -> float:
    times: list[tuple[float, int]] = []
    for bin in histogram:
        if len(a_list(bin, place)) != 2 or type(bin[1]) is not int or bin[1] < 1:
            raise ValueError(
                f"{place}: expected a time and how often it occurred, got {checks.brief(bin)}"
            )
        times.append((_number(bin[0], place), bin[1]))
    odd = [value for value, _ in times if not isfinite(value)]
    if odd:
        return odd[0]
    times.sort()
    total = sum(count for _, count in times)
    return (_at(times, (total - 1) // 2) + _at(times, total // 2)) / 2


def _at(times: list[tuple[float, int]], rank: int) -> float:
    """Return the time that would stand at ``rank`` if each stood there as often as it occurred."""
    ends = list(accumulate(count for _, count in times))
    return times[bisect_right(ends, rank)][0]


def _number(value: object, place: str) -> float:
    if isinstance(value, str) and value in _NOT_FINITE:
        return _NOT_FINITE[value]
    return a_number(value, place)


def _machine(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the Java that all results were measured with, if it is one."""
    javas = [{"java": each.get("jdkVersion"), "jvm": each.get("vmName")} for each in results]
    return observed(**javas[0]) if javas and all(java == javas[0] for java in javas) else {}


def _open(definitions: dict[str, MetricDef]) -> list[str]:
    return [
        open_direction(name)
        for name, definition in definitions.items()
        if definition.direction is INFO and not _open_by_nature(name)
    ]
