"""What is wrong with the run files of a store."""

import os
from collections.abc import Iterable

from calibrax.core import plain_json, run_json
from calibrax.core.models import Run
from calibrax.errors import DataError
from calibrax.storage import files, names
from calibrax.storage.points import read_points
from calibrax.storage.runs import RunFolder
from calibrax.storage.verify.finding import Finding, flaw

Stored = dict[str, str]
"""Run id -> name of its file."""

_HEADER = ("id", "timestamp", "commit", "branch", "suite", "machine", "kind", "attempt_of")


def check_runs(store: str, listed: Iterable[str]) -> tuple[Stored, list[Finding]]:
    """Return the runs that are as they should be, and what is wrong with the other files.

    Of two files with one run, the one with the usual name is right. A file that is gone when its
    turn comes is no flaw.
    """
    folder = RunFolder(os.path.join(store, "runs"))
    stored: Stored = {}
    findings = []
    for name in sorted(listed, key=lambda name: (not names.all_canonical([name]), name)):
        try:
            run = _checked(folder, name)
            if run.id in stored:
                raise DataError(f"id: the run {run.id!r} is in runs/{stored[run.id]} too")
        except FileNotFoundError:
            continue
        except ValueError as error:
            findings.append(flaw(store, f"runs/{name}", error))
        else:
            stored[run.id] = name
    return stored, findings


def whole_run(path: str) -> Run:
    """Return the run in a file that is also held to what the quick parse lets pass.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it cannot be read or is not valid.
    """
    data = files.read(path)
    run = run_json.decode(data)
    plain_json.parse(data)
    return run


def _checked(folder: RunFolder, name: str) -> Run:
    run = whole_run(folder.where(name))
    if not names.is_of(name, run.timestamp, run.id):
        usual = names.run_name(run.timestamp, run.id)
        raise DataError(f"the name is not that of the run in it, which is {usual}")
    _require_header(folder, name, run)
    _require_index(folder.where(name), run)
    return run


def _require_header(folder: RunFolder, name: str, run: Run) -> None:
    """Raise where the first line, by which runs are selected, does not say what the rest does."""
    header, whole = folder.header(name), run_json.header_of(run)
    for field in _HEADER:
        told, held = getattr(header, field), getattr(whole, field)
        if told != held:
            raise DataError(f"{field}: the first line says {told!r}, the rest {held!r}")


def _require_index(path: str, run: Run) -> None:
    """Raise where the index, by which single points are read, does not lead to all of them."""
    if files.read(path) == run_json.encode(run):
        return
    _, found = read_points(path, {point.name for point in run.points})
    for point in run.points:
        if all(each.tags != point.tags for each in found[point.name]):
            raise DataError(f"lines: the index leads to no point {point.name!r} {point.tags}")
