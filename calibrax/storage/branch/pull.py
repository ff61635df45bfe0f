"""Bring the store up to the branch: what was not changed here, and the runs that are asked for."""

import os

import msgspec

from calibrax.storage import files
from calibrax.storage.branch import listing as of
from calibrax.storage.branch import log
from calibrax.storage.branch.index import index_contents, read_index
from calibrax.storage.branch.listing import Listing
from calibrax.storage.branch.repository import Repository

ENOUGH = 30
"""How many runs of a history an estimate of its noise asks for."""


class Pulled(msgspec.Struct, frozen=True, kw_only=True):
    """What a pull brought: ``tip`` is the branch's commit, ``None`` when there is no branch."""

    tip: str | None
    runs: int = 0
    runs_on_branch: int = 0
    baselines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which runs: the newest ``limit`` of a suite and a branch, of any; every run for ``None``."""

    suite: str | None = None
    branch: str | None = None
    limit: int | None = ENOUGH


def pull(repository: Repository, wanted: Wanted) -> Pulled:
    """Fetch the branch and write what the store lacks.

    No run file is rewritten. Baselines, their log and config.json are brought up to date unless
    they were changed here.

    Raises:
        ServiceError: git cannot fetch, for another reason than that there is no such branch.
        DataError: something else than a file stands in a store's place.
    """
    tip, warnings = repository.fetch()
    if tip is None:
        repository.remember(None)
        return Pulled(tip=None)
    there = repository.listing(tip)
    before = repository.listing(repository.pulled()[1])
    contents = _small_files(repository, tip, there)
    runs, broken = _chosen_runs(repository, tip, there, contents.get(of.INDEX, b""), wanted)
    if broken:
        warnings += (
            f"{of.INDEX} of the branch {repository.branch}: lines that cannot be read: {broken}; "
            "the next push writes it anew",
        )
    written = 0
    for path, data in repository.contents(tip, runs):
        written += files.create(os.path.join(repository.store, path), data)
    warnings += _update_settings(repository, before, there, contents)
    repository.remember(tip)
    return Pulled(
        tip=tip,
        runs=written,
        runs_on_branch=len(of.runs_in(there)),
        baselines=tuple(of.baselines_in(there)),
        warnings=warnings,
    )


def _small_files(repository: Repository, tip: str, there: Listing) -> dict[str, bytes]:
    """Return what is not a run, by path; one fetch brings all that is missing."""
    wanted = {
        path: blob
        for path, blob in there.items()
        if not path.startswith(of.RUNS) and path != of.README
    }
    return dict(repository.contents(tip, wanted))


def _chosen_runs(
    repository: Repository, tip: str, there: Listing, index_data: bytes, wanted: Wanted
) -> tuple[Listing, int]:
    """Return the wanted runs that are not in the store, and how many lines of the index are broken.

    A run that neither the index nor its own header describes is among them, so that whoever reads
    the store hears of it.
    """
    runs = of.runs_in(there)
    broken = 0
    if wanted.limit is not None:
        index, broken = read_index(index_data)
        unknown = {of.RUNS + name: there[of.RUNS + name] for name in runs - set(index)}
        index |= index_contents(
            (path.removeprefix(of.RUNS), data) for path, data in repository.contents(tip, unknown)
        )
        known = runs & set(index)
        history = [name for name in known if index[name].is_history(wanted.suite, wanted.branch)]
        runs = {*of.newest(history, wanted.limit), *(runs - known)}
    paths = (of.RUNS + name for name in sorted(runs))
    absent = (path for path in paths if not os.path.lexists(os.path.join(repository.store, path)))
    return {path: there[path] for path in absent}, broken


def _update_settings(
    repository: Repository, before: Listing, there: Listing, contents: dict[str, bytes]
) -> tuple[str, ...]:
    """Write the log, the baselines and config.json; return warnings of what was changed here.

    The log comes first: what is interrupted may protect a baseline too much, never too little.
    """
    here = repository.hashes(
        path for path in of.local_files(repository.store) if not path.startswith(of.RUNS)
    )
    warnings = []
    for path in sorted(contents, key=lambda path: path != of.LOG):
        target = os.path.join(repository.store, path)
        if path == of.INDEX or here.get(path) == there[path]:
            continue
        if path == of.LOG:
            theirs = log.lines_of(contents[path])
            ours = log.lines_of(files.read(target)) if path in here else ()
            files.write(target, log.as_file((*theirs, *log.lacking(ours, theirs))))
        elif path not in here or here[path] == before.get(path):
            files.write(target, contents[path])
        else:
            warnings.append(
                f"{target}: was changed here, so it stays; "
                f"calibrax store push puts it on the branch {repository.branch}"
            )
    return tuple(warnings)
