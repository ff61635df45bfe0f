"""mitata's JSON: what ``run({format: 'json'})`` prints.

Times are nanoseconds per iteration; the samples, of one process, are sorted and may be left out.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.core.models import Metric, MetricDef, Point
from calibrax.readers.document import Document
from calibrax.readers.metrics import ALLOCATED, INFO, LOWER, TIME, metric_of, open_direction
from calibrax.readers.platforms import observed
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled, single
from calibrax.readers.shape import a_list, a_name, a_number, a_text, an_object
from calibrax.readers.thrown import message

TOOL = "mitata"
RECOGNISED = "JSON with the keys layout, benchmarks and context"
COMMAND = "node bench.mjs > results.json  # with run({format: 'json'})"

GC_TIME = MetricDef(
    name="gc_time",
    unit="s",
    direction=LOWER,
    group="Time",
    description="of one collection that the benchmark forces",
)

_NANOSECONDS = 1e9  # in a second
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows", "windows": "Windows"}


def recognises(document: Document) -> bool:
    """Tell whether the document has mitata's top-level keys."""
    plain = document.json
    return isinstance(plain, dict) and {"layout", "benchmarks", "context"} <= set(plain)


def read(document: Document) -> Reading:
    """Return one point a run of a benchmark, with the metric ``time`` and what else was measured.

    ``allocated`` is the mean growth of the heap, ``gc_time`` the mean of the collections that
    ``.gc('inner')`` forces; hardware counters have the names that they have in the file. A run
    that threw an error is listed as failed.

    Raises:
        ValueError: the file is not of mitata's shape; the message names the place.
    """
    plain = an_object(document.json, "the top level")
    context = an_object(plain.get("context"), "context")
    points: list[Point] = []
    definitions: dict[str, MetricDef] = {}
    failed: dict[str, str] = {}
    warnings: list[str] = []
    for case in _cases(plain):
        measures = _measures(case)
        time = measures[TIME]
        if not isinstance(time, Metric):
            failed[case.full_name] = time
            continue
        metrics = {each: metric for each, metric in measures.items() if isinstance(metric, Metric)}
        warnings += [
            f"{case.full_name}: {each.name} is left out: {reason}"
            for each, reason in measures.items()
            if each not in metrics
        ]
        points.append(_point(case, metrics))
        definitions.update({each.name: each for each in metrics})
    opens = [name for name, each in definitions.items() if each.direction is INFO]
    return Reading(
        points=tuple(points),
        metric_defs=definitions,
        timestamp=_timestamp(context.get("now")),
        observed=_machine(context),
        failed=failed,
        warnings=(*warnings, *map(open_direction, opens)),
    )


class _Case(msgspec.Struct, frozen=True, kw_only=True):
    """A benchmark with one choice of arguments; its name has them in the place of ``$n``."""

    name: str
    alias: str
    arguments: dict[str, str]
    group: str
    run: dict[str, Any]

    @property
    def full_name(self) -> str:
        listed = ", ".join(f"{key}={value}" for key, value in self.arguments.items())
        return f"{self.name}({listed})" if listed else self.name


def _cases(plain: dict[str, Any]) -> Iterator[_Case]:
    groups = [
        _word(an_object(each, f"layout[{place}]").get("name"))
        for place, each in enumerate(a_list(plain.get("layout"), "layout"))
    ]
    for place, benchmark in enumerate(a_list(plain.get("benchmarks"), "benchmarks")):
        item = an_object(benchmark, f"benchmarks[{place}]")
        alias = a_name(item.get("alias"), f"benchmarks[{place}]: alias")
        group = item.get("group")
        if type(group) is not int or not 0 <= group < len(groups):
            raise ValueError(f"{alias}: group: the layout has no group {checks.brief(group)}")
        no_run = {"name": alias, "error": "no run: an argument has no values"}
        for number, run in enumerate(a_list(item.get("runs"), f"{alias}: runs") or [no_run]):
            case = an_object(run, f"{alias}: runs[{number}]")
            name = a_name(case.get("name"), f"{alias}: runs[{number}]: name")
            arguments = an_object(case.get("args") or {}, f"{name}: args")
            yield _Case(
                name=name,
                alias=alias,
                arguments={key: a_text(value) for key, value in arguments.items()},
                group=groups[group],
                run=case,
            )


def _point(case: _Case, metrics: Mapping[MetricDef, Metric]) -> Point:
    tags = case.arguments
    if case.group:
        tags = {**tags, "group" if "group" not in tags else "benchmark_group": case.group}
    values = {each.name: metric for each, metric in metrics.items()}
    return Point(name=case.name, scenario=case.alias, tags=tags, metrics=values)


def _measures(case: _Case) -> dict[MetricDef, Metric | str]:
    """Return what was measured, or why it has no value."""
    if case.run.get("stats") is None:
        return {TIME: message(case.run.get("error"))}
    place = f"{case.full_name}: stats"
    stats = an_object(case.run["stats"], place)
    measures = {TIME: _time(stats, place)}
    for key, definition, per in (("heap", ALLOCATED, 1.0), ("gc", GC_TIME, _NANOSECONDS)):
        if key in stats:
            measures[definition] = _mean(stats[key], f"{place}: {key}", per)
    for name, counter in _counters(an_object(stats.get("counters") or {}, f"{place}: counters")):
        measures[metric_of(name)] = _mean(counter, f"{place}: counters: {name}")
    return measures


def _time(stats: dict[str, Any], place: str) -> Metric | str:
    """Return the median time, with its samples where the file has them."""
    samples = stats.get("samples")
    if samples is None:
        return single(a_number(stats.get("p50"), f"{place}: p50") / _NANOSECONDS)
    numbers = [a_number(each, f"{place}: samples") for each in a_list(samples, f"{place}: samples")]
    # a timer has steps, so of a million samples few differ: each value is held once
    seconds = {each: each / _NANOSECONDS for each in set(numbers)}
    return sampled([[seconds[each] for each in numbers]])


def _mean(given: object, place: str, per: float = 1.0) -> Metric | str:
    mean = an_object(given, place).get("avg")
    # JSON.stringify writes null where nothing was counted and the mean is NaN
    return "no value" if mean is None else single(a_number(mean, f"{place}: avg") / per)


def _counters(counters: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the hardware counters and those inside them, such as ``cache`` and ``cache.misses``."""
    for name, counter in counters.items():
        if not isinstance(counter, dict):
            continue
        if "avg" in counter:
            yield name, counter
        for inner, part in counter.items():
            if isinstance(part, dict) and "avg" in part:
                yield f"{name}.{inner}", part


def _timestamp(now: object) -> datetime | None:
    """Return the time that is given in milliseconds since 1970."""
    if now is None:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=checks.number(now, "context: now"))
    except OverflowError:
        raise ValueError(f"context: now: {now!r} is no time") from None


def _machine(context: dict[str, Any]) -> dict[str, Any]:
    cpu = context.get("cpu")
    words = _word(context.get("arch")).split("-")
    runtime = f"{_word(context.get('runtime'))} {_word(context.get('version'))}".strip()
    return observed(
        system=next((_SYSTEMS[word] for word in words if word in _SYSTEMS), None),
        machine=words[0],
        model=_word(cpu.get("name")) if isinstance(cpu, dict) else None,
        runtime=runtime,
    )


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
