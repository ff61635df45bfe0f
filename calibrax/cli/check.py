"""calibrax check."""

import os
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from calibrax.cli.options import Threshold, Verb, data_option, json_option, run_option
from calibrax.errors import UsageError

if TYPE_CHECKING:
    from calibrax.core.models import MetricDef, Run
    from calibrax.report.model import Report
    from calibrax.settings import Settings
    from calibrax.storage import Store

_WORST = 20
"""How many regressions get their history."""


class FailOn(click.ParamType):  # type: ignore[type-arg]
    """Findings that count as failure, or never."""

    name = "list"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the findings."""
        from calibrax.settings import parse_fail_on

        if isinstance(value, tuple):
            return value
        try:
            return parse_fail_on(str(value))
        except UsageError as error:
            self.fail(str(error), param, ctx)


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
@click.option(
    "--fail-on",
    type=FailOn(),
    default="regression,not-judged",
    show_default=True,
    help="What counts as failure: regression, not-judged, inconclusive; or never.",
)
@click.option(
    "--config", metavar="FILE", help="The settings.  [default: calibrax.yml, when there is one]"
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
    fail_on: tuple[str, ...],
    config: str | None,
    report: str | None,
    json: bool,
) -> None:
    """Hold a run against its baseline and say pass or fail.

    Exits with 0 on a pass, 1 on a regression, 3 when it could not judge: nothing to compare with
    yet, or a benchmark of the baseline that is missing or invalid. What --fail-on leaves out is
    said and not counted.
    """
    import msgspec

    from calibrax.cli.report_file import make_room, write
    from calibrax.gate.policy import Finding, exit_code
    from calibrax.report.plain import to_json
    from calibrax.report.terminal import render
    from calibrax.settings import load_settings
    from calibrax.storage import Store

    if baseline and against:
        raise UsageError("--baseline and --against both name what to hold the run against")
    target = make_room(report, data) if report else None
    settings = load_settings(config)
    if settings.threshold is not None and _is_default(ctx, "threshold"):
        threshold = settings.threshold
    if settings.fail_on is not None and _is_default(ctx, "fail_on"):
        fail_on = settings.fail_on
    store = Store(data)
    result, measured = _judge(store, data, threshold, run, baseline, against, settings)
    result = msgspec.structs.replace(result, fail_on=tuple(map(Finding, fail_on)))
    if measured and (target is not None or json):
        result = _with_history(result, store, measured)
    if target is not None:
        write(target, to_json(result))
    click.echo(to_json(result) if json else render(result), nl=False)
    ctx.exit(exit_code(result.verdict, result.findings, result.fail_on))


def _is_default(ctx: click.Context, name: str) -> bool:
    """Tell whether neither the command line nor a variable gives the option."""
    return ctx.get_parameter_source(name) is ParameterSource.DEFAULT


def _judge(
    store: "Store",
    data: str,
    threshold: float,
    run_id: str,
    baseline_name: str | None,
    against: str | None,
    settings: "Settings",
) -> "tuple[Report, Run | None]":
    """Return the report, and the run that it is on, if there is one."""
    from calibrax.gate.verdict import Verdict
    from calibrax.report import build

    run = store.latest() if run_id == "latest" or not store.exists() else store.load(run_id)
    if run is None:
        known = ", ".join(store.baselines())
        if known:
            message = f"{data} holds no run, but the baseline {known}: calibrax ingest stores a run"
            return build.unjudged(message, threshold, verdict=Verdict.NOT_JUDGED), None
        return build.unjudged(_no_run(data), threshold, baseline_name), None
    name = None if against else baseline_name or run.suite
    baseline = _other(store, against, run) if against else store.get_baseline(name or run.suite)
    definitions = deciding(settings, run, baseline or run, store.metric_defs)
    if baseline is None:
        name = name or run.suite
        lost = store.baseline_was_set(name)
        if lost is None:
            message, verdict = _no_baseline(store, run, name, data), Verdict.NO_BASELINE
        else:
            message, verdict = _lost_baseline(lost, name, data), Verdict.NOT_JUDGED
        return build.unjudged(message, threshold, name, run, definitions, verdict), run
    return build.judged(run, baseline, threshold, name, definitions), run


def deciding(
    settings: "Settings", run: "Run", baseline: "Run", stored: "dict[str, MetricDef]"
) -> "dict[str, MetricDef]":
    """Return the definitions that win over the runs' own: calibrax.yml's, then config.json's.

    A rule of calibrax.yml that leaves the direction open is not among them: it would hide that the
    direction changed between the runs.
    """
    if not settings.metrics:
        return stored
    measured = {name for each in (run, baseline) for point in each.points for name in point.metrics}
    known = {**baseline.metric_defs, **run.metric_defs, **stored}
    decided = [name for name in sorted(measured) if settings.decides_direction(name)]
    return {**stored, **settings.metric_defs(decided, known)}


def _with_history(report: "Report", store: "Store", run: "Run") -> "Report":
    """Return the report with the earlier values of its worst regressions.

    A run on several machines has no machine of its own, and is seen against runs on any.
    """
    import msgspec

    from calibrax.analysis.comparison import Outcome
    from calibrax.report.model import worst_first

    worst = worst_first(report.of(Outcome.REGRESSION))[:_WORST]
    if not worst or report.baseline is None:
        return report
    past = store.histories(
        [(row.point_name, row.tags, row.metric) for row in worst],
        suite=run.suite,
        branch=report.baseline.branch,
        machine=run.machine,
        before=run.timestamp,
    )
    known = {id(row): values for row, values in zip(worst, past, strict=True)}
    rows = (
        msgspec.structs.replace(row, history=known[id(row)]) if id(row) in known else row
        for row in report.comparisons
    )
    return msgspec.structs.replace(report, comparisons=tuple(rows))


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


def _lost_baseline(lost: str, name: str, data: str) -> str:
    folder = os.path.join(data, "baselines")
    return (
        f"the baseline {name!r} was run {lost} and its file is gone from {folder}: make a run the "
        "baseline again with calibrax baseline, or, where it is meant to be gone, take its lines "
        "out of the log beside it"
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
