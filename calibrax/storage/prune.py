"""Remove the oldest runs of a store, and never one that something refers to."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from calibrax.core.run_json import RunHeader
from calibrax.errors import DataError
from calibrax.settings import Settings
from calibrax.storage import files, names
from calibrax.storage.baselines import BaselineFolder
from calibrax.storage.runs import RunFolder
from calibrax.storage.temporary import remove_older

_ABANDONED = timedelta(hours=1)
"""After this time a temporary file is that of no command that still runs."""


class Keeping(msgspec.Struct, frozen=True, kw_only=True):
    """Which runs stay: the ``newest`` so many, and those not older than ``since``.

    Attempts stay and go with their run, and sides of an A/B with the runs of their time.
    """

    newest: int = 0
    since: datetime | None = None


class Pruning(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be removed: file names, each attempt after its run; and what is left as it is.

    ``unreadable`` says why of each file that could not be read.
    """

    runs: tuple[str, ...]
    attempts: tuple[str, ...]
    kept: int
    unreadable: tuple[str, ...]


def plan(
    store: str | os.PathLike[str], keeping: Keeping, settings: Settings | None = None
) -> Pruning:
    """Return which runs are to be removed: neither kept, nor a baseline, a level or the reference.

    A run counts as a baseline when it is one, or when the log names it last for one.

    Raises:
        DataError: a baseline or its log cannot be read, so that nothing is known to be safe.
    """
    path = os.fspath(store)
    headers, unreadable = _headers(RunFolder(os.path.join(path, "runs")))
    ids = {header.id for header in headers.values()}
    own = [name for name, header in headers.items() if header.attempt_of not in ids]
    own.sort(key=lambda name: (headers[name].timestamp, name), reverse=True)
    baselines = BaselineFolder(os.path.join(path, "baselines"))
    held = _held(baselines)
    named = _named(settings or Settings(), baselines.names())

    def stays(header: RunHeader) -> bool:
        young = keeping.since is not None and header.timestamp >= keeping.since
        return young or header.id in held or any(map(header.id.startswith, named))

    beyond = _beyond(own, headers, keeping.newest)
    old = [name for name in own if name in beyond and not stays(headers[name])]
    gone = {headers[name].id for name in old}
    attempts = [name for name, header in headers.items() if header.attempt_of in gone]
    return Pruning(
        runs=tuple(old),
        attempts=tuple(attempts),
        kept=len(headers) - len(old) - len(attempts),
        unreadable=tuple(unreadable),
    )


def carry_out(store: str | os.PathLike[str], pruning: Pruning, now: datetime) -> int:
    """Remove what is planned, and temporary files that were left behind; return how many of these.

    Raises:
        DataError: a file cannot be removed; those before it were.
    """
    path = os.fspath(store)
    for name in (*pruning.runs, *pruning.attempts):
        _remove(os.path.join(path, "runs", name))
    try:
        return remove_older(path, (now - _ABANDONED).timestamp())
    except OSError as error:
        raise _unremovable(str(error.filename), error) from None


def _beyond(own: Sequence[str], headers: Mapping[str, RunHeader], newest: int) -> set[str]:
    """Return the runs that are not among the newest, and the sides of an A/B of their time.

    Two files of one run are one.
    """
    alone = [name for name in own if headers[name].kind != "ab"]
    kept = set(list(dict.fromkeys(headers[name].id for name in alone))[:newest])
    older = {name for name in alone if headers[name].id not in kept}
    if newest and not older:
        return older
    begin = min((headers[name].timestamp for name in alone if name not in older), default=None)
    sides = (name for name in own if headers[name].kind == "ab")
    return older | {name for name in sides if begin is None or headers[name].timestamp < begin}


def _headers(folder: RunFolder) -> tuple[dict[str, RunHeader], list[str]]:
    """Return file name -> header, and why those are missing that cannot be read."""
    unreadable = []

    def header(name: str) -> RunHeader | None:
        try:
            return folder.header(name)
        except DataError as error:
            unreadable.append(str(error))
            return None

    listed = names.run_files(files.names_in(folder.path))
    headers = {name: found for name, found in folder.present(sorted(listed), header) if found}
    return headers, unreadable


def _held(folder: BaselineFolder) -> set[str]:
    """Return the ids of the runs that are a baseline, or were set last."""
    held = (folder.get(name) for name in folder.names())
    last: Iterable[str] = {change.name: change.run for change in folder.changes()}.values()
    return {run.id for run in held if run} | set(last)


def _named(settings: Settings, baselines: Collection[str]) -> set[str]:
    """Return the ids, and beginnings of ids, that calibrax.yml names."""
    reference = settings.reference
    named = {level.since for level in settings.levels}
    return named | ({reference} if reference and reference not in baselines else set())


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unremovable(path, error) from None


def _unremovable(path: str, error: OSError) -> DataError:
    return DataError(f"{path}: cannot be removed: {error.strerror or error}")
