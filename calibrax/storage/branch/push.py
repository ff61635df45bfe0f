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
from calibrax.storage.branch.listing import Listing
from calibrax.storage.branch.plan import Plan, plan
from calibrax.storage.branch.refusal import Refusal, why
from calibrax.storage.branch.repository import Repository
from calibrax.storage.branch.tip import Tip, look_at

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
    here = repository.hashes(of.local_files(repository.store))
    changes, base = _start(repository, here)
    faults = 0
    for tries in range(1, TRIES + 1):
        planned = plan(changes, base, repository.store, keep)
        if planned.is_empty:
            _agree(repository, here, planned, base, base.commit)
            return _told(planned, base.commit, tries=0)
        tree = repository.tree(base.commit) if base.commit else None
        commit = repository.commit(stream(planned, repository.store, base.commit, tree))
        done = repository.push(commit, base.commit)
        if done.code == 0:
            _agree(repository, here, planned, base, commit)
            return _told(planned, commit, tries)
        refusal, reason = why(done, repository.url, repository.branch)
        faults += refusal is Refusal.FAULT
        if refusal is Refusal.FORBIDDEN:
            raise _forbidden(repository, reason)
        if faults == FAULTS or tries == TRIES:
            break
        time.sleep(random.uniform(0, min(_LONGEST_PAUSE, 0.1 * 2**tries)))
        base = look_at(repository, repository.fetch()[0])
    raise ServiceError(
        f"{repository.url}: the branch {repository.branch} did not take the push, "
        f"tried {tries} times: {reason}; nothing is lost, push again"
    )


def _start(repository: Repository, here: Listing) -> tuple[Changes, Tip]:
    """Return this writer's changes and the tip to try first: the one of the last pull, if any."""
    own = files.read(os.path.join(repository.store, of.LOG)) if of.LOG in here else b""
    seen, commit = repository.pulled()
    base = look_at(repository, commit if seen else repository.fetch()[0])
    pulled = base if seen else Tip()
    changes = changes_since(pulled.files, pulled.log, here, log.lines_of(own))
    if not seen:
        require_pulled(changes, base.files)
    return changes, base


def _agree(
    repository: Repository, here: Listing, planned: Plan, base: Tip, commit: str | None
) -> None:
    """Take over the baselines and config.json that others changed, and remember the new tip.

    Otherwise their older content here would pass for a change of this writer at the next push.
    """
    theirs = {
        path: blob
        for path, blob in of.settings_in(base.files).items()
        if here.get(path, blob) != blob and path not in planned.settings
    }
    if theirs:
        files.write(os.path.join(repository.store, of.LOG), log.as_file(planned.log))
    for path, content in repository.contents(base.commit, theirs):
        files.write(os.path.join(repository.store, path), content)
    repository.remember(commit)


def _told(planned: Plan, tip: str | None, tries: int) -> Pushed:
    warnings = [
        f"baseline {name!r} was set on the branch meanwhile, so the branch's is kept"
        for name in planned.withheld
    ]
    if planned.left:
        count = len(planned.left)
        warnings.append(f"runs older than those that the branch keeps, so not pushed: {count}")
    return Pushed(
        tip=tip,
        runs=planned.runs,
        baselines=tuple(of.baselines_in(planned.settings)),
        other_files=tuple(path for path in planned.settings if path == of.CONFIG),
        dropped=len(planned.removes),
        tries=tries,
        warnings=tuple(warnings),
    )


def _forbidden(repository: Repository, reason: str) -> ServiceError:
    return ServiceError(
        f"{repository.url}: the push to {repository.branch} is not allowed: {reason}; "
        "grant it: in the workflow's job 'permissions: contents: write', in the repository "
        "Settings > Actions > General > Workflow permissions 'Read and write', and a rule that "
        f"protects branches must let the token push to {repository.branch}"
    )
