"""Gather from a store what a run is judged by."""

from calibrax.core.models import Run
from calibrax.core.past import PastRun, past_of
from calibrax.errors import RunNotFound, UsageError
from calibrax.gate.case import Case
from calibrax.report.text import when
from calibrax.settings import Settings
from calibrax.storage import Store
from calibrax.storage.past import Selection

HISTORY = 30
"""Earlier runs that show the noise: older ones tell of another time."""


def gather(
    store: Store, run: Run, baseline: Run, settings: Settings, limit: int
) -> tuple[Case, tuple[str, ...]]:
    """Return the case of a run, and what is to be said of it.

    The history are the newest ``limit`` runs of the baseline's branch, on the run's machine, that
    are not newer than the baseline.

    Raises:
        UsageError: the reference of calibrax.yml is not in the store.
        DataError: a run that counts cannot be read or is not valid.
    """
    attempts = store.attempts(run)
    known = Selection(
        suite=run.suite,
        branch=baseline.branch,
        machine=run.machine,
        until=baseline.timestamp,
        without={run.id},
    )
    itself = run.id == baseline.id  # nothing was measured that could differ from its history
    history = store.past(known, limit) if limit and not itself else ()
    same_machine, moved = _on_this_machine(store, run, baseline, known)
    levels, unknown = _levels(store, run, settings)
    case = Case(
        run=run,
        baseline=same_machine,
        attempts=attempts,
        history=history,
        levels=levels,
        tip=_tip(store, run, baseline),
        reference=_reference(store, settings),
    )
    return case, (*moved, *unknown)


def _on_this_machine(
    store: Store, run: Run, baseline: Run, known: Selection
) -> tuple[Run, tuple[str, ...]]:
    """Return the baseline, or the newest run like it where it is of another machine."""
    if run.machine is None or baseline.machine in (None, run.machine):
        return baseline, ()
    found = store.newest(known)
    if found is None:
        return baseline, ()
    return found, (
        f"different machine: the baseline, run {baseline.id}, ran on {baseline.machine}; held "
        f"against run {found.id} of {when(found.timestamp)}, the newest on {run.machine}",
    )


def _tip(store: Store, run: Run, baseline: Run) -> PastRun | None:
    """Return the newest run of the base branch, where it is newer than the baseline."""
    if None in (run.branch, baseline.branch) or run.branch == baseline.branch:
        return None
    newest = Selection(
        suite=run.suite, branch=baseline.branch, machine=run.machine, without={run.id}
    )
    tip = next(iter(store.past(newest, limit=1)), None)
    return tip if tip and tip.timestamp > baseline.timestamp else None


def _levels(
    store: Store, run: Run, settings: Settings
) -> tuple[dict[str, PastRun], tuple[str, ...]]:
    """Return the runs that the levels of this run's metrics name, and the names of no run."""
    if not settings.levels:
        return {}, ()
    named = dict.fromkeys(
        level.since
        for point in run.points
        for metric in point.metrics
        if (level := settings.level_for(metric, point.name, point.tags))
    )
    found: dict[str, PastRun] = {}
    unknown = []
    for since in named:
        if run.id.startswith(since):
            found[since] = past_of(run)
            continue
        try:
            found[since] = past_of(store.load(since))
        except RunNotFound as error:
            unknown.append(
                f"{settings.path}: levels: {error}: the level does not count; mend it, or take it "
                "out where it is older than the history"
            )
    return found, tuple(unknown)


def _reference(store: Store, settings: Settings) -> Run | None:
    name = settings.reference
    if name is None:
        return None
    try:
        return store.get_baseline(name) or store.load(name)
    except RunNotFound as error:
        raise UsageError(
            f"{settings.path}: reference: no baseline {name!r}, and {error}; "
            f"make it one with: calibrax baseline --run ID --name {name}"
        ) from None
    except UsageError as error:
        raise UsageError(f"{settings.path}: reference: {error}") from None
