"""calibrax check."""

import os
from typing import TYPE_CHECKING

import click

from calibrax.cli.options import Threshold, Verb, data_option, json_option, run_option

if TYPE_CHECKING:
    from calibrax.core.models import Run
    from calibrax.report.model import Report
    from calibrax.storage import Store


@click.command(name="check", cls=Verb)
@data_option
@click.option(
    "--threshold",
    type=Threshold(),
    default="5%",
    show_default=True,
    help="How much worse a metric may be: 0.05 or 5%.",
)
@run_option
@click.option("--baseline", metavar="NAME", help="The baseline's name.  [default: the run's suite]")
@click.option(
    "--against", metavar="ID|FILE", help="A stored run or a result file instead of a baseline."
)
@click.option("--report", metavar="FILE", help="Write the report as JSON to this file.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    data: str,
    threshold: float,
    run: str,
    baseline: str | None,
    against: str | None,
    report: str | None,
    json: bool,
) -> None:
    """Hold a run against its baseline and say pass or fail.

    Exits with 0 on a pass, 1 on a regression, 3 when it could not judge: nothing to compare with
    yet, or a benchmark of the baseline that is missing or invalid.
    """
    from calibrax.cli.report_file import make_room, write
    from calibrax.errors import UsageError
    from calibrax.report.plain import to_json
    from calibrax.report.terminal import render

    if baseline and against:
        raise UsageError("--baseline and --against both name what to hold the run against")
    target = make_room(report, data) if report else None
    result = _judge(data, threshold, run, baseline, against)
    if target is not None:
        write(target, to_json(result))
    click.echo(to_json(result) if json else render(result), nl=False)
    ctx.exit(result.verdict.exit_code)


def _judge(
    data: str, threshold: float, run_id: str, baseline_name: str | None, against: str | None
) -> "Report":
    from calibrax.gate.verdict import Verdict
    from calibrax.report import build
    from calibrax.storage import Store

    store = Store(data)
    run = store.latest() if run_id == "latest" or not store.exists() else store.load(run_id)
    if run is None:
        known = ", ".join(store.baselines())
        if known:
            message = f"{data} holds no run, but the baseline {known}: calibrax ingest stores a run"
            return build.unjudged(message, threshold, verdict=Verdict.NOT_JUDGED)
        return build.unjudged(_no_run(data), threshold, baseline_name)
    name = None if against else baseline_name or run.suite
    baseline = _other(store, against, run) if against else store.get_baseline(name or run.suite)
    if baseline is None:
        return build.unjudged(_no_baseline(store, run, name or "", data), threshold, name, run)
    return build.judged(run, baseline, threshold, name, store.metric_defs)


def _no_run(data: str) -> str:
    from shlex import quote

    return (
        f"no run in {data} yet; store one with: calibrax ingest --data {quote(data)} --input FILE, "
        f"and make it the baseline with: calibrax baseline --data {quote(data)}"
    )


def _no_baseline(store: "Store", run: "Run", name: str, data: str) -> str:
    from shlex import quote

    known = ", ".join(store.baselines())
    others = f" (there is {known})" if known else ""
    option = "" if name == run.suite else f" --name {quote(name)}"
    return (
        f"{data} has no baseline {name!r} yet{others}; make run {run.id} the baseline with: "
        f"calibrax baseline --data {quote(data)} --run {run.id}{option}"
    )


def _other(store: "Store", against: str, run: "Run") -> "Run":
    """Return what ``--against`` names: a result file, of the run's suite unless it says another.

    What is no file is a stored run's id.
    """
    if not os.path.lexists(against):
        return store.load(against)
    from calibrax.readers.assembly import Overrides, assemble
    from calibrax.readers.inputs import read_file

    source = read_file(against)
    return assemble([source], overrides=Overrides(suite=source.reading.suite or run.suite))
