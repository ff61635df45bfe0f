"""What this writer changed since the last pull: all that a push may put on the branch."""

import msgspec

from calibrax.errors import DataError, RunConflict
from calibrax.storage.branch import listing as of
from calibrax.storage.branch import log
from calibrax.storage.branch.listing import Listing
from calibrax.storage.branch.log import Lines


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What the branch did not have at the last pull; ``settings`` are baselines and config.json.

    A baseline that was set again to the run that it was is among them, since others may have set it
    to another. ``pulled`` are the branch's settings at that pull.
    """

    runs: Listing
    settings: Listing
    log: Lines
    pulled: Listing


def changes_since(pulled: Listing, pulled_log: Lines, here: Listing, own_log: Lines) -> Changes:
    """Return what the store has and the branch did not have at the last pull.

    Raises:
        RunConflict: a run has other content here than there.
        DataError: a line of the log is not valid.
    """
    require_same_runs(here, pulled)
    lines = log.lacking(own_log, pulled_log)
    logged = log.changes_of(lines, "the store's log.jsonl")
    set_here = {of.baseline_path(change.name) for change in logged}
    changed = {
        path: blob for path, blob in here.items() if pulled.get(path) != blob or path in set_here
    }
    return Changes(
        runs={path: blob for path, blob in changed.items() if path.startswith(of.RUNS)},
        settings=of.settings_in(changed),
        log=lines,
        pulled=of.settings_in(pulled),
    )


def require_same_runs(here: Listing, there: Listing) -> None:
    """Refuse two runs of one name.

    Raises:
        RunConflict: a run has other content here than on the branch.
    """
    for path in sorted(here):
        if path.startswith(of.RUNS) and there.get(path, here[path]) != here[path]:
            raise RunConflict(
                f"{path}: is on the branch with other content; a stored run is never rewritten: "
                "remove it here, or give the new run an id of its own"
            )


def require_pulled(changes: Changes, there: Listing) -> None:
    """Refuse to replace what a store that never pulled does not know.

    Raises:
        DataError: a baseline or config.json is on the branch with other content.
    """
    for path, blob in sorted(changes.settings.items()):
        if there.get(path, blob) != blob:
            raise DataError(
                f"{path}: differs from the one on the branch, and nothing was pulled from there "
                "yet: run calibrax store pull first"
            )
