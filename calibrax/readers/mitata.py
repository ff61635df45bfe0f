"""mitata's JSON: what ``run({format: 'json'})`` prints.

Times are nanoseconds per iteration; the samples, of one process, are sorted and may be left out.
"""

from collections.abc import Iterator
from typing import Any

from calibrax.core import checks
from calibrax.core.models import Metric, MetricDef
from calibrax.readers.document import Document
from calibrax.readers.epoch import timestamp
from calibrax.readers.metrics import ALLOCATED, LOWER, TIME, metric_of
from calibrax.readers.outcomes import Outcome, reading_of
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
    return reading_of(
        _outcomes(plain),
        timestamp=timestamp(context.get("now"), "context: now"),
        observed=_machine(context),
    )


def _outcomes(plain: dict[str, Any]) -> Iterator[Outcome]:
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
        runs = a_list(item.get("runs"), f"{alias}: runs")
        if not runs:
            yield Outcome(name=alias, scenario=alias, failed="no run: an argument has no values")
        for number, run in enumerate(runs):
            case = an_object(run, f"{alias}: runs[{number}]")
            yield _outcome(case, alias, groups[group], f"{alias}: runs[{number}]")


def _outcome(run: dict[str, Any], alias: str, group: str, place: str) -> Outcome:
    """Return the outcome of a choice of arguments, which its name has in the place of ``$n``."""
    name = a_name(run.get("name"), f"{place}: name")
    arguments = an_object(run.get("args") or {}, f"{place}: args")
    tags = {key: a_text(value) for key, value in arguments.items()}
    if group:
        tags["group" if "group" not in tags else "benchmark_group"] = group
    if run.get("stats") is None:
        return Outcome(name=name, scenario=alias, tags=tags, failed=message(run.get("error")))
    metrics = tuple(_measures(an_object(run["stats"], f"{place}: stats"), f"{place}: stats"))
    return Outcome(name=name, scenario=alias, tags=tags, metrics=metrics)


def _measures(stats: dict[str, Any], place: str) -> Iterator[tuple[MetricDef, Metric | str]]:
    """Yield what was measured, the time first, or why it has no value."""
    yield TIME, _time(stats, place)
    for key, definition, per in (("heap", ALLOCATED, 1.0), ("gc", GC_TIME, _NANOSECONDS)):
        if key in stats:
            yield definition, _mean(stats[key], f"{place}: {key}", per)
    for name, counter in _counters(an_object(stats.get("counters") or {}, f"{place}: counters")):
        yield metric_of(name), _mean(counter, f"{place}: counters: {name}")


def _time(stats: dict[str, Any], place: str) -> Metric | str:
    """Return the median time, with its samples where the file has them."""
    samples = stats.get("samples")
    if samples is None:
        return single(a_number(stats.get("p50"), f"{place}: p50") / _NANOSECONDS)
    numbers = [a_number(each, f"{place}: samples") for each in a_list(samples, f"{place}: samples")]
    # a timer has steps, so of a million samples few differ: each value is held once
    seconds: dict[float, float] = {}
    return sampled([[seconds.setdefault(each, each / _NANOSECONDS) for each in numbers]])


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
