"""Replay a store's history on all cores."""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

import click
import msgspec

from calibrax.cli.judging import deciding
from calibrax.core.past import PastRun, Series, past_of
from calibrax.errors import DataError, RunNotFound, UnknownName
from calibrax.gate.backtest import Moment, Replayed, Subject, moments, replay
from calibrax.gate.case import past_renamed
from calibrax.gate.rules import Mode, Rules
from calibrax.gate.suggest import FEWEST, Needs, Suggestion, suggest
from calibrax.settings import Settings
from calibrax.settings.edit import Entry, flow
from calibrax.settings.selector import literal
from calibrax.storage import Store
from calibrax.storage.past import Selection

_SMALL = 20_000
"""Values below which the start of other processes takes longer than they save."""

_Result = TypeVar("_Result")
Reduce = Callable[[Replayed], _Result]


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The arrivals to replay, and how their metrics are read."""

    where: str
    arrivals: list[Moment]
    subject: Subject

    def suggested(self, replayed: list[Needs], false_alarms: float) -> list[Suggestion]:
        """Return the proposed thresholds.

        Raises:
            DataError: the history is too short to propose any.
        """
        found = suggest(replayed, false_alarms)
        if not found:
            raise DataError(
                f"{self.where}: no metric was judged in {FEWEST} runs: the history is too short to "
                "propose thresholds from"
            )
        return found


def history_of(
    store: Store,
    suite: str,
    branch: str | None,
    settings: Settings,
    threshold: float | None,
    slowdowns: tuple[float, ...],
) -> History:
    """Return the history of a suite on a branch, the baseline's unless one is given.

    Raises:
        UnknownName: the store has no run of that suite, or none on that branch.
        DataError: there are fewer than two runs, or one cannot be read.
    """
    newest = store.newest(Selection(suite=suite, branch=branch))
    if newest is None:
        headers = list(store.headers())
        if branch and any(header.suite == suite for header in headers):
            raise UnknownName("branch", branch, {h.branch for h in headers if h.branch})
        if headers:
            raise UnknownName("suite", suite, {header.suite for header in headers})
        raise DataError(f"{store.path}: holds no run yet; calibrax ingest stores one")
    baseline = store.get_baseline(suite)
    chosen = branch or (baseline.branch if baseline else newest.branch)
    stored = store.past(Selection(suite=suite, branch=chosen), limit=sys.maxsize)
    runs = [past_renamed(run, settings.renamed) for run in stored]
    arrivals = moments(runs)
    if not arrivals:
        raise DataError(
            f"{store.path}: a single run of the suite {suite!r} on a machine cannot be replayed; "
            "two are needed, and 6 show the noise"
        )
    last = past_of(newest)
    given = settings.threshold if threshold is None else threshold
    rules = Rules(
        threshold=0.05 if given is None else given,
        settings=settings,
        today=datetime.now(UTC).date(),
    )
    defined = newest.defined(deciding(settings, newest, newest, store.metric_defs))
    subject = Subject(
        directions={name: each.direction for name, each in defined.items()},
        rules=rules,
        slowdowns=slowdowns,
        since=_levels(store, settings, last),
    )
    return History(where=str(store.path), arrivals=arrivals, subject=subject)


def _levels(store: Store, settings: Settings, last: PastRun) -> dict[Series, datetime]:
    """Return since when the metrics of the newest run are at their level, where it was accepted."""
    found: dict[Series, datetime] = {}
    times: dict[str, datetime | None] = {}
    for key in last.values if settings.levels else ():
        level = settings.level_for(key[2], key[0], dict(key[1]))
        if level is None:
            continue
        if level.since not in times:
            try:
                times[level.since] = store.load(level.since).timestamp
            except RunNotFound:
                times[level.since] = None
        since = times[level.since]
        if since is not None:
            found[key] = since
    return found


def replayed(history: History, mode: Mode, reduce: Reduce[_Result]) -> list[_Result]:
    """Return what ``reduce`` makes of each run's outcomes in a mode, with a bar on a terminal."""
    subject = msgspec.structs.replace(
        history.subject, rules=msgspec.structs.replace(history.subject.rules, mode=mode)
    )
    work = _Work(history.arrivals, subject, reduce)
    results = _on_all_cores(work) if _is_large(history) else map(work, range(len(work.arrivals)))
    with click.progressbar(
        results,
        length=len(history.arrivals),
        label=f"Replaying ({mode})",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        return list(bar)


class _Work(Generic[_Result]):
    """One mode's replay; calling it with a place replays that arrival."""

    def __init__(self, arrivals: list[Moment], subject: Subject, reduce: Reduce[_Result]) -> None:
        self.arrivals = arrivals
        self._subject = subject
        self._reduce = reduce

    def __call__(self, place: int) -> _Result:
        return self._reduce(replay(self.arrivals[place], self._subject))


_begun: list[_Work[Any]] = []
"""What a process of the pool works at."""


def _begin(work: _Work[Any]) -> None:
    """Take up the work; a method of the list would reach a started process with a copy of it."""
    _begun.append(work)


def _one(place: int) -> Any:
    return _begun[0](place)


def _on_all_cores(work: _Work[_Result]) -> Iterator[_Result]:
    method = "fork" if sys.platform == "linux" else "spawn"
    with ProcessPoolExecutor(
        os.cpu_count(), get_context(method), initializer=_begin, initargs=(work,)
    ) as pool:
        yield from pool.map(_one, range(len(work.arrivals)), chunksize=4)


def _is_large(history: History) -> bool:
    return sum(len(each.now.values) for each in history.arrivals) > _SMALL


def entry(suggestion: Suggestion, settings: Settings) -> str:
    """Return the entry of calibrax.yml that covers the series and no other of its name.

    What the settings say of its noise stands there again, since the first entry decides alone.
    """
    name, tags, metric = suggestion.series
    fields: Entry = {"metric": literal(metric), "benchmark": literal(name)}
    if tags:
        fields["tags"] = {key: literal(value) for key, value in tags}
    threshold = suggestion.threshold
    fields["threshold"] = "none" if threshold is None else f"{100 * threshold:g}%"
    known = settings.tolerance(metric, name, dict(tags), 0.0)
    if known.absolute:
        fields["absolute"] = known.absolute
    if known.exact:
        fields["noise"] = "exact"
    return flow(fields)
