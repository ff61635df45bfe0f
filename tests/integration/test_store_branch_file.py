"""One file of a branch of code, as the remote has it now."""

import os
from pathlib import Path

import pytest

from calibrax.errors import DataError, ServiceError, UsageError
from calibrax.storage.branch import file_at
from tests.integration.remotes import Remote, git

ENVIRON = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    """Return a remote with a branch of code."""
    remote = Remote(tmp_path / "remote.git")
    commit(remote, "calibrax.yml", "one\n")
    return remote


def commit(remote: Remote, path: str, content: str, mode: str = "100644") -> None:
    """Put a file on the branch ``main``."""
    parent = git(remote.path, "for-each-ref", "--format=%(objectname)", "refs/heads/main")
    lines = ["commit refs/heads/main", "committer a <a@example.com> now", "data 0"]
    lines += [f"from {parent}"] if parent else []
    lines += [f'M {mode} inline "{path}"', f"data {len(content.encode())}", content, ""]
    stream = "\n".join(lines).encode()
    git(remote.path, "fast-import", "--quiet", "--date-format=now", stdin=stream)


def read(remote: Remote, folder: Path, path: str, **environ: str) -> bytes | None:
    """Return a file of the branch ``main``."""
    return file_at(remote.url, "main", path, folder, {**ENVIRON, **environ})


def test_a_file_is_read_as_it_is_there_now(remote: Remote, tmp_path: Path) -> None:
    commit(remote, "a/b c/ü.yml", "deep\r\n")
    assert read(remote, tmp_path / "1", "calibrax.yml") == b"one\n"
    commit(remote, "calibrax.yml", "two\n")
    assert read(remote, tmp_path / "2", "./calibrax.yml") == b"two\n"
    assert read(remote, tmp_path / "3", "a//b c/ü.yml") == b"deep\r\n"


@pytest.mark.parametrize("path", ["no.yml", "a/no.yml", "calibrax.yml/x", "*.yml", ":(top)x"])
def test_a_file_that_is_not_there(remote: Remote, tmp_path: Path, path: str) -> None:
    commit(remote, "a/b.yml", "b")
    assert read(remote, tmp_path / "1", path) is None


def test_only_the_newest_commit_and_one_content_are_fetched(remote: Remote, tmp_path: Path) -> None:
    for each in range(5):
        commit(remote, f"code/{each}.py", f"{each}")
    trace = tmp_path / "trace"
    read(remote, tmp_path / "1", "calibrax.yml", GIT_TRACE=str(trace))
    kept = tmp_path / "1" / ".branch.git"
    listed = git(kept, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)")
    assert sorted(listed.split()) == ["blob", "commit", "tree", "tree"]
    started = trace.read_text(encoding="utf-8").count("built-in: git upload-pack")
    assert started == 2


def test_a_server_that_does_not_filter(tmp_path: Path) -> None:
    remote = Remote(tmp_path / "remote.git", filters=False)
    commit(remote, "calibrax.yml", "one\n")
    assert read(remote, tmp_path / "1", "calibrax.yml") == b"one\n"


@pytest.mark.parametrize(
    ("mode", "at", "path", "said"),
    [
        ("120000", "calibrax.yml", "calibrax.yml", "calibrax.yml: is a symbolic link"),
        ("120000", "a/link", "a/link/b.yml", "a/link: is a symbolic link"),
        ("100644", "a/b.yml", "a", "a: is a folder"),
    ],
)
def test_only_a_file_in_plain_folders_is_read(
    remote: Remote, tmp_path: Path, mode: str, at: str, path: str, said: str
) -> None:
    commit(remote, at, "/etc/passwd", mode)
    with pytest.raises(DataError) as caught:
        read(remote, tmp_path / "1", path)
    assert str(caught.value).startswith(f"branch main of {remote.url}: {said}")


@pytest.mark.parametrize("path", ["", ".", "..", "../x", "a/../b", "/etc/passwd", "a\0b"])
def test_a_path_that_is_none_of_a_file_in_it(remote: Remote, tmp_path: Path, path: str) -> None:
    with pytest.raises(UsageError, match="is no path of a file inside a repository"):
        read(remote, tmp_path / "1", path)


def test_what_cannot_be_fetched_is_an_error_and_no_absent_file(
    remote: Remote, tmp_path: Path
) -> None:
    with pytest.raises(ServiceError, match="has no branch other"):
        file_at(remote.url, "other", "calibrax.yml", tmp_path / "1", ENVIRON)
    gone = f"file://{tmp_path}/gone.git"
    with pytest.raises(ServiceError, match="the branch main cannot be fetched"):
        file_at(gone, "main", "calibrax.yml", tmp_path / "2", ENVIRON)
    with pytest.raises(UsageError, match="is no name of a branch"):
        file_at(remote.url, "a..b", "calibrax.yml", tmp_path / "3", ENVIRON)


def test_nothing_of_the_clone_is_touched(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=main", remote.url, str(clone))
    before = {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()}
    commit(remote, "calibrax.yml", "two\n")
    monkeypatch.chdir(clone)
    misled = {**ENVIRON, "GIT_DIR": str(clone / ".git"), "GIT_WORK_TREE": str(clone)}
    assert file_at("origin", "main", "calibrax.yml", tmp_path / "1", misled) == b"two\n"
    assert {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()} == before
