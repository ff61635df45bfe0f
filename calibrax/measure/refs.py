"""The commit that a name stands for, fetched where a shallow clone lacks it."""

import re

from calibrax.errors import ServiceError, UsageError
from calibrax.measure.git import MINUTES, Git

_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def commit_of(git: Git, name: str) -> str:
    """Return the commit of a branch, a tag, a hash, or anything else that git resolves.

    A shallow clone gets the commit alone from its remote, and no ref for it.

    Raises:
        UsageError: there is no such commit.
        ServiceError: the remote cannot be asked, or does not give it.
    """
    found = _known(git, name)
    if found:
        return found
    if git.ask("rev-parse", "--is-shallow-repository") != "true":
        raise UsageError(
            f"{name!r}: git knows no such branch, tag or commit here; "
            "`git fetch` brings what is new at the remote"
        )
    return _fetched(git, name)


def _known(git: Git, name: str) -> str | None:
    if name.startswith("-"):
        raise UsageError(f"{name!r}: is no name of a branch, a tag or a commit")
    done = git.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return None if done.code else done.out.strip()


def _fetched(git: Git, name: str) -> str:
    remote, ref = _at_remote(git, name)
    wanted = ref if _HASH.fullmatch(ref) else _advertised(git, remote, name, ref)
    if not _known(git, wanted):  # fetching what is there would cut off its history
        done = git.run(
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-auto-maintenance",
            remote,
            wanted,
            seconds=MINUTES * 60,
        )
        if done.code:
            raise ServiceError(f"git fetch --depth 1 {remote} {wanted}: {done.reason}")
    return git.ask("rev-parse", "--verify", f"{wanted}^{{commit}}")


def _at_remote(git: Git, name: str) -> tuple[str, str]:
    """Return the remote to ask and what to ask it for: ``origin/main`` is ``main`` of origin."""
    remote, _, branch = name.partition("/")
    if branch and remote in git.ask("remote").splitlines():
        return remote, branch if branch == "HEAD" else f"refs/heads/{branch}"
    return "origin", name


def _advertised(git: Git, remote: str, name: str, ref: str) -> str:
    """Return the object that a remote's ref points to; of a tag and a branch of a name, the tag."""
    full = (ref, f"refs/tags/{ref}", f"refs/heads/{ref}")
    done = git.run("ls-remote", "--quiet", remote, *full, seconds=MINUTES * 60)
    if done.code:
        raise ServiceError(f"git ls-remote {remote}: {done.reason}")
    rows = (line.partition("\t") for line in done.out.splitlines())
    objects = {found: hash for hash, _, found in rows}
    wanted = next((objects[each] for each in full if each in objects), None)
    if wanted is None:
        raise UsageError(
            f"{name!r}: no such branch or tag, neither in this shallow clone nor at {remote}; "
            f"`git fetch --unshallow {remote}` brings all commits"
        )
    return wanted
