"""The steps of the Action in the mode ab: fetch the base, measure in turns, judge, export."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from calibrax.github.folder import ActionFolder
    from calibrax.github.plan import Plan
    from calibrax.measure.git import Git


def run(name: str, kept: "ActionFolder", plan: "Plan") -> str:
    """Do the work of one step, and return what it has to say to later ones."""
    if name == "pull" and not plan.context.foreign:
        return _fetch_base(plan)
    if name == "check":
        _check(kept, plan)
        report = kept.report()
        return report.run.id if report and report.run else ""
    if name == "export" and kept.journal.result("check"):
        return _export(kept, plan)
    click.echo(f"Nothing to {name}: what is measured in turns has no baseline and no history.")
    return ""


def _fetch_base(plan: "Plan") -> str:
    """Return the commit to hold against, empty where there is none.

    It is fetched here, so that no process of the project's code runs where the token is known.
    """
    from calibrax.cli.github.surroundings import token
    from calibrax.github.credentials import git_credentials
    from calibrax.github.in_turns import bases, parents_in
    from calibrax.measure.git import apart

    context = plan.context
    known = git_credentials(token(), context.server_url, os.environ)
    git = _git(apart({**os.environ, **known}))
    head = git.ask("rev-parse", "--verify", "HEAD^{commit}")
    wanted = bases(context, head, parents_in(git.ask("cat-file", "commit", head)))
    found = _first_known(git, wanted)
    click.echo(f"{head} is held against {found}" if found else _no_parent(head))
    return found


def _first_known(git: "Git", wanted: tuple[str, ...]) -> str:
    """Return the first of the commits that can be had; each that cannot is a warning.

    Raises:
        CalibraxError: the last cannot be had either.
    """
    from calibrax.errors import ServiceError, UsageError
    from calibrax.measure.refs import commit_of
    from calibrax.report.text import show

    for place, each in enumerate(wanted, 1):
        try:
            return commit_of(git, each)
        except (ServiceError, UsageError) as error:
            if place == len(wanted):
                raise
            click.echo(f"warning: held against the parent, since {show(str(error))}", err=True)
    return ""


def _check(kept: "ActionFolder", plan: "Plan") -> None:
    """Measure and judge, or judge again what another job measured; leave a report."""
    from calibrax.cli.github.calling import call
    from calibrax.cli.github.judging_again import judge_again
    from calibrax.github import steps
    from calibrax.report.build import unjudged

    if kept.journal.steps()["pull"].went_wrong:
        click.echo("Nothing to measure: there is no base to hold the commit against.")
        return
    base = kept.journal.result("pull")
    reason = "" if plan.context.foreign else _nothing_to_compare(base)
    if reason:
        click.echo(f"Nothing to measure: {reason}")
        kept.write_report(unjudged(reason, threshold=0.0))
    elif plan.command:
        (command,) = steps.ab(plan, base, kept.report_path)
        call(command)
    else:
        click.echo("Judging again what was measured in turns.")
        kept.write_report(judge_again(plan, base))


def _nothing_to_compare(base: str) -> str:
    """Return why there is nothing to compare, empty where there is something."""
    from calibrax.measure.git import apart

    git = _git(apart(os.environ))
    if not base:
        return _no_parent(git.ask("rev-parse", "HEAD"))
    if git.ask("rev-parse", f"{base}^{{tree}}") != git.ask("rev-parse", "HEAD^{tree}"):
        return ""
    return f"the commit holds the same files as its base {base[:12]}"


def _export(kept: "ActionFolder", plan: "Plan") -> str:
    from calibrax.cli.github.calling import call
    from calibrax.github import steps

    commands = steps.export(plan, kept.journal.result("check"), kept.report_path)
    if not commands:
        click.echo("Nothing to export: no credential of Weights & Biases is set, or none is asked.")
    result = [call(command) for command in commands]
    return next((each for each in result if isinstance(each, str)), "")


def _no_parent(head: str) -> str:
    return f"the commit {head[:12]} has no parent to be held against"


def _git(environ: dict[str, str]) -> "Git":
    from calibrax.measure.git import Git

    return Git(Path.cwd(), environ)
