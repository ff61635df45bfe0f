"""calibrax rank."""

import click

from calibrax.cli.options import Verb, data_option, json_option, run_option, width_of_output


@click.command(name="rank", cls=Verb)
@data_option
@click.option("--metric", required=True, help="The metric to rank by.")
@click.option(
    "--by", default="framework", show_default=True, help="The tag whose values are ranked."
)
@click.option("--point", help="Only this benchmark.  [default: all]")
@run_option
@json_option
def command(data: str, metric: str, by: str, point: str | None, run: str, json: bool) -> None:
    """Rank the configurations of each benchmark."""
    from calibrax.analysis.ranking import rank_table
    from calibrax.cli.stored import open_store, pick_run

    store = open_store(data)
    chosen = pick_run(store, run)
    entries = rank_table(chosen, metric, by, point, store.metric_defs)
    definition = chosen.defined(store.metric_defs).get(metric)
    if json:
        from calibrax.report.plain import to_json

        click.echo(to_json({"run": chosen.id, "metric": definition, "entries": entries}), nl=False)
        return
    from calibrax.report import ranking

    click.echo(ranking.render(entries, metric, definition, by, width_of_output()), nl=False)
