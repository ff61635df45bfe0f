"""What git knows of a clone: its files, its top, its default branch."""

import subprocess
from pathlib import Path

import pytest

from calibrax.errors import UsageError
from calibrax.github.repository import open_repository


def git(folder: Path, *command: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *identity, *command], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch", "trunk")
    return tmp_path


def test_files_are_those_that_git_does_not_ignore(clone: Path) -> None:
    (clone / ".gitignore").write_text("build/\n", encoding="utf-8")
    for path in ("tracked.py", "new file.py", "ünder/x.py", "build/out.py"):
        (clone / path).parent.mkdir(exist_ok=True)
        (clone / path).write_text("", encoding="utf-8")
    git(clone, "add", "tracked.py")
    repository = open_repository(str(clone))
    assert repository.files == (".gitignore", "new file.py", "tracked.py", "ünder/x.py")


def test_a_folder_without_git_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="is no clone of git; make it one with: git init"):
        open_repository(str(tmp_path))


def test_a_folder_inside_a_clone_is_told_the_top(clone: Path) -> None:
    (clone / "inner").mkdir()
    with pytest.raises(UsageError, match=r"is not the top of the clone; run this in .*") as caught:
        open_repository(str(clone / "inner"))
    assert str(caught.value).endswith(str(clone))


def test_without_a_remote_the_current_branch_is_the_default(clone: Path) -> None:
    assert open_repository(str(clone)).default_branch == "trunk"


def test_the_remote_says_which_branch_is_its_default(clone: Path, tmp_path: Path) -> None:
    git(clone, "commit", "--quiet", "--allow-empty", "-m", "first")
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", str(clone), str(other))
    git(other, "checkout", "--quiet", "-b", "feature")
    assert open_repository(str(other)).default_branch == "trunk"


def test_a_detached_head_without_a_remote_leaves_main(clone: Path) -> None:
    git(clone, "commit", "--quiet", "--allow-empty", "-m", "first")
    git(clone, "checkout", "--quiet", "--detach")
    assert open_repository(str(clone)).default_branch == "main"


def test_a_file_that_cannot_be_read_says_nothing(clone: Path) -> None:
    (clone / "secret").write_text("s", encoding="utf-8")
    (clone / "link").symlink_to("secret")
    (clone / "latin").write_bytes(b"\xff pytest-benchmark")
    repository = open_repository(str(clone))
    assert repository.text("link") == ""
    assert repository.text("absent") == ""
    assert "pytest-benchmark" in repository.text("latin")


def test_the_name_is_fit_for_a_project(tmp_path: Path) -> None:
    folder = tmp_path / "my ${{ x }}"
    folder.mkdir()
    git(folder, "init", "--quiet")
    assert open_repository(str(folder)).name == "my-----x---"
