"""What a commit is held against when both are measured in turns: the event says it."""

from collections.abc import Sequence

from calibrax.errors import UsageError
from calibrax.github.context import Context


def bases(context: Context, head: str, parents: Sequence[str]) -> tuple[str, ...]:
    """Return the commits to hold ``head`` against, the first that can be had counts.

    ``head`` is what is checked out, with its ``parents``. A pull request is held against what
    GitHub merged it into, and a merge queue against its base; a push against what the branch was
    before, and anything else, such as a new branch, a schedule or a dispatch, against the parent.
    A first commit has none.

    Raises:
        UsageError: something else is checked out than what is asked to be merged.
    """
    if not context.is_request:
        return tuple(filter(None, (context.before, *parents[:1])))
    if head not in (context.commit, context.merge_commit):
        raise UsageError(
            f"mode ab measures what is checked out, and {head[:12]} is not what this "
            f"{context.event} is about; let actions/checkout take its default"
        )
    if head == context.merge_commit and len(parents) > 1:
        return (parents[0],)
    if context.base_commit is None:
        raise UsageError(f"the event {context.event} does not say which commit is the base")
    return (context.base_commit,)


def parents_in(commit: str) -> tuple[str, ...]:
    """Return the parents that a commit object names, also those that a shallow clone lacks."""
    header = commit.partition("\n\n")[0]
    return tuple(
        line.removeprefix("parent ") for line in header.splitlines() if line.startswith("parent ")
    )
