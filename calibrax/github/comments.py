"""The one comment of a workflow's job on a pull request: written once, then kept up to date."""

from collections.abc import Iterable
from urllib.parse import quote

import msgspec

from calibrax.gate.policy import FAIL_ON
from calibrax.gate.verdict import Verdict
from calibrax.github.api import Comment, GitHub
from calibrax.github.context import Context
from calibrax.report import markdown
from calibrax.report.model import Report

LIMIT = 60_000
"""Bytes: GitHub refuses a comment of more than 65,536 characters."""


def marker(context: Context, suite: str) -> str:
    """Return the hidden text by which the comment of a workflow, job and suite is found again."""
    return (
        "<!-- calibrax: "
        + "/".join(quote(each, safe="") for each in (context.workflow, context.job, suite))
        + " -->"
    )


def body(report: Report, mark: str) -> str:
    """Return the text of the comment."""
    words = "" if needs_attention(report) else "All is well again.\n\n"
    return f"{mark}\n{words}{markdown.render(report, LIMIT)}"


def needs_attention(report: Report) -> bool:
    """Tell whether the report says anything that somebody should look at."""
    quiet = (Verdict.PASS, Verdict.NO_BASELINE)
    return bool(report.findings or report.settings_change) or report.verdict not in quiet


def mine(comments: Iterable[Comment], mark: str, author: str) -> Comment | None:
    """Return the comment that carries the mark; one by anybody else is not touched."""
    marked = (each for each in comments if each.body.startswith(mark) and each.author == author)
    return next(marked, None)


def publish(github: GitHub, context: Context, suite: str, report: Report) -> str:
    """Write or update the comment on the pull request; say what was done, empty for nothing.

    Nothing is written where there is nothing to look at and nothing was said before.

    Raises:
        ServiceError: GitHub does not let it, or fails.
    """
    if context.pull_request is None:
        return ""
    mark = marker(context, suite)
    if context.foreign:  # whether it fails was decided by the workflow that measured
        report = msgspec.structs.replace(report, fail_on=FAIL_ON)
    text = body(report, mark)
    earlier = mine(github.comments(context.pull_request), mark, github.login())
    if earlier is not None:
        if earlier.body == text:
            return ""
        github.update_comment(earlier.id, text)
        return f"updated the comment on #{context.pull_request}"
    if not needs_attention(report):
        return ""
    github.create_comment(context.pull_request, text)
    return f"commented on #{context.pull_request}"
