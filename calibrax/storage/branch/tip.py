"""The branch at one moment: its files, what is known of its runs, its log of baselines."""

import msgspec

from calibrax.errors import DataError
from calibrax.storage.branch import listing as of
from calibrax.storage.branch import log
from calibrax.storage.branch.index import Index, index_contents, read_index
from calibrax.storage.branch.listing import Listing
from calibrax.storage.branch.log import Lines
from calibrax.storage.branch.repository import Repository


class Tip(msgspec.Struct, frozen=True, kw_only=True):
    """What a commit holds; without a ``commit`` there is no branch.

    ``index`` describes every run that its own header or the file ``index_file`` describes;
    ``broken_lines`` counts the lines of that file that say nothing. ``others`` are the names at the
    top that are none of the store's.
    """

    commit: str | None = None
    files: Listing = {}
    index: Index = {}
    index_file: bytes = b""
    broken_lines: int = 0
    log: Lines = ()
    others: tuple[str, ...] = ()


def look_at(repository: Repository, commit: str | None) -> Tip:
    """Return what a commit holds, ``None`` for no branch.

    Raises:
        ServiceError: git cannot fetch what is missing here.
        DataError: something else than a file stands in a store's place, or the branch is none of
            a store.
    """
    if commit is None:
        return Tip()
    entries = repository.entries(commit)
    others = of.others_in(entries)
    if others and not of.holds_a_store(entries):
        raise DataError(f"the {repository.name} holds files and no store: name another branch")
    there = of.read_tree(entries, repository.name)
    lists = {path: there[path] for path in (of.INDEX, of.LOG) if path in there}
    contents = dict(repository.contents(commit, lists))
    index_file = contents.get(of.INDEX, b"")
    index, broken = read_index(index_file)
    unknown = {of.RUNS + name: there[of.RUNS + name] for name in of.runs_in(there) - set(index)}
    told = index_contents(
        (path.removeprefix(of.RUNS), data) for path, data in repository.contents(commit, unknown)
    )
    return Tip(
        commit=commit,
        files=there,
        index=index | told,
        index_file=index_file,
        broken_lines=broken,
        log=log.lines_of(contents.get(of.LOG, b"")),
        others=tuple(others),
    )
