"""Go through all files of a store and gather what is wrong."""

import os
from collections.abc import Callable, Iterator

from calibrax.core import plain_json
from calibrax.errors import DataError
from calibrax.settings import Settings, load_config
from calibrax.storage import files, names
from calibrax.storage.exports import Exports
from calibrax.storage.temporary import temporary_files
from calibrax.storage.verify.baselines import LOG, check_baselines, check_log
from calibrax.storage.verify.finding import Finding, Remedy, by_hand, flaw, note
from calibrax.storage.verify.repair import QUARANTINE, obstacle
from calibrax.storage.verify.runs import Stored, check_runs

CONFIG = "config.json"
EXPORTS = "exports.json"


def verify(store: str | os.PathLike[str], settings: Settings | None = None) -> list[Finding]:
    """Check every file of a store, and that it holds what calibrax.yml names.

    Others may write meanwhile.
    """
    path = os.fspath(store)
    findings: list[Finding] = []
    changes, of_log = check_log(path)
    baselines = _files_in(path, "baselines", findings)
    stored, of_runs = check_runs(path, _files_in(path, "runs", findings))
    return [
        *findings,
        *of_runs,
        *check_baselines(path, baselines, changes, stored),
        *of_log,
        *_check(path, CONFIG, load_config, by_hand),
        *_check(path, EXPORTS, _load_exports, flaw),
        *_check_references(settings or Settings(), baselines, stored),
        *_check_quarantine(path),
        *_temporary(path),
    ]


def count_files(store: str | os.PathLike[str]) -> int:
    """Return how many files :func:`verify` checks."""
    path = os.fspath(store)
    single = [os.path.join(path, name) for name in (LOG, CONFIG, EXPORTS)]
    listed = [_files_in(path, folder, []) for folder in ("runs", "baselines")]
    return sum(map(os.path.lexists, single)) + sum(map(len, listed))


def _files_in(store: str, folder: str, findings: list[Finding]) -> list[str]:
    """Return the names of a folder's JSON files; a folder that cannot be read is a finding."""
    try:
        return names.run_files(files.names_in(os.path.join(store, folder)))
    except DataError as error:
        findings.append(by_hand(store, folder, error))
        return []


def _check(
    store: str,
    name: str,
    load: Callable[[str], object],
    found: Callable[[str, str, Exception], Finding],
) -> Iterator[Finding]:
    try:
        load(os.path.join(store, name))
    except FileNotFoundError:
        return
    except ValueError as error:
        yield found(store, name, error)


def _load_exports(path: str) -> None:
    plain_json.parse(files.read(path))
    Exports(os.path.dirname(path)).destinations()


def _check_references(
    settings: Settings, baselines: list[str], stored: Stored
) -> Iterator[Finding]:
    """Yield the levels and the reference that calibrax.yml names and the store does not hold.

    Without its run a level does not count, as when it is older than all runs; without a reference
    nothing is judged.
    """
    where = settings.path or "calibrax.yml"
    for since in dict.fromkeys(level.since for level in settings.levels):
        if not _names_a_run(since, stored):
            yield note(where, f"levels: since: the store holds no run {since!r}")
    name = settings.reference
    if name and names.baseline_file(name) not in baselines and not _names_a_run(name, stored):
        reason = f"reference: the store holds no baseline and no run {name!r}"
        yield Finding(path=where, reason=reason, remedy=Remedy.BY_HAND)


def _names_a_run(beginning: str, stored: Stored) -> bool:
    return any(run_id.startswith(beginning) for run_id in stored)


def _check_quarantine(store: str) -> Iterator[Finding]:
    if reason := obstacle(store):
        yield by_hand(store, QUARANTINE, DataError(reason))


def _temporary(store: str) -> Iterator[Finding]:
    for path in temporary_files(store):
        yield note(path, "is being written, or was when a command was ended")
