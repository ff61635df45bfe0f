"""What asv measured of one benchmark, for each combination of its parameters.

asv reads every value as better when it is lower. Here a unit that does not say so leaves the
direction open, since a benchmark of the kind ``track`` counts whatever it likes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import isnan, prod
from typing import Any

import msgspec

from calibrax.core.models import Metric, MetricDef
from calibrax.readers.metrics import PEAK_MEMORY, metric_of
from calibrax.readers.outcomes import Outcome
from calibrax.readers.quantities import Quantity, quantity
from calibrax.readers.sampled import sampled, single
from calibrax.readers.shape import a_list, a_name, a_number

FAILED = "no result: it raised an error or took too long"
SKIPPED = "NaN: its setup skipped it, it was not selected, or it returned NaN"

_NO_UNIT = "unit"  # what asv writes where the user gave none
_STRING = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"")


def outcomes(
    name: str, row: Mapping[str, Any], benchmark: Mapping[str, Any], place: str
) -> Iterator[Outcome]:
    """Yield what became of each combination; ``row`` is of a results file.

    ``benchmark`` is what ``benchmarks.json`` says of it. asv runs several processes and does not
    keep them apart, so that the samples are those of one.

    Raises:
        ValueError: the row or the benchmark is of no shape that is known.
    """
    result = row.get("result")
    if result is None or result == []:
        yield Outcome(name=name, scenario=name, failed=FAILED)
        return
    results = result if isinstance(result, list) else [result]
    combinations = _combinations(row, place)
    if len(results) != prod(map(len, combinations)):
        raise ValueError(
            f"{place}: {len(results)} results for {prod(map(len, combinations))} combinations of "
            "parameters"
        )
    names = _names(benchmark.get("param_names"), len(combinations), place)
    definition, unit = _read_as(benchmark, place)
    for index, values in enumerate(product(*combinations)):
        yield Outcome(
            name=name,
            scenario=name,
            tags=dict(zip(names, values, strict=True)),
            metrics=((definition, _metric(row, results[index], index, unit, place)),),
            skipped=SKIPPED if _is_nan(results[index]) else None,
        )


def _combinations(row: Mapping[str, Any], place: str) -> list[list[str]]:
    """Return the values of each parameter, those that are plain strings without their quotes."""
    return [
        [_unquoted(value) for value in a_list(values, f"{place}: params")]
        for values in a_list(row.get("params") or [], f"{place}: params")
    ]


def _unquoted(value: object) -> str:
    found = _STRING.fullmatch(str(value))
    return (found[1] or found[2] or "") if found else str(value)


def _names(written: object, count: int, place: str) -> list[str]:
    """Return a name for each parameter; one that has none, or an earlier one's, gets a number."""
    names: list[str] = []
    given = a_list(written or [], f"{place}: param_names")[:count]
    for position, name in enumerate([*given, *[""] * (count - len(given))], 1):
        text = str(name) or "param"
        names.append(text if name and text not in names else f"{text}{position}")
    return names


def _read_as(benchmark: Mapping[str, Any], place: str) -> tuple[MetricDef, Quantity]:
    unit = a_name(benchmark.get("unit"), f"{place}: unit")
    if unit == "bytes" and benchmark.get("type") == "peakmemory":
        return PEAK_MEMORY, quantity(unit)
    written = "" if unit == _NO_UNIT else unit
    return metric_of(written), quantity(written)


def _metric(
    row: Mapping[str, Any], result: object, index: int, unit: Quantity, place: str
) -> Metric | str:
    """Return the metric with its samples and bounds, where asv kept them, or why there is none."""
    if result is None:
        return FAILED
    value = unit.stored(a_number(result, place))
    lower = _bound(row, "stats_ci_99_a", index, unit, place)
    upper = _bound(row, "stats_ci_99_b", index, unit, place)
    metric = single(value, lower, upper)
    samples = _cell(row, "samples", index, place)
    if isinstance(metric, str) or not samples:
        return metric
    numbers = [a_number(each, f"{place}: samples") for each in a_list(samples, f"{place}: samples")]
    measured = sampled([[unit.stored(number) for number in numbers]])
    if isinstance(measured, str):
        return measured
    return msgspec.structs.replace(metric, samples=measured.samples)


def _bound(
    row: Mapping[str, Any], column: str, index: int, unit: Quantity, place: str
) -> float | None:
    value = _cell(row, column, index, place)
    return None if value is None else unit.stored(a_number(value, f"{place}: {column}"))


def _cell(row: Mapping[str, Any], column: str, index: int, place: str) -> Any:
    """Return the item of a combination in a column that may be missing."""
    items: Sequence[Any] = a_list(row.get(column) or [], f"{place}: {column}")
    return items[index] if index < len(items) else None


def _is_nan(result: object) -> bool:
    return isinstance(result, float) and isnan(result)
