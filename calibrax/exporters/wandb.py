"""Runs on Weights & Biases: what a run measured, what was judged, and its own file."""

import atexit
import os
import sys
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from calibrax.core.models import MetricDef, Run
from calibrax.errors import ServiceError, UsageError
from calibrax.exporters import content, tables
from calibrax.exporters.access import Access
from calibrax.exporters.alerts import alerts
from calibrax.exporters.credentials import Mode
from calibrax.exporters.deadline import Deadline
from calibrax.exporters.judgement import Judge, Judgement, require_on
from calibrax.exporters.media import Html, drawn
from calibrax.exporters.names import checked_key, media_key
from calibrax.exporters.opening import Opening, Target
from calibrax.exporters.plain_rule import judge
from calibrax.exporters.run_config import run_config
from calibrax.exporters.session import Session
from calibrax.report.model import Report
from calibrax.report.text import label

if TYPE_CHECKING:
    from calibrax.storage import Store


_Act = Callable[[Session], None]


class WandBExporter:
    """Send runs to one project; a run that is sent again is the same W&B run with the same content.

    Credentials and mode come from ``environ``: ``WANDB_API_KEY``, ``WANDB_MODE``. ``metric_defs``
    win over the definitions of the run. Offline, runs are kept in ``WANDB_DIR`` or ``folder``.
    ``newest`` is the newest run that was sent before: it keeps the alias ``latest`` when an older
    one is sent again. As a context manager it finishes what is open at the end, and marks it
    failed after an exception.
    """

    def __init__(
        self,
        project: str,
        entity: str | None = None,
        tags: Sequence[str] | None = None,
        *,
        metric_defs: Mapping[str, MetricDef] | None = None,
        folder: str | None = None,
        newest: Run | None = None,
        environ: MutableMapping[str, str] = os.environ,
    ) -> None:
        self._target = Target(project=project, entity=entity, tags=tuple(tags or ()), folder=folder)
        self._metric_defs = metric_defs or {}
        self._newest = newest
        self._environ = environ
        self._session: Session | None = None
        self._run: Run | None = None
        self._acts: list[_Act] = []
        self._kept: str | None = None
        self._access = Access(environ)

    def check_auth(self) -> bool:
        """Tell whether runs can be sent, and log what is missing when they cannot.

        Raises:
            ServiceError: the server refuses the key or cannot be reached.
        """
        return self._access.mode(Deadline()) is not Mode.DISABLED

    def export_run(self, run: Run, *, aliases: Sequence[str] = (), finish: bool = True) -> str:
        """Send a run and return its URL, offline its folder, ``""`` where nothing can be sent.

        The run's file has the further ``aliases``, such as ``baseline``. With ``finish=False`` the
        W&B run stays open for more, until :meth:`finish`.

        Raises:
            UsageError: Weights & Biases does not take the project's name or a tag.
            ServiceError: the run, or a part of it, did not arrive.
        """
        return self._send(run, lambda session: self._describe(session, run, aliases), finish=finish)

    def export_analysis(self, run: Run, baseline: Run | None) -> None:
        """Send the verdict of the plain rule on a run, its regressions, and an alert for each.

        The W&B run is the one of :meth:`export_run`: an open one stays open. A run that is its own
        baseline gets that alias.

        Raises:
            UsageError: the runs are of different suites.
            ServiceError: a part of it did not arrive.
        """
        report = judge(run, baseline, self._metric_defs)
        judgement = Judgement(report=report, judge=Judge.PLAIN_RULE)

        def send(session: Session) -> None:
            self._judged(session, judgement)
            if baseline is not None and baseline.id == run.id:
                content.attach(session, run, self._newest, "baseline")

        self._go_on(run, send)

    def export_report(self, run: Run, report: Report) -> None:
        """Send what the gate judged of a run, as export_analysis sends it of the plain rule.

        Raises:
            UsageError: the report is on another run.
            ServiceError: a part of it did not arrive.
        """
        self.export_judgement(run, Judgement(report=report, judge=Judge.GATE))

    def export_judgement(self, run: Run, judgement: Judgement) -> None:
        """Send what was judged of a run, by whom and whether anybody asked for it.

        The verdict of the gate that is there stays where nobody asked for another one.

        Raises:
            UsageError: the report is on another run.
            ServiceError: a part of it did not arrive.
        """
        require_on(run, judgement.report)
        self._go_on(run, lambda session: self._judged(session, judgement))

    def log_figures(self, figures: Mapping[str, object]) -> None:
        """Send figures of matplotlib, or what else ``wandb.Image`` takes, with the open run.

        Raises:
            UsageError: no run is open, a name cannot be one, or a figure cannot be drawn.
        """
        if self._required():
            self._add({name: drawn(each) for name, each in figures.items()})

    def log_html_artifacts(self, pages: Mapping[str, str]) -> None:
        """Send pages of HTML with the open run; what they hold is the caller's to escape.

        Raises:
            UsageError: no run is open, or a name cannot be one.
        """
        self._add({name: Html(each) for name, each in pages.items()})

    def log_extra_tables(
        self, extra: Mapping[str, tuple[Sequence[str], Sequence[Sequence[tables.Cell]]]]
    ) -> None:
        """Send tables with the open run: titles of columns, and rows with a cell for each.

        Raises:
            UsageError: no run is open, a name cannot be one, or the table is none.
        """
        self._add({name: tables.table(name, *each) for name, each in extra.items()})

    def export_trends(
        self,
        store: "Store",
        metric: str,
        point_name: str,
        tags: Mapping[str, str] | None = None,
        n_runs: int | None = None,
    ) -> None:
        """Send a series of the store with the open run: a table, and a line that is drawn of it.

        The arguments are those of ``Store.extract_trend``.

        Raises:
            UsageError: no run is open, or the store has no such series.
        """
        session = self._required()
        if session is None:
            return
        series = store.extract_trend(metric, point_name, dict(tags or {}), n_runs)
        title = f"{label(point_name, series.tags, {point_name})} {metric}"
        key = media_key("trends", title)
        table = tables.trend(series)
        self._do(session, lambda opened: opened.draw(key, table, "time", "value", title))

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

    def _send(self, run: Run, act: _Act, *, finish: bool) -> str:
        session = self._opened(run)
        if session is None:
            return ""
        self._do(session, act)
        if finish:
            self.finish()
        return session.where

    def _go_on(self, run: Run, act: _Act) -> None:
        """Do something in the W&B run that is open, or in one that is finished right after it."""
        still_open = self._session is not None and self._session.run_id == run.id
        self._send(run, act, finish=not still_open)

    def _add(self, values: Mapping[str, object]) -> None:
        session = self._required()
        if session is None or self._run is None:
            return
        reserved = content.reserved(self._run, self._run.defined(self._metric_defs))
        for name in map(checked_key, values):
            if name in reserved:
                raise UsageError(f"{name!r} is a name of the run's own content: give another one")
        self._do(session, lambda opened: opened.summarise(values))

    def _do(self, session: Session, act: _Act) -> None:
        try:
            act(session)
        except BaseException:
            self._abandon()
            raise
        self._acts.append(act)

    def _opened(self, run: Run) -> Session | None:
        """Return the W&B run of this run, ``None`` where nothing can be sent.

        Offline a folder that is finished takes nothing more: all is written again in its place.
        """
        if self._session is not None and self._session.run_id != run.id:
            self.finish()
        if self._session is None:
            deadline = Deadline()
            mode = self._access.mode(deadline)
            if mode is Mode.DISABLED:
                return None
            definitions = run.defined(self._metric_defs)
            opening = Opening(
                target=self._target,
                mode=mode,
                variables=self._environ,
                run_id=run.id,
                group=run.branch,
                config=run_config(run, definitions),
            )
            same = mode is Mode.OFFLINE and self._run is not None and self._run.id == run.id
            acts, replaced = (self._acts, self._kept) if same and self._kept else ([], None)
            self._acts, self._kept = [], None
            session = self._session = Session(opening, deadline, replaced)
            self._run = run
            atexit.register(self._at_exit)  # before the SDK's own end, which removes what it needs
            if mode is Mode.OFFLINE and self._target.folder is None:
                self._target = msgspec.structs.replace(self._target, folder=session.folder)
            for act in acts:
                self._do(session, act)
        return self._session

    def _required(self) -> Session | None:
        """Return the open W&B run, ``None`` where nothing can be sent.

        Raises:
            UsageError: no run is open.
        """
        if self._session is None and self._access.configured() is not Mode.DISABLED:
            raise UsageError("no W&B run is open: call export_run(run, finish=False) first")
        return self._session

    def _describe(self, session: Session, run: Run, aliases: Sequence[str]) -> None:
        session.replace(content.described(run, run.defined(self._metric_defs)))
        content.attach(session, run, self._newest, *aliases)

    def _judged(self, session: Session, judgement: Judgement) -> None:
        if judgement.replaces(session.value(content.VERDICT_BY)):
            session.summarise(content.judged(judgement))
            session.alert(alerts(judgement.report, self._environ))

    def _at_exit(self) -> None:
        """Finish what the program left open: as failed when an exception ended it."""
        if getattr(sys, "last_type", None) is None:
            self.finish()
        else:
            self._abandon()

    def _abandon(self) -> None:
        """Mark the open run failed; what went wrong before is what is to be told."""
        with suppress(ServiceError):
            self._close(exit_code=1)

    def _close(self, exit_code: int) -> None:
        session, self._session = self._session, None
        if session is not None:
            atexit.unregister(self._at_exit)
            session.finish(exit_code)
            self._kept = session.path if exit_code == 0 else None
