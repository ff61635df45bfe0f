"""calibrax github publish."""

import os
from typing import TYPE_CHECKING

import click

from calibrax.cli.options import Verb

if TYPE_CHECKING:
    from calibrax.github.folder import ActionFolder
    from calibrax.github.plan import Plan
    from calibrax.report.model import Report


@click.command(name="publish", cls=Verb)
@click.pass_obj
def publish(folder: str) -> None:
    """Write report.json, outputs, annotations, the job's summary and the comment."""
    from calibrax.cli.github.recording import recorded
    from calibrax.cli.github.surroundings import action_folder

    kept = action_folder(folder)
    commands: list[str] = []
    recorded(kept.journal, "publish", lambda: _publish(kept, commands))
    for line in commands:
        click.echo(line)


def _publish(kept: "ActionFolder", commands: list[str]) -> str:
    """Publish the conclusion; the workflow commands are for the caller to print."""
    from calibrax.github.commands import annotation
    from calibrax.github.conclusion import conclude, outputs, seen_from
    from calibrax.github.runner_files import SUMMARY_LIMIT, append_summary, write_outputs
    from calibrax.report import markdown
    from calibrax.report.annotations import annotations

    steps = kept.journal.steps()
    steps.pop("publish")
    run = kept.journal.result("ingest") or kept.journal.result("check")
    url, plan = kept.journal.result("export"), kept.plan()
    report = conclude(_checked(kept), list(steps.values()), kept.journal.job, run)
    if plan is not None:
        report = seen_from(plan, report, _settings_change(plan))
    kept.write_report(report)
    attempts = kept.attempts if os.path.isdir(kept.attempts) else ""
    write_outputs(os.environ, outputs(report, kept.report_path, run, url, attempts))
    if plan is None or plan.annotations:
        commands += map(annotation, annotations(report, report.fail_on))
    if plan is None or plan.summary:
        append_summary(os.environ, markdown.render(report, SUMMARY_LIMIT))
    if plan is not None and plan.comment:
        commands += _comment(plan, report)
    return ""


def _checked(kept: "ActionFolder") -> "Report | None":
    """Return the check's report, ``None`` where it did not finish."""
    return None if kept.journal.steps()["check"].went_wrong else kept.report()


def _settings_change(plan: "Plan") -> tuple[str, ...]:
    """Return how the pull request changes its settings; what cannot be told is a warning."""
    from calibrax.cli.github.surroundings import github_api
    from calibrax.errors import CalibraxError
    from calibrax.github.settings_change import settings_change
    from calibrax.report.text import show

    path = plan.config or "calibrax.yml"
    try:
        return settings_change(plan.context, github_api(plan.context), path)
    except CalibraxError as error:
        text = f"whether the pull request changes {path} is not known: {error}"
        click.echo(f"warning: {show(text)}", err=True)
        return ()


def _comment(plan: "Plan", report: "Report") -> list[str]:
    """Write the comment; what GitHub does not let is a warning and never changes the verdict."""
    from calibrax.cli.github.surroundings import github_api
    from calibrax.errors import Forbidden, ServiceError
    from calibrax.github.commands import command
    from calibrax.github.comments import publish as publish_comment
    from calibrax.report.text import show

    try:
        done = publish_comment(github_api(plan.context), plan.context, plan.suite, report)
    except ServiceError as error:
        text = show(str(error))
        if isinstance(error, Forbidden):
            text += (
                "; the job needs the permission pull-requests: write, which a pull request of a "
                "fork never has"
            )
        click.echo(f"warning: no comment: {text}", err=True)
        return [command("warning", text, title="No comment")]
    click.echo(show(done).capitalize() if done else "No comment is needed.")
    return []
