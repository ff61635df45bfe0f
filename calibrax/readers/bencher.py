"""Bencher Metric Format: for each benchmark its measures, each a value with bounds or without.

Units and directions are not in the file: those of the measures that Bencher itself defines are
known, any other measure is shown and not judged.
"""

from typing import Any

from calibrax.core.models import Metric, MetricDef, Point
from calibrax.readers.document import Document
from calibrax.readers.metrics import INFO, LOWER, OPERATIONS_PER_SECOND, TIME, open_direction
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import single
from calibrax.readers.shape import a_number, an_object

TOOL = "Bencher"
RECOGNISED = "JSON of two levels of names, each pair with an object of value and its bounds"
COMMAND = "python my_benchmarks.py > results.json"

_KEYS = {"value", "lower_value", "upper_value"}
_BUILT_IN = {
    "latency": (TIME, "ns"),
    "throughput": (OPERATIONS_PER_SECOND, "ops/s"),
    "build-time": (MetricDef(name="build-time", unit="s", direction=LOWER), "s"),
    "file-size": (MetricDef(name="file-size", unit="B", direction=LOWER), "B"),
}
_TAKEN = {definition.name for definition, _ in _BUILT_IN.values()} - set(_BUILT_IN)


def recognises(document: Document) -> bool:
    """Tell whether the document is benchmarks of measures throughout, and there is one."""
    plain = document.json
    if not isinstance(plain, dict) or not all(isinstance(each, dict) for each in plain.values()):
        return False
    measures = [measure for each in plain.values() for measure in each.values()]
    return bool(measures) and all(map(_is_measure, measures))


def read(document: Document) -> Reading:
    """Return one point a benchmark, with one metric a measure.

    ``latency`` is ``time``, ``throughput`` is ``operations_per_second``.

    Raises:
        ValueError: the file is not of this shape, or a benchmark has a measure twice.
    """
    points: list[Point] = []
    definitions: dict[str, MetricDef] = {}
    failed: dict[str, str] = {}
    warnings: list[str] = []
    for name, measures in an_object(document.json, "the top level").items():
        measured = _measured(an_object(measures, repr(name)), repr(name))
        metrics = {each.name: it for each, it in measured if isinstance(it, Metric)}
        missing = {each.name: it for each, it in measured if isinstance(it, str)}
        if metrics:
            points.append(Point(name=name, scenario=name, metrics=metrics))
            definitions |= {each.name: each for each, _ in measured if each.name in metrics}
            warnings += (f"{name}: no {metric!r}: {why}" for metric, why in missing.items())
        else:
            failed[name] = next(iter(missing.values()), "no measures")
    undirected = (name for name, each in definitions.items() if each.direction is INFO)
    return Reading(
        points=tuple(points),
        metric_defs=definitions,
        failed=failed,
        warnings=(*warnings, *map(open_direction, undirected)),
    )


def _measured(measures: dict[str, Any], place: str) -> list[tuple[MetricDef, Metric | str]]:
    """Return the measures of a benchmark as metrics, or why there is no value."""
    found: dict[str, tuple[MetricDef, Metric | str]] = {}
    for measure, value in measures.items():
        inner = f"{place}: {measure!r}"
        definition, unit = _definition(measure)
        if definition.name in found:
            raise ValueError(f"{inner} is there twice, in other letters")
        found[definition.name] = definition, _metric(an_object(value, inner), unit, inner)
    return list(found.values())


def _is_measure(value: object) -> bool:
    return (
        isinstance(value, dict) and type(value.get("value")) in (int, float) and set(value) <= _KEYS
    )


def _definition(measure: str) -> tuple[MetricDef, str]:
    """Return the metric of a measure, which may be given by its name or by its slug."""
    slug = "-".join(measure.lower().split())
    if slug in _BUILT_IN:
        return _BUILT_IN[slug]
    name = f"{measure} (Bencher)" if measure in _TAKEN else measure
    return MetricDef(name=name, unit="", direction=INFO), ""


def _metric(measured: dict[str, Any], unit: str, place: str) -> Metric | str:
    """Return the value, within its bounds where the file has both and they hold it."""
    stored = quantity(unit).stored
    value = stored(a_number(measured.get("value"), f"{place}: value"))
    ends = [measured.get(key) for key in ("lower_value", "upper_value")]
    if None in ends:
        return single(value)
    lower, upper = (stored(a_number(end, f"{place}: a bound")) for end in ends)
    return single(value, lower, upper) if lower <= value <= upper else single(value)
