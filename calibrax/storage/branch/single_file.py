"""One file of any branch of a remote, as it is there now."""

import os
from collections.abc import Mapping
from pathlib import PurePosixPath

from calibrax.errors import DataError, ServiceError, UsageError
from calibrax.storage.branch.remote import find_remote
from calibrax.storage.branch.repository import Repository
from calibrax.storage.git import is_branch


def file_at(
    remote: str,
    branch: str,
    path: str,
    folder: str | os.PathLike[str],
    environ: Mapping[str, str],
) -> bytes | None:
    """Return the content of a file of the branch, ``None`` when the branch has no such file.

    ``remote`` is the name of a remote of the clone in the current folder, or else a URL or a path.
    Nothing of that clone is touched. What is fetched, the branch's newest commit without its
    contents and then this one, is kept in ``folder``, which the caller removes afterwards.

    Raises:
        UsageError: the remote, the branch or the path cannot be one.
        ServiceError: git cannot fetch, or the remote has no such branch.
        DataError: the path is a folder, or leads through a symbolic link.
    """
    if not is_branch(branch, environ):
        raise UsageError(f"{branch!r}: is no name of a branch")
    steps = _steps(path)
    repository = Repository(os.fspath(folder), find_remote(remote, environ), branch, environ)
    commit, _ = repository.fetch()
    if commit is None:
        raise ServiceError(f"{repository.url}: has no branch {branch}")
    found = repository.entries_at(commit, steps)
    for step, entry in found.items():
        if not (entry.is_file or (entry.is_folder and step != steps[-1])):
            raise DataError(
                f"{repository.name}: {step}: is {entry.kind}, and only a file in plain folders is "
                "read; replace it"
            )
    blobs = {step: entry.blob for step, entry in found.items() if step == steps[-1]}
    return dict(repository.contents(commit, blobs)).get(steps[-1])


def _steps(path: str) -> list[str]:
    """Return the path of each folder on the way to a file, and its own.

    Raises:
        UsageError: it leads out of the repository.
    """
    whole = PurePosixPath(path)
    if whole.is_absolute() or ".." in whole.parts or not whole.name or "\0" in path:
        raise UsageError(f"{path!r}: is no path of a file inside a repository")
    return [str(step) for step in [*reversed(whole.parents[:-1]), whole]]
