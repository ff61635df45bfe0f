"""calibrax github verdict."""

import click

from calibrax.cli.options import Verb


@click.command(name="verdict", cls=Verb)
@click.pass_context
def verdict(ctx: click.Context) -> None:
    """Colour the job: exit with 0 when report.json says that nothing counts as failure.

    A report that is absent, of another job or of steps that did not finish is an error.
    """
    from calibrax.cli.github.surroundings import action_folder
    from calibrax.errors import DataError
    from calibrax.github.conclusion import colour
    from calibrax.report.text import show

    kept = action_folder(ctx.obj)
    report = kept.report()
    if report is None:
        raise DataError(f"{kept.report_path}: is not there: no step has published a report")
    decided = colour(report, kept.journal.job, kept.journal.steps()["publish"])
    click.echo(f"Verdict: {show(decided.reason)}")
    ctx.exit(decided.code)
