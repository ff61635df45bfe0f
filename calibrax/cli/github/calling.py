"""Call a command of calibrax as a user would type it."""

import shlex
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from calibrax.github.steps import Command


def call(command: "Command") -> object:
    """Run a command after it is shown, and return what it has to say."""
    from calibrax.cli import main
    from calibrax.report.text import show

    click.echo(f"$ {show(shlex.join(['calibrax', *command]))}")
    return main.main(args=command, prog_name="calibrax", standalone_mode=False)
