"""github-action-benchmark's custom JSON: a list of values, each with a name and a unit.

The unit says what is measured; ``range`` and ``extra`` are free text and are not read. The format
itself has no direction: the unit gives one, or the user does with the formats
``customBiggerIsBetter`` and ``customSmallerIsBetter``, or each entry does by ``biggerIsBetter``,
as openpgpjs' fork writes it under the name ``raw``.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.core.models import Metric, MetricDef, MetricDirection, Point
from calibrax.readers.document import Document
from calibrax.readers.metrics import HIGHER, INFO, LOWER, metric_of, open_direction
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import single
from calibrax.readers.shape import a_list, a_name, a_number, an_object

TOOL = "github-action-benchmark (custom JSON)"
RECOGNISED = "JSON that is a list of objects with the keys name, value and unit"
COMMAND = "python my_benchmarks.py > results.json"


class _Entry(msgspec.Struct, frozen=True):
    """One value of a file: what it is of, how to read it, and the metric or why there is none."""

    name: str
    definition: MetricDef
    metric: Metric | str


def recognises(document: Document) -> bool:
    """Tell whether the document is a list that begins with a named value and its unit."""
    plain = document.json
    first = plain[0] if isinstance(plain, list) and plain else None
    return (
        isinstance(first, dict)
        and "value" in first
        and all(isinstance(first.get(key), str) for key in ("name", "unit"))
    )


def read(document: Document) -> Reading:
    """Return one point a name, with one metric for each of its units.

    Raises:
        ValueError: the file is not of this shape, or a name has two values of one unit.
    """
    reading = reading_of(document.json)
    undirected = [name for name, each in reading.metric_defs.items() if each.direction is INFO]
    return msgspec.structs.replace(reading, warnings=(*reading.warnings, *map(_open, undirected)))


def reading_of(entries: object, direction: MetricDirection | None = None) -> Reading:
    """Return what a list of entries says, as a file or one commit of a ``data.js`` holds it.

    ``direction`` is what is known of all entries, whatever their units say. No warning says which
    metrics are left without one.

    Raises:
        ValueError: an entry is not of this shape, or a name has two values of one unit.
    """
    found = [
        _entry(item, f"[{place}]", direction)
        for place, item in enumerate(a_list(entries, "the top level"))
    ]
    _refuse_twins(found)
    metrics: dict[str, dict[str, Metric]] = {}
    definitions: dict[str, MetricDef] = {}
    missing: list[_Entry] = []
    for entry in found:
        if isinstance(entry.metric, str):
            missing.append(entry)
        else:
            metrics.setdefault(entry.name, {})[entry.definition.name] = entry.metric
            definitions[entry.definition.name] = entry.definition
    return Reading(
        points=tuple(
            Point(name=name, scenario=name, metrics=measured) for name, measured in metrics.items()
        ),
        metric_defs=definitions,
        failed={each.name: str(each.metric) for each in missing if each.name not in metrics},
        warnings=tuple(_left_out(each) for each in missing if each.name in metrics),
    )


def _entry(item: object, place: str, direction: MetricDirection | None) -> _Entry:
    entry = an_object(item, place)
    name = a_name(entry.get("name"), f"{place}: name")
    place = f"{place} {name!r}"
    unit = entry.get("unit")
    if not isinstance(unit, str):
        raise ValueError(f"{place}: unit: expected a text, got {checks.brief(unit)}")
    return _Entry(
        name=name,
        definition=_definition(unit, direction or _own_direction(entry, place)),
        metric=_metric(entry, unit, place),
    )


def _refuse_twins(entries: Sequence[_Entry]) -> None:
    """Refuse two values of one benchmark and metric, and two metrics of one name.

    Raises:
        ValueError: there are such.
    """
    values: dict[tuple[str, str], int] = {}
    definitions: dict[str, int] = {}
    for place, entry in enumerate(entries):
        metric = entry.definition.name
        first = values.setdefault((entry.name, metric), place)
        if first != place:
            raise ValueError(
                f"[{first}] and [{place}] are both the {metric!r} of {entry.name!r}; "
                "give one of them another name"
            )
        first = definitions.setdefault(metric, place)
        if entries[first].definition != entry.definition:
            raise ValueError(
                f"[{first}] {entries[first].name!r} and [{place}] {entry.name!r} would both have "
                f"the metric {metric!r}, in different units; give one of them another unit"
            )


def _definition(unit: str, direction: MetricDirection | None) -> MetricDef:
    """Return the metric of a unit, in a direction if one is stated.

    What the unit does not imply is part of the name: another entry, or another suite of the same
    commit, may state the opposite.
    """
    metric = metric_of(unit)
    if direction in (None, metric.direction):
        return metric
    return msgspec.structs.replace(metric, name=f"{metric.name}_{direction}", direction=direction)


def _own_direction(entry: dict[str, Any], place: str) -> MetricDirection | None:
    bigger = entry.get("biggerIsBetter")
    if bigger is None:
        return None
    if not isinstance(bigger, bool):
        raise ValueError(
            f"{place}: biggerIsBetter: expected true or false, got {checks.brief(bigger)}"
        )
    return HIGHER if bigger else LOWER


def _metric(entry: dict[str, Any], unit: str, place: str) -> Metric | str:
    """Return the value in the unit that it is stored in, or why there is none."""
    if "value" not in entry:
        raise ValueError(f"{place}: it has no value")
    value = entry["value"]
    if value is None:  # what JavaScript writes for NaN
        return "no value"
    number = _from_text(value, place) if isinstance(value, str) else value
    return single(quantity(unit).stored(a_number(number, f"{place}: value")))


def _from_text(value: str, place: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"{place}: value: {value!r} is no number") from None


def _left_out(entry: _Entry) -> str:
    return f"{entry.name}: no {entry.definition.name!r}: {entry.metric}"


def _open(name: str) -> str:
    return f"{open_direction(name)}; so does --format customSmallerIsBetter or customBiggerIsBetter"
