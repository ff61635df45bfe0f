"""calibrax ingest."""

from collections.abc import Iterator, Mapping

import click

from calibrax.cli.options import Lines, TagPair, Text, Verb, as_tags, config_option, data_option
from calibrax.report.text import counted, show, when

_EACH_SKIPPED = 10
"""Benchmarks skipped for one reason that are said one by one."""


@click.command(name="ingest", cls=Verb)
@data_option
@click.option(
    "--input",
    multiple=True,
    required=True,
    type=Lines("file"),
    metavar="FILE",
    help="A result file, a pattern such as 'out/*.json', or - for standard input. Repeatable.",
)
@click.option(
    "--format", default="auto", show_default=True, help="The tool's format; auto looks inside."
)
@click.option(
    "--suite", type=Text(), help="Which set of benchmarks ran.  [default: the file's, else main]"
)
@click.option(
    "--commit", type=Text(), help="The commit that was measured.  [default: the file's, else git's]"
)
@click.option(
    "--branch", type=Text(), help="The branch it is on.  [default: the file's, else git's]"
)
@click.option(
    "--tag", multiple=True, type=TagPair(), help="A tag to add to every point. Repeatable."
)
@click.option(
    "--max-size",
    type=click.IntRange(min=1),
    metavar="MB",
    help="Refuse more than this many MB of files.  [default: no limit]",
)
@click.option(
    "--expect-commit",
    multiple=True,
    type=Lines("sha"),
    metavar="SHA",
    help="Refuse a file that states another commit than this full SHA. Repeatable: any will do.",
)
@click.option(
    "--expect-suite", metavar="NAME", help="Refuse a file that states another suite than this."
)
@click.option(
    "--machine",
    type=Text(),
    metavar="LABEL",
    help="A label that becomes part of the machine key.",
)
@config_option
def command(
    data: str,
    input: tuple[str, ...],
    format: str,
    suite: str | None,
    commit: str | None,
    branch: str | None,
    tag: tuple[tuple[str, str], ...],
    max_size: int | None,
    expect_commit: tuple[str, ...],
    expect_suite: str | None,
    machine: str | None,
    config: str | None,
) -> str:
    """Store the results of a benchmark tool as a run.

    Several inputs become one run. What a file does not say is filled in: commit and branch from
    git, the machine from a fingerprint of this one.
    """
    from calibrax.cli.inputs import sources
    from calibrax.cli.stored import reading
    from calibrax.core.checks import cut
    from calibrax.core.machine import machine_key
    from calibrax.measure.fingerprint import fingerprint
    from calibrax.measure.revision import revision
    from calibrax.readers.assembly import Overrides, Surroundings
    from calibrax.readers.expectations import Expectations, refuse_others
    from calibrax.settings import load_settings

    expected = Expectations(commits=expect_commit, suite=expect_suite)
    read = sources(input, load_settings(config), format, max_size)
    refuse_others(read, expected)
    overrides = Overrides(
        suite=suite, commit=commit, branch=branch, tags=as_tags(tag), label=machine
    )
    environment = fingerprint()
    head, head_branch = revision()
    surroundings = Surroundings(
        commit=head,
        branch=head_branch,
        environment=environment,
        machine=machine_key(environment, machine),
    )
    store = reading(data)
    run, stored_before = store.ingest_sources(read, surroundings, overrides)
    again = " (stored already)" if stored_before else ""
    for source in read:
        points = counted(len(source.reading.points), "point")
        origin = f"{show(source.path)} [{source.format}]"
        click.echo(f"Ingested run {run.id} ({points}) from {origin}{again}")
        for name, reason in source.reading.failed.items():
            why = show(cut(reason, 300))
            click.echo(f"warning: {show(name)} failed and has no value: {why}", err=True)
        for line in _skipped(source.reading.skipped):
            click.echo(f"warning: {line}", err=True)
        for warning in source.reading.warnings:
            click.echo(f"warning: {show(source.path)}: {show(warning)}", err=True)
    told = {warning for source in read for warning in source.reading.warnings}
    for warning in run.warnings:
        if warning not in told:
            click.echo(f"warning: {show(warning)}", err=True)
    if not run.stands_alone:
        click.echo(f"warning: run {run.id} is {show(run.role)}, which check passes over", err=True)
        return run.id
    newest = next((each for each in store.headers() if each.stands_alone), run)
    if newest.id != run.id:
        click.echo(
            f"warning: run {run.id} of {when(run.timestamp)} is not the newest in {show(data)}, "
            f"{newest.id} of {when(newest.timestamp)} is: check it with --run {run.id}",
            err=True,
        )
    return run.id


def _skipped(skipped: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each benchmark that was skipped, or one for many of the same reason."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in skipped.items():
        by_reason.setdefault(reason, []).append(name)
    for reason, names in by_reason.items():
        if len(names) > _EACH_SKIPPED:
            first, last = show(names[0]), show(names[-1])
            yield f"{len(names)} were skipped, from {first} to {last}: {show(reason)}"
        else:
            yield from (f"{show(name)} was skipped: {show(reason)}" for name in names)
