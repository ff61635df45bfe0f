"""calibrax github: what the steps of the Action call, one command a module."""

import click

from calibrax.cli.github.plan import plan
from calibrax.cli.github.publish import publish
from calibrax.cli.github.step import step
from calibrax.cli.github.verdict import verdict
from calibrax.cli.group import VerbGroup


@click.group(
    name="github",
    cls=VerbGroup,
    commands={"plan": plan, "step": step, "publish": publish, "verdict": verdict},
)
@click.option(
    "--folder",
    required=True,
    metavar="DIR",
    help="Where this use of the Action keeps its plan, journal, report and store.",
)
@click.pass_context
def command(ctx: click.Context, folder: str) -> None:
    """Run as a GitHub Action: what its steps call.

    Each step records how it ended and exits with 0; only verdict decides the colour of the job.
    """
    ctx.obj = folder
