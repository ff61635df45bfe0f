"""Bring the store up to the branch: what was not changed here, and the runs that are asked for."""

import os

import msgspec

from calibrax.storage import files
from calibrax.storage.branch import listing as of
from calibrax.storage.branch import log
from calibrax.storage.branch.repository import Repository
from calibrax.storage.branch.tip import Tip, look_at

ENOUGH = 30
"""How many runs of a history an estimate of its noise asks for."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which runs: the newest ``limit`` of a suite and a branch, of any; every run for ``None``."""

    suite: str | None = None
    branch: str | None = None
    limit: int | None = ENOUGH


class Pulled(msgspec.Struct, frozen=True, kw_only=True):
    """What a pull brought: ``tip`` is the branch's commit, ``None`` when there is no branch."""

    tip: str | None
    runs: int = 0
    runs_on_branch: int = 0
    baselines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def pull(repository: Repository, wanted: Wanted) -> Pulled:
    """Fetch the branch and write what the store lacks.

    No run file is rewritten. Baselines, their log and config.json are brought up to date unless
    they were changed here.

    Raises:
        ServiceError: git cannot fetch, for another reason than that there is no such branch.
        DataError: something else than a file stands in a store's place, or the branch is none of
            a store.
    """
    commit, warnings = repository.fetch()
    if commit is None:
        repository.remember(None)
        return Pulled(tip=None)
    here = of.local_files(repository.store)
    tip = look_at(repository, commit)
    settings = dict(repository.contents(commit, of.settings_in(tip.files)))
    if tip.broken_lines:
        warnings += (
            f"{of.INDEX} on the branch {repository.branch}: lines that cannot be read: "
            f"{tip.broken_lines}; the next push writes it anew",
        )
    runs = {path: tip.files[path] for path in _chosen(tip, wanted) if path not in here}
    written = 0
    for path, data in repository.contents(commit, runs):
        written += files.create(os.path.join(repository.store, path), data)
    warnings += _update_settings(repository, tip, settings, here)
    repository.remember(commit)
    return Pulled(
        tip=commit,
        runs=written,
        runs_on_branch=len(of.runs_in(tip.files)),
        baselines=tuple(of.baselines_in(tip.files)),
        warnings=warnings,
    )


def _chosen(tip: Tip, wanted: Wanted) -> list[str]:
    """Return the paths of the wanted runs.

    A run that neither the index nor its own header describes is among them, so that whoever reads
    the store hears of it.
    """
    runs = of.runs_in(tip.files)
    if wanted.limit is not None:
        known = runs & set(tip.index)
        history = {
            name for name in known if tip.index[name].is_history(wanted.suite, wanted.branch)
        }
        runs = {*of.newest(history, wanted.limit), *(runs - known)}
    return sorted(of.RUNS + name for name in runs)


def _update_settings(
    repository: Repository, tip: Tip, settings: dict[str, bytes], local: list[str]
) -> tuple[str, ...]:
    """Write the log, the baselines and config.json; return warnings of what was changed here.

    The log comes first: what is interrupted may protect a baseline too much, never too little.
    """
    _, pulled = repository.pulled()
    before = of.read_tree(repository.entries(pulled), repository.name) if pulled else {}
    here = repository.hashes(path for path in local if not path.startswith(of.RUNS))
    if of.LOG in tip.files and here.get(of.LOG) != tip.files[of.LOG]:
        target = os.path.join(repository.store, of.LOG)
        own = log.lines_of(files.read(target)) if of.LOG in here else ()
        files.write(target, log.as_file((*tip.log, *log.lacking(own, tip.log))))
    warnings = []
    for path, content in settings.items():
        target = os.path.join(repository.store, path)
        if path not in here or here[path] == before.get(path):
            files.write(target, content)
        elif here[path] != tip.files[path]:
            warnings.append(
                f"{target}: was changed here, so it stays; "
                f"calibrax store push puts it on the branch {repository.branch}"
            )
    return tuple(warnings)
