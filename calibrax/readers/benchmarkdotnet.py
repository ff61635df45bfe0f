"""BenchmarkDotNet's JSON, as its exporters of JSON write it, brief or full.

Times are nanoseconds per operation. The launches of a benchmark are processes, where the file
holds each measurement. When it was measured is only in the title, in the local time of a machine
whose zone is not known, so it is not read.
"""

import re
from collections import Counter
from math import isclose
from typing import Any

import msgspec

from calibrax.core.models import Metric, MetricDef, Point
from calibrax.readers.document import Document
from calibrax.readers.metrics import ALLOCATED, HIGHER, LOWER, TIME
from calibrax.readers.platforms import observed
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled, single
from calibrax.readers.shape import a_list, a_name, a_number, an_object

TOOL = "BenchmarkDotNet"
RECOGNISED = "JSON with the keys HostEnvironmentInfo and Benchmarks"
COMMAND = "dotnet run -c Release -- --filter '*' --exporters json"

_SECONDS = quantity("ns").stored
_ALLOCATED = "Allocated Memory"
_PARAMETER = re.compile(r"&(?=[^&=]+=)")
_UNNAMED_JOB = re.compile(r"Job-[A-Z]+\((.*)\)")
_ARCHITECTURES = {"X64": "x64", "X86": "386", "Arm64": "arm64"}


def recognises(document: Document) -> bool:
    """Tell whether the document has BenchmarkDotNet's top-level keys."""
    plain = document.json
    return isinstance(plain, dict) and {"HostEnvironmentInfo", "Benchmarks"} <= set(plain)


def read(document: Document) -> Reading:
    """Return one point a benchmark, with ``time``, ``allocated`` and what other diagnosers measure.

    A benchmark without statistics is listed as failed.

    Raises:
        ValueError: the file is not of BenchmarkDotNet's shape; the message names the place.
    """
    plain = an_object(document.json, "the top level")
    host = an_object(plain.get("HostEnvironmentInfo") or {}, "HostEnvironmentInfo")
    benchmarks = [
        an_object(item, f"Benchmarks[{place}]")
        for place, item in enumerate(a_list(plain.get("Benchmarks"), "Benchmarks"))
    ]
    points: list[Point] = []
    definitions = {TIME.name: TIME}
    failed: dict[str, str] = {}
    warnings = [*_host_warnings(host)]
    for benchmark, point in zip(benchmarks, _points(benchmarks), strict=True):
        time = _time(benchmark, point.name)
        if isinstance(time, str):
            failed[_case(point)] = time
            continue
        metrics = {TIME.name: time}
        for definition, metric in _diagnosed(benchmark, point.name):
            if definition.name in metrics:
                raise ValueError(f"{_case(point)}: Metrics: {definition.name!r} stands twice")
            if definitions.setdefault(definition.name, definition) != definition:
                raise ValueError(f"{_case(point)}: Metrics: {definition.name!r} has another unit")
            if isinstance(metric, str):
                warnings.append(f"{_case(point)}: no {definition.name!r}: {metric}")
            else:
                metrics[definition.name] = metric
        points.append(msgspec.structs.replace(point, metrics=metrics))
    return Reading(
        points=tuple(points),
        metric_defs=definitions,
        observed=_machine(host),
        failed=failed,
        warnings=tuple(warnings),
    )


def _points(benchmarks: list[dict[str, Any]]) -> list[Point]:
    """Return the benchmarks, still without metrics; the job tells apart what nothing else does."""
    points = [_point(benchmark, f"Benchmarks[{at}]") for at, benchmark in enumerate(benchmarks)]
    count = Counter(point.key for point in points)
    return [
        point
        if count[point.key] == 1
        else msgspec.structs.replace(point, tags={**point.tags, "job": _job(benchmark)})
        for benchmark, point in zip(benchmarks, points, strict=True)
    ]


def _point(benchmark: dict[str, Any], place: str) -> Point:
    parts = (benchmark.get("Namespace"), benchmark.get("Type"), benchmark.get("Method"))
    scenario = ".".join(part for part in parts if isinstance(part, str) and part)
    name = a_name(benchmark.get("FullName") or scenario, f"{place}: FullName")
    return Point(name=name, scenario=scenario or name, tags=_tags(benchmark.get("Parameters")))


def _tags(parameters: object) -> dict[str, str]:
    """Return the parameters of ``N=10&Mode=x``."""
    if not isinstance(parameters, str) or not parameters:
        return {}
    pairs = (written.partition("=") for written in _PARAMETER.split(parameters))
    return {name or "parameter": value for name, _, value in pairs}


def _job(benchmark: dict[str, Any]) -> str:
    """Return what a job sets, without the name that the tool gives to one that has none."""
    described = str(benchmark.get("DisplayInfo")).partition(": ")[2].partition(" [")[0]
    unnamed = _UNNAMED_JOB.fullmatch(described)
    return unnamed[1] if unnamed else described


def _case(point: Point) -> str:
    """Return the full name, and the tags that it leaves out."""
    complete = point.name != point.scenario
    tags = {tag: value for tag, value in point.tags.items() if tag == "job" or not complete}
    listed = ", ".join(f"{tag}={value}" for tag, value in tags.items())
    return f"{point.name}({listed})" if listed else point.name


def _time(benchmark: dict[str, Any], place: str) -> Metric | str:
    """Return the median time with its samples, or why there is none."""
    if not benchmark.get("Statistics"):
        return "no statistics"
    inner = f"{place}: Statistics"
    statistics = an_object(benchmark["Statistics"], inner)
    values = [
        _SECONDS(a_number(value, f"{inner}: OriginalValues"))
        for value in a_list(statistics.get("OriginalValues") or [], f"{inner}: OriginalValues")
    ]
    if not values:
        return single(_SECONDS(a_number(statistics.get("Median"), f"{inner}: Median")))
    launches = _launches(benchmark, place)
    apart = sorted(value for launch in launches for value in launch)
    same = len(apart) == len(values) and all(map(_close, apart, sorted(values)))
    return sampled(launches if same else [values])


def _launches(benchmark: dict[str, Any], place: str) -> list[list[float]]:
    """Return the results of each launch, as far as the file holds the measurements."""
    launches: dict[str, list[float]] = {}
    for item in a_list(benchmark.get("Measurements") or [], f"{place}: Measurements"):
        measured = an_object(item, f"{place}: Measurements")
        stage = (measured.get("IterationMode"), measured.get("IterationStage"))
        if stage != ("Workload", "Result"):
            continue
        time = a_number(measured.get("Nanoseconds"), f"{place}: Nanoseconds")
        count = a_number(measured.get("Operations"), f"{place}: Operations")
        if count:
            launch = launches.setdefault(str(measured.get("LaunchIndex")), [])
            launch.append(_SECONDS(time / count))
    return list(launches.values())


def _close(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-6)


def _diagnosed(benchmark: dict[str, Any], place: str) -> list[tuple[MetricDef, Metric | str]]:
    """Return what the diagnosers measured."""
    memory = an_object(benchmark.get("Memory") or {}, f"{place}: Memory")
    allocated = memory.get("BytesAllocatedPerOperation")
    measured = [
        _described(an_object(item, f"{place}: Metrics"), f"{place}: Metrics")
        for item in a_list(benchmark.get("Metrics") or [], f"{place}: Metrics")
    ]
    if allocated is None:
        return measured
    value = single(a_number(allocated, f"{place}: BytesAllocatedPerOperation"))
    others = [each for each in measured if each[0] is not ALLOCATED]
    return [(ALLOCATED, value), *others]


def _described(item: dict[str, Any], place: str) -> tuple[MetricDef, Metric | str]:
    """Return a metric as its own description in the file says that it is to be read."""
    descriptor = an_object(item.get("Descriptor"), f"{place}: Descriptor")
    name = a_name(descriptor.get("Id"), f"{place}: Descriptor: Id")
    written = descriptor.get("Unit")
    unit = quantity(written if isinstance(written, str) else "")
    metric = single(unit.stored(a_number(item.get("Value"), f"{place}: {name}")))
    if name == _ALLOCATED:
        return ALLOCATED, metric
    direction = HIGHER if descriptor.get("TheGreaterIsBetter") else LOWER
    return MetricDef(name=name, unit=unit.unit, direction=direction), metric


def _machine(host: dict[str, Any]) -> dict[str, Any]:
    system = _system(str(host.get("OsVersion") or ""))
    cores = host.get("LogicalCoreCount") or host.get("ProcessorCount")
    return observed(
        system=system,
        machine=_ARCHITECTURES.get(str(host.get("Architecture"))) if system else None,
        cores=cores if isinstance(cores, int) else None,
        dotnet=host.get("RuntimeVersion") or host.get("ClrVersion"),
    )


def _system(version: str) -> str | None:
    """Return the system; the tool names a Linux by its distribution."""
    if "Windows" in version:
        return "Windows"
    if "macOS" in version or "Darwin" in version:
        return "Darwin"
    return "Linux" if version and "BSD" not in version else None


def _host_warnings(host: dict[str, Any]) -> list[str]:
    warnings = []
    if host.get("Configuration") == "DEBUG":
        warnings.append("it was measured in a debug build")
    if host.get("HasAttachedDebugger") is True:
        warnings.append("it was measured with a debugger attached")
    return warnings
