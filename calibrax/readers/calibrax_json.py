"""calibrax's own run JSON, as a store holds it or as a benchmark script writes it."""

from typing import Any

from calibrax.core import run_json
from calibrax.core.machine import machine_key
from calibrax.core.models import Run
from calibrax.readers.document import Document
from calibrax.readers.reading import Reading


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
        metadata=run.metadata,
        warnings=_warnings(plain, run),
    )


def _warnings(plain: dict[str, Any], run: Run) -> tuple[str, ...]:
    written = plain.get("timestamp")
    if isinstance(written, str) and not _has_zone(written):
        return (f"the timestamp {written} has no time zone: taken as UTC",)
    return ()


def _has_zone(timestamp: str) -> bool:
    time = timestamp[10:]
    return time[-1:] in ("Z", "z") or "+" in time or "-" in time
