"""calibrax check."""

from typing import TYPE_CHECKING

import click

from calibrax.cli.options import Lines, Verb, data_option, json_option, run_option
from calibrax.cli.policy import policy, policy_options
from calibrax.errors import UsageError

if TYPE_CHECKING:
    from calibrax.core.models import Run
    from calibrax.report.model import Report
    from calibrax.storage import Store

_WORST = 20
"""How many regressions get their history."""


@click.command(name="check", cls=Verb)
@data_option
@policy_options
@run_option
@click.option("--baseline", metavar="NAME", help="The baseline's name.  [default: the run's suite]")
@click.option(
    "--against", metavar="ID|FILE", help="A stored run or a result file instead of a baseline."
)
@click.option(
    "--attempt",
    multiple=True,
    type=Lines("file"),
    metavar="FILE",
    help="Results of the same run, measured again: stored with it, judged together. Repeatable.",
)
@click.option(
    "--expect-commit",
    multiple=True,
    type=Lines("sha"),
    metavar="SHA",
    help="Take an attempt that states this other commit, as a merge of the run's. Repeatable.",
)
@click.option(
    "--mode",
    type=click.Choice(["auto", "fixed", "noise-aware"]),
    default="auto",
    show_default=True,
    help="Judge by the noise where it is known, by the plain rule, or by the noise alone.",
)
@click.option(
    "--sensitivity",
    type=click.Choice(["normal", "high"]),
    default="normal",
    show_default=True,
    help="How many attempts confirm a regression: 3, or 2 for more power and more false alarms.",
)
@click.option(
    "--history",
    type=click.IntRange(0, 365),
    default=30,
    show_default=True,
    metavar="N",
    help="How many earlier runs show the noise.",
)
@click.option(
    "--explain",
    nargs=2,
    metavar="POINT METRIC",
    help="Say how one metric was judged, instead of the report.",
)
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    data: str,
    threshold: float,
    run: str,
    baseline: str | None,
    against: str | None,
    attempt: tuple[str, ...],
    expect_commit: tuple[str, ...],
    mode: str,
    sensitivity: str,
    history: int,
    explain: tuple[str, str] | None,
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

    from calibrax.cli.judging import Request, judge
    from calibrax.cli.report_file import make_room, write
    from calibrax.cli.stored import LeftOut
    from calibrax.gate.policy import Finding, exit_code
    from calibrax.gate.rules import Mode, Sensitivity
    from calibrax.report.plain import to_json
    from calibrax.report.terminal import render
    from calibrax.settings import load_settings
    from calibrax.storage import Store

    if explain and json:
        raise UsageError("--explain does not go with --json: leave one of them out")
    if baseline and against:
        raise UsageError("--baseline and --against both name what to hold the run against")
    target = make_room(report, data) if report else None
    settings = load_settings(config)
    threshold, fail_on = policy(ctx, settings)
    left_out = LeftOut()
    store = Store(data, left_out)
    request = Request(
        data=data,
        run=run,
        baseline=baseline,
        against=against,
        attempts=attempt,
        expected_commits=expect_commit,
        threshold=threshold,
        mode=Mode(mode),
        sensitivity=Sensitivity(sensitivity),
        history=history,
    )
    judged = judge(store, request, settings)
    result = msgspec.structs.replace(judged.report, fail_on=tuple(map(Finding, fail_on)))
    if judged.run and (target is not None or json):
        result = _with_history(result, store, judged.run)
    warnings = (*result.warnings, *left_out.warnings())
    result = msgspec.structs.replace(result, warnings=warnings)
    if target is not None:
        write(target, to_json(result))
    if explain:
        from calibrax.report.explanation import explained

        click.echo(explained(judged.case, judged.rules, result, *explain), nl=False)
    else:
        click.echo(to_json(result) if json else render(result), nl=False)
    ctx.exit(exit_code(result.verdict, result.findings, result.fail_on))


def _with_history(report: "Report", store: "Store", run: "Run") -> "Report":
    """Return the report with the earlier values of its worst regressions.

    A run on several machines has no machine of its own, and is seen against runs on any.
    """
    import msgspec

    from calibrax.analysis.comparison import Outcome
    from calibrax.report.model import worst_first
    from calibrax.storage.past import Selection

    worst = worst_first(report.of(Outcome.REGRESSION))[:_WORST]
    if not worst or report.baseline is None:
        return report
    earlier = Selection(
        suite=run.suite,
        branch=report.baseline.branch,
        machine=run.machine,
        until=run.timestamp,
        without={run.id},
    )
    past = store.histories([(row.point_name, row.tags, row.metric) for row in worst], earlier)
    known = {id(row): values for row, values in zip(worst, past, strict=True)}
    rows = (
        msgspec.structs.replace(row, history=known[id(row)]) if id(row) in known else row
        for row in report.comparisons
    )
    return msgspec.structs.replace(report, comparisons=tuple(rows))
