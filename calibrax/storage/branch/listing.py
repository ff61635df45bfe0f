"""The files of a store that live on the branch, as paths with the ids of their contents.

The branch, what was pulled from it last, and the folder on disk are all such a listing, so that
what changed where is a comparison of three dictionaries.
"""

import os
from collections.abc import Iterable

from calibrax.errors import DataError
from calibrax.storage import files, names
from calibrax.storage.branch.tree import Entry

CONFIG = "config.json"
INDEX = "index.jsonl"
README = "README.md"
LOG = "baselines/log.jsonl"
RUNS = "runs/"
BASELINES = "baselines/"

Listing = dict[str, str]
"""Path -> id of the blob."""

_FOLDERS = ("runs", "baselines")
_FILES = (CONFIG, INDEX, README, LOG)
_NOT_EVERYWHERE = frozenset('\\:"')


def read_tree(entries: Iterable[Entry], branch: str) -> Listing:
    """Return the store's files among a tree's entries; others are left alone.

    Raises:
        DataError: something else than a file, or than a folder, stands in a store's place.
    """
    found: Listing = {}
    for entry in entries:
        path = entry.path
        if path in _FOLDERS and not entry.is_folder:
            raise DataError(f"{branch}: {path}: is no folder; remove it from the branch")
        if not belongs(path):
            continue
        if not entry.is_file:
            raise DataError(
                f"{branch}: {path}: is {entry.kind}, and a store holds only files; "
                "remove it from the branch"
            )
        found[require_plain(path, branch)] = entry.blob
    return found


def others_in(entries: Iterable[Entry]) -> list[str]:
    """Return the names at the top of a tree that are none of a store's."""
    own = {*_FOLDERS, *_FILES}
    return [entry.path for entry in entries if "/" not in entry.path and entry.path not in own]


def holds_a_store(entries: Iterable[Entry]) -> bool:
    """Tell whether a run, a baseline or an index is there: what other branches do not hold."""
    return any(belongs(entry.path) and entry.path not in (CONFIG, README) for entry in entries)


def belongs(path: str) -> bool:
    """Tell whether a path is one of a store's, for the branch."""
    folder, _, name = path.rpartition("/")
    return path in _FILES or (folder in _FOLDERS and bool(names.run_files([name])))


def local_files(store: str) -> list[str]:
    """Return the paths of the store's files on disk, of those that live on the branch too.

    Raises:
        DataError: a folder cannot be read, or something else than a file stands in a file's place.
    """
    found = [path for path in (LOG, CONFIG) if os.path.lexists(os.path.join(store, path))]
    for folder in _FOLDERS:
        listed = names.run_files(files.names_in(os.path.join(store, folder)))
        found += [require_plain(f"{folder}/{name}", store) for name in listed]
    for path in found:
        full = os.path.join(store, path)
        if os.path.islink(full) or not os.path.isfile(full):
            raise DataError(f"{full}: is no file, and a store holds only files; remove it")
    return found


def require_plain(path: str, where: str) -> str:
    """Return the path of a file whose name every file system takes as a name and nothing else.

    Raises:
        DataError: it holds a control character, a backslash, a colon or a quotation mark.
    """
    if not path.isprintable() or _NOT_EVERYWHERE & set(path):
        raise DataError(f"{where}: {path!a}: is no name for a file of a store; rename it")
    return path


def settings_in(listing: Listing) -> Listing:
    """Return the baselines and config.json: what has one content at a time, and may be replaced."""
    return {
        path: blob
        for path, blob in listing.items()
        if path == CONFIG or (path.startswith(BASELINES) and path != LOG)
    }


def runs_in(paths: Iterable[str]) -> set[str]:
    """Return the file names of the runs among paths."""
    return {path.removeprefix(RUNS) for path in paths if path.startswith(RUNS)}


def baselines_in(paths: Iterable[str]) -> list[str]:
    """Return the names of the baselines among paths, sorted."""
    found = (
        names.baseline_name(path.removeprefix(BASELINES))
        for path in paths
        if path.startswith(BASELINES) and path != LOG
    )
    return sorted(name for name in found if name is not None)


def baseline_path(name: str) -> str:
    """Return the path of the baseline of that name."""
    return BASELINES + names.baseline_file(name)


def newest(runs: Iterable[str], limit: int | None = None) -> list[str]:
    """Return the ``limit`` newest runs by the times that their file names begin with."""
    return sorted(runs, key=lambda name: (names.time_in(name) or "", name), reverse=True)[:limit]
