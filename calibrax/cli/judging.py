"""Judge a run of a store: find what to hold it against, and make the report."""

import os
from collections.abc import Collection
from datetime import UTC, datetime
from shlex import quote

import msgspec

from calibrax.cli.case import HISTORY, gather
from calibrax.core.machine import label_of
from calibrax.core.models import MetricDef, Run
from calibrax.errors import UsageError
from calibrax.gate.case import Case
from calibrax.gate.limits import breaches
from calibrax.gate.rules import Mode, Rules, Sensitivity
from calibrax.gate.verdict import Verdict
from calibrax.report import build
from calibrax.report.model import Report
from calibrax.settings import Settings
from calibrax.storage import Store


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Which run of the store ``data`` is judged, against what, and how.

    ``attempts`` are files or patterns of results that measured the run again, and are stored as
    that first: each is one attempt. They may state one of the ``expected_commits`` instead of the
    run's own.
    """

    data: str
    run: str = "latest"
    baseline: str | None = None
    against: str | None = None
    attempts: tuple[str, ...] = ()
    expected_commits: tuple[str, ...] = ()
    threshold: float = 0.05
    mode: Mode = Mode.AUTO
    sensitivity: Sensitivity = Sensitivity.NORMAL
    history: int = HISTORY


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The report, the rules, and what was judged; ``None`` where there was nothing to judge."""

    report: Report
    rules: Rules
    run: Run | None = None
    case: Case | None = None


def judge(store: Store, request: Request, settings: Settings) -> Judged:
    """Return the report on a run of the store.

    Raises:
        CalibraxError: what was named is not there, cannot be read, or does not fit together.
    """
    rules = Rules(
        threshold=request.threshold,
        mode=request.mode,
        sensitivity=request.sensitivity,
        settings=settings,
        today=datetime.now(UTC).date(),
    )
    data = request.data
    latest = request.run == "latest" or not store.exists()
    run = store.latest() if latest else store.load(request.run)
    if run is None:
        return Judged(report=_nothing(store, request), rules=rules)
    if run.kind == "ab":
        raise UsageError(
            f"the run {run.id!r} is {run.role}, which is judged with its other side: calibrax ab "
            "did so, and adds rounds with --continue"
        )
    for pattern in request.attempts:
        _store_attempt(store, pattern, run, request.expected_commits, settings)
    name = None if request.against else request.baseline or run.suite
    baseline = (
        _other(store, request.against, run, settings)
        if request.against
        else store.get_baseline(name or run.suite)
    )
    definitions = deciding(settings, run, baseline or run, store.metric_defs)
    if baseline is None:
        name = name or run.suite
        lost = store.baseline_was_set(name)
        if lost is None:
            message, verdict = _no_baseline(store, run, name, data), Verdict.NO_BASELINE
        else:
            message, verdict = _lost_baseline(lost, name, data), Verdict.NOT_JUDGED
        over = breaches(run, settings, definitions)
        report = build.unjudged(message, rules.threshold, name, run, definitions, verdict, over)
        return Judged(report=report, rules=rules, run=run)
    limit = 0 if rules.mode is Mode.FIXED else request.history
    case, warnings = gather(store, run, baseline, settings, limit)
    report = build.held(case, rules, name, definitions, warnings)
    return Judged(report=report, rules=rules, run=run, case=case)


def _store_attempt(
    store: Store, pattern: str, run: Run, expected: Collection[str], settings: Settings
) -> None:
    """Store what the files measured as one attempt of the run.

    The tags that all of the run has, and the label of its machine, were added when it was stored.
    """
    from calibrax.cli.inputs import sources
    from calibrax.readers.assembly import Overrides
    from calibrax.readers.inputs import expand, newest_change

    read = sources([pattern], settings)
    written = datetime.fromtimestamp(newest_change(expand([pattern])) / 1e9, UTC)
    stated = {source.reading.commit for source in read} - {None}
    known = bool(stated) and stated <= set(expected)
    overrides = Overrides(
        commit=run.commit if known else None,
        tags=dict(set.intersection(*(set(point.tags.items()) for point in run.points))),
        label=label_of(run.machine),
    )
    store.ingest_attempt(read, run, overrides, written)


def deciding(
    settings: Settings, run: Run, baseline: Run, stored: dict[str, MetricDef]
) -> dict[str, MetricDef]:
    """Return the definitions that win over the runs' own: calibrax.yml's, then config.json's.

    A rule of calibrax.yml that leaves the direction open is not among them: it would hide that the
    direction changed between the runs.
    """
    if not settings.metrics:
        return stored
    measured = {name for each in (run, baseline) for point in each.points for name in point.metrics}
    known = {**baseline.metric_defs, **run.metric_defs, **stored}
    decided = [name for name in sorted(measured) if settings.decides_direction(name)]
    return {**stored, **settings.metric_defs(decided, known)}


def _nothing(store: Store, request: Request) -> Report:
    """Return the report on a store without a run."""
    known = ", ".join(store.baselines())
    if known:
        message = (
            f"{request.data} holds no run, but the baseline {known}: calibrax ingest stores a run"
        )
        return build.unjudged(message, request.threshold, verdict=Verdict.NOT_JUDGED)
    data = quote(request.data)
    message = (
        f"no run in {request.data} yet; store one with: calibrax ingest --data {data} "
        f"--input FILE, and make it the baseline with: calibrax baseline --data {data}"
    )
    return build.unjudged(message, request.threshold, request.baseline)


def _no_baseline(store: Store, run: Run, name: str, data: str) -> str:
    known = ", ".join(store.baselines())
    others = f" (there is {known})" if known else ""
    option = "" if name == run.suite else f" --name {quote(name)}"
    return (
        f"{data} has no baseline {name!r} yet{others}; make run {run.id} the baseline with: "
        f"calibrax baseline --data {quote(data)} --run {run.id}{option}"
    )


def _lost_baseline(lost: str, name: str, data: str) -> str:
    folder = os.path.join(data, "baselines")
    return (
        f"the baseline {name!r} was run {lost} and its file is gone from {folder}: make a run the "
        "baseline again with calibrax baseline, or, where it is meant to be gone, take its lines "
        "out of the log beside it"
    )


def _other(store: Store, against: str, run: Run, settings: Settings) -> Run:
    """Return what ``--against`` names: a result file, of the run's suite unless it says another.

    What is no file is a stored run's id.
    """
    if not os.path.lexists(against):
        return store.load(against)
    from calibrax.cli.inputs import sources
    from calibrax.readers.assembly import Overrides, assemble

    (source,) = sources([against], settings)
    return assemble([source], overrides=Overrides(suite=source.reading.suite or run.suite))
