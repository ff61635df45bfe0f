"""Put this writer's changes on the branch, again and again until no other writer was first."""

import os
import random
import time

import msgspec

from calibrax.errors import ServiceError
from calibrax.storage import files
from calibrax.storage.branch import listing as of
from calibrax.storage.branch import log
from calibrax.storage.branch.changes import Changes, changes_since, require_pulled
from calibrax.storage.branch.commit import stream
from calibrax.storage.branch.index import index_contents, read_index
from calibrax.storage.branch.plan import Plan, Tip, plan
from calibrax.storage.branch.refusal import Refusal, why
from calibrax.storage.branch.repository import Repository

KEEP = 1000
"""How many runs the branch holds, about: beyond a tenth more the oldest are dropped."""

TRIES = 20
FAULTS = 3
_LONGEST_PAUSE = 8.0


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """What a push put on the branch; ``tip`` is its commit, ``None`` when there is no branch."""

    tip: str | None
    runs: tuple[str, ...] = ()
    baselines: tuple[str, ...] = ()
    other_files: tuple[str, ...] = ()
    dropped: int = 0
    tries: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the branch was changed."""
        return self.tries > 0


def push(repository: Repository, keep: int = KEEP) -> Pushed:
    """Put on the branch what was changed here since the last pull, and make the branch if need be.

    Raises:
        ServiceError: the push is not allowed, or was not taken after many tries.
        DataError: a file of the store is not valid, or nothing was pulled and files differ.
    """
    seen, commit = repository.pulled()
    base = _look_at(repository, commit if seen else repository.fetch()[0])
    changes = _own_changes(repository, base if seen else Tip())
    if not seen:
        require_pulled(changes, base.files)
    faults = 0
    for tries in range(1, TRIES + 1):
        planned = plan(changes, base, repository.store, keep)
        if planned.is_empty:
            repository.remember(base.commit)
            return _told(repository, planned, base, base.commit, tries=0)
        tree = repository.tree(base.commit) if base.commit else None
        commit = repository.commit(stream(planned, repository.store, base.commit, tree))
        done = repository.push(commit, base.commit)
        if done.code == 0:
            repository.remember(commit)
            return _told(repository, planned, base, commit, tries)
        refusal, reason = why(done, repository.url, repository.branch)
        faults += refusal is Refusal.FAULT
        if refusal is Refusal.FORBIDDEN:
            raise _forbidden(repository, reason)
        if faults == FAULTS or tries == TRIES:
            break
        time.sleep(random.uniform(0, min(_LONGEST_PAUSE, 0.1 * 2**tries)))
        base = _look_at(repository, repository.fetch()[0])
    raise ServiceError(
        f"{repository.url}: the branch {repository.branch} did not take the push, "
        f"tried {tries} times: {reason}; nothing is lost, push again"
    )


def _look_at(repository: Repository, commit: str | None) -> Tip:
    """Return the branch at a commit, with what its index does not say told by the runs."""
    there = repository.listing(commit)
    lists = {path: there[path] for path in (of.INDEX, of.LOG) if path in there}
    contents = dict(repository.contents(commit, lists))
    index, _ = read_index(contents.get(of.INDEX, b""))
    unknown = {of.RUNS + name: there[of.RUNS + name] for name in of.runs_in(there) - set(index)}
    told = index_contents(
        (path.removeprefix(of.RUNS), data) for path, data in repository.contents(commit, unknown)
    )
    return Tip(
        commit=commit,
        files=there,
        index=index | told,
        index_file=contents.get(of.INDEX, b""),
        log=log.lines_of(contents.get(of.LOG, b"")),
    )


def _own_changes(repository: Repository, pulled: Tip) -> Changes:
    here = repository.hashes(of.local_files(repository.store))
    own = files.read(os.path.join(repository.store, of.LOG)) if of.LOG in here else b""
    return changes_since(pulled.files, pulled.log, here, log.lines_of(own))


def _told(repository: Repository, planned: Plan, base: Tip, tip: str | None, tries: int) -> Pushed:
    """Return what was done; baselines that gave way to a pin become the branch's here too."""
    warnings = []
    if planned.left:
        warnings.append(
            f"runs that are older than those that the branch keeps, so they stay here: "
            f"{len(planned.left)}"
        )
    if planned.withheld:
        _take_over(repository, planned, base)
        warnings += (
            f"baseline {name!r} was pinned on the branch meanwhile, so it stays as it is there"
            for name in planned.withheld
        )
    return Pushed(
        tip=tip,
        runs=planned.runs,
        baselines=tuple(of.baselines_in(planned.settings)),
        other_files=tuple(path for path in planned.settings if path == of.CONFIG),
        dropped=len(planned.removes),
        tries=tries,
        warnings=tuple(warnings),
    )


def _take_over(repository: Repository, planned: Plan, base: Tip) -> None:
    paths = map(of.baseline_path, planned.withheld)
    theirs = {path: base.files[path] for path in paths if path in base.files}
    files.write(os.path.join(repository.store, of.LOG), log.as_file(planned.log))
    for path, data in repository.contents(base.commit, theirs):
        files.write(os.path.join(repository.store, path), data)


def _forbidden(repository: Repository, reason: str) -> ServiceError:
    return ServiceError(
        f"{repository.url}: the push to {repository.branch} is not allowed: {reason}; "
        "grant it: in the workflow's job 'permissions: contents: write', in the repository "
        "Settings > Actions > General > Workflow permissions 'Read and write', and a rule that "
        f"protects branches must let the token push to {repository.branch}"
    )
