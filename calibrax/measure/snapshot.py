"""The working tree as a commit."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from calibrax.measure.git import Git

_AUTHOR = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "calibrax"), ("EMAIL", "calibrax@localhost"))
}


def snapshot(
    repository: Path, index: Path, environ: Mapping[str, str], without: Sequence[Path] = ()
) -> str:
    """Return a commit of what lies in the working tree: changed, new and deleted files.

    Files that git ignores are left out, and so are changes in the folders ``without``; submodules
    and LFS files are what ``git add`` makes of them. ``index`` is where a copy of the repository's
    index may be written. The commit is on no branch, so git removes it some weeks later.

    Raises:
        ServiceError: git cannot add a file.
    """
    git = Git(repository, {**environ, **_AUTHOR, "GIT_INDEX_FILE": str(index)})
    head = git.ask("rev-parse", "--verify", "HEAD^{commit}")
    own = repository / Git(repository, environ).ask("rev-parse", "--git-path", "index")
    if own.exists():  # with what it knows of each file, only those that changed are read
        shutil.copy2(own, index)  # with its time: git reads again what changed no earlier than it
    inside = [each for each in map(Path.resolve, without) if repository in each.parents]
    below = [each.relative_to(repository).as_posix() for each in inside]
    # git refuses to leave out what it ignores anyway
    kept = [path for path in below if git.run("check-ignore", "--quiet", path).code]
    left_out = [f":(exclude,literal){path}" for path in kept]
    git.ask("add", "--all", "--", ".", *left_out)
    tree = git.ask("write-tree")
    if tree == git.ask("rev-parse", f"{head}^{{tree}}"):
        return head
    return git.ask("commit-tree", "-p", head, "-m", "Working tree", tree)
