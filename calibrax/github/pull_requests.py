"""The pull request that another workflow run measured, found again by its head."""

import msgspec

from calibrax.github.api import GitHub
from calibrax.github.context import Context


def resolved(context: Context, github: GitHub) -> Context:
    """Return the context with the pull request, its base branch, or as it was without an open one.

    GitHub's list of a commit's pull requests is empty for forks, and the branch may have moved on
    since: the one that counts is open, from the same branch, with the measured commit at its head.

    Raises:
        ServiceError: GitHub cannot be asked.
    """
    if context.head is None:
        return context
    for each in github.pull_requests(context.head):
        if each.head_sha == context.commit:
            return msgspec.structs.replace(
                context,
                pull_request=each.number,
                base_branch=each.base_branch,
                merge_commit=each.merge_sha,
            )
    return context
