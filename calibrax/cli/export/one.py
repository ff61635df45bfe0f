"""calibrax export of a single run."""

from shlex import quote

import click

from calibrax.cli.export.sending import Sending
from calibrax.cli.stored import pick_run
from calibrax.core.models import Run
from calibrax.errors import ServiceError
from calibrax.exporters.credentials import Mode
from calibrax.exporters.judgement import Judge, Judgement, require_on
from calibrax.readers.inputs import content
from calibrax.report.model import decode
from calibrax.report.text import show


def send_one(sending: Sending, name: str, baseline: str | None, report: str | None) -> str:
    """Send a run with the verdict of a report, or of the plain rule; return where it is.

    Raises:
        ServiceError: it did not arrive; names the command that sends it again.
    """
    run = pick_run(sending.store, name)
    if sending.mode is Mode.DISABLED:
        click.echo(f"Run {run.id} is sent nowhere: WANDB_MODE is disabled")
        return ""
    judgement = _read(report, run) if report else sending.judge(run, baseline)
    options = {"--baseline": baseline, "--report": report}
    judged_by = [part for option, value in options.items() if value for part in (option, value)]
    again = sending.command("--run", run.id, *judged_by)
    try:
        sent = sending.send(run, judgement)
    except ServiceError as error:
        safe = f"the run is safe in {sending.data}, send it again with: {again}"
        raise ServiceError(f"{error}; {safe}") from error
    click.echo(f"Exported run {run.id} to {show(sent)}")
    if sending.mode is Mode.OFFLINE:
        click.echo(f"  offline: send it later with: wandb sync {show(quote(sent))}")
        click.echo(f"  or, once online, with: {again}")
    return sent


def _read(path: str, run: Run) -> Judgement:
    """Return the verdict of the gate that the report in a file holds.

    Raises:
        UsageError: it is on another run.
    """
    report = decode(path, content(path))
    require_on(run, report)
    return Judgement(report=report, judge=Judge.GATE)
