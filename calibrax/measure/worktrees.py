"""Two checkouts of a repository beside each other, which go away in every case."""

import posixpath
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from calibrax.errors import UsageError
from calibrax.measure.git import Git, apart
from calibrax.measure.refs import commit_of
from calibrax.measure.schedule import Side
from calibrax.measure.snapshot import snapshot

WORKING_TREE = "."
"""The name of what lies in the user's folder, uncommitted changes included."""


class Checkout(msgspec.Struct, frozen=True, kw_only=True):
    """One side, checked out in a folder of its own.

    ``name`` is what the user called it and ``commit`` what that is (of a working tree, its HEAD).
    ``tree`` names the content and ``changed`` says that it is not the commit's own. ``root`` is the
    checkout and ``folder`` the one in it that corresponds to where the user is in ``repository``.
    """

    side: Side
    name: str
    commit: str
    tree: str
    changed: bool
    root: Path
    folder: Path
    repository: Path

    def beside(self, name: str) -> Path:
        """Return a path outside of the checkout, as long as the other side's of that name."""
        return self.root.with_name(f"{self.root.name}-{name}")


@contextmanager
def checkouts(
    folder: Path,
    base: str,
    head: str,
    environ: Mapping[str, str],
    without: Sequence[Path] = (),
) -> Iterator[tuple[Checkout, Checkout]]:
    """Check out two commits of the repository around ``folder``; remove both on the way out.

    A name is anything that git resolves, or ``.`` for the working tree, whose changes in the
    folders ``without`` do not count. The user's files, index, stash and refs are not touched, and
    no hook runs. Submodules stay empty and LFS files are fetched or not, as git's settings say for
    every worktree.

    Raises:
        UsageError: there is no repository, or a name is of no commit.
        ServiceError: git fails, or a remote does.
    """
    environ = apart(environ)
    repository, below = _around(folder, environ)
    git = Git(repository, environ)
    with ExitStack() as stack:
        roots: list[Path] = []
        stack.callback(_forget, git, roots)
        place = stack.enter_context(_temporary())
        sides: tuple[tuple[Side, str], ...] = (("base", base), ("head", head))
        chosen = [
            _chosen(git, name, place / f"index-{side}", environ, without) for side, name in sides
        ]
        made = []
        for (side, name), (commit, content) in zip(sides, chosen, strict=True):
            root = place / side
            roots.append(root)
            git.ask("worktree", "add", "--quiet", "--detach", str(root), content)
            made.append(
                Checkout(
                    side=side,
                    name=name,
                    commit=commit,
                    tree=git.ask("rev-parse", f"{content}^{{tree}}"),
                    changed=commit != content,
                    root=root,
                    folder=root / below,
                    repository=repository,
                )
            )
        yield made[0], made[1]


def differ(one: Checkout, other: Checkout) -> bool:
    """Tell whether there is anything to compare: a file that is not the same on both sides."""
    return one.tree != other.tree


def take(
    paths: Sequence[str], source: Checkout, target: Checkout, environ: Mapping[str, str]
) -> Checkout:
    """Replace files of a checkout by those of the other, and remove those the other lacks.

    ``paths`` are git's patterns, relative to the folder of the checkout.

    Raises:
        UsageError: a path is on neither side.
    """
    git = Git(target.root, apart(environ))
    below = target.folder.relative_to(target.root).as_posix()
    patterns = [posixpath.normpath(posixpath.join(below, path)) for path in paths]
    done = git.run("restore", f"--source={source.tree}", "--staged", "--worktree", "--", *patterns)
    if done.code:
        raise UsageError(
            f"files from {source.side} {source.name!r} cannot be taken into {target.side}: "
            f"{done.reason}"
        )
    tree = git.ask("write-tree")
    changed = tree != git.ask("rev-parse", f"{target.commit}^{{tree}}")
    return msgspec.structs.replace(target, tree=tree, changed=changed)


def _around(folder: Path, environ: Mapping[str, str]) -> tuple[Path, Path]:
    """Return the top of the repository that a folder is in, and where in it the folder is."""
    git = Git(folder, environ)
    done = git.run("rev-parse", "--show-toplevel")
    if done.code:
        raise UsageError(f"{folder}: no checkout of a git repository: {done.reason}")
    return Path(done.out.removesuffix("\n")), Path(git.ask("rev-parse", "--show-prefix"))


def _chosen(
    git: Git, name: str, index: Path, environ: Mapping[str, str], without: Sequence[Path]
) -> tuple[str, str]:
    """Return the commit that a name stands for, and the one with the content to measure."""
    if name == WORKING_TREE:
        return commit_of(git, "HEAD"), snapshot(git.folder, index, environ, without)
    commit = commit_of(git, name)
    return commit, commit


@contextmanager
def _temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="calibrax-ab-", ignore_cleanup_errors=True) as path:
        yield Path(path).resolve()


def _forget(git: Git, roots: Sequence[Path]) -> None:
    """Remove the entries of worktrees that are gone, and no other of the user's worktrees."""
    for root in roots:
        git.run("worktree", "remove", "--force", "--force", str(root))
