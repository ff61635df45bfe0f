"""Real bare remotes over file://, stores that push to them, and what is on their branch."""

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import msgspec

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run

BRANCH = "calibrax-data"
IDENTITY = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}


def git(folder: Path, *command: str, stdin: bytes | None = None) -> str:
    """Run git in a folder, and nothing of this machine's configuration, and return its output."""
    environ = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, **IDENTITY}
    done = subprocess.run(
        ["git", *command], cwd=folder, env=environ, input=stdin, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().rstrip("\n")


class Remote:
    """A bare repository with the data branch in it."""

    def __init__(self, path: Path, *, filters: bool = True) -> None:
        self.path = path
        self.url = f"file://{path}"
        path.mkdir(parents=True)
        git(path, "init", "--quiet", "--bare")
        git(path, "config", "uploadpack.allowFilter", str(filters).lower())

    def files(self) -> list[str]:
        """Return the paths on the branch."""
        return git(self.path, "ls-tree", "-r", "--name-only", BRANCH).splitlines()

    def runs(self) -> list[str]:
        """Return the ids that the names of the runs on the branch end in."""
        return [path[29:-5] for path in self.files() if path.startswith("runs/")]

    def read(self, path: str) -> str:
        """Return the content of a file on the branch."""
        return git(self.path, "show", f"{BRANCH}:{path}")

    def subjects(self) -> list[str]:
        """Return what the commits of the branch say, newest first."""
        return git(self.path, "log", "--format=%s", BRANCH).splitlines()

    def hook(self, name: str, script: str) -> None:
        """Let the remote run a shell script as a hook."""
        path = self.path / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def edit(self, *commands: str) -> None:
        """Change the branch by hand: lines in the form of git fast-import, on its tip."""
        head = f"commit refs/heads/{BRANCH}\ncommitter a <a@example.com> now\ndata 4\nhand\n"
        lines = [head, f"from refs/heads/{BRANCH}^0\n", *(f"{each}\n" for each in commands)]
        stream = "".join(lines).encode()
        git(self.path, "fast-import", "--quiet", "--date-format=now", stdin=stream)


def run_at(hour: int, suite: str = "main", branch: str = "main", id: str | None = None) -> Run:
    """Return a run of that hour; its id says suite, branch and hour."""
    return a_run(
        a_point("a", t=1.0 + hour),
        id=id or f"{suite}-{branch}-{hour:03}",
        suite=suite,
        branch=branch,
        timestamp=NOON + timedelta(hours=hour),
    )


def save(folder: Path, *runs: Run) -> Store:
    """Store runs in a folder."""
    store = Store(folder)
    for run in runs:
        store.save(run)
    return store


def of_kind(run: Run, kind: str) -> Run:
    """Return the run as one of another kind."""
    return msgspec.structs.replace(run, kind=kind)


def stored(folder: Path) -> list[str]:
    """Return the ids of the runs in a store, sorted."""
    return sorted(header.id for header in Store(folder).headers())


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a store but those of its private repository."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".branch.git" not in path.parts
    }
