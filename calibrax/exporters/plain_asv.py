"""Runs as a results folder of asv: what was measured, one file a commit, machine and environment.

A benchmark of asv is one metric of the points that share a name, and its parameters are their
tags. asv reads every value as better when it is lower.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import product
from math import nan, prod
from typing import Any
from zlib import crc32

import msgspec

from calibrax.core.models import Metric, Point, Run
from calibrax.exporters.definitions import Define

_COLUMNS = (
    *("result", "params", "version", "started_at", "duration", "stats_ci_99_a", "stats_ci_99_b"),
    *("stats_q_25", "stats_q_75", "stats_number", "stats_repeat", "samples", "profile"),
)
_UNITS = {"s": "seconds", "B": "bytes"}
_COMMIT = re.compile(r"[0-9a-f]{7,64}").fullmatch
_PYTHON = re.compile(r"\d[\w.+-]{0,30}", re.ASCII).fullmatch
_SPARSE = 10
"""Combinations of parameters for one that was measured, above which the tags are one parameter."""

_Tags = tuple[tuple[str, str], ...]
_Series = tuple[str, str]


class _Benchmark(msgspec.Struct, frozen=True, kw_only=True):
    """``places`` says where in a list of results those of a set of tags stand."""

    name: str
    unit: str
    param_names: tuple[str, ...]
    params: tuple[tuple[str, ...], ...]
    places: Mapping[_Tags, int]

    @property
    def length(self) -> int:
        """How many results there are."""
        return prod(map(len, self.params))


def fits(run: Run) -> bool:
    """Tell whether asv can hold a run: one of a known commit that stands alone."""
    return run.stands_alone and _COMMIT(run.commit or "") is not None


def contents(runs: Iterable[Run], define: Define) -> dict[str, bytes]:
    """Return path -> content of the folder, of runs that fit, oldest first.

    Where a commit was measured twice by the same suite in the same place, the newer value counts.
    """
    kept = list(runs)
    benchmarks = _benchmarks(kept, define)
    plain: dict[str, Any] = {}
    for run in kept:
        for machine, points in _by_machine(run).items():
            facts = _facts(run, machine)
            plain[f"{facts['machine']}/machine.json"] = {**facts, "version": 1}
            path, empty = _results_file(run, facts)
            file = plain.setdefault(path, empty)
            file["results"].update(_results(run, points, benchmarks, define))
    plain["benchmarks.json"] = {
        **{each.name: _described(each) for each in benchmarks.values()},
        "version": 2,
    }
    return {path: json.dumps(value).encode() + b"\n" for path, value in plain.items()}


def _benchmarks(runs: Iterable[Run], define: Define) -> dict[_Series, _Benchmark]:
    units: dict[_Series, str] = {}
    tags: dict[_Series, dict[_Tags, None]] = defaultdict(dict)
    for run in runs:
        definitions = define(run)
        for point in run.points:
            for metric in point.metrics:
                series = point.name, metric
                units[series] = _unit(definitions, metric)
                tags[series][_tags(point)] = None
    return {series: _benchmark(series, units[series], list(tags[series])) for series in units}


def _benchmark(series: _Series, unit: str, tags: list[_Tags]) -> _Benchmark:
    names = sorted({name for each in tags for name, _ in each})
    rows = {each: tuple(repr(dict(each).get(name)) for name in names) for each in tags}
    params = tuple(tuple(sorted(set(column))) for column in zip(*rows.values(), strict=True))
    if prod(map(len, params)) > _SPARSE * len(tags):
        rows = {each: (", ".join(f"{name}={value!r}" for name, value in each),) for each in tags}
        names, params = ["tags"], (tuple(sorted(row for (row,) in rows.values())),)
    order = {row: place for place, row in enumerate(product(*params))}
    return _Benchmark(
        name=_name(*series),
        unit=unit,
        param_names=tuple(names),
        params=params,
        places={each: order[row] for each, row in rows.items()},
    )


def _described(benchmark: _Benchmark) -> dict[str, Any]:
    return {
        "code": "",
        "name": benchmark.name,
        "param_names": benchmark.param_names,
        "params": benchmark.params,
        "type": "track",
        "unit": benchmark.unit,
        "version": _version(benchmark.name, benchmark.unit),
    }


def _results_file(run: Run, facts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Return the path of the file that a run's results belong to, and the file without any."""
    python = run.environment.get("python")
    python = python if isinstance(python, str) and _PYTHON(python) else ""
    environment = f"{_quoted(run.suite)}-py{python}"
    path = f"{facts['machine']}/{(run.commit or '')[:8]}-{environment}.json"
    return path, {
        "commit_hash": run.commit,
        "env_name": environment,
        "date": _milliseconds(run),
        "params": {**facts, "python": python, "suite": run.suite},
        "python": python,
        "requirements": {},
        "env_vars": {},
        "result_columns": _COLUMNS,
        "results": {},
        "durations": {},
        "version": 2,
    }


def _results(
    run: Run, points: Iterable[Point], benchmarks: Mapping[_Series, _Benchmark], define: Define
) -> Iterator[tuple[str, list[Any]]]:
    """Yield name and row of each benchmark; a parameter that was not measured is ``NaN``."""
    found: dict[_Series, dict[int, Metric]] = defaultdict(dict)
    for point in points:
        for name, metric in point.metrics.items():
            series = point.name, name
            found[series][benchmarks[series].places[_tags(point)]] = metric
    definitions = define(run)
    for series, metrics in found.items():
        benchmark = benchmarks[series]
        placed = [metrics.get(place) for place in range(benchmark.length)]
        values = [each.value if each else nan for each in placed]
        samples = [_samples(each) for each in placed]
        version = _version(benchmark.name, _unit(definitions, series[1]))
        row = [values, benchmark.params, version, _milliseconds(run), None]
        yield benchmark.name, [*row, *[None] * 6, samples] if any(samples) else row


def _samples(metric: Metric | None) -> list[float] | None:
    """Return the values of all processes."""
    if metric is None or metric.samples is None:
        return None
    return [
        value for row in metric.samples for value in (row if isinstance(row, tuple) else (row,))
    ]


def _by_machine(run: Run) -> dict[str | None, list[Point]]:
    found: dict[str | None, list[Point]] = defaultdict(list)
    for point in run.points:
        found[point.machine or run.machine].append(point)
    return found


def _facts(run: Run, machine: str | None) -> dict[str, str]:
    """Return what is known of a machine, in asv's words; the environment is of the run's own."""
    system, cpu = (
        found if machine == run.machine and isinstance(found, dict) else {}
        for found in (run.environment.get("os"), run.environment.get("cpu"))
    )
    version = " ".join(str(each) for each in (system.get("name"), system.get("version")) if each)
    return {
        "arch": str(system.get("machine") or ""),
        "cpu": str(cpu.get("model") or ""),
        "machine": _folder(machine),
        "num_cpu": str(cpu.get("cores") or ""),
        "os": version,
        "ram": "",
    }


def _folder(machine: str | None) -> str:
    """Return a name that no other machine has and that leads nowhere else."""
    if machine is None:
        return "unknown"
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", machine)[:100]
    return f"{plain}-{crc32(machine.encode()):08x}"


def _name(point: str, metric: str) -> str:
    """Return a name of asv, of which the last dot is the only one that is not the point's."""
    return f"{_quoted(point)}.{_quoted(metric).replace('.', '%2E')}"


def _quoted(text: str) -> str:
    """Return text as part of a name that asv makes paths of."""
    return re.sub(
        r"[^\w.:()\[\]=+@ -]", lambda found: f"%{found[0].encode().hex('%').upper()}", text
    )


def _tags(point: Point) -> _Tags:
    return tuple(sorted(point.tags.items()))


def _unit(definitions: Mapping[str, Any], metric: str) -> str:
    known = definitions.get(metric)
    unit = known.unit if known else ""
    return _UNITS.get(unit, unit) or "unit"


def _version(name: str, unit: str) -> str:
    """Return what differs where two values cannot be compared; asv leaves the older ones out."""
    return sha256(f"{name}\n{unit}".encode()).hexdigest()


def _milliseconds(run: Run) -> int:
    return int(run.timestamp.timestamp() * 1000)
