"""calibrax github step."""

from typing import TYPE_CHECKING

import click

from calibrax.cli.options import Verb

if TYPE_CHECKING:
    from calibrax.github.folder import ActionFolder
    from calibrax.github.plan import Plan
    from calibrax.github.steps import Command

NAMES = ("pull", "ingest", "check", "push", "export")


@click.command(name="step", cls=Verb)
@click.argument("name", type=click.Choice(NAMES))
@click.pass_obj
def step(folder: str, name: str) -> None:
    """Run the commands of one step: pull, ingest, check, push or export."""
    from calibrax.cli.github.recording import recorded
    from calibrax.cli.github.surroundings import action_folder

    kept = action_folder(folder)

    plan = kept.plan()
    recorded(kept.journal, name, lambda: _run(name, kept), plan.in_words if plan else str)


def _run(name: str, kept: "ActionFolder") -> str:
    """Run the commands of a step, one after the other; return what the last has to say."""
    from calibrax.cli.github import in_turns
    from calibrax.cli.github.calling import call
    from calibrax.cli.github.surroundings import let_git_use_the_token
    from calibrax.report.text import show

    planned = kept.plan()
    if planned is None:
        click.echo("Nothing to do: the inputs are not valid.")
        return ""
    if name == "pull" and planned.context.head is not None:
        planned = _with_pull_request(kept, planned)
    if planned.mode == "ab":
        return in_turns.run(name, kept, planned)
    if name in ("pull", "push"):
        let_git_use_the_token(planned.context)
    if name == "check" and kept.journal.result("ingest"):
        return _check(kept, planned)
    commands = _commands(name, kept, planned)
    if not commands:
        click.echo(show(_why_nothing(name, kept, planned)))
    result: object = None
    for each in commands:
        result = call(each)
    return result if isinstance(result, str) else ""


def _with_pull_request(kept: "ActionFolder", plan: "Plan") -> "Plan":
    """Return the plan, for all later steps too, with the pull request of other results."""
    from calibrax.cli.github.surroundings import github_api
    from calibrax.github.plan import seen_in
    from calibrax.github.pull_requests import resolved

    found = seen_in(plan, resolved(plan.context, github_api(plan.context)))
    kept.write_plan(found)
    return found


def _check(kept: "ActionFolder", plan: "Plan") -> str:
    """Judge the run, measuring again as long as that would settle something."""
    import glob
    import os

    import msgspec

    from calibrax.cli.github.calling import call
    from calibrax.github import steps
    from calibrax.github.confirm import MOST, measure_again
    from calibrax.readers.inputs import matching
    from calibrax.report.text import counted

    run, baseline = kept.journal.result("ingest"), _baseline(plan)
    attempts = [pattern for pattern in plan.attempts if matching(pattern)]
    while True:
        (command,) = steps.check(plan, run, baseline, kept.report_path, attempts)
        call(command)
        report = kept.report()
        if not plan.command or len(attempts) >= MOST or not report or not report.candidates:
            return ""
        click.echo(f"Measuring again, which may settle {counted(len(report.candidates), 'metric')}")
        measure_again(plan.command, plan.results, os.environ)
        folder = os.path.join(kept.attempts, str(len(attempts) + 2))
        (again,) = steps.ingest(msgspec.structs.replace(plan, data=folder))
        call(again)
        attempts.append(os.path.join(glob.escape(folder), "runs", "*"))


def _commands(name: str, kept: "ActionFolder", plan: "Plan") -> "list[Command]":
    """Return the commands of a step.

    Without a run that was read only ``pull`` and ``ingest`` have any. What was not pulled is not
    pushed, and what was not pushed is not exported, whose verdict and baseline would be a lie.
    """
    from calibrax.github import steps

    if name == "pull":
        return steps.pull(plan)
    if name == "ingest":
        return steps.ingest(plan)
    run = kept.journal.result("ingest")
    if not run:
        return []
    if _failed_before(name, kept):
        return []
    if name == "export":
        return steps.export(plan, run, kept.report_path if kept.report() else "")
    return steps.push(plan, run, kept.report())


def _failed_before(name: str, kept: "ActionFolder") -> str:
    """Return the first step on the store, before ``push`` or ``export``, that went wrong."""
    needed = {"push": ("pull",), "export": ("pull", "push")}.get(name, ())
    ends = kept.journal.steps()
    return next((step for step in needed if ends[step].went_wrong), "")


def _why_nothing(name: str, kept: "ActionFolder", plan: "Plan") -> str:
    """Return what to say of a step without commands."""
    if name == "pull":
        return f"Nothing to pull: the folder {plan.data} is taken as it is."
    if not kept.journal.result("ingest"):
        return f"Nothing to {name}: no run was ingested."
    if failed := _failed_before(name, kept):
        return f"Nothing to {name}: the store could not be {failed}ed."
    if name == "export" and plan.export:
        return "Nothing to export: the check gave no verdict to go with the run."
    if name == "export":
        return "Nothing to export: no credential of Weights & Biases is set, or export is none."
    return f"Nothing to push: a run of this {plan.context.event} is not recorded."


def _baseline(plan: "Plan") -> str:
    """Return the name of the baseline to hold the run against.

    One that was set and whose file is gone is no reason to look for another.

    Raises:
        UnknownName: it was asked for by name and is not in the store.
    """
    from calibrax.errors import UnknownName
    from calibrax.github.steps import choose_baseline
    from calibrax.storage import Store

    store = Store(plan.data)
    known = store.baselines()
    chosen = choose_baseline(
        plan, lambda name: name in known or store.baseline_was_set(name) is not None
    )
    if plan.asked and chosen not in known:
        raise UnknownName("baseline", chosen, known, "the store (input 'baseline')")
    return chosen
