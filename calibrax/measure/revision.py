"""The commit and the branch that git has checked out in a folder."""

import subprocess


def revision(folder: str = ".") -> tuple[str | None, str | None]:
    """Return commit and branch; ``None`` where there is none: no git, no repository, no commit.

    A detached HEAD has a commit and no branch.
    """
    command = ["git", "-C", folder, "rev-parse", "HEAD", "--symbolic-full-name", "HEAD"]
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None, None
    commit, ref = done.stdout.split("\n")[:2]
    return commit, ref.removeprefix("refs/heads/") if ref != "HEAD" else None
