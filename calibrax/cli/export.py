"""calibrax export."""

import os
from typing import TYPE_CHECKING

import click

from calibrax.cli.options import Verb, data_option, run_option

if TYPE_CHECKING:
    from calibrax.core.models import MetricDef, Run
    from calibrax.report.model import Report
    from calibrax.settings import Settings
    from calibrax.storage import Store


@click.command(name="export", cls=Verb)
@data_option
@run_option
@click.option(
    "--project",
    metavar="NAME",
    help="The W&B project.  [default: WANDB_PROJECT, else calibrax.yml, else config.json]",
)
@click.option(
    "--entity",
    metavar="NAME",
    help="The W&B team or user.  [default: WANDB_ENTITY, else calibrax.yml, else config.json]",
)
@click.option("--baseline", metavar="NAME", help="The baseline's name.  [default: the run's suite]")
@click.option(
    "--config", metavar="FILE", help="The settings.  [default: calibrax.yml, when there is one]"
)
@click.option("--report", metavar="FILE", help="Send the verdict of this report of calibrax check.")
def command(
    data: str,
    run: str,
    project: str | None,
    entity: str | None,
    baseline: str | None,
    config: str | None,
    report: str | None,
) -> str:
    """Send a run to Weights & Biases.

    The credentials come from the environment: WANDB_API_KEY, or WANDB_MODE=offline to keep the run
    in a folder. Sending a run again changes nothing.
    """
    from shlex import quote

    from calibrax.cli.stored import open_store, pick_run
    from calibrax.errors import ServiceError, UsageError
    from calibrax.exporters.credentials import Mode, check
    from calibrax.report.text import show
    from calibrax.settings import load_settings

    if baseline and report:
        raise UsageError("--baseline and --report both name what the run was held against")
    settings = load_settings(config)
    store = open_store(data)
    picked = pick_run(store, run)
    where = _destination(store, settings, project, entity)
    mode = check(os.environ)
    if mode is Mode.DISABLED:
        click.echo(f"Run {picked.id} is sent nowhere: WANDB_MODE is disabled")
        return ""
    judgement = _read(report, picked) if report else _judge(store, settings, picked, baseline)
    again = _command(data, picked, project, entity)
    try:
        sent = _send(store, settings, picked, judgement, *where)
    except ServiceError as error:
        safe = f"the run is safe in {data}, send it again with: {again}"
        raise ServiceError(f"{error}; {safe}") from error
    click.echo(f"Exported run {picked.id} to {show(sent)}")
    if mode is Mode.OFFLINE:
        click.echo(f"  offline: send it later with: wandb sync {show(quote(sent))}")
        click.echo(f"  or, once online, with: {show(again)}")
    return sent


def _destination(
    store: "Store", settings: "Settings", project: str | None, entity: str | None
) -> tuple[str, str | None]:
    """Return project and entity: of the option, the environment, calibrax.yml, config.json.

    Raises:
        UsageError: nobody named a project.
    """
    from calibrax.errors import UsageError

    config = store.config
    named = project or _variable("WANDB_PROJECT") or settings.wandb_project or config.wandb_project
    if not named:
        raise UsageError(
            "no W&B project: give --project, set WANDB_PROJECT, "
            f"or write wandb_project into calibrax.yml or {store.path / 'config.json'}"
        )
    owner = entity or _variable("WANDB_ENTITY") or settings.wandb_entity or config.wandb_entity
    return named, owner


def _variable(name: str) -> str:
    return os.environ.get(name, "").strip()


def _judge(store: "Store", settings: "Settings", run: "Run", name: str | None) -> "Report":
    """Return the report of the plain rule against a baseline of the store.

    Raises:
        UnknownName: the baseline was asked for by name and is not there.
    """
    from calibrax.cli.check import deciding
    from calibrax.errors import UnknownName
    from calibrax.exporters.wandb import THRESHOLD, judge

    baseline = store.get_baseline(name or run.suite)
    if baseline is None and name:
        raise UnknownName("baseline", name, store.baselines(), str(store.path))
    definitions = deciding(settings, run, baseline or run, store.metric_defs)
    threshold = THRESHOLD if settings.threshold is None else settings.threshold
    return judge(run, baseline, definitions, threshold)


def _definitions(store: "Store", settings: "Settings", run: "Run") -> "dict[str, MetricDef]":
    """Return the definitions that win over the run's own: calibrax.yml's, then config.json's."""
    measured = sorted({name for point in run.points for name in point.metrics})
    known = run.defined(store.metric_defs)
    return {**store.metric_defs, **settings.metric_defs(measured, known)}


def _read(path: str, run: "Run") -> "Report":
    """Return the report in a file.

    Raises:
        UsageError: it is on another run.
    """
    from calibrax.exporters.wandb import require_on
    from calibrax.readers.inputs import content
    from calibrax.report.model import decode

    report = decode(path, content(path))
    require_on(run, report)
    return report


def _send(
    store: "Store",
    settings: "Settings",
    run: "Run",
    report: "Report",
    project: str,
    entity: str | None,
) -> str:
    from calibrax.exporters.wandb import WandBExporter

    exporter = WandBExporter(
        project,
        entity,
        metric_defs=_definitions(store, settings, run),
        folder=str(store.path),
        environ=os.environ,
    )
    with exporter:
        sent = exporter.export_run(run, finish=False)
        exporter.export_report(run, report)
    return sent


def _command(data: str, run: "Run", project: str | None, entity: str | None) -> str:
    """Return the command that sends the run again."""
    from shlex import join

    command = ["calibrax", "export", "--data", data, "--run", run.id]
    for option, value in (("--project", project), ("--entity", entity)):
        command += [option, value] if value else []
    return join(command)
