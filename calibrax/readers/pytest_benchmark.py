"""pytest-benchmark's JSON: ``--benchmark-json``, or a file that ``--benchmark-save`` stored.

Times are seconds per iteration. The samples are the rounds of one process.
"""

import json
from datetime import datetime
from math import isfinite
from typing import Any

from calibrax.core import checks
from calibrax.core.models import Metric, MetricDef, MetricDirection, MetricPriority, Point
from calibrax.readers.document import Document
from calibrax.readers.reading import Reading

TIME = MetricDef(
    name="time",
    unit="s",
    direction=MetricDirection.LOWER,
    group="Time",
    priority=MetricPriority.PRIMARY,
)

_NO_COMMIT = (None, "", "unversioned", "unknown")
_NO_IDENTITY = "UNSERIALIZABLE["  # what follows is an object's repr, with its address in memory
_NO_BRANCH = (None, "", "(detached head)", "(unknown)", "unknown")


def recognises(document: Document) -> bool:
    """Tell whether the document has pytest-benchmark's top-level keys."""
    plain = document.json
    return isinstance(plain, dict) and {"benchmarks", "machine_info", "commit_info"} <= set(plain)


def read(document: Document) -> Reading:
    """Return one point a benchmark, with the metric ``time``.

    A benchmark without a finite time is listed as failed.

    Raises:
        ValueError: the file is not of pytest-benchmark's shape; the message names the place.
    """
    plain = _object(document.json, "the top level")
    benchmarks = plain.get("benchmarks")
    if not isinstance(benchmarks, list):
        raise ValueError("'benchmarks' is no list")
    points: list[Point] = []
    failed: dict[str, str] = {}
    for place, benchmark in enumerate(benchmarks):
        item = _object(benchmark, f"benchmarks[{place}]")
        name = item.get("fullname")
        if not isinstance(name, str) or not name:
            raise ValueError(f"benchmarks[{place}]: 'fullname' is no name but {name!r}")
        metric = _time(name, item.get("stats"))
        if isinstance(metric, Metric):
            points.append(_point(name, item, metric))
        else:
            failed[name] = metric
    commit = _object(plain.get("commit_info") or {}, "commit_info")
    timestamp, warnings = _timestamp(plain.get("datetime"))
    if commit.get("dirty"):
        warnings += ("the work tree had uncommitted changes when it was measured",)
    return Reading(
        points=tuple(points),
        metric_defs={TIME.name: TIME},
        timestamp=timestamp,
        commit=_known(commit.get("id"), _NO_COMMIT, "commit_info: id"),
        branch=_known(commit.get("branch"), _NO_BRANCH, "commit_info: branch"),
        observed=_machine(_object(plain.get("machine_info") or {}, "machine_info")),
        failed=failed,
        warnings=warnings,
    )


def _point(name: str, item: dict[str, Any], time: Metric) -> Point:
    parameter = item.get("param")
    return Point(
        name=name,
        scenario=name.removesuffix(f"[{parameter}]"),
        tags=_tags(name, item),
        metrics={TIME.name: time},
        source=name.partition("::")[0],
    )


def _tags(name: str, item: dict[str, Any]) -> dict[str, str]:
    parameters = _object(item.get("params") or {}, f"{name}: params")
    texts = {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in parameters.items()
    }
    tags = {key: text for key, text in texts.items() if _NO_IDENTITY not in text}
    group = item.get("group")
    if group is not None:
        tags["group" if "group" not in tags else "benchmark_group"] = str(group)
    return tags


def _time(name: str, stats: object) -> Metric | str:
    """Return the median time with its samples, or why there is none."""
    if not stats:
        return "no statistics"
    measured = _object(stats, f"{name}: stats")
    samples = measured.get("data") or []
    if not isinstance(samples, list):
        raise ValueError(f"{name}: stats: 'data' is no list")
    values = [_seconds(value, f"{name}: stats") for value in samples or [measured.get("median")]]
    for value in values:
        if not isfinite(value):
            return f"a time of {value}"
    return Metric(value=_median(values), samples=tuple(values) if samples else None)


def _seconds(value: object, place: str) -> float:
    """Return a time; NaN and the infinities, which say that the benchmark failed, as they are."""
    return value if isinstance(value, float) else checks.number(value, place)


def _median(values: list[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def _timestamp(value: object) -> tuple[datetime | None, tuple[str, ...]]:
    if value is None:
        return None, ()
    try:
        if not isinstance(value, str):
            raise ValueError
        time = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"datetime: {value!r} is no ISO 8601 time") from None
    zoneless = f"the timestamp {value} has no time zone: taken as UTC"
    return checks.utc(time, "datetime"), (zoneless,) if time.tzinfo is None else ()


def _machine(info: dict[str, Any]) -> dict[str, Any]:
    cpu = info.get("cpu")
    cpu = cpu if isinstance(cpu, dict) else {}
    facts = {
        "os": {"system": info.get("system"), "machine": info.get("machine")},
        "cpu": {"model": cpu.get("brand_raw") or cpu.get("brand"), "cores": cpu.get("count")},
        "python": info.get("python_version"),
    }
    return checks.json_object({name: fact for name, fact in facts.items() if fact}, "machine_info")


def _known(value: object, unknown: tuple[str | None, ...], place: str) -> str | None:
    if value in unknown:
        return None
    if not isinstance(value, str):
        raise ValueError(f"{place}: {value!r} is no name")
    return value


def _object(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{place}: expected an object, got {value!r:.60}")
    return value
