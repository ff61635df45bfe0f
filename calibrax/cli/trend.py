"""calibrax trend."""

import click

from calibrax.cli.options import TagPair, Verb, as_tags, data_option, json_option, width_of_output


@click.command(name="trend", cls=Verb)
@data_option
@click.option("--metric", required=True, help="The metric to follow.")
@click.option("--point", required=True, help="The benchmark's name.")
@click.option("--framework", help="Short for --tag framework=...")
@click.option(
    "--tag", multiple=True, type=TagPair(), help="A tag that picks the benchmark. Repeatable."
)
@click.option("--suite", help="Which suite.  [default: that of the newest run with it]")
@click.option(
    "--n-runs", type=click.IntRange(min=1), help="Only the newest N values.  [default: all]"
)
@json_option
def command(
    data: str,
    metric: str,
    point: str,
    framework: str | None,
    tag: tuple[tuple[str, str], ...],
    suite: str | None,
    n_runs: int | None,
    json: bool,
) -> None:
    """Show the course of one metric over the stored runs."""
    from calibrax.cli.stored import open_store

    store = open_store(data)
    tags = as_tags((*tag, *((("framework", framework),) if framework else ())))
    series = store.extract_trend(metric, point, tags, n_runs, suite)
    if json:
        from calibrax.report.plain import to_json

        click.echo(to_json(series), nl=False)
        return
    from calibrax.report import trend

    click.echo(trend.render(series, width_of_output()), nl=False)
