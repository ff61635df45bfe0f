"""calibrax export."""

import os
from typing import TYPE_CHECKING

import click

from calibrax.cli.options import Verb, data_option, run_option

if TYPE_CHECKING:
    from calibrax.core.models import Run
    from calibrax.report.model import Report
    from calibrax.storage import Store


@click.command(name="export", cls=Verb)
@data_option
@run_option
@click.option(
    "--project",
    metavar="NAME",
    help="The W&B project.  [default: WANDB_PROJECT, else wandb_project of config.json]",
)
@click.option(
    "--entity",
    metavar="NAME",
    help="The W&B team or user.  [default: WANDB_ENTITY, else wandb_entity of config.json]",
)
@click.option("--baseline", metavar="NAME", help="The baseline's name.  [default: the run's suite]")
@click.option("--report", metavar="FILE", help="Send the verdict of this report of calibrax check.")
def command(
    data: str,
    run: str,
    project: str | None,
    entity: str | None,
    baseline: str | None,
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

    if baseline and report:
        raise UsageError("--baseline and --report both name what the run was held against")
    store = open_store(data)
    picked = pick_run(store, run)
    where = _destination(store, project, entity)
    mode = check(os.environ)
    if mode is Mode.DISABLED:
        click.echo(f"Run {picked.id} is sent nowhere: WANDB_MODE is disabled")
        return ""
    judgement = _read(report) if report else _judge(store, picked, baseline)
    try:
        sent = _send(store, picked, judgement, *where)
    except ServiceError as error:
        raise ServiceError(
            f"{error}; the run is safe in {data}, send it again with: {_command(data, picked)}"
        ) from error
    click.echo(f"Exported run {picked.id} to {show(sent)}")
    if mode is Mode.OFFLINE:
        click.echo(f"  offline: send it later with: wandb sync {quote(sent)}")
        click.echo(f"  or, once online, with: {_command(data, picked)}")
    return sent


def _destination(store: "Store", project: str | None, entity: str | None) -> tuple[str, str | None]:
    """Return project and entity.

    Raises:
        UsageError: nobody named a project.
    """
    from calibrax.errors import UsageError

    named = project or os.environ.get("WANDB_PROJECT", "").strip() or store.config.wandb_project
    if not named:
        raise UsageError(
            "no W&B project: give --project, set WANDB_PROJECT, "
            f"or write wandb_project into {store.path / 'config.json'}"
        )
    return (
        named,
        entity or os.environ.get("WANDB_ENTITY", "").strip() or store.config.wandb_entity,
    )


def _judge(store: "Store", run: "Run", name: str | None) -> "Report":
    """Return the report of the plain rule against a baseline of the store.

    Raises:
        UnknownName: the baseline was asked for by name and is not there.
    """
    from calibrax.errors import UnknownName
    from calibrax.exporters.wandb import judge

    baseline = store.get_baseline(name or run.suite)
    if baseline is None and name:
        raise UnknownName("baseline", name, store.baselines(), str(store.path))
    return judge(run, baseline, store.metric_defs)


def _read(report: str) -> "Report":
    from calibrax.readers.inputs import content
    from calibrax.report.model import decode

    return decode(report, content(report))


def _send(store: "Store", run: "Run", report: "Report", project: str, entity: str | None) -> str:
    from calibrax.exporters.wandb import WandBExporter

    exporter = WandBExporter(
        project,
        entity,
        metric_defs=store.metric_defs,
        folder=str(store.path),
        environ=os.environ,
    )
    with exporter:
        sent = exporter.export_run(run, finish=False)
        exporter.export_report(run, report)
    return sent


def _command(data: str, run: "Run") -> str:
    """Return the command that sends the run again."""
    from shlex import quote

    return f"calibrax export --data {quote(data)} --run {run.id}"
