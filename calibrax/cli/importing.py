"""calibrax import: the history that another tool kept."""

import sys
from collections import Counter
from collections.abc import Callable, Collection
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from calibrax.cli.group import VerbGroup
from calibrax.cli.options import Lines, TagPair, Verb, as_tags, data_option, width_of_output

if TYPE_CHECKING:
    from calibrax.core.models import MetricDirection, Run
    from calibrax.report.imported import Imported


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
    """Bring along a data.js, mostly of gh-pages.

    DATA_JS is the file that github-action-benchmark kept, or - for standard input: git show
    origin/gh-pages:dev/bench/data.js | calibrax import github-action-benchmark -
    """
    _bring_along("github-action-benchmark", history, **options)


@click.command(name="asv", cls=Verb)
@click.argument("history", metavar="RESULTS_DIR", type=click.Path())
@import_options
def asv(history: str, **options: Any) -> None:
    """Bring along the results of asv.

    RESULTS_DIR is the folder that holds benchmarks.json. Every commit on every machine becomes a
    run.
    """
    _bring_along("asv", history, **options)


@click.command(name="pytest-benchmark", cls=Verb)
@click.argument("history", metavar="BENCHMARKS_DIR", type=click.Path())
@import_options
def pytest_benchmark(history: str, **options: Any) -> None:
    """Bring along what pytest-benchmark saved.

    BENCHMARKS_DIR is the folder .benchmarks, which --benchmark-autosave and --benchmark-save fill.
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
    from calibrax.report.text import counted, show

    overrides = Overrides(suite=suite, branch=branch, tags=as_tags(tag), label=machine)
    here = fingerprint()
    surroundings = Surroundings(
        branch=default_branch("."), environment=here, machine=machine_key(here, machine)
    )
    history = read_history(tool, opened(path))
    runs, left = runs_of(history, surroundings, overrides, dict(direction))
    imported = _take(runs, [(each.what, each.why) for each in left], data)
    click.echo(
        f"Imported {counted(len(imported.taken), 'run')} from {show(path)} [{tool}] "
        f"into {show(data)}"
    )
    _say(imported)
    if imported.taken:
        click.echo(f"How the gate would have judged it: calibrax backtest --data {quote(data)}")
    elif not imported.stored:
        raise DataError(f"{path}: nothing of it could be taken; the table above says why")


def _take(runs: "Collection[Run]", left: list[tuple[str, str]], data: str) -> "Imported":
    """Store runs, each once; return what became of them beside what is left already."""
    from calibrax.report.imported import Imported
    from calibrax.storage import Store
    from calibrax.storage.importing import STORED, Importing

    importing = Importing(Store(data))
    taken: list[Run] = []
    stored: list[Run] = []
    refused: list[tuple[str, str]] = []
    with click.progressbar(runs, label="Importing", file=sys.stderr, hidden=_is_piped()) as bar:
        for run in bar:
            reason = importing.take(run)
            if reason == STORED:
                stored.append(run)
            elif reason:
                refused.append((run.commit[:12] if run.commit else run.id, reason))
            else:
                taken.append(run)
    return Imported(taken=tuple(taken), stored=tuple(stored), left=(*left, *refused))


def _say(imported: "Imported") -> None:
    """Print the closing table, and each warning once."""
    from calibrax.report.imported import render
    from calibrax.report.text import counted, show

    click.echo(render(imported, width_of_output()), nl=False)
    warnings = Counter(each for run in imported.taken for each in run.warnings)
    for warning, times in warnings.items():
        among = f" ({counted(times, 'run')})" if times > 1 else ""
        click.echo(f"warning: {show(warning)}{among}", err=True)


def _is_piped() -> bool:
    return sys.stderr is None or not sys.stderr.isatty()
