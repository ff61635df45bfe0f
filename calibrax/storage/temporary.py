"""Temporary files of commands that were ended while they wrote: hidden, and read by nobody."""

import os

from calibrax.storage import names

_FOLDERS = ("", "runs", "baselines")


def temporary_files(store: str) -> list[str]:
    """Return the temporary files of a store as paths in it, also those being written just now."""
    found = []
    for folder in _FOLDERS:
        path = os.path.join(store, folder)
        if os.path.isdir(path) and not os.path.islink(path):
            listed = names.temporary_files(os.listdir(path))
            found += [os.path.join(folder, name) for name in listed]
    return found


def remove_older(store: str, time: float) -> int:
    """Remove the temporary files that nobody wrote to since ``time``, in seconds since 1970.

    A younger one may be that of a command that runs. Return how many were removed.
    """
    removed = 0
    for path in temporary_files(store):
        full = os.path.join(store, path)
        try:
            if os.lstat(full).st_mtime < time:
                os.unlink(full)
                removed += 1
        except FileNotFoundError:
            continue
    return removed
