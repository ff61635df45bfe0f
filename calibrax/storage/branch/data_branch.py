"""The branch of a remote that a store is kept on."""

import os
from collections.abc import Mapping
from functools import cached_property

from calibrax.errors import UsageError
from calibrax.storage.branch.pull import Pulled, Wanted, pull
from calibrax.storage.branch.push import KEEP, Pushed, push
from calibrax.storage.branch.remote import find_remote
from calibrax.storage.branch.repository import Repository
from calibrax.storage.git import is_branch


class DataBranch:
    """The branch ``name`` of ``remote``, and the store in the folder ``store`` that mirrors it.

    ``remote`` is the name of a remote of the clone in the current folder, or else a URL or a path.
    Nothing of that clone is touched. ``environ`` is what git is started with.
    """

    def __init__(
        self, store: str | os.PathLike[str], remote: str, name: str, environ: Mapping[str, str]
    ) -> None:
        self.name = name
        self._store = os.fspath(store)
        self._environ = environ
        self._remote = find_remote(remote, environ)
        if not is_branch(name, environ):
            raise UsageError(f"--branch {name!r}: is no name of a branch")

    @property
    def url(self) -> str:
        """Where the branch is, without credentials."""
        return self._remote.url

    @cached_property
    def _repository(self) -> Repository:
        return Repository(self._store, self._remote, self.name, self._environ)

    def pull(self, wanted: Wanted) -> Pulled:
        """Write what the store lacks: baselines, config.json and the wanted runs.

        Raises:
            ServiceError: git cannot fetch, for another reason than that there is no such branch.
            DataError: something else than a file stands in a store's place, or the branch is none
                of a store.
        """
        return pull(self._repository, wanted)

    def push(self, keep: int = KEEP) -> Pushed:
        """Put on the branch what was changed here since the last pull; make the branch if need be.

        Raises:
            ServiceError: the push is not allowed, or was not taken after many tries.
            DataError: a file of the store is not valid, nothing was pulled and files differ, or the
                branch is none of a store.
        """
        return push(self._repository, keep)
