"""Commits that a shallow clone lacks come from its remote, alone and without a ref."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from calibrax.errors import ServiceError, UsageError
from calibrax.measure.git import Git
from calibrax.measure.refs import commit_of
from tests.integration.remotes import git

Environ = Mapping[str, str]


@pytest.fixture
def shallow(project: Path, tmp_path: Path) -> Path:
    """Return a clone with the last commit of ``main`` alone; ``old`` is a branch of the remote."""
    git(project, "branch", "old", "v1")
    git(project, "config", "uploadpack.allowAnySHA1InWant", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{project}", str(clone))
    return clone


@pytest.mark.parametrize("name", ["origin/old", "old", "v1", "refs/tags/v1"])
def test_what_the_remote_calls_it(
    shallow: Path, project: Path, environ: Environ, name: str
) -> None:
    before = git(shallow, "for-each-ref")
    assert commit_of(Git(shallow, environ), name) == git(project, "rev-parse", "v1^{commit}")
    assert git(shallow, "for-each-ref") == before
    assert git(shallow, "rev-parse", "--is-shallow-repository") == "true"


def test_a_hash(shallow: Path, project: Path, environ: Environ) -> None:
    commit = git(project, "rev-parse", "v1^{commit}")
    assert commit_of(Git(shallow, environ), commit) == commit
    assert git(shallow, "show", f"{commit}:pkg/version") == "1"


def test_what_is_there_is_not_fetched(shallow: Path, environ: Environ) -> None:
    git(shallow, "remote", "set-url", "origin", "file:///nowhere")
    head = git(shallow, "rev-parse", "HEAD")
    assert commit_of(Git(shallow, environ), "HEAD") == head
    assert commit_of(Git(shallow, environ), "origin/main") == head


def test_a_name_that_is_nowhere(shallow: Path, environ: Environ) -> None:
    with pytest.raises(UsageError, match="neither in this shallow clone nor at origin"):
        commit_of(Git(shallow, environ), "origin/none")
    with pytest.raises(UsageError, match="is no name of a branch"):
        commit_of(Git(shallow, environ), "--all")


def test_a_name_that_a_whole_clone_does_not_know(project: Path, environ: Environ) -> None:
    with pytest.raises(UsageError, match="'none': git knows no such branch, tag or commit here"):
        commit_of(Git(project, environ), "none")


def test_a_remote_that_cannot_be_asked(shallow: Path, environ: Environ) -> None:
    git(shallow, "remote", "set-url", "origin", "file:///nowhere")
    with pytest.raises(ServiceError, match="git ls-remote origin: "):
        commit_of(Git(shallow, environ), "origin/old")
    with pytest.raises(ServiceError, match=r"git fetch --depth 1 origin 1{40}: "):
        commit_of(Git(shallow, environ), "1" * 40)
