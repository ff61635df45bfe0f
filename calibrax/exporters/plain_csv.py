"""Runs as CSV (RFC 4180): a line with the titles, then a row for each value."""

import csv
import io
from collections.abc import Iterable, Iterator

import msgspec

from calibrax.core.models import Metric, Point, Run
from calibrax.exporters.definitions import Define

COLUMNS = (
    *("run_id", "timestamp", "commit", "branch", "suite", "kind", "machine"),
    *("point", "scenario", "tags", "metric"),
    *("value", "lower", "upper", "unit", "direction", "samples"),
)


def pieces(runs: Iterable[Run], define: Define) -> Iterator[bytes]:
    """Yield the titles, then the rows of each run.

    ``tags`` is a JSON object with sorted keys, ``samples`` how many there are. What is not known
    is empty.
    """
    yield _lines([COLUMNS])
    for run in runs:
        yield _lines(_rows(run, define))


def _rows(run: Run, define: Define) -> Iterator[tuple[object, ...]]:
    definitions = define(run)
    time = run.timestamp.isoformat().replace("+00:00", "Z")
    head = (run.id, time, run.commit, run.branch, run.suite, run.kind)
    for point in run.points:
        for name, metric in point.metrics.items():
            known = definitions.get(name)
            reading = (known.unit, known.direction.value) if known else (None, None)
            yield (*head, *_named(point, run.machine), name, *_measured(metric, *reading))


def _named(point: Point, machine: str | None) -> tuple[object, ...]:
    tags = msgspec.json.encode(point.tags, order="sorted").decode()
    return point.machine or machine, point.name, point.scenario, tags


def _measured(metric: Metric, unit: str | None, direction: str | None) -> tuple[object, ...]:
    rows = metric.samples or ()
    samples = sum(len(row) if isinstance(row, tuple) else 1 for row in rows)
    return metric.value, metric.lower, metric.upper, unit, direction, samples


def _lines(rows: Iterable[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
