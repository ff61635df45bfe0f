"""What is wrong with the baselines of a store, and with their log."""

import os
import time
from collections.abc import Iterable, Iterator

from calibrax.core import plain_json
from calibrax.core.models import Run
from calibrax.errors import DataError
from calibrax.storage import names
from calibrax.storage.baselines import Baseline, BaselineChange, BaselineFolder, is_unclear, unclear
from calibrax.storage.runs import RunFolder
from calibrax.storage.verify.finding import Finding, by_hand, flaw, note
from calibrax.storage.verify.runs import Stored, whole_run

LOG = "baselines/log.jsonl"

_MOMENT = 0.3


def check_log(store: str) -> tuple[list[BaselineChange], list[Finding]]:
    """Return what the valid lines of the log say, and what is wrong with the others."""
    folder = BaselineFolder(os.path.join(store, "baselines"))
    changes: list[BaselineChange] = []
    findings = []
    try:
        lines = folder.lines()
    except DataError as error:
        linked = os.path.islink(folder.path)  # which is told of the folder
        return [], [] if linked else [by_hand(store, LOG, error)]
    for place, line in lines:
        try:
            changes.append(checked_change(folder, place, line))
        except DataError as error:
            findings.append(flaw(store, LOG, error))
    return changes, findings


def checked_change(folder: BaselineFolder, place: int, line: bytes) -> BaselineChange:
    """Return what a line of the log says, which holds each key once.

    Raises:
        DataError: it is not valid.
    """
    change = folder.change(place, line)
    try:
        plain_json.parse(line)
    except ValueError as error:
        raise DataError(f"{folder.log}: line {place}: {error}") from None
    return change


def check_baselines(
    store: str, listed: list[str], changes: list[BaselineChange], stored: Stored
) -> Iterator[Finding]:
    """Yield what is wrong with the baselines, and what the log says differently.

    A baseline that the log never names stays where it is: without it the next check would be a
    first run, which passes. So does one that differs from the stored run, and one of which the log
    does not say whether it is pinned: what is right only people know.
    """
    runs = RunFolder(os.path.join(store, "runs"))
    of_unknown_pin = _unclear(store, filter(None, map(names.baseline_name, listed)))
    for file in sorted(listed):
        path = f"baselines/{file}"
        name = names.baseline_name(file)
        logged = [change.run for change in changes if change.name == name]
        try:
            run = whole_run(os.path.join(store, path))
            _require_fit(run, name, runs, stored, logged)
            differs = run.id in stored and runs.load(stored[run.id]) != run
        except FileNotFoundError:
            continue
        except ValueError as error:
            needed = name is not None and not logged
            yield by_hand(store, path, error) if needed else flaw(store, path, error)
        else:
            if differs:
                reason = f"differs from the run {run.id!r} that is stored; set the baseline again"
                yield by_hand(store, path, DataError(reason))
            elif name in of_unknown_pin:
                yield by_hand(store, path, DataError(f"is run {run.id}; {LOG} {unclear(name)}"))
            elif logged and logged[-1] != run.id:
                yield note(path, f"is run {run.id}; {LOG} names run {logged[-1]} last")
    for name, run_id in {change.name: change.run for change in changes}.items():
        if names.baseline_file(name) not in listed:
            path = f"baselines/{names.baseline_file(name)}"
            yield note(path, f"is gone; {LOG} says that it was run {run_id}")


def _unclear(store: str, suspects: Iterable[str]) -> set[str]:
    """Return the baselines of which the log does not say whether they are pinned.

    File and line of a change come one after the other, so what is not clear is looked at again.
    """
    found = _unclear_now(store, suspects)
    if not found:
        return found
    time.sleep(_MOMENT)
    return _unclear_now(store, found)


def _unclear_now(store: str, suspects: Iterable[str]) -> set[str]:
    folder = BaselineFolder(os.path.join(store, "baselines"))
    current = [baseline for name in suspects if (baseline := _readable(folder, name))]
    changes, _ = check_log(store)
    return {baseline.name for baseline in current if is_unclear(baseline, changes)}


def _readable(folder: BaselineFolder, name: str) -> Baseline | None:
    try:
        return folder.current(name)
    except DataError:  # which is a finding of its own
        return None


def _require_fit(
    run: Run, name: str | None, runs: RunFolder, stored: Stored, logged: list[str]
) -> None:
    """Raise where a run is not what the baseline of that name may be."""
    if name is None:
        raise DataError("the name is that of no baseline")
    if not run.stands_alone:
        raise DataError(f"holds run {run.id}, {run.role}, which is never a baseline")
    usual = runs.where(names.run_name(run.timestamp, run.id))
    if run.id not in stored and run.id not in logged and not os.path.lexists(usual):
        raise DataError(f"id: the run {run.id!r} is not stored, and {LOG} does not name it")
