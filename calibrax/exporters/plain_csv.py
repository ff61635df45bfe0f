"""Runs as CSV (RFC 4180): a line with the titles, then a row for each value."""

import csv
import io
from collections.abc import Iterable, Iterator
from unicodedata import normalize

import msgspec

from calibrax.core.models import Metric, Point, Run
from calibrax.exporters.definitions import Define
from calibrax.report.text import show

COLUMNS = (
    *("run_id", "timestamp", "commit", "branch", "suite", "kind", "machine"),
    *("point", "scenario", "tags", "metric"),
    *("value", "lower", "upper", "unit", "direction", "samples"),
)

_FORMULA = ("=", "+", "-", "@", "−", "'")
"""What a spreadsheet takes for the beginning of a formula, and what keeps it from that."""


def pieces(runs: Iterable[Run], define: Define) -> Iterator[bytes]:
    """Yield the titles, then the rows of each run.

    ``tags`` is a JSON object with sorted keys, ``samples`` how many there are. What is not known
    is empty. Texts are as people read them: see :func:`_text`.
    """
    yield _lines([COLUMNS])
    for run in runs:
        yield _lines(_rows(run, define))


def _rows(run: Run, define: Define) -> Iterator[tuple[object, ...]]:
    definitions = define(run)
    time = run.timestamp.isoformat().replace("+00:00", "Z")
    head = (_text(run.id), time, *map(_text, (run.commit, run.branch, run.suite)), run.kind)
    for point in run.points:
        for name, metric in point.metrics.items():
            known = definitions.get(name)
            reading = (_text(known.unit), known.direction.value) if known else (None, None)
            yield (*head, *_named(point, run.machine), _text(name), *_measured(metric, *reading))


def _named(point: Point, machine: str | None) -> tuple[object, ...]:
    tags = msgspec.json.encode(point.tags, order="sorted").decode()
    return tuple(map(_text, (point.machine or machine, point.name, point.scenario, tags)))


def _text(text: str | None) -> str | None:
    """Return a text with what a log obeys made visible, and what a spreadsheet computes quoted.

    A text that begins like a formula, in whatever form of these signs, or with an apostrophe, has
    an apostrophe before it.
    """
    if text is None:
        return None
    shown = show(text)
    first = normalize("NFKC", shown.lstrip()[:1])
    return f"'{shown}" if first.startswith(_FORMULA) else shown


def _measured(metric: Metric, unit: str | None, direction: str | None) -> tuple[object, ...]:
    rows = metric.samples or ()
    samples = sum(len(row) if isinstance(row, tuple) else 1 for row in rows)
    return metric.value, metric.lower, metric.upper, unit, direction, samples


def _lines(rows: Iterable[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
