"""calibrax render."""

import click

from calibrax.cli.options import Verb


@click.command(name="render", cls=Verb)
@click.argument("report", metavar="REPORT", type=click.Path())
@click.option(
    "--format",
    type=click.Choice(["terminal", "markdown", "json"]),
    default="terminal",
    show_default=True,
    help="What to draw it for.",
)
def command(report: str, format: str) -> None:
    """Draw a report.json again, for a terminal, Markdown or JSON.

    REPORT is the file that --report of calibrax check or calibrax ab wrote.
    """
    from calibrax.readers.inputs import content
    from calibrax.report.model import decode
    from calibrax.report.renderers import RENDERERS

    click.echo(RENDERERS[format](decode(report, content(report))), nl=False)
