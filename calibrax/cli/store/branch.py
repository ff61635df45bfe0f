"""calibrax store pull and calibrax store push."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import click

from calibrax.cli.options import Verb, data_option


def branch_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--branch`` and ``--remote``, where the store is kept."""
    command = click.option(
        "--remote",
        default="origin",
        show_default=True,
        help="A remote of the clone in the current folder, a URL or a path.",
    )(command)
    return click.option(
        "--branch",
        default="calibrax-data",
        show_default=True,
        metavar="NAME",
        help="The branch that holds the store.",
    )(command)


@click.command(name="pull", cls=Verb)
@data_option
@branch_options
@click.option("--suite", metavar="NAME", help="Only runs of this suite.  [default: any]")
@click.option("--of", metavar="BRANCH", help="Only runs of this branch.  [default: any]")
@click.option("--all", is_flag=True, help="Fetch every run, not only the newest 30.")
def pull(data: str, branch: str, remote: str, suite: str | None, of: str | None, all: bool) -> None:
    """Fetch baselines, config.json and the newest runs from the branch.

    What was changed here since the last pull stays.
    """
    from calibrax.report.text import counted, show
    from calibrax.storage.branch import DataBranch, Wanted

    source = DataBranch(data, remote, branch, os.environ)
    wanted = Wanted(limit=None) if all else Wanted(suite=suite, branch=of)
    pulled = source.pull(wanted)
    where = f"{show(branch)} of {show(source.url)}"
    _warn(pulled.warnings)
    if pulled.tip is None:
        click.echo(f"{show(source.url)} has no branch {show(branch)} yet: nothing to pull")
        return
    click.echo(
        f"Pulled {counted(pulled.runs, 'new run')} of {pulled.runs_on_branch} "
        f"and {counted(len(pulled.baselines), 'baseline')} from {where}"
    )


@click.command(name="push", cls=Verb)
@data_option
@branch_options
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    metavar="N",
    help="About how many runs the branch keeps; the oldest are dropped.",
)
def push(data: str, branch: str, remote: str, keep: int) -> None:
    """Put on the branch what was changed here since the last pull.

    Makes the branch when there is none. Other writers lose nothing.
    """
    from calibrax.cli.stored import open_store
    from calibrax.report.text import counted, show
    from calibrax.storage.branch import DataBranch

    open_store(data)
    target = DataBranch(data, remote, branch, os.environ)
    pushed = target.push(keep)
    where = f"{show(branch)} of {show(target.url)}"
    _warn(pushed.warnings)
    if not pushed.changed:
        click.echo(f"Nothing to push: {where} has it all")
        return
    parts = [counted(len(pushed.runs), "run")] if pushed.runs else []
    parts += [f"baseline {show(name)}" for name in pushed.baselines]
    parts += pushed.other_files
    dropped = f", dropped {counted(pushed.dropped, 'old run')}" if pushed.dropped else ""
    click.echo(f"Pushed {', '.join(parts) or 'index and log'} to {where}{dropped}")


def _warn(warnings: Iterable[str]) -> None:
    from calibrax.report.text import show

    for warning in warnings:
        click.echo(f"warning: {show(warning)}", err=True)
