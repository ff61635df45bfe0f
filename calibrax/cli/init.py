"""calibrax init."""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from calibrax.cli.options import Verb

if TYPE_CHECKING:
    from calibrax.github.repository import Repository
    from calibrax.github.tools import Tool


@click.command(name="init", cls=Verb)
@click.option("--gate", is_flag=True, help="Write the gate's workflow; so does neither flag.")
@click.option("--nightly", is_flag=True, help="Write the workflow of the nightly suite.")
@click.option("--force", is_flag=True, help="Overwrite workflows that are there.")
def command(gate: bool, nightly: bool, force: bool) -> None:
    """Write the workflows and settings that a repository needs.

    Run it at the top of a clone. It looks for pytest-benchmark, asv, Go and Cargo benchmarks, and
    writes workflows that measure with what it finds. calibrax.yml and config.json stay as they are
    where they are there.
    """
    from calibrax import __version__
    from calibrax.github import scaffold
    from calibrax.github.repository import open_repository
    from calibrax.github.tools import example, tools_of

    repository = open_repository(".")
    tools = tools_of(repository) or [example()]
    workflows = {}
    if gate or not nightly:
        workflows[scaffold.GATE] = scaffold.gate(repository, tools[0], __version__)
    if nightly:
        workflows[scaffold.NIGHTLY] = scaffold.nightly(repository, tools[0], __version__)
    _require_room((*workflows, scaffold.SETTINGS, scaffold.CONFIG, scaffold.IGNORE))
    if not force:
        _require_absence(workflows)
    _say_tools(tools)
    _write(workflows)
    _complete(repository)
    _say_what_follows(repository, tools[0], workflows)


def _require_room(paths: Iterable[str]) -> None:
    """Check that each path can be a file of the repository.

    Raises:
        UsageError: a symbolic link leads out of it, or something else stands in the way.
    """
    from calibrax.errors import UsageError

    top = os.path.realpath(".")
    for path in paths:
        if not os.path.realpath(path).startswith(os.path.join(top, "")):
            raise UsageError(f"{path}: leads out of the repository; remove the symbolic link")
        folder = os.path.dirname(path)
        while folder and not os.path.lexists(folder):
            folder = os.path.dirname(folder)
        if os.path.isdir(path) or not os.path.isdir(folder or "."):
            raise UsageError(f"{path}: cannot be a file, since something else stands in its place")


def _require_absence(paths: Iterable[str]) -> None:
    """Check that no file would be overwritten.

    Raises:
        UsageError: one would.
    """
    from calibrax.errors import UsageError

    there = [path for path in paths if os.path.lexists(path)]
    if there:
        raise UsageError(
            f"nothing is written, since there is {' and '.join(there)} already; "
            "overwrite with --force"
        )


def _write(texts: Mapping[str, str]) -> None:
    from calibrax.storage import files

    for path, text in texts.items():
        replaced = os.path.lexists(path)
        files.write(os.path.realpath(path), text.encode())
        click.echo(f"{'Overwrote' if replaced else 'Wrote'} {path}")


def _complete(repository: "Repository") -> None:
    """Write what a team decides in, and keeps when it is there; let git ignore the store."""
    from calibrax.github import scaffold
    from calibrax.storage import files

    starters = {scaffold.SETTINGS: scaffold.settings(), scaffold.CONFIG: scaffold.config()}
    for path, text in starters.items():
        made = files.create(os.path.realpath(path), text.encode())
        click.echo(f"Wrote {path}" if made else f"Kept {path} as it is")
    if not scaffold.ignores(repository.text(scaffold.IGNORE)):
        files.append_line(os.path.realpath(scaffold.IGNORE), scaffold.IGNORED.encode())
        click.echo(f"Added {scaffold.IGNORED} to {scaffold.IGNORE}")


def _say_tools(tools: "list[Tool]") -> None:
    from calibrax.report.text import show

    tool, *others = tools
    if tool.seen:
        click.echo(f"Found {tool.name} ({show(tool.seen)}): the workflows measure with it")
    else:
        click.echo("Found no benchmark tool: the workflows measure an example")
    if tool.note:
        click.echo(f"  note: {tool.note}")
    for other in others:
        click.echo(f"  also found, and not measured: {other.name} ({show(other.seen)})")


def _say_what_follows(repository: "Repository", tool: "Tool", written: Mapping[str, str]) -> None:
    from calibrax.github import scaffold
    from calibrax.report.text import show

    branch = show(repository.default_branch)
    click.echo()
    if scaffold.GATE in written:
        click.echo(_GATE.format(branch=branch))
    if scaffold.NIGHTLY in written:
        click.echo(_NIGHTLY)
        click.echo(_PERMISSIONS)
    click.echo("Try it here:")
    if "\n" in tool.command.strip():
        click.echo(f"  (the command in {next(iter(written))})")
    else:
        click.echo(f"  {tool.command}")
    click.echo(f"  calibrax ingest --input {tool.results}\n  calibrax check")


_GATE = """\
Every pull request and every push to {branch} is held against its base, both measured in turns on
one machine. That needs no baseline and stores nothing; the job has the permission contents: read.
"""
_NIGHTLY = """\
The first night, or a start by hand, stores the baseline of the suite nightly on the branch
calibrax-data; every night after that is held against it, with the permission contents: write. Runs
go to Weights & Biases once the repository has the secret WANDB_API_KEY.
"""
_PERMISSIONS = """\
The workflow asks for these permissions itself. Where writing is refused, allow it in Settings >
Actions > General > Workflow permissions; a rule that protects all branches has to leave out
calibrax-data. What you define in benchmark-data/config.json gets there with: calibrax store push
"""
