"""The store: a folder of runs, baselines and configuration, all plain JSON."""

import os
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from calibrax.core.checks import cut
from calibrax.core.models import MetricDef, Run, now
from calibrax.core.run_json import RunHeader
from calibrax.core.trend import TrendSeries
from calibrax.errors import StoreNotFound, UsageError
from calibrax.storage.baselines import BaselineChange, BaselineFolder, By
from calibrax.storage.runs import RunFolder, Unreadable, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from calibrax.core.past import PastRun
    from calibrax.readers.assembly import Overrides, Source, Surroundings
    from calibrax.settings import Config
    from calibrax.storage.history import Series
    from calibrax.storage.past import Selection


class Store:
    """Runs and baselines in the folder ``path``; the folder is made when something is saved.

    A run file is never rewritten, and nothing outside the folder is read or written. Errors are
    :class:`~calibrax.errors.CalibraxError` and, as fits, ``FileNotFoundError``, ``LookupError`` or
    ``ValueError``.

    A run that cannot be read is an error. An ``unreadable`` that returns is told of it instead, and
    the run left out, unless it is the one asked for, or might be the newest where that is.
    """

    def __init__(self, path: str | os.PathLike[str], unreadable: Unreadable = refuse) -> None:
        self._folder = os.fspath(path)
        self._runs = RunFolder(os.path.join(self._folder, "runs"), unreadable)
        self._baselines = BaselineFolder(os.path.join(self._folder, "baselines"))

    @property
    def path(self) -> "Path":
        """The store's folder."""
        return _as_path(self._folder)

    def exists(self) -> bool:
        """Tell whether the store's folder is there."""
        return os.path.isdir(self._folder)

    def require(self) -> None:
        """Raise ``StoreNotFound`` when the folder does not exist."""
        if not self.exists():
            raise StoreNotFound(
                f"{cut(self._folder, 200)}: there is no such folder; "
                "calibrax ingest makes it, or give --data"
            )

    def save(self, run: Run) -> "Path":
        """Write a run and return its path; saving the same run again changes nothing.

        Raises:
            RunConflict: a run of this id is stored with other content.
        """
        return _as_path(self._runs.save(run))

    def load(self, run_id: str) -> Run:
        """Return the run whose id is, or uniquely begins with, ``run_id``.

        Raises:
            RunNotFound: there is none, or several.
            DataError: its file cannot be read or is not valid.
        """
        return self._runs.load(self._runs.find(run_id))

    def latest(self, branch: str | None = None, suite: str | None = None) -> Run | None:
        """Return the newest run that stands alone, ``None`` when there is none."""
        whole = branch is None and suite is None
        read: Callable[[str], Run | RunHeader] = self._runs.load if whole else self._runs.header
        for name, found in self._runs.present(self._runs.newest_first(), read):
            if found.stands_alone and _matches(found, branch, suite):
                return found if isinstance(found, Run) else self._runs.load(name)
        return None

    def list_runs(
        self, branch: str | None = None, suite: str | None = None, limit: int | None = None
    ) -> list[Run]:
        """Return the runs, newest first, at most ``limit``; :meth:`headers` reads far less."""
        headers = self._runs.headers()
        matching = (name for name, header in headers if _matches(header, branch, suite))
        return [run for _, run in islice(self._runs.readable(matching, self._runs.load), limit)]

    def headers(self, branch: str | None = None, suite: str | None = None) -> "Iterator[RunHeader]":
        """Yield id, time, commit, branch, suite, machine and kind of the runs, newest first."""
        for _, header in self._runs.headers():
            if _matches(header, branch, suite):
                yield header

    def query(self, **tags: str) -> list[Run]:
        """Return the runs, newest first, with at least one point that carries all these tags."""
        wanted = tags.items()
        return [
            run
            for run in self._runs.whole()
            if any(wanted <= point.tags.items() for point in run.points)
        ]

    def set_baseline(
        self,
        run_id: str | Run,
        name: str = "main",
        *,
        by: By = "human",
        reason: str = "",
        pin: bool = False,
    ) -> "Path":
        """Make a stored run the baseline ``name`` and log by whom and why; return the file.

        ``run_id`` is an id, the beginning of one, or a run that was loaded from this store.

        Raises:
            RunNotFound: there is no such run, or more than one.
            UsageError: the run is a side of an A/B or an attempt of another, or ``by`` is ``auto``
                and a human has pinned the baseline.
        """
        run, data = self._runs.stored(run_id)
        if not run.stands_alone:
            raise UsageError(
                f"the run {run.id!r} is {run.role}, which is never a baseline; "
                "choose an ordinary run"
            )
        change = BaselineChange(time=now(), name=name, run=run.id, by=by, reason=reason, pin=pin)
        return _as_path(self._baselines.set(name, data, change))

    def get_baseline(self, name: str = "main") -> Run | None:
        """Return the run that is the baseline ``name``, ``None`` when it was never set."""
        return self._baselines.get(name)

    def baseline_was_set(self, name: str = "main") -> str | None:
        """Return the id of the run that the log names last for the baseline ``name``.

        ``None`` when the log never names it: only then is a baseline without a file a first run.

        Raises:
            DataError: a line of the log is not valid.
        """
        last = self._baselines.last_change(name)
        return last.run if last else None

    def pinned(self, name: str = "main") -> bool:
        """Tell whether a human has pinned the baseline ``name``."""
        return self._baselines.pinned(name)

    def baselines(self) -> list[str]:
        """Return the names of the baselines that are set."""
        return self._baselines.names()

    def ingest(self, path: str | os.PathLike[str], format: str = "auto") -> Run:
        """Read a result file of any known format, store what it says, and return the run.

        Commit, branch and machine are those that the file states; the command line adds what it
        knows of the clone and the machine, through :meth:`ingest_sources`.

        Raises:
            DataError: the file cannot be read or understood, or conflicts with a stored run.
        """
        from calibrax.readers.inputs import read_input

        return self.ingest_sources([read_input(path, format)])[0]

    def ingest_sources(
        self,
        sources: "list[Source]",
        surroundings: "Surroundings | None" = None,
        overrides: "Overrides | None" = None,
    ) -> tuple[Run, bool]:
        """Store one run made of what was read; return it, and whether it was stored already.

        A run is the same as a stored one when nothing that its files say differs from it: what was
        filled in then, such as the time, is not held against it.

        Raises:
            DataError: the sources contradict each other or, :class:`RunConflict`, a stored run; or
                the run is another measurement of one that is not stored.
        """
        from calibrax.storage.ingesting import ingest

        return ingest(self._runs, sources, surroundings, overrides)

    @cached_property
    def config(self) -> "Config":
        """The content of config.json, empty when there is none."""
        from calibrax.settings import load_config

        return load_config(os.path.join(self._folder, "config.json"))

    @property
    def metric_defs(self) -> dict[str, MetricDef]:
        """The definitions of config.json, which win over those that a run brings along."""
        return self.config.metric_defs

    def extract_trend(
        self,
        metric: str,
        point_name: str,
        tags: dict[str, str] | None = None,
        n_runs: int | None = None,
        suite: str | None = None,
    ) -> TrendSeries:
        """Return the newest ``n_runs`` values (all by default) of one series, oldest first.

        ``tags`` need not be complete, only enough to tell the benchmark from others of its name.
        The suite is the one of the newest run that holds the series, unless it is given.

        Raises:
            UnknownName: no run holds such a benchmark, or none of its values is of that metric.
            UsageError: several benchmarks match, or ``n_runs`` is below 1.
        """
        from calibrax.storage.series import extract_trend

        defined = self.metric_defs.get(metric)
        return extract_trend(self._runs, metric, point_name, tags or {}, n_runs, suite, defined)

    def histories(
        self, series: "Sequence[Series]", selection: "Selection", limit: int = 30
    ) -> list[tuple[float, ...]]:
        """Return the values of series in the newest ``limit`` runs that count, oldest first.

        A series is a benchmark's name, its tags and a metric. Each run is read once.

        Raises:
            DataError: a run that counts cannot be read or is not valid.
        """
        from calibrax.storage.history import histories

        return histories(self._runs, series, selection, limit)

    def past(self, selection: "Selection", limit: int = 30) -> "tuple[PastRun, ...]":
        """Return the newest ``limit`` runs that count, oldest first, without their samples.

        Raises:
            DataError: a run that counts cannot be read or is not valid.
        """
        from calibrax.storage.past import past_runs

        return past_runs(self._runs, selection, limit)

    def newest(self, selection: "Selection") -> Run | None:
        """Return the newest run that counts, on that very machine where one is given."""
        from calibrax.storage.past import newest_run

        return newest_run(self._runs, selection)

    def attempts(self, run: Run) -> tuple[Run, ...]:
        """Return the further measurements of a run, in the order that they were made."""
        from calibrax.storage.attempts import attempts

        return attempts(self._runs, run)

    def ingest_attempt(
        self,
        sources: "list[Source]",
        of: Run,
        overrides: "Overrides | None" = None,
        taken: "datetime | None" = None,
    ) -> tuple[Run, bool]:
        """Store what was read as another measurement of a run; return it, and whether it was there.

        ``taken`` is when it was measured, where the files do not say.

        Raises:
            DataError: it measured something else than the run, or nothing, or is the run's result.
            UsageError: the run does not stand alone.
        """
        from calibrax.storage.attempts import attempt_of

        known = self.attempts(of)
        attempt = attempt_of(of, known, sources, overrides, taken)
        self.save(attempt)
        return attempt, attempt in known


def _as_path(path: str) -> "Path":
    from pathlib import Path

    return Path(path)


def _matches(run: RunHeader | Run, branch: str | None, suite: str | None) -> bool:
    return (branch is None or run.branch == branch) and (suite is None or run.suite == suite)
