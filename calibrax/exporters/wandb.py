"""Runs on Weights & Biases: what a run measured, what was judged, and its own file."""

import atexit
import logging
import os
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from calibrax.core import run_json
from calibrax.core.models import MetricDef, Run
from calibrax.errors import ServiceError, UsageError
from calibrax.exporters import credentials, tables
from calibrax.exporters.credentials import Mode
from calibrax.exporters.run_config import artifact_name, run_config, times
from calibrax.exporters.session import Session, Target, load_sdk, log_in
from calibrax.exporters.summary_values import summary_values
from calibrax.report import build
from calibrax.report.model import Report

THRESHOLD = 0.05
"""The share that the plain rule allows where no report of the gate says what was judged."""

_TAKEN = (
    *("comparison", "regressions", "timestamp", "timestamp_unix", "values_left_out", "verdict"),
    *("_runtime", "_step", "_timestamp", "_wandb"),  # the SDK's own
)

_log = logging.getLogger(__name__)


class WandBExporter:
    """Send runs to one project; a run that is sent again is the same W&B run with the same content.

    Credentials and mode come from ``environ``: ``WANDB_API_KEY``, ``WANDB_MODE``. ``metric_defs``
    win over the definitions of the run. Offline, runs are kept in ``WANDB_DIR`` or ``folder``.
    As a context manager it finishes what is open at the end, and marks it failed after an
    exception.
    """

    def __init__(
        self,
        project: str,
        entity: str | None = None,
        tags: Sequence[str] | None = None,
        *,
        metric_defs: Mapping[str, MetricDef] | None = None,
        folder: str | None = None,
        environ: MutableMapping[str, str] = os.environ,
    ) -> None:
        self._target = Target(project=project, entity=entity, tags=tuple(tags or ()), folder=folder)
        self._metric_defs = metric_defs or {}
        self._environ = environ
        self._session: Session | None = None
        self._authenticated = False

    def check_auth(self) -> bool:
        """Tell whether runs can be sent, and log what is missing when they cannot.

        Raises:
            ServiceError: the server refuses the key or cannot be reached.
        """
        return self._mode() is not Mode.DISABLED

    def export_run(self, run: Run, *, finish: bool = True) -> str:
        """Send a run and return its URL, offline its folder, ``""`` where nothing can be sent.

        With ``finish=False`` the W&B run stays open for more, until :meth:`finish`.

        Raises:
            UsageError: Weights & Biases does not take the project's name or a tag.
            ServiceError: the run, or a part of it, did not arrive.
        """
        return self._send(run, lambda session: self._describe(session, run), finish=finish)

    def export_analysis(self, run: Run, baseline: Run | None) -> None:
        """Send the verdict of the plain rule on a run, and its regressions.

        The W&B run is the one of :meth:`export_run`: an open one stays open.

        Raises:
            UsageError: the runs are of different suites.
            ServiceError: a part of it did not arrive.
        """
        self.export_report(run, judge(run, baseline, self._metric_defs))

    def export_report(self, run: Run, report: Report) -> None:
        """Send the verdict of a report on a run, and its regressions, as export_analysis does.

        Raises:
            UsageError: the report is on another run.
            ServiceError: a part of it did not arrive.
        """
        require_on(run, report)
        still_open = self._session is not None and self._session.run_id == run.id
        self._send(run, lambda session: _judged(session, run, report), finish=not still_open)

    def finish(self) -> None:
        """Wait until all of the open run has arrived; without one do nothing.

        Raises:
            ServiceError: something did not arrive.
        """
        self._close(exit_code=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()
        else:
            self._abandon()

    def _send(self, run: Run, content: Callable[[Session], None], *, finish: bool) -> str:
        session = self._opened(run)
        if session is None:
            return ""
        try:
            content(session)
        except BaseException:
            self._abandon()
            raise
        if finish:
            self.finish()
        return session.where

    def _opened(self, run: Run) -> Session | None:
        """Return the W&B run of this run, ``None`` where nothing can be sent."""
        if self._session is not None and self._session.run_id != run.id:
            self.finish()
        if self._session is None:
            mode = self._mode()
            if mode is Mode.DISABLED:
                return None
            config = run_config(run, run.defined(self._metric_defs))
            self._session = Session(self._target, mode, self._environ, run.id, run.branch, config)
            atexit.register(self.finish)  # before the SDK's own end, which removes what it needs
        return self._session

    def _mode(self) -> Mode:
        """Return where runs go, and log why where that is nowhere."""
        try:
            mode = credentials.check(self._environ)
        except UsageError as error:
            _log.warning("nothing is sent: %s", error)
            return Mode.DISABLED
        if mode is Mode.DISABLED:
            _log.warning("nothing is sent: WANDB_MODE is disabled")
            return mode
        load_sdk(self._environ)
        if mode is Mode.ONLINE and not self._authenticated:
            log_in(self._environ)
            self._authenticated = True
        return mode

    def _describe(self, session: Session, run: Run) -> None:
        definitions = run.defined(self._metric_defs)
        found = summary_values(run, definitions, _TAKEN)
        left_out = {"values_left_out": found.left_out} if found.left_out else {}
        table = tables.comparison(run, definitions)
        session.summarise({**found.values, **times(run), **left_out, "comparison": table})
        _attach(session, run, "latest")

    def _abandon(self) -> None:
        """Mark the open run failed; what went wrong before is what is to be told."""
        with suppress(ServiceError):
            self._close(exit_code=1)

    def _close(self, exit_code: int) -> None:
        session, self._session = self._session, None
        if session is not None:
            atexit.unregister(self.finish)
            session.finish(exit_code)


def require_on(run: Run, report: Report) -> None:
    """Raise ``UsageError`` when the report is not on this run."""
    if report.run is None or report.run.id != run.id:
        other = report.run.id if report.run else "no run"
        raise UsageError(f"the report is on {other}, not on run {run.id}")


def judge(
    run: Run,
    baseline: Run | None,
    metric_defs: Mapping[str, MetricDef],
    threshold: float = THRESHOLD,
) -> Report:
    """Return the report of the plain rule on a run; without a baseline it says so.

    Raises:
        UsageError: the runs are of different suites.
    """
    if baseline is None:
        return build.unjudged("there is no baseline yet", threshold, run=run)
    return build.judged(run, baseline, threshold, metric_defs=metric_defs)


def _judged(session: Session, run: Run, report: Report) -> None:
    table = tables.regressions(report)
    session.summarise({"verdict": report.verdict.value, "regressions": table})
    if report.baseline is not None and report.baseline.id == run.id:
        _attach(session, run, "latest", "baseline")


def _attach(session: Session, run: Run, *aliases: str) -> None:
    session.attach(artifact_name(run.suite), "run.json", run_json.encode(run), aliases)
