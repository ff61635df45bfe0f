"""Commit and branch of real git repositories, made for each test."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from calibrax.measure.revision import revision


@pytest.fixture(autouse=True)
def _no_other_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep git inside the test's folder, and away from the settings of the caller."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A Tester")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@example.org")
        monkeypatch.setenv(f"GIT_{role}_DATE", "2026-01-02T03:04:05Z")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with one commit on ``main``."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message=first")
    return tmp_path


def test_commit_and_branch_of_a_repository(repository: Path) -> None:
    commit, branch = revision(str(repository))

    assert branch == "main"
    assert commit is not None
    assert re.fullmatch("[0-9a-f]{40}", commit)
    assert commit == (repository / ".git/refs/heads/main").read_text(encoding="utf-8").strip()


def test_the_commit_changes_with_the_next_one(repository: Path) -> None:
    first, _ = revision(str(repository))
    git(repository, "commit", "--quiet", "--allow-empty", "--message=second")

    second, _ = revision(str(repository))

    assert first is not None
    assert second not in (None, first)
    assert git(repository, "rev-parse", "HEAD~1") == first


@pytest.mark.parametrize("name", ["feature/fast", "fix-#12", "tränen", "release@2"])
def test_a_branch_is_named_in_full(repository: Path, name: str) -> None:
    git(repository, "checkout", "--quiet", "-b", name)

    assert revision(str(repository))[1] == name


def test_a_tag_of_the_same_name_does_not_change_the_branchs(repository: Path) -> None:
    git(repository, "tag", "main")

    assert revision(str(repository))[1] == "main"


def test_a_file_that_is_called_like_a_revision_does_not_matter(repository: Path) -> None:
    (repository / "HEAD").write_text("x", encoding="utf-8")

    commit, branch = revision(str(repository))

    assert (commit is not None, branch) == (True, "main")


def test_a_detached_head_has_a_commit_and_no_branch(repository: Path) -> None:
    on_branch, _ = revision(str(repository))
    git(repository, "checkout", "--quiet", "--detach")

    assert revision(str(repository)) == (on_branch, None)


def test_a_folder_inside_the_repository_is_of_its_revision(repository: Path) -> None:
    inside = repository / "a" / "b"
    inside.mkdir(parents=True)

    assert revision(str(inside)) == revision(str(repository))


def test_the_current_folder_is_the_default(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)

    assert revision() == revision(str(repository))
    assert revision()[1] == "main"


def test_a_repository_without_a_commit_has_neither(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")

    assert revision(str(tmp_path)) == (None, None)


def test_a_folder_without_a_repository_has_neither(tmp_path: Path) -> None:
    assert revision(str(tmp_path)) == (None, None)


def test_a_folder_that_is_not_there_has_neither(tmp_path: Path) -> None:
    assert revision(str(tmp_path / "absent")) == (None, None)


def test_without_git_there_is_neither(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "bin").mkdir()
    monkeypatch.setenv("PATH", str(repository / "bin"))

    assert revision(str(repository)) == (None, None)
