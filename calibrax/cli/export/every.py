"""calibrax export --all."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count

import click

from calibrax.cli.export.chosen import oldest_first
from calibrax.cli.export.sending import Sending
from calibrax.cli.options import width_of_output
from calibrax.errors import DataError, ServiceError
from calibrax.exporters.credentials import Mode
from calibrax.report.text import counted, show

_ROOM = 40
"""Columns of a terminal from which on a progress bar has room for a title and the time left."""


def send_every(sending: Sending, since: datetime | None) -> None:
    """Send the runs that were not sent yet, oldest first, and stop at the first that fails.

    Sides of an A/B and attempts are sent only by name.

    Raises:
        DataError: the store holds no run, or one that cannot be read.
        ServiceError: a run did not arrive.
    """
    headers = oldest_first(sending.store, since)
    known = [header.id for header in headers if header.stands_alone]
    before = sending.exports.sent(sending.destination)
    waiting = [run_id for run_id in known if run_id not in before]
    skipped = len(known) - len(waiting)
    earlier = f", {counted(skipped, 'run')} exported before" if skipped else ""
    if sending.mode is Mode.DISABLED:
        click.echo(f"{counted(len(waiting), 'run')} sent nowhere: WANDB_MODE is disabled")
    elif not waiting:
        click.echo(f"Nothing to export{earlier}")
    else:
        _send(sending, waiting, since)
        click.echo(f"Exported {counted(len(waiting), 'run')} to {_place(sending)}{earlier}")
        if sending.mode is Mode.OFFLINE:
            click.echo(f"  offline: once online, send them with: {_command(sending, since)}")


def _send(sending: Sending, waiting: list[str], since: datetime | None) -> None:
    progress = _bar if sys.stdout.isatty() else _lines
    with progress(len(waiting)) as tell:
        for place, run_id in enumerate(waiting):
            try:
                run = sending.store.load(run_id)
                where = sending.send(run, sending.judge(run))
            except (ServiceError, DataError) as error:
                kind = ServiceError if isinstance(error, ServiceError) else DataError
                raise kind(
                    f"{error}; {place} of {counted(len(waiting), 'run')} arrived, run {run_id} did "
                    f"not; all are safe in {sending.data}, send the rest with: "
                    f"{_command(sending, since)}"
                ) from error
            tell(run_id, where)


@contextmanager
def _bar(length: int) -> Iterator[Callable[[str, str], None]]:
    """Show a bar on a terminal that fits into its width."""
    roomy = (width_of_output() or _ROOM) >= _ROOM
    title = "Exporting" if roomy else ""
    with click.progressbar(
        length=length, label=title, show_eta=roomy, show_percent=False, show_pos=True, width=0
    ) as bar:
        yield lambda _, __: bar.update(1)


@contextmanager
def _lines(length: int) -> Iterator[Callable[[str, str], None]]:
    """Print a line for each run, for a log."""
    places = count(1)
    yield lambda run_id, where: click.echo(
        f"Exported run {run_id} to {show(where)} ({next(places)} of {length})"
    )


def _place(sending: Sending) -> str:
    names = (sending.destination.entity, sending.destination.project)
    return show("/".join(filter(None, names)))


def _command(sending: Sending, since: datetime | None) -> str:
    return sending.command("--all", *(("--since", since.isoformat()) if since else ()))
