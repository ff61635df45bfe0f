"""calibrax's own run JSON, as a store holds it or as a benchmark script writes it."""

from typing import Any

from calibrax.core import run_json
from calibrax.core.machine import machine_key
from calibrax.readers.document import Document
from calibrax.readers.reading import Reading

TOOL = "calibrax"
RECOGNISED = "JSON with a list points, as calibrax itself writes it"
COMMAND = "python my_benchmarks.py > results.json"


def recognises(document: Document) -> bool:
    """Tell whether the document is an object with a list of points."""
    return isinstance(document.json, dict) and "points" in document.json


def read(document: Document) -> Reading:
    """Return what the run says; ``id`` and ``timestamp`` only when they stand in the file.

    Raises:
        ValueError: it is no valid run; the message names the place.
    """
    plain: Any = document.json
    run = run_json.decode(document.data)
    known = {"failed"} if run.failed else set()
    known |= {"skipped"} if run.skipped else set()
    known |= {"warnings"} if run.warnings else set()
    return Reading(
        points=run.points,
        metric_defs=run.metric_defs,
        id=run.id if "id" in plain else None,
        timestamp=run.timestamp if "timestamp" in plain else None,
        commit=run.commit,
        branch=run.branch,
        suite=run.suite if "suite" in plain else None,
        machine=run.machine or machine_key(run.environment),
        kind=run.kind if "kind" in plain else None,
        environment=run.environment,
        metadata={key: value for key, value in run.metadata.items() if key not in known},
        failed=run.failed,
        skipped=run.skipped,
        warnings=run.warnings + _zone_warning(plain.get("timestamp")),
    )


def _zone_warning(timestamp: object) -> tuple[str, ...]:
    if isinstance(timestamp, str) and not _has_zone(timestamp):
        return (f"the timestamp {timestamp} has no time zone: taken as UTC",)
    return ()


def _has_zone(timestamp: str) -> bool:
    time = timestamp[10:]
    return time[-1:] in ("Z", "z") or "+" in time or "-" in time
