"""What ``go test -bench`` prints, plainly or with ``-json``, and files in Go's benchmark format.

The values of ``-count`` are samples of one process. The package is a tag, and so are sub-benchmarks
that are named ``/key=value``.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from calibrax.core.models import Metric, MetricDef, MetricDirection
from calibrax.readers.document import Document
from calibrax.readers.go_names import parameters, proven, without_processors
from calibrax.readers.go_output import began, has_events, lines
from calibrax.readers.go_transcript import Package, Results, Transcript
from calibrax.readers.metrics import ALLOCATED, ALLOCATIONS, BYTES_PER_SECOND, TIME, metric_of
from calibrax.readers.outcomes import Metrics, Outcome, reading_of
from calibrax.readers.platforms import observed
from calibrax.readers.quantities import Quantity, quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled
from calibrax.readers.timestamps import timestamp

TOOL = "go test -bench"
RECOGNISED = "text with a line 'BenchmarkName-8 45111 262.3 ns/op', or events of go test -json"
COMMAND = "go test -run '^$' -bench . -count 10 ./... > results.txt"

_OUTPUT = re.compile(
    r"^(?:Benchmark(?![a-z])\S*[ \t]+[0-9]+[ \t]+[-+0-9.eInfNa]+[ \t]+\S|goos: \w|FAIL\t\S)",
    re.MULTILINE,
)
_STANDARD = {
    "ns/op": TIME, "sec/op": TIME, "MB/s": BYTES_PER_SECOND, "B/s": BYTES_PER_SECOND,
    "B/op": ALLOCATED, "allocs/op": ALLOCATIONS,
}  # fmt: skip
_BASE = {"s": "sec", "B": "bytes"}
_DIRECTIONS = {"higher": MetricDirection.HIGHER, "lower": MetricDirection.LOWER}

Facts = Mapping[str, str]
Said = Mapping[str, set[str]]


def recognises(document: Document) -> bool:
    """Tell whether a line is one of ``go test``, or the document holds its events."""
    if has_events(document):
        return True
    return not document.looks_like_json and _OUTPUT.search(document.text) is not None


def read(document: Document) -> Reading:
    """Return one point a benchmark, with ``time`` and what else it reports as metrics.

    The suffix for GOMAXPROCS is no part of a name; where a benchmark ran with several values of it,
    as with ``-cpu 1,2``, the tag ``cpu`` tells them apart. Failed benchmarks and packages are
    listed.

    Raises:
        ValueError: an event is none, or the output is of several commits or branches.
    """
    transcript = Transcript()
    for package, line in lines(document):
        transcript.read(package, line)
    transcript.end()
    time, warnings = _time(document, transcript.said)
    return reading_of(
        _outcomes(transcript),
        warnings,
        timestamp=time,
        commit=_one(transcript.said, "commit"),
        branch=_one(transcript.said, "branch"),
        observed=observed(
            system=_one(transcript.said, "goos"),
            machine=_one(transcript.said, "goarch"),
            model=_one(transcript.said, "cpu"),
        ),
    )


def _outcomes(transcript: Transcript) -> Iterator[Outcome]:
    names = (name for package in transcript for name in package.results)
    announced = {name for package in transcript for name in package.announced}
    processors = proven(names, announced)
    for package in transcript:
        yield from _of_package(package, processors, transcript.units)


def _of_package(
    package: Package, processors: frozenset[int], units: Mapping[str, Facts]
) -> Iterator[Outcome]:
    measured = {
        without_processors(name, processors, package.results): results
        for name, results in package.results.items()
    }
    counts: dict[str, set[int]] = {}
    for name, count in measured:
        counts.setdefault(name, set()).add(count)
    for (name, count), results in measured.items():
        cpu = {"cpu": str(count)} if len(counts[name]) > 1 else {}
        yield _outcome(name, package, cpu, metrics=metrics_of(results, units))
        results.clear()  # a file of 100 MB has many, and they lie in memory beside their metrics
    for name, reason in package.failed.items():
        # a benchmark fails where one of its parts does
        if not any(other.startswith(f"{name}/") for other in package.failed):
            bare, _ = without_processors(name, processors, package.results)
            yield _outcome(bare, package, failed=reason)
    for name, reason in package.skipped.items():
        bare, _ = without_processors(name, processors, package.results)
        yield _outcome(bare, package, skipped=reason)


def _outcome(
    name: str,
    package: Package,
    cpu: Mapping[str, str] = {},
    metrics: Metrics = (),
    failed: str | None = None,
    skipped: str | None = None,
) -> Outcome:
    scenario, tags = parameters(name)
    return Outcome(
        name=name,
        scenario=scenario,
        tags={**tags, **({"pkg": package.name} if package.name else {}), **cpu},
        metrics=metrics,
        failed=failed,
        skipped=skipped,
    )


def metrics_of(results: Results, units: Mapping[str, Facts]) -> Metrics:
    """Return the metrics of a benchmark, each under a name of its own."""
    found: dict[str, tuple[MetricDef, Metric | str]] = {}
    for unit in dict.fromkeys(unit for unit, _ in results):
        definition, stored = _definition(unit, units.get(unit, {}))
        if definition.name in found:
            definition = msgspec.structs.replace(definition, name=unit)
        processes = (values for (of, _), values in results.items() if of == unit)
        values = [[stored.stored(value) for value in values] for values in processes]
        found[definition.name] = definition, sampled(values)
    return tuple(found.values())


def _definition(unit: str, facts: Facts) -> tuple[MetricDef, Quantity]:
    """Return how to read a unit, and the quantity that it is of.

    The author's own unit may have a name before it, as ``p99-ns/op`` does, and ``facts``, which the
    line ``Unit p99-ns/op better=lower`` states.
    """
    if unit in _STANDARD:
        return _STANDARD[unit], quantity(unit)
    name, dash, last = unit.rpartition("-")
    found = quantity(last)
    if name and found.unit in _BASE:
        _, slash, per = last.partition("/")
        title = f"{name}{dash}{_BASE[found.unit]}{slash}{per}"
        definition = MetricDef(name=title, unit=found.unit, direction=found.direction)
    else:
        definition, found = metric_of(unit), quantity(unit)
    stated = _DIRECTIONS.get(facts.get("better", ""), definition.direction)
    exact = "the same in every run" if facts.get("assume") == "exact" else definition.description
    return msgspec.structs.replace(definition, direction=stated, description=exact), found


def _time(document: Document, said: Said) -> tuple[datetime | None, tuple[str, ...]]:
    """Return when the first event was, or the date that a configuration line gives."""
    try:
        return timestamp(began(document) or _one(said, "date"), "date")
    except ValueError as error:
        return None, (f"{error}: not taken",)


def _one(said: Said, key: str) -> str | None:
    """Return the one value of a configuration line.

    Raises:
        ValueError: there are several of something that a run has one of.
    """
    values = sorted(said.get(key, ()))
    if len(values) > 1:
        raise ValueError(f"it is of the {key}s {' and '.join(values)}: split it, a run has one")
    return values[0] if values else None
