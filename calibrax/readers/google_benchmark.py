"""Google Benchmark's JSON: ``--benchmark_out``, of C++ and of its Python binding.

A benchmark is the rows of one ``run_name``. Its repetitions, each a mean over many iterations, are
the samples of one process. Rows that sum them up count only where the file holds nothing else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from calibrax.core import checks
from calibrax.core.models import Metric, MetricDef, Point
from calibrax.readers.document import Document
from calibrax.readers.metrics import (
    ALLOCATED,
    ALLOCATIONS,
    BYTES_PER_SECOND,
    CPU_TIME,
    INFO,
    ITEMS_PER_SECOND,
    LOWER,
    OPERATIONS_PER_SECOND,
    PEAK_MEMORY,
    TIME,
    open_direction,
)
from calibrax.readers.platforms import observed
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled, single
from calibrax.readers.shape import a_list, a_name, a_number, an_object
from calibrax.readers.timestamps import timestamp

TOOL = "Google Benchmark"
RECOGNISED = "JSON with benchmarks and a context that holds date, num_cpus and mhz_per_cpu"
COMMAND = "./benchmarks --benchmark_out=results.json --benchmark_out_format=json"

TOTAL_ALLOCATED = MetricDef(
    name="total_allocated_bytes", unit="B", direction=LOWER, group="Memory",
    description="over the iterations that watched the memory",
)  # fmt: skip
HEAP_GROWTH = MetricDef(name="net_heap_growth", unit="B", direction=LOWER, group="Memory")

_DEFINITIONS = {
    "real_time": TIME,
    "cpu_time": CPU_TIME,
    "items_per_second": ITEMS_PER_SECOND,
    "bytes_per_second": BYTES_PER_SECOND,
    "allocs_per_iter": ALLOCATIONS,
    "max_bytes_used": PEAK_MEMORY,
    "total_allocated_bytes": TOTAL_ALLOCATED,
    "net_heap_growth": HEAP_GROWTH,
}
_TIMES = ("real_time", "cpu_time")
_TAKEN = {each.name for each in (TIME, ALLOCATIONS, ALLOCATED, PEAK_MEMORY, OPERATIONS_PER_SECOND)}
_NO_MEASURES = {
    *("family_index", "per_family_instance_index", "repetitions", "repetition_index", "threads"),
    "iterations",
}
_UNITS = ("ns", "us", "ms", "s")
_WARNINGS = {
    ("library_build_type", "debug"): "the benchmark library is a debug build: times may be off",
    ("cpu_scaling_enabled", True): "CPU scaling was enabled: times may be noisy",
}
_SUMMARY = re.compile(r".*_(?:mean|median|stddev|cv|BigO|RMS)", re.DOTALL)
_COMPLEXITY = ("BigO", "RMS")
_PARAMETER = re.compile(r"(?:([^/:]+):)?(-?\d+(?:\.\d+)?)")
_SETTINGS = ("iterations", "repeats", "threads", "min_time", "min_warmup_time")

Row = dict[str, Any]


def recognises(document: Document) -> bool:
    """Tell whether the document has benchmarks and the context that the library writes."""
    plain = document.json
    context = plain.get("context") if isinstance(plain, dict) else None
    return (
        isinstance(context, dict)
        and {"date", "num_cpus", "mhz_per_cpu"} <= set(context)
        and "benchmarks" in plain
    )


def read(document: Document) -> Reading:
    """Return one point a benchmark: its times, rates, memory and counters.

    A benchmark that reported an error or has no finite time is listed as failed. A benchmark's
    label is no part of what it is, since programs write what they found out into it.

    Raises:
        ValueError: the file is not of the library's shape, or of a version that is not known.
    """
    plain = an_object(document.json, "the top level")
    context = an_object(plain.get("context"), "context")
    version = context.get("json_schema_version", 1)
    if version != 1:
        raise ValueError(f"context: json_schema_version {checks.brief(version)}, and 1 is read")
    points: list[Point] = []
    definitions: dict[str, MetricDef] = {}
    failed: dict[str, str] = {}
    skipped: dict[str, str] = {}
    left_out: list[str] = []
    for name, rows in _benchmarks(a_list(plain.get("benchmarks"), "benchmarks")):
        if skip := _reason(rows, "skipped", "skip_message"):
            skipped[name] = skip
            continue
        measured = _reason(rows, "error_occurred", "error_message") or _measured(name, rows)
        if isinstance(measured, str):
            failed[name] = measured
            continue
        points.append(_point(name, measured))
        definitions |= {each.name: each for each in measured}
        left_out += [
            f"{name}: the metric {each.name!r} is left out: {why}"
            for each, why in measured.items()
            if isinstance(why, str)
        ]
    used = {name for point in points for name in point.metrics}
    definitions = {name: each for name, each in definitions.items() if name in used}
    time, zoneless = timestamp(_dashed(context.get("date")), "context: date")
    return Reading(
        points=tuple(points),
        metric_defs=definitions,
        timestamp=time,
        observed=observed(cores=context.get("num_cpus")),
        failed=failed,
        skipped=skipped,
        warnings=(
            *zoneless,
            *(said for (key, value), said in _WARNINGS.items() if context.get(key) == value),
            *(open_direction(name) for name, each in definitions.items() if each.direction is INFO),
            *left_out,
        ),
    )


def _dashed(date: object) -> object:
    """Return a date as ISO 8601 has it; before version 1.5 it was 2015/03/17-18:40:25."""
    return date.replace("/", "-") if isinstance(date, str) else date


def _benchmarks(items: list[Any]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each benchmark: its name, and its repetitions or the one row that sums them up."""
    families: dict[tuple[str, str, str], list[Row]] = {}
    for index, item in enumerate(items):
        place = f"benchmarks[{index}]"
        row = an_object(item, place)
        name = a_name(row.get("run_name", row.get("name")), f"{place}: run_name")
        if row.get("run_type") not in ("iteration", "aggregate"):
            _refuse_summary(row, name, place)
        # two benchmarks of one name differ in their family, and stay two
        family = (name, str(row.get("family_index")), str(row.get("per_family_instance_index")))
        families.setdefault(family, []).append(row)
    for (name, *_), rows in families.items():
        repetitions = [row for row in rows if row.get("run_type") != "aggregate"]
        if repetitions:
            _refuse_twins(name, repetitions)
            yield name, repetitions
        elif any(row.get("aggregate_name") not in _COMPLEXITY for row in rows):
            yield name, _summary(name, rows)


def _refuse_summary(row: Row, name: str, place: str) -> None:
    """Refuse a row that may be an aggregate and does not say so."""
    if row.get("run_type") is not None:
        raise ValueError(f"{place}: run_type {checks.brief(row['run_type'])} is not known")
    if _SUMMARY.fullmatch(name):
        raise ValueError(
            f"{place}: {name!r} has no run_type, so nothing tells whether it is a benchmark or an "
            "aggregate of one; write the file with Google Benchmark 1.5 or newer"
        )


def _refuse_twins(name: str, repetitions: Sequence[Row]) -> None:
    """Refuse two benchmarks that old versions did not tell apart."""
    places = [str(row["repetition_index"]) for row in repetitions if "repetition_index" in row]
    if len(set(places)) < len(places):
        raise ValueError(f"two benchmarks are called {name!r}; give one of them another name")


def _summary(name: str, rows: Sequence[Row]) -> list[Row]:
    """Return the row with the median of a benchmark's repetitions, else that with their mean."""
    for wanted in ("median", "mean"):
        for row in rows:
            if row.get("aggregate_name") == wanted:
                return [row]
    raise ValueError(f"{name}: has neither repetitions nor their median or mean")


def _reason(rows: Sequence[Row], flag: str, message: str) -> str | None:
    """Return what the first repetition says of why it was not measured, if one was not."""
    for row in rows:
        if row.get(flag):
            return str(row.get(message) or "no reason given")
    return None


def _measured(name: str, rows: Sequence[Row]) -> dict[MetricDef, Metric | str] | str:
    """Return a benchmark's metrics, or why one has no value; or why its time has none."""
    found: dict[MetricDef, Metric | str] = {}
    for key in dict.fromkeys((*_TIMES, *(key for row in rows for key in row))):
        values = [_stored(name, key, row) for row in rows if _is_measure(key, row)]
        if values:
            summed_up = rows[0].get("run_type") == "aggregate"
            found[_definition(key)] = single(values[0]) if summed_up else sampled([values])
    time = found[TIME]
    return time if isinstance(time, str) else found


def _is_measure(key: str, row: Row) -> bool:
    """Tell whether a row holds a time, a rate, memory or a counter under a key."""
    value = row.get(key)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return key in _TIMES or (number and key not in _NO_MEASURES)


def _stored(name: str, key: str, row: Row) -> float:
    value = a_number(row.get(key), f"{name}: {key}")
    if key not in _TIMES:
        return value
    unit = row.get("time_unit")
    if unit not in _UNITS:
        raise ValueError(f"{name}: time_unit {checks.brief(unit)}: expected {', '.join(_UNITS)}")
    return quantity(unit).stored(value)


def _definition(key: str) -> MetricDef:
    """Return the definition of a measure; a counter's name and meaning are the user's own."""
    name = f"counter_{key}" if key in _TAKEN else key
    return _DEFINITIONS.get(key) or MetricDef(name=name, unit="", direction=INFO)


def _point(name: str, measured: Mapping[MetricDef, Metric | str]) -> Point:
    """Return a benchmark; ``BM_copy/8/n:64`` is the scenario ``BM_copy`` with the tag ``n``."""
    parts = name.split("/")
    parameters = [match for part in parts[1:] if (match := _PARAMETER.fullmatch(part))]
    return Point(
        name=name,
        scenario="/".join(takewhile(lambda part: not _PARAMETER.fullmatch(part), parts)),
        tags={each[1]: each[2] for each in parameters if each[1] not in (None, *_SETTINGS)},
        metrics={each.name: it for each, it in measured.items() if isinstance(it, Metric)},
    )
