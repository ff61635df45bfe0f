"""The repository that a clone holds: its files and its default branch, as git knows them."""

import os
import re
import subprocess

import msgspec

from calibrax.errors import UsageError


class Repository(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a clone, by their paths from its top, without those that git ignores."""

    top: str
    files: tuple[str, ...]
    default_branch: str

    @property
    def name(self) -> str:
        """The name of its folder, with a dash for each sign that names rarely have."""
        return re.sub(r"[^A-Za-z0-9._-]", "-", os.path.basename(os.path.realpath(self.top)))

    def text(self, path: str) -> str:
        """Return the content of a file; nothing where it cannot be read, or is a symbolic link."""
        place = os.path.join(self.top, path)
        try:
            if os.path.islink(place) or not os.path.isfile(place):
                return ""
            with open(place, encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return ""


def open_repository(folder: str) -> Repository:
    """Return the repository whose top is ``folder``.

    Raises:
        UsageError: it is no clone of git, or not the top of one.
    """
    top = _git(folder, "rev-parse", "--show-toplevel").rstrip("\n")
    if not top:
        raise UsageError(f"{folder}: is no clone of git; make it one with: git init")
    if not os.path.samefile(top, folder):
        raise UsageError(f"{folder}: is not the top of the clone; run this in {top}")
    listed = _git(folder, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    return Repository(
        top=folder,
        files=tuple(sorted({path for path in listed.split("\0") if path})),
        default_branch=default_branch(folder),
    )


def default_branch(folder: str) -> str:
    """Return the branch that the remote calls its default, else the current one, else ``main``.

    Raises:
        UsageError: there is no git.
    """
    remote = _git(folder, "symbolic-ref", "--quiet", "refs/remotes/origin/HEAD").strip()
    current = _git(folder, "symbolic-ref", "--quiet", "HEAD").strip()
    return (
        remote.removeprefix("refs/remotes/origin/") or current.removeprefix("refs/heads/") or "main"
    )


def _git(folder: str, *command: str) -> str:
    """Return what git prints, nothing where it fails.

    Raises:
        UsageError: there is no git.
    """
    try:
        done = subprocess.run(["git", "-C", folder, *command], capture_output=True, check=False)
    except FileNotFoundError:
        raise UsageError("git is not installed, or not on PATH") from None
    return os.fsdecode(done.stdout) if done.returncode == 0 else ""
