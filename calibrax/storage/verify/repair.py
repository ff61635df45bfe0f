"""Move what is of no use into ``quarantine/``, where no command looks. Nothing is deleted."""

import os
from collections.abc import Iterable
from datetime import datetime

from calibrax.errors import DataError
from calibrax.storage import files, names
from calibrax.storage.baselines import BaselineFolder
from calibrax.storage.verify.baselines import LOG, checked_change
from calibrax.storage.verify.finding import Finding, Remedy

QUARANTINE = "quarantine"


def repair(
    store: str | os.PathLike[str], findings: Iterable[Finding], now: datetime
) -> list[tuple[str, str]]:
    """Move the files that are of no use; return where from and where to, as paths in the store.

    Each repair has a folder of its own, so that nothing in the quarantine is ever replaced. Of the
    log a copy goes there, and its valid lines stay.

    Raises:
        DataError: a file cannot be moved; those before it were.
    """
    root = os.fspath(store)
    folder = f"{QUARANTINE}/{names.sortable(now)}Z"
    paths = dict.fromkeys(each.path for each in findings if each.remedy is Remedy.QUARANTINE)
    if not paths:
        return []
    if reason := obstacle(root):
        raise DataError(f"{os.path.join(root, QUARANTINE)}: {reason}")
    try:
        os.makedirs(os.path.join(root, folder))
    except OSError as error:
        raise _unmovable(os.path.join(root, folder), error) from None
    moved = []
    for path in paths:
        source, target = os.path.join(root, path), os.path.join(root, folder, path)
        if path == LOG:
            _mend(BaselineFolder(os.path.dirname(source)), target)
        else:
            _move(source, target)
        moved.append((path, f"{folder}/{path}"))
    return moved


def obstacle(store: str) -> str | None:
    """Return why nothing can be moved to the quarantine where something else has its place."""
    path = os.path.join(store, QUARANTINE)
    if os.path.islink(path):
        return "is a symbolic link, and a store uses only its own files; move it away"
    if os.path.lexists(path) and not os.path.isdir(path):
        return "is no folder, so that nothing can be moved there; move it away"
    return None


def _move(source: str, target: str) -> None:
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.rename(source, target)
    except OSError as error:
        raise _unmovable(source, error) from None


def _mend(baselines: BaselineFolder, copy: str) -> None:
    """Copy the log and take out of it the lines that say nothing."""
    lines = baselines.lines()
    files.create(copy, files.read(baselines.log))
    valid = []
    for place, line in lines:
        try:
            checked_change(baselines, place, line)
        except DataError:
            continue
        valid.append(line)
    files.write(baselines.log, b"".join(line + b"\n" for line in valid))


def _unmovable(path: str, error: OSError) -> DataError:
    return DataError(f"{path}: cannot be moved to {QUARANTINE}: {error.strerror or error}")
