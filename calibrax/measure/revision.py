"""The commit and the branch that git has checked out in a folder."""

import subprocess


def revision(folder: str = ".") -> tuple[str | None, str | None]:
    """Return commit and branch; ``None`` where there is none: no git, no repository, no commit.

    A detached HEAD has a commit and no branch.
    """
    command = ["git", "-C", folder, "rev-parse", "HEAD", "--abbrev-ref", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None, None
    commit, branch = done.stdout.split("\n")[:2]
    return commit, None if branch == "HEAD" else branch
