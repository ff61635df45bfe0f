"""calibrax ab."""

from typing import Any

import click
from click.core import ParameterSource

from calibrax.cli.ab.duration import Duration
from calibrax.cli.options import Lines, Verb, data_option, json_option
from calibrax.cli.policy import policy, policy_options
from calibrax.errors import UsageError

_AS_BEFORE = (
    *("base", "head", "setup", "results", "format", "bench_from", "bench_files"),
    *("select", "join", "seed", "no_venv", "suite"),
)
"""What belongs to the measurement and not to how long it goes on."""


@click.command(
    name="ab",
    cls=Verb,
    context_settings={"ignore_unknown_options": False, "allow_interspersed_args": False},
)
@click.option(
    "--base", default="origin/main", show_default=True, help="The commit to hold against."
)
@click.option(
    "--head",
    default=".",
    show_default=True,
    help="The commit that is judged; . is the working tree with its uncommitted changes.",
)
@click.option("--setup", metavar="SHELL", help="A line of shell that prepares either checkout.")
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    metavar="K",
    help="Exactly so many rounds.  [default: up to 30, as many as it takes]",
)
@click.option(
    "--budget",
    type=Duration(),
    metavar="TIME",
    help="Stop after this time, such as 15m.  [default: none]",
)
@click.option("--timeout", type=Duration(), metavar="TIME", help="Of one process.  [default: none]")
@click.option(
    "--results",
    multiple=True,
    type=Lines("file"),
    metavar="FILE",
    help="What the command writes, in its folder; a file or pattern. Repeatable.  "
    "[default: what it writes to {output}]",
)
@click.option(
    "--format", default="auto", show_default=True, help="The tool's format; auto looks inside."
)
@click.option(
    "--bench-from",
    type=click.Choice(["base", "head"]),
    help="Take the files of the benchmarks from this side for both.",
)
@click.option(
    "--bench-files",
    multiple=True,
    type=Lines("path"),
    metavar="PATH",
    help="Which files these are. Repeatable.  [default: benchmarks, bench, benches]",
)
@click.option(
    "--select",
    metavar="ARGS",
    help="Arguments that have the command measure only {names}, as '-k {names}'.",
)
@click.option(
    "--join",
    default=" or ",
    show_default=True,
    metavar="TEXT",
    help="What stands between the names in --select.",
)
@click.option("--seed", type=int, help="Of the order of the sides.  [default: random]")
@click.option(
    "--no-venv", is_flag=True, help="Run in the caller's Python, instead of a fresh one a side."
)
@click.option(
    "--continue",
    metavar="RUN",
    help="Add rounds to this measurement: the id of either of its runs.",
)
@data_option
@click.option("--suite", help="Which set of benchmarks it is.  [default: the file's, else main]")
@policy_options
@json_option
@click.argument("command", nargs=-1, metavar="-- COMMAND")
@click.pass_context
def command(
    ctx: click.Context, /, command: tuple[str, ...], report: str | None, json: bool, **given: Any
) -> None:
    """Measure two commits in turns: is the head worse than the base?

    Each is checked out in a folder of its own with a fresh Python environment, and COMMAND runs in
    either, round by round, until every benchmark is settled. It writes its results to the path that
    stands for {output} in its arguments and in the variable CALIBRAX_OUTPUT, or where --results
    says. With the same commit on both sides it tells how small a change this machine can show.
    """
    from calibrax.cli.ab.request import Request
    from calibrax.cli.ab.running import run
    from calibrax.cli.ab.selecting import Select
    from calibrax.cli.report_file import make_room, write
    from calibrax.gate.policy import exit_code
    from calibrax.report.plain import to_json
    from calibrax.report.terminal import render
    from calibrax.settings import load_settings

    if given["continue"]:
        _refuse_others(ctx)
    select, join = given.pop("select"), given.pop("join")
    given["select"] = Select(select, join) if select is not None else None
    target = make_room(report, given["data"]) if report else None
    settings = load_settings(given.pop("config"))
    given["threshold"], given["fail_on"] = policy(ctx, settings)
    continued = given.pop("continue")
    found = run(Request(command=command, settings=settings, continued=continued, **given))
    if target is not None:
        write(target, to_json(found))
    click.echo(to_json(found) if json else render(found), nl=False)
    ctx.exit(exit_code(found.verdict, found.findings, found.fail_on))


def _refuse_others(ctx: click.Context) -> None:
    """Refuse options that a measurement which is continued has been begun with already.

    Raises:
        UsageError: one is on the command line.
    """
    for name in _AS_BEFORE:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"--continue measures as before: leave out {option}")
