"""What is taken over of a private repository that was there before: contents, commits and refs."""

from pathlib import Path

import pytest

from calibrax.errors import DataError
from calibrax.storage.branch import private
from tests.integration.remotes import git

URL, BRANCH = 'file:///a "b" \\c.git', "calibrax-data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "store" / ".branch.git"
    private.make(str(path), URL, BRANCH)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_git_takes_it_for_a_bare_repository_of_that_remote(folder: Path) -> None:
    assert git(folder, "rev-parse", "--is-bare-repository", "--show-object-format") == "true\nsha1"
    assert git(folder, "remote", "get-url", private.REMOTE) == URL
    private.make(str(folder), URL, BRANCH, "sha256")
    assert git(folder, "rev-parse", "--show-object-format") == "sha256"
    assert private.take_up(str(folder), URL, BRANCH)
    assert git(folder, "rev-parse", "--show-object-format") == "sha256"


def test_contents_and_refs_stay_and_all_else_is_as_it_was_made(folder: Path) -> None:
    made = {name: (folder / name).read_bytes() for name in ("config", "HEAD")}
    blob = git(folder, "hash-object", "-w", "--stdin", stdin=b"x")
    tree = git(folder, "mktree", stdin=f"100644 blob {blob}\tx\n".encode())
    git(folder, "update-ref", "refs/calibrax/pulled", tree)
    git(folder, "pack-refs", "--all")
    (folder / "shallow").write_bytes(b"")
    for name in made:
        (folder / name).write_text("theirs", encoding="utf-8")
    for name in ("hooks", "info", "objects/info", "worktrees"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "any").write_text("theirs", encoding="utf-8")
    for name in ("commondir", "config.worktree", "index", "FETCH_HEAD"):
        (folder / name).write_text("theirs", encoding="utf-8")
    assert private.take_up(str(folder), URL, BRANCH)
    assert {name: (folder / name).read_bytes() for name in made} == made
    kept = ["HEAD", "calibrax-source", "config", "objects", "packed-refs", "refs", "shallow"]
    assert names(folder) == kept
    assert not (folder / "objects" / "info").exists()
    assert git(folder, "cat-file", "-p", "refs/calibrax/pulled:x") == "x"


def test_another_or_none_is_not_taken_up(folder: Path, tmp_path: Path) -> None:
    assert not private.take_up(str(tmp_path / "none"), URL, BRANCH)
    assert not private.take_up(str(folder), "file:///other.git", BRANCH)
    assert not private.take_up(str(folder), URL, "other")
    (folder / "calibrax-source").unlink()
    assert not private.take_up(str(folder), URL, BRANCH)


def test_it_is_made_in_place_of_anything(folder: Path, tmp_path: Path) -> None:
    place, outside = tmp_path / "place", tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_text("a", encoding="utf-8")
    place.symlink_to(outside)
    private.make(str(place), URL, BRANCH)
    assert names(outside) == ["a"]
    assert private.take_up(str(place), URL, BRANCH)
    (folder / "objects" / "link").symlink_to(outside)
    assert not private.take_up(str(folder), URL, BRANCH)
    private.make(str(folder), URL, BRANCH)
    assert names(outside) == ["a"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match=r"file/\.branch\.git: cannot be written"):
        private.make(str(tmp_path / "file" / ".branch.git"), URL, BRANCH)
