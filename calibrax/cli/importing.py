"""calibrax import: the history that another tool kept."""

import sys
from collections import Counter
from collections.abc import Callable
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from calibrax.cli.group import VerbGroup
from calibrax.cli.options import Lines, TagPair, Verb, as_tags, data_option, width_of_output

if TYPE_CHECKING:
    from calibrax.core.models import MetricDirection, Run


class DirectionPair(Lines):
    """Which way a metric is better, as ``name=lower``."""

    def __init__(self) -> None:
        super().__init__("name=direction")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> "tuple[str, MetricDirection]":
        """Return the metric and its direction."""
        from calibrax.core.models import MetricDirection

        if isinstance(value, tuple):
            return value
        name, _, direction = str(value).rpartition("=")
        if not name or direction not in list(MetricDirection):
            self.fail(f"{value!r} says no direction: write name=lower, or higher, or info", param)
        return name, MetricDirection(direction)


def import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what is said of a whole history."""
    options = (
        click.option("--suite", help="Which set of benchmarks it is.  [default: main]"),
        click.option(
            "--branch",
            help="The branch it is of.  [default: the history's, else the clone's default branch]",
        ),
        click.option(
            "--direction",
            multiple=True,
            type=DirectionPair(),
            help="Which way a metric is better: lower, higher or info. Repeatable.",
        ),
        click.option(
            "--tag", multiple=True, type=TagPair(), help="A tag to add to every point. Repeatable."
        ),
        click.option(
            "--machine", metavar="LABEL", help="A label that becomes part of the machine key."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return data_option(command)


@click.command(name="github-action-benchmark", cls=Verb)
@click.argument("history", metavar="DATA_JS", type=click.Path())
@import_options
def github_action_benchmark(history: str, **options: Any) -> None:
    """Bring along the data.js that github-action-benchmark kept, mostly on the branch gh-pages.

    DATA_JS is the file, or - for standard input: git show origin/gh-pages:dev/bench/data.js |
    calibrax import github-action-benchmark -
    """
    _bring_along("github-action-benchmark", history, **options)


@click.command(name="asv", cls=Verb)
@click.argument("history", metavar="RESULTS_DIR", type=click.Path())
@import_options
def asv(history: str, **options: Any) -> None:
    """Bring along the results of asv, of every commit and machine.

    RESULTS_DIR is the folder that holds benchmarks.json.
    """
    _bring_along("asv", history, **options)


@click.command(name="pytest-benchmark", cls=Verb)
@click.argument("history", metavar="BENCHMARKS_DIR", type=click.Path())
@import_options
def pytest_benchmark(history: str, **options: Any) -> None:
    """Bring along what pytest-benchmark saved with --benchmark-autosave or --benchmark-save.

    BENCHMARKS_DIR is the folder .benchmarks.
    """
    _bring_along("pytest-benchmark", history, **options)


command = VerbGroup(
    name="import",
    help="Bring along the history that another tool kept: one run a commit.",
    commands=[github_action_benchmark, asv, pytest_benchmark],
)


def _bring_along(
    tool: str,
    path: str,
    data: str,
    suite: str | None,
    branch: str | None,
    direction: "tuple[tuple[str, MetricDirection], ...]",
    tag: tuple[tuple[str, str], ...],
    machine: str | None,
) -> None:
    """Store what a tool kept, and say what was taken, what was not, and why."""
    from calibrax.cli.inputs import opened
    from calibrax.core.machine import machine_key
    from calibrax.errors import DataError
    from calibrax.github.repository import default_branch
    from calibrax.measure.fingerprint import fingerprint
    from calibrax.readers.assembly import Overrides, Surroundings
    from calibrax.readers.history import read_history, runs_of
    from calibrax.readers.history.moments import Left
    from calibrax.report import imported
    from calibrax.report.text import counted, show
    from calibrax.storage import Store
    from calibrax.storage.importing import STORED, Importing

    overrides = Overrides(suite=suite, branch=branch, tags=as_tags(tag), label=machine)
    here = fingerprint()
    surroundings = Surroundings(
        branch=default_branch("."), environment=here, machine=machine_key(here, machine)
    )
    history = read_history(tool, opened(path))
    runs, left = runs_of(history, surroundings, overrides, dict(direction))
    importing = Importing(Store(data))
    taken: list[Run] = []
    stored: list[Run] = []
    with click.progressbar(runs, label="Importing", file=sys.stderr, hidden=_is_piped()) as bar:
        for run in bar:
            reason = importing.take(run)
            if reason == STORED:
                stored.append(run)
            elif reason:
                left.append(Left(run.commit[:12] if run.commit else run.id, reason))
            else:
                taken.append(run)
    click.echo(
        f"Imported {counted(len(taken), 'run')} from {show(path)} [{tool}] into {show(data)}"
    )
    parts = [(each.what, each.why) for each in left]
    click.echo(imported.render(taken, stored, parts, width_of_output()), nl=False)
    for warning, times in Counter(each for run in taken for each in run.warnings).items():
        among = f" ({counted(times, 'run')})" if times > 1 else ""
        click.echo(f"warning: {show(warning)}{among}", err=True)
    if taken:
        click.echo(f"How the gate would have judged it: calibrax backtest --data {quote(data)}")
    elif not stored:
        raise DataError(f"{path}: nothing of it could be taken; the table above says why")


def _is_piped() -> bool:
    return sys.stderr is None or not sys.stderr.isatty()
