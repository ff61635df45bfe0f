"""Google Benchmark's JSON: ``--benchmark_out``, of C++ and of its Python binding.

A benchmark is the rows of one ``run_name``. Its repetitions, each a mean over many iterations, are
the samples of one process. Rows that sum them up count only where the file holds nothing else.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import Any

from calibrax.core import checks
from calibrax.core.models import Metric, MetricDef
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
)
from calibrax.readers.outcomes import Outcome, reading_of
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
    "items_per_second": ITEMS_PER_SECOND,
    "bytes_per_second": BYTES_PER_SECOND,
    "allocs_per_iter": ALLOCATIONS,
    "max_bytes_used": PEAK_MEMORY,
    "total_allocated_bytes": TOTAL_ALLOCATED,
    "net_heap_growth": HEAP_GROWTH,
}
_TIMES = {"real_time": TIME, "cpu_time": CPU_TIME}
_TAKEN = {each.name for each in (TIME, ALLOCATIONS, ALLOCATED, PEAK_MEMORY, OPERATIONS_PER_SECOND)}
"""Metrics of all tools, which a counter of the user's that is called so is none of."""

_NO_MEASURES = {
    *("name", "family_index", "per_family_instance_index", "run_name", "run_type", "repetitions"),
    *("repetition_index", "threads", "iterations", "time_unit", "label"),
    *("aggregate_name", "aggregate_unit", "error_occurred", "error_message"),
    *("skipped", "skip_message", *_TIMES),
}
"""What a row holds beside rates, memory and counters."""

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
    time, zoneless = timestamp(_dashed(context.get("date")), "context: date")
    known = [said for (key, value), said in _WARNINGS.items() if context.get(key) == value]
    benchmarks = _benchmarks(a_list(plain.get("benchmarks"), "benchmarks"))
    return reading_of(
        (_outcome(name, rows) for name, rows in benchmarks),
        (*zoneless, *known),
        timestamp=time,
        observed=observed(cores=context.get("num_cpus")),
    )


def _dashed(date: object) -> object:
    """Return a date as ISO 8601 has it; before version 1.5 it was 2015/03/17-18:40:25."""
    return date.replace("/", "-") if isinstance(date, str) else date


def _benchmarks(items: list[Any]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each benchmark: its name, and its repetitions or the one row that sums them up."""
    for (name, *_), group in groupby(_rows(items), _identity):
        rows = list(group)
        repetitions = [row for row in rows if row.get("run_type") != "aggregate"]
        if repetitions:
            _refuse_twins(name, repetitions)
            yield name, repetitions
        elif any(row.get("aggregate_name") not in _COMPLEXITY for row in rows):
            yield name, _summary(name, rows)


def _rows(items: list[Any]) -> Iterator[Row]:
    for index, item in enumerate(items):
        place = f"benchmarks[{index}]"
        row = an_object(item, place)
        name = a_name(row.get("run_name", row.get("name")), f"{place}: run_name")
        if row.get("run_type") not in ("iteration", "aggregate"):
            _refuse_summary(row, name, place)
        yield row


def _identity(row: Row) -> tuple[str, Any, Any]:
    """Return what the rows of a benchmark share; they stand together, also if run interleaved.

    Two benchmarks of one name differ in their family, and stay two.
    """
    name: str = row["run_name"] if "run_name" in row else row["name"]
    return name, row.get("family_index"), row.get("per_family_instance_index")


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


def _outcome(name: str, rows: Sequence[Row]) -> Outcome:
    """Return what became of a benchmark."""
    scenario, tags = parameters(name)
    failed = _reason(rows, "error_occurred", "error_message")
    skipped = _reason(rows, "skipped", "skip_message")
    return Outcome(
        name=name,
        scenario=scenario,
        tags=tags,
        metrics=() if failed or skipped else tuple(_metrics(name, rows)),
        failed=failed,
        skipped=skipped,
    )


def parameters(name: str) -> tuple[str, dict[str, str]]:
    """Return the name less its parameters, and those with a name.

    ``BM_copy/8/n:64`` is ``BM_copy`` with the tag ``n``.
    """
    parts = name.split("/")
    found = [match for part in parts[1:] if (match := _PARAMETER.fullmatch(part))]
    scenario = "/".join(takewhile(lambda part: not _PARAMETER.fullmatch(part), parts))
    return scenario, {each[1]: each[2] for each in found if each[1] not in (None, *_SETTINGS)}


def _reason(rows: Sequence[Row], flag: str, message: str) -> str | None:
    """Return what the first repetition says of why it was not measured, if one was not."""
    for row in rows:
        if row.get(flag):
            return str(row.get(message) or "no reason given")
    return None


def _metrics(name: str, rows: Sequence[Row]) -> Iterator[tuple[MetricDef, Metric | str]]:
    """Yield a benchmark's metrics, or why one has no value: its time first."""
    for key, definition in _TIMES.items():
        yield definition, _metric(rows, [_seconds(name, key, row) for row in rows])
    for key in dict.fromkeys(key for row in rows for key in row if key not in _NO_MEASURES):
        values = [row[key] for row in rows if key in row]
        texts = [value for value in values if not _is_number(value)]
        if texts:
            yield _definition(key), f"a value of {checks.brief(texts[0])}"
        else:
            numbers = [a_number(value, f"{name}: {key}") for value in values]
            yield _definition(key), _metric(rows, numbers)


def _metric(rows: Sequence[Row], values: Sequence[float]) -> Metric | str:
    summed_up = rows[0].get("run_type") == "aggregate"
    return single(values[0]) if summed_up else sampled([values])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _seconds(name: str, key: str, row: Row) -> float:
    unit = row.get("time_unit")
    if unit not in _UNITS:
        raise ValueError(f"{name}: time_unit {checks.brief(unit)}: expected {', '.join(_UNITS)}")
    return quantity(unit).stored(a_number(row.get(key), f"{name}: {key}"))


def _definition(key: str) -> MetricDef:
    """Return the definition of a measure; a counter's name and meaning are the user's own."""
    name = f"counter_{key}" if key in _TAKEN else key
    return _DEFINITIONS.get(key) or MetricDef(name=name, unit="", direction=INFO)
