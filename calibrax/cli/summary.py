"""calibrax summary."""

import click

from calibrax.cli.options import Verb, data_option, json_option, run_option, width_of_output


@click.command(name="summary", cls=Verb)
@data_option
@run_option
@json_option
def command(data: str, run: str, json: bool) -> None:
    """Show what a run measured."""
    from calibrax.cli.stored import open_store, pick_run

    store = open_store(data)
    chosen = pick_run(store, run)
    if json:
        from calibrax.report.plain import to_json

        metric_defs = chosen.defined(store.metric_defs)
        click.echo(to_json({**chosen.to_dict(), "metric_defs": metric_defs}), nl=False)
        return
    from calibrax.report import summary

    click.echo(summary.render(chosen, store.metric_defs, width_of_output()), nl=False)
