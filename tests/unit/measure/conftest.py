"""A repository for each test, and an environment without the caller's git in it."""

import os
from pathlib import Path

import pytest

from tests.integration.remotes import git


@pytest.fixture
def environ() -> dict[str, str]:
    """Return the variables that a user's shell would hold: no identity for git."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a repository on ``main`` with two commits, tagged ``v1`` and ``v2``."""
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "pkg").mkdir()
    for number in ("1", "2"):
        (folder / "pkg" / "version").write_text(number, encoding="utf-8")
        (folder / ".gitignore").write_text("ignored\n", encoding="utf-8")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--message", number)
        git(folder, "tag", f"v{number}", "--annotate", "--message", number)
    return folder
