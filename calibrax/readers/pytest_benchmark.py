"""pytest-benchmark's JSON: ``--benchmark-json``, or a file that ``--benchmark-save`` stored.

Times are seconds per iteration. The samples are the rounds of one process.
"""

from typing import Any

from calibrax.core.models import Metric, Point
from calibrax.readers.document import Document
from calibrax.readers.metrics import TIME
from calibrax.readers.platforms import observed
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled, single
from calibrax.readers.shape import a_list, a_name, a_number, a_text, an_object
from calibrax.readers.timestamps import timestamp

TOOL = "pytest-benchmark"
RECOGNISED = "JSON with the keys benchmarks, machine_info and commit_info"
COMMAND = "pytest --benchmark-only --benchmark-json=results.json"

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
    plain = an_object(document.json, "the top level")
    benchmarks = a_list(plain.get("benchmarks"), "benchmarks")
    points: list[Point] = []
    failed: dict[str, str] = {}
    for place, benchmark in enumerate(benchmarks):
        item = an_object(benchmark, f"benchmarks[{place}]")
        name = a_name(item.get("fullname"), f"benchmarks[{place}]: fullname")
        metric = _time(name, item.get("stats"))
        if isinstance(metric, Metric):
            points.append(_point(name, item, metric))
        else:
            failed[name] = metric
    commit = an_object(plain.get("commit_info") or {}, "commit_info")
    time, warnings = timestamp(plain.get("datetime"), "datetime")
    if commit.get("dirty"):
        warnings += ("the work tree had uncommitted changes when it was measured",)
    return Reading(
        points=tuple(points),
        metric_defs={TIME.name: TIME},
        timestamp=time,
        commit=_known(commit.get("id"), _NO_COMMIT, "commit_info: id"),
        branch=_known(commit.get("branch"), _NO_BRANCH, "commit_info: branch"),
        observed=_machine(an_object(plain.get("machine_info") or {}, "machine_info")),
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
    parameters = an_object(item.get("params") or {}, f"{name}: params")
    texts = {key: a_text(value) for key, value in parameters.items()}
    tags = {key: text for key, text in texts.items() if _NO_IDENTITY not in text}
    group = item.get("group")
    if group is not None:
        tags["group" if "group" not in tags else "benchmark_group"] = str(group)
    return tags


def _time(name: str, stats: object) -> Metric | str:
    """Return the median time with its samples, or why there is none."""
    if not stats:
        return "no statistics"
    place = f"{name}: stats"
    measured = an_object(stats, place)
    samples = a_list(measured.get("data") or [], f"{place}: data")
    if not samples:
        return single(a_number(measured.get("median"), f"{place}: median"))
    return sampled([[a_number(value, f"{place}: data") for value in samples]])


def _machine(info: dict[str, Any]) -> dict[str, Any]:
    cpu = info.get("cpu")
    cpu = cpu if isinstance(cpu, dict) else {}
    return observed(
        system=info.get("system"),
        machine=info.get("machine"),
        model=cpu.get("brand_raw") or cpu.get("brand"),
        cores=cpu.get("count"),
        python=info.get("python_version"),
    )


def _known(value: object, unknown: tuple[str | None, ...], place: str) -> str | None:
    if value in unknown:
        return None
    if not isinstance(value, str):
        raise ValueError(f"{place}: {value!r} is no name")
    return value
