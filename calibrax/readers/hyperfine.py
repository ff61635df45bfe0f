"""hyperfine's JSON: what ``--export-json`` of hyperfine 1 or 2 wrote.

Each run of a command is a process with one value. Times are seconds and memory is bytes.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from calibrax.core import checks
from calibrax.core.models import Metric, MetricDef
from calibrax.readers.document import Document
from calibrax.readers.metrics import CPU_TIME, LOWER, PEAK_MEMORY, TIME
from calibrax.readers.outcomes import Outcome, reading_of
from calibrax.readers.platforms import observed
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled, single
from calibrax.readers.shape import a_list, a_name, a_number, a_text, an_object
from calibrax.readers.timestamps import timestamp

TOOL = "hyperfine"
RECOGNISED = "JSON with results of commands alone, or with schema_version and primary_metric"
COMMAND = "hyperfine --export-json results.json 'sort words.txt'"

_RESULT = {"command", "mean", "user", "system"}
_SUMMARY = {"schema_version", "primary_metric", "results"}
_SCHEMA = 2
_SHARED = {"time_wall_clock": TIME, "time_cpu": CPU_TIME, "memory_peak_resident": PEAK_MEMORY}
# hyperfine shows it in green when there is less of them
_COUNTERS = {"cpu_cycles", "instructions", "cache_references", "cache_misses", "branch_misses"}
_NO_MEASURES = {"time_user", "time_system", "exit_code"}  # the times are parts of time_cpu


def recognises(document: Document) -> bool:
    """Tell whether the document has the keys of a summary of hyperfine 2, or results of 1 alone."""
    plain = document.json
    if not isinstance(plain, dict):
        return False
    if set(plain) != {"results"}:
        return set(plain) >= _SUMMARY
    results = plain["results"]
    first = results[0] if isinstance(results, list) and results else None
    return isinstance(first, dict) and set(first) >= _RESULT


def read(document: Document) -> Reading:
    """Return one point a command: its time, its CPU time, its peak memory, its hardware counters.

    The name is that of ``--command-name`` or the command, and parameters are tags. Runs that exited
    with another code than 0, after which hyperfine goes on only when told to, do not count, and a
    warning says so; a command of which all did has failed.

    Raises:
        ValueError: the file is not of hyperfine's shape, or of a version that is not read; the
            message names the place.
    """
    plain = an_object(document.json, "the top level")
    version = plain.get("schema_version")
    results = a_list(plain.get("results"), "results")
    if version is None:
        return reading_of(_outcome_of_1(item, f"results[{i}]") for i, item in enumerate(results))
    if version != _SCHEMA:
        raise ValueError(
            f"schema_version: of hyperfine's files the version {_SCHEMA} and those without a "
            f"version are read, not {checks.brief(version)}"
        )
    metadata = an_object(plain.get("metadata", {}), "metadata")
    platform = an_object(metadata.get("platform", {}), "metadata: platform")
    time, zoneless = timestamp(metadata.get("start_time"), "metadata: start_time")
    return reading_of(
        (_outcome_of_2(item, f"results[{i}]") for i, item in enumerate(results)),
        zoneless,
        timestamp=time,
        observed=observed(
            system=a_text(platform.get("os") or ""),
            machine=a_text(platform.get("architecture") or ""),
        ),
    )


def _outcome_of_1(result: object, place: str) -> Outcome:
    item = an_object(result, place)
    name = a_name(item.get("command"), f"{place}: command")
    parameters = an_object(item.get("parameters", {}), f"{name}: parameters")
    exits, fine = _exits_of_1(item, name)
    has_times, has_memory = bool(item.get("times")), bool(item.get("memory_usage_byte"))
    time = sampled(_values(item, "times", fine, name))
    typical = a_number(item.get("median", item.get("mean")), f"{name}: median")
    cpu_time = sum(a_number(item.get(part), f"{name}: {part}") for part in ("user", "system"))
    memory = sampled(_values(item, "memory_usage_byte", fine, name))
    return Outcome(
        name=name,
        scenario=name,
        tags={parameter: a_text(value) for parameter, value in parameters.items()},
        metrics=(
            (TIME, time if has_times else single(typical)),
            (CPU_TIME, "its mean counts runs that failed" if exits else single(cpu_time)),
            *([(PEAK_MEMORY, memory)] if has_memory else []),
        ),
        failed=exits if fine and not any(fine) else None,
        warning=exits and f"{exits}: not counted",
    )


def _exits_of_1(item: dict[str, Any], name: str) -> tuple[str | None, bytes]:
    """Return what is to be said of exit codes, and of each run whether it is 0, in little room."""
    codes = a_list(item.pop("exit_codes", []), f"{name}: exit_codes")
    return _exits(codes, name), bytes(code == 0 for code in codes)


def _values(item: dict[str, Any], field: str, fine: bytes, name: str) -> Iterator[tuple[float]]:
    """Yield what was measured of the runs that did not fail; the file may lack all codes."""
    place = f"{name}: {field}"
    measured = a_list(item.pop(field, []), place)
    for value, counts in zip_longest(measured, fine[: len(measured)], fillvalue=1):
        if counts:
            yield (a_number(value, place),)


def _outcome_of_2(result: object, place: str) -> Outcome:
    item = an_object(result, place)
    command = a_name(item.get("command"), f"{place}: command")
    name = a_name(item.get("name", command), f"{place}: name")
    parameters = an_object(item.get("parameters", {}), f"{name}: parameters")
    runs = [
        an_object(run, f"{name}: measurements[{index}]")
        for index, run in enumerate(a_list(item.get("measurements"), f"{name}: measurements"))
    ]
    exits = _exits([run.get("exit_code") for run in runs], name)
    fine = [run for run in runs if run.get("exit_code") == 0]
    measured = dict.fromkeys(field for run in fine for field in run if field not in _NO_MEASURES)
    return Outcome(
        name=name,
        scenario=name,
        tags={
            parameter: a_text(an_object(given, f"{name}: parameters: {parameter}").get("value"))
            for parameter, given in parameters.items()
        },
        metrics=tuple(_measure(field, fine, f"{name}: {field}") for field in measured),
        failed=exits if not fine else None,
        warning=exits and f"{exits}: not counted",
    )


def _measure(
    field: str, runs: Sequence[dict[str, Any]], place: str
) -> tuple[MetricDef, Metric | str]:
    """Return how to read what was measured, and its values.

    Raises:
        ValueError: it is in several units, or in one of another quantity.
    """
    measured = [an_object(run[field], place) for run in runs if field in run]
    units = {a_text(each.get("unit", "")) for each in measured}
    unit = quantity(units.pop())
    definition = _SHARED.get(field) or MetricDef(
        name=field, unit=unit.unit, direction=LOWER if field in _COUNTERS else unit.direction
    )
    if units or unit.unit != definition.unit:
        raise ValueError(f"{place}: expected one unit, of {definition.unit or 'a count'}")
    values = (a_number(each.get("value"), f"{place}: value") for each in measured)
    return definition, sampled([(unit.stored(value),) for value in values])


def _exits(codes: Sequence[object], name: str) -> str | None:
    """Return what is to be said of runs that did not exit with 0; a signal may leave no code."""
    odd = [code for code in codes if code != 0]
    for code in odd:
        if code is not None and type(code) is not int:
            raise ValueError(f"{name}: expected an exit code, got {checks.brief(code)}")
    known = ", ".join(dict.fromkeys("none" if code is None else str(code) for code in odd))
    return f"the exit code of {len(odd)} of {len(codes)} runs was {known}" if odd else None
