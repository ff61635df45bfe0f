"""Where runs are sent to, what they are judged by on the way, and what was sent."""

import os
from shlex import join

import click

from calibrax.cli.judging import deciding
from calibrax.core.models import Run
from calibrax.errors import DataError, UnknownName, UsageError
from calibrax.exporters.credentials import Mode, check, without_user
from calibrax.exporters.definitions import definitions
from calibrax.exporters.judgement import Judge, Judgement
from calibrax.exporters.newest import newest_sent
from calibrax.exporters.plain_rule import THRESHOLD, judge
from calibrax.exporters.wandb import WandBExporter
from calibrax.gate.verdict import Verdict
from calibrax.report import build
from calibrax.report.model import Report
from calibrax.report.text import show
from calibrax.settings import Settings
from calibrax.settings.load import FILE
from calibrax.storage import Store
from calibrax.storage.exports import Destination, Exports


class Sending:
    """The way from a store to a project of Weights & Biases.

    Project and entity come from the option, the environment, calibrax.yml, config.json.

    Raises:
        UsageError: nobody named a project, or a credential is missing.
    """

    def __init__(
        self,
        data: str,
        store: Store,
        settings: Settings,
        project: str | None,
        entity: str | None,
    ) -> None:
        self.data = data
        self.store = store
        self._settings = settings
        config = settings.path if settings.path != FILE else None
        self._options = {"--project": project, "--entity": entity, "--config": config}
        self.destination = self._destination(project, entity)
        self.mode = Mode(self.destination.mode)
        self.exports = Exports(store.path)

    def judge(self, run: Run, name: str | None = None) -> Judgement:
        """Return what the plain rule says of a run against a baseline of the store.

        A run that is older than the baseline is not judged, unless the baseline is named.

        Raises:
            UnknownName: the baseline was asked for by name and is not there.
        """
        report = self._report(run, name)
        return Judgement(report=report, judge=Judge.PLAIN_RULE, asked=name is not None)

    def _report(self, run: Run, name: str | None) -> Report:
        baseline = self.store.get_baseline(name or run.suite)
        if baseline is None and name:
            raise UnknownName("baseline", name, self.store.baselines(), str(self.store.path))
        given = self._settings.threshold
        threshold = THRESHOLD if given is None else given
        if baseline and not name and baseline.timestamp > run.timestamp:
            why = f"the run is older than the baseline, run {baseline.id}"
            return build.unjudged(why, threshold, run=run, verdict=Verdict.NOT_JUDGED)
        defined = deciding(self._settings, run, baseline or run, self.store.metric_defs)
        return judge(run, baseline, defined, threshold)

    def send(self, run: Run, judgement: Judgement) -> str:
        """Send a run and remember that it was sent; return its URL, offline its folder.

        Raises:
            UsageError: the SDK is missing, or Weights & Biases does not take the project's name.
            DataError: exports.json cannot be read or is not valid.
            ServiceError: the run, or a part of it, did not arrive.
        """
        exporter = WandBExporter(
            self.destination.project,
            self.destination.entity,
            metric_defs=definitions(run, self._settings, self.store.metric_defs),
            folder=str(self.store.path),
            newest=newest_sent(self.store, run, self._sent()),
            environ=os.environ,
        )
        with exporter:
            sent = exporter.export_run(run, aliases=self._aliases(run), finish=False)
            exporter.export_judgement(run, judgement)
        try:
            self.exports.add(self.destination, run.id)
        except DataError as error:
            click.echo(f"warning: {show(str(error))}; --all will send the run again", err=True)
        return sent

    def _sent(self) -> frozenset[str] | None:
        """Return the ids of the runs that were sent, ``None`` for all of the store.

        A runner forgets what it sent, and there the job of each stored run has sent it.
        """
        before = self.exports.sent(self.destination)
        return None if not before and _variable("GITHUB_ACTIONS") == "true" else before

    def command(self, *options: str) -> str:
        """Return the command that sends again, with the options that say which runs."""
        command = ["calibrax", "export", "--data", self.data, *options]
        for option, value in self._options.items():
            command += [option, value] if value else []
        return show(join(command))

    def _aliases(self, run: Run) -> tuple[str, ...]:
        """Return the aliases of a run's file, which all branches share: one name for each suite."""
        baseline = self.store.get_baseline(run.suite)
        return ("baseline",) if baseline is not None and baseline.id == run.id else ()

    def _destination(self, project: str | None, entity: str | None) -> Destination:
        settings, config = self._settings, self.store.config
        named = (
            project or _variable("WANDB_PROJECT") or settings.wandb_project or config.wandb_project
        )
        if not named:
            raise UsageError(
                "no W&B project: give --project, set WANDB_PROJECT, "
                f"or write wandb_project into calibrax.yml or {self.store.path / 'config.json'}"
            )
        owner = entity or _variable("WANDB_ENTITY") or settings.wandb_entity or config.wandb_entity
        mode = check(os.environ)
        server = _variable("WANDB_BASE_URL") if mode is Mode.ONLINE else ""
        address = without_user(server.rstrip("/"))
        return Destination(mode=mode, project=named, entity=owner or None, server=address or None)


def _variable(name: str) -> str:
    return os.environ.get(name, "").strip()
