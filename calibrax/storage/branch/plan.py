"""Which files a commit writes and removes, to put a writer's changes on a tip of the branch."""

import os
from collections.abc import Collection, Mapping

import msgspec

from calibrax.storage.branch import listing as of
from calibrax.storage.branch import log
from calibrax.storage.branch.changes import Changes, require_same_runs
from calibrax.storage.branch.index import Index, entry_of, write_index
from calibrax.storage.branch.listing import Listing
from calibrax.storage.branch.log import Lines
from calibrax.storage.branch.tip import Tip
from calibrax.storage.runs import RunFolder

README = b"""\
# Benchmark runs

This branch holds the store of [calibrax](https://github.com/avitai/calibrax): `runs/` has a JSON
file for each run, `baselines/` the runs that others are held against, and `index.jsonl` says to
which suite and branch each run belongs. It shares no history with the code and is never merged.

`calibrax store pull` reads it into `benchmark-data/`; `calibrax trend` and `calibrax check` work
on that. The oldest runs are dropped now and then, and the history with them.
"""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One commit on a tip.

    ``writes`` is path -> content, ``None`` for the content of the store's own file. ``removes``
    are runs. A commit that ``squashes`` has no parent. ``runs`` and ``settings`` are the changes
    that it makes. ``withheld`` are the baselines that give way to those that others set on the
    branch, and ``left`` the runs that are older than those that the branch keeps.
    """

    writes: Mapping[str, bytes | None]
    removes: tuple[str, ...]
    squashes: bool
    runs: tuple[str, ...]
    settings: tuple[str, ...]
    log: Lines
    withheld: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the tip has it all."""
        return not self.writes and not self.removes


def plan(changes: Changes, tip: Tip, store: str, keep: int) -> Plan:
    """Return the commit that puts the changes on the tip and keeps about ``keep`` runs there.

    Raises:
        RunConflict: a run has other content here than on the tip.
        DataError: a run's header or a line of a log is not valid.
    """
    require_same_runs(changes.runs, tip.files)
    withheld = _yielding(changes, tip)
    settings = _new(changes.settings, tip, set(map(of.baseline_path, withheld)))
    own_runs = _new(changes.runs, tip)
    kept = _kept({**tip.files, **settings, **own_runs}, keep)
    added = {path: blob for path, blob in own_runs.items() if path in kept}
    runs = {path for path in (*tip.files, *added) if path.startswith(of.RUNS)}
    removed = runs - kept if len(runs) > keep + keep // 10 else set()
    own_lines = log.without(changes.log, withheld)
    lines = (*tip.log, *log.lacking(own_lines, tip.log))
    index_file = write_index(_index(tip.index, runs - removed, added, store))
    writes: dict[str, bytes | None] = dict.fromkeys([*sorted(added), *sorted(settings)])
    if lines != tip.log:
        writes[of.LOG] = log.as_file(lines)
    if index_file != tip.index_file:
        writes[of.INDEX] = index_file
    if writes and tip.commit is None:
        writes[of.README] = README
    return Plan(
        writes=writes,
        removes=tuple(sorted(removed)),
        squashes=bool(removed) and not tip.others,
        runs=tuple(sorted(added)),
        settings=tuple(sorted(settings)),
        log=lines,
        withheld=tuple(sorted(withheld)),
        left=tuple(sorted(set(own_runs) - set(added))),
    )


def _new(changed: Listing, tip: Tip, withheld: Collection[str] = ()) -> Listing:
    return {
        path: blob
        for path, blob in changed.items()
        if tip.files.get(path) != blob and path not in withheld
    }


def _yielding(changes: Changes, tip: Tip) -> set[str]:
    """Return the baselines that only CI changed here, and that others set since the last pull.

    What CI judged here was judged against the baseline that was pulled.
    """
    ours = log.changes_of(changes.log, "the store's log.jsonl")
    if not ours:
        return set()
    theirs = {change.name: change for change in log.changes_of(tip.log, "the branch's log.jsonl")}
    human = {change.name for change in ours if change.by == "human"}
    pinned = {name for name, last in theirs.items() if last.pin}
    automatic = {change.name for change in ours} - human
    return {name for name in automatic if name in pinned or _overtaken(name, changes, tip)}


def _overtaken(name: str, changes: Changes, tip: Tip) -> bool:
    """Tell whether the tip's baseline is neither the one that was pulled nor the one set here."""
    path = of.baseline_path(name)
    known = (changes.pulled.get(path), changes.settings.get(path))
    return tip.files.get(path) not in known


def _kept(after: Listing, keep: int) -> set[str]:
    """Return the paths of the newest runs, and of those that are a baseline too."""
    baselines = {blob for path, blob in after.items() if path.startswith(of.BASELINES)}
    held = {path for path, blob in after.items() if path.startswith(of.RUNS) and blob in baselines}
    return held | {of.RUNS + name for name in of.newest(of.runs_in(after), keep)}


def _index(known: Index, runs: set[str], added: Listing, store: str) -> Index:
    folder = RunFolder(os.path.join(store, "runs"))
    own = {name: entry_of(name, folder.header(name)) for name in of.runs_in(added)}
    there = of.runs_in(runs)
    return {name: entry for name, entry in known.items() if name in there} | own
