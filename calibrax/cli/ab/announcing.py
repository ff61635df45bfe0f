"""What is said before both sides are measured, and who tells of it meanwhile."""

import shlex
import shutil
from typing import IO

import click

from calibrax.cli.ab.live import Live, Log
from calibrax.cli.ab.measuring import Plan, Watch
from calibrax.cli.ab.request import Request
from calibrax.measure.worktrees import Checkout
from calibrax.report.text import show


def announce(request: Request, plan: Plan, both: tuple[Checkout, Checkout]) -> None:
    """Say what is measured where, and for how long."""
    for each in both:
        changed = " with changes" if each.changed else ""
        what = f"{show(each.name)} ({each.commit[:12]}{changed})"
        click.echo(f"{each.side}  {what} in {show(str(each.folder))}", err=True)
    if request.setup:
        click.echo(f"setup  {show(request.setup)}", err=True)
    click.echo(f"runs   {show(shlex.join(request.command))}", err=True)
    looks = ", ".join(str(look.rounds) for look in plan.looks if look.rounds > plan.done)
    click.echo(f"looks  after {looks} rounds, sides in turn by the seed {plan.seed}", err=True)


def watch_of(stream: IO[str] | None, budget: float | None) -> Watch:
    """Return who tells of the measurement: a live table on a terminal, else lines for a log."""
    if stream is None:
        return Watch()
    if not stream.isatty():
        return Log(stream)
    size = shutil.get_terminal_size()
    return Live(stream, size.columns, size.lines, budget)
