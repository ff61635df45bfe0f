"""pyperf's JSON: what ``-o`` of a benchmark script, ``pyperf timeit`` or ``pyperf command`` wrote.

A run is a process. One without values was there to calibrate, and warm-up values are no samples.
What is known of all runs, or of all benchmarks, stands above them.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.core.models import MetricDef
from calibrax.readers.document import Document
from calibrax.readers.metrics import PEAK_MEMORY, TIME, metric_of
from calibrax.readers.outcomes import Outcome, reading_of
from calibrax.readers.platforms import observed
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled
from calibrax.readers.shape import a_list, a_name, a_number, a_text, an_object
from calibrax.readers.timestamps import timestamp

TOOL = "pyperf"
RECOGNISED = "JSON with version and benchmarks, each with its runs"
COMMAND = "python -m pyperf timeit -o results.json 'sorted(range(1000))'"

_VERSIONS = ("1.0", 6)  # in 6 only the warm-up values are others
_KEYS = {"version", "metadata", "benchmarks"}
_UNITS = {"second": TIME, "byte": PEAK_MEMORY, "integer": metric_of("")}
_COMMAND_MEMORY = "command_max_rss"
_ARCHITECTURE = re.compile(r"-([^-]+)-with-|^macOS-[^-]+-([^-]+)")
_SCALING = re.compile(r"intel_pstate:turbo|governor:(?!performance\b)[^,;]+")


class _Benchmark(msgspec.Struct, frozen=True):
    """A benchmark, what is known of it, and of each run that measured the same, and its values."""

    name: str
    facts: dict[str, Any]
    runs: tuple[dict[str, Any], ...]
    values: tuple[list[float], ...]

    def of_each_run(self, fact: str) -> list[Any]:
        """Return a fact of each run, ``None`` where it is not known."""
        return [run.get(fact, self.facts.get(fact)) for run in self.runs]


def recognises(document: Document) -> bool:
    """Tell whether the document has pyperf's keys, and no others, at the top."""
    plain = document.json
    if not isinstance(plain, dict) or not {"version", "benchmarks"} <= set(plain) <= _KEYS:
        return False
    benchmarks = plain["benchmarks"]
    first = benchmarks[0] if isinstance(benchmarks, list) and benchmarks else None
    return isinstance(first, dict) and isinstance(first.get("runs"), list)


def read(document: Document) -> Reading:
    """Return one point a benchmark, with its time, its peak memory, or a number without a unit.

    The time of a command comes with the command's peak memory. A benchmark without a value, or
    with one that is not finite, is listed as failed.

    Raises:
        ValueError: the file is not of pyperf's shape, or of a version that is not read; the
            message names the place.
    """
    plain = an_object(document.json, "the top level")
    if plain.get("version") not in _VERSIONS:
        known = " and ".join(map(repr, _VERSIONS))
        found = checks.brief(plain.get("version"))
        raise ValueError(f"version: the versions {known} of pyperf's files are read, not {found}")
    suite = an_object(plain.get("metadata") or {}, "metadata")
    benchmarks = [
        _benchmark(item, suite, f"benchmarks[{index}]")
        for index, item in enumerate(a_list(plain.get("benchmarks"), "benchmarks"))
    ]
    time, zoneless = timestamp(_last_date(benchmarks), "metadata: date")
    return reading_of(
        map(_outcome, benchmarks),
        (*zoneless, *_scaling(benchmarks)),
        timestamp=time,
        observed=_machine(benchmarks),
    )


def _benchmark(given: object, suite: dict[str, Any], place: str) -> _Benchmark:
    item = an_object(given, place)
    facts = suite | an_object(item.get("metadata") or {}, f"{place}: metadata")
    name = a_name(facts.get("name"), f"{place}: metadata: name")
    runs = []
    values = []
    for index, run in enumerate(a_list(item.get("runs"), f"{name}: runs")):
        where = f"{name}: runs[{index}]"
        fields = an_object(run, where)
        if fields.get("values"):
            runs.append(an_object(fields.get("metadata") or {}, f"{where}: metadata"))
            values.append(a_list(fields["values"], f"{where}: values"))
        elif not fields.get("warmups"):
            raise ValueError(f"{where}: has neither values nor warmups")
    return _Benchmark(name, facts, tuple(runs), tuple(values))


def _outcome(benchmark: _Benchmark) -> Outcome:
    name = benchmark.name
    definition = _definition(benchmark)
    place = f"{name}: values"
    values = [tuple(a_number(value, place) for value in run) for run in benchmark.values]
    memory = _memory_of_command(benchmark) if definition is TIME else []
    groups = a_list(benchmark.facts.get("tags", []), f"{name}: metadata: tags")
    tags = ",".join(sorted(a_name(group, f"{name}: metadata: tags") for group in groups))
    return Outcome(
        name=name,
        scenario=name,
        tags={"tags": tags} if tags else {},
        metrics=(
            (definition, sampled(values)),
            *([(PEAK_MEMORY, sampled(memory))] if memory else []),
        ),
    )


def _definition(benchmark: _Benchmark) -> MetricDef:
    unit = a_text(benchmark.facts.get("unit", "second"))
    if unit not in _UNITS:
        raise ValueError(
            f"{benchmark.name}: metadata: unit: expected one of {', '.join(_UNITS)}, "
            f"got {checks.brief(unit)}"
        )
    return _UNITS[unit]


def _memory_of_command(benchmark: _Benchmark) -> list[tuple[float]]:
    place = f"{benchmark.name}: metadata: {_COMMAND_MEMORY}"
    peaks = [peak for peak in benchmark.of_each_run(_COMMAND_MEMORY) if peak is not None]
    return [(a_number(peak, place),) for peak in peaks]


def _last_date(benchmarks: Iterable[_Benchmark]) -> object:
    dates = [date for each in benchmarks for date in each.of_each_run("date") if date is not None]
    return max(dates, key=str, default=None)


def _machine(benchmarks: Sequence[_Benchmark]) -> dict[str, Any]:
    platform = _agreed(benchmarks, "platform")
    architecture = _ARCHITECTURE.search(platform)
    cores = _agreed(benchmarks, "cpu_count")
    return observed(
        system=platform.partition("-")[0],
        machine=architecture[1] or architecture[2] if architecture else None,
        model=_agreed(benchmarks, "cpu_model_name"),
        cores=int(cores) if cores.isdecimal() and len(cores) < 10 else None,
        python=_agreed(benchmarks, "python_version").partition(" ")[0],
    )


def _agreed(benchmarks: Iterable[_Benchmark], fact: str) -> str:
    """Return a fact as text, empty where no benchmark has it or they have different ones."""
    found = {str(each.facts[fact]) for each in benchmarks if fact in each.facts}
    return found.pop() if len(found) == 1 else ""


def _scaling(benchmarks: Iterable[_Benchmark]) -> tuple[str, ...]:
    configured = {str(each) for one in benchmarks for each in one.of_each_run("cpu_config")}
    found = sorted({setting for config in configured for setting in _SCALING.findall(config)})
    return (f"the CPU's frequency was scaled ({', '.join(found)})",) if found else ()
