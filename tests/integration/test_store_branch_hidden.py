"""The private repository of a store may come with a checkout: nothing it says is acted on."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.conftest import Cli
from tests.integration.remotes import Remote, git, run_at, save, stored
from tests.integration.test_store_branch import pull, push

HIDDEN = ".branch.git"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


@pytest.fixture
def theirs(cli: Cli, remote: Remote, tmp_path: Path) -> Path:
    """Return the private repository of a store that pulled, for somebody to spoil."""
    save(tmp_path / "one", run_at(0)).set_baseline("main-main-000")
    push(cli, remote, "one")
    pull(cli, remote, "two")
    save(tmp_path / "one", run_at(1))
    push(cli, remote, "one")
    return tmp_path / "two" / HIDDEN


def script(folder: Path) -> Path:
    """Return a program that leaves a trace of having run."""
    path = folder / "spy"
    path.write_text(f"#!/bin/sh\ntouch '{folder}/ran'\nexit 1\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def configure(repository: Path, text: str) -> None:
    with open(repository / "config", "a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def upload_pack(repository: Path, spy: Path) -> None:
    configure(repository, f'[remote "calibrax-store"]\n\tuploadpack = {spy}\n\treceivepack = {spy}')


def any_transport(repository: Path, spy: Path) -> None:
    configure(repository, f'[protocol "ext"]\n\tallow = always\n[url "ext::{spy} "]\n')
    configure(repository, f'[url "ext::{spy} "]\n\tinsteadOf = file://')


def ssh_command(repository: Path, spy: Path) -> None:
    configure(repository, f"[core]\n\tsshCommand = {spy}")
    configure(repository, '[url "ssh://localhost/"]\n\tinsteadOf = file://')


def hooks_in_place(repository: Path, spy: Path) -> None:
    configure(repository, f"[core]\n\thooksPath = {repository}/hooks")
    (repository / "hooks").mkdir()
    shutil.copy(spy, repository / "hooks" / "reference-transaction")
    shutil.copy(spy, repository / "hooks" / "pre-push")


def included(repository: Path, spy: Path) -> None:
    (repository / "more").write_text(
        f'[remote "calibrax-store"]\n\tuploadpack = {spy}\n', encoding="utf-8"
    )
    configure(repository, "[include]\n\tpath = more")


def of_the_work_tree(repository: Path, spy: Path) -> None:
    configure(repository, "[core]\n\trepositoryFormatVersion = 1")
    configure(repository, "[extensions]\n\tworktreeConfig = true")
    (repository / "config.worktree").write_text(
        f'[remote "calibrax-store"]\n\tuploadpack = {spy}\n', encoding="utf-8"
    )


def in_another_folder(repository: Path, spy: Path) -> None:
    upload_pack(repository, spy)
    shutil.copytree(repository, repository / "common")
    (repository / "commondir").write_text("common\n", encoding="utf-8")


def for_alternates(repository: Path, spy: Path) -> None:
    configure(repository, f"[core]\n\talternateRefsCommand = {spy}")
    other = repository.parent.parent / "remote.git" / "objects"
    (repository / "objects" / "info").mkdir(exist_ok=True)
    (repository / "objects" / "info" / "alternates").write_text(f"{other}\n", encoding="utf-8")


def link(repository: Path, spy: Path) -> None:
    upload_pack(repository, spy)
    repository.rename(repository.parent / "real")
    repository.symlink_to("real")


def file_that_leads_elsewhere(repository: Path, spy: Path) -> None:
    upload_pack(repository, spy)
    repository.rename(repository.parent / "real")
    repository.write_text("gitdir: real\n", encoding="utf-8")


def link_to_the_configuration(repository: Path, spy: Path) -> None:
    upload_pack(repository, spy)
    (repository / "config").rename(repository / "real")
    (repository / "config").symlink_to("real")


COMMANDS = [
    upload_pack,
    any_transport,
    ssh_command,
    hooks_in_place,
    included,
    of_the_work_tree,
    in_another_folder,
    for_alternates,
    link,
    file_that_leads_elsewhere,
    link_to_the_configuration,
]


@pytest.mark.parametrize("verb", ["pull", "push"])
@pytest.mark.parametrize("spoil", COMMANDS)
def test_no_command_of_it_is_run(
    cli: Cli,
    remote: Remote,
    theirs: Path,
    tmp_path: Path,
    verb: str,
    spoil: Callable[[Path, Path], None],
) -> None:
    spoil(theirs, script(tmp_path))
    save(tmp_path / "two", run_at(2))
    done = cli("store", verb, "--data", "two", "--remote", remote.url)
    assert not (tmp_path / "ran").exists()
    assert (done.code, done.err) == (0, "")
    assert len(stored(tmp_path / "two") if verb == "pull" else remote.runs()) == 3


def test_it_leads_to_no_other_remote(
    cli: Cli, remote: Remote, theirs: Path, tmp_path: Path
) -> None:
    other = Remote(tmp_path / "other.git")
    git(theirs, "config", "remote.calibrax-store.url", other.url)
    git(theirs, "config", f"url.{other.url}.insteadOf", remote.url)
    save(tmp_path / "two", run_at(2))
    assert push(cli, remote, "two").code == 0
    assert git(other.path, "for-each-ref") == ""
    assert len(remote.runs()) == 3


def test_it_stands_for_no_other_contents(
    cli: Cli, remote: Remote, theirs: Path, tmp_path: Path
) -> None:
    tip = git(remote.path, "rev-parse", "calibrax-data")
    git(theirs, "fetch", "--quiet", remote.url, "calibrax-data")
    other = git(theirs, "commit-tree", "-m", "x", git(theirs, "mktree", stdin=b""))
    git(theirs, "replace", tip, other)
    assert pull(cli, remote, "two").code == 0
    assert len(stored(tmp_path / "two")) == 2


@pytest.mark.parametrize("inside", ["objects", "refs", "objects/pack"])
def test_a_link_in_it_leads_nowhere(
    cli: Cli, remote: Remote, theirs: Path, tmp_path: Path, inside: str
) -> None:
    outside = tmp_path / "outside"
    shutil.move(theirs / inside, outside)
    (theirs / inside).symlink_to(outside)
    before = sorted(outside.rglob("*"))
    assert pull(cli, remote, "two").code == 0
    assert sorted(outside.rglob("*")) == before
    assert not (theirs / inside).is_symlink()
    assert len(stored(tmp_path / "two")) == 2


def test_only_common_transports_are_used_unless_the_environment_says_so(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    url = f"ext::git-upload-pack {remote.path}"
    user = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "protocol.ext.allow"}
    user["GIT_CONFIG_VALUE_0"] = "always"
    refused = cli("store", "pull", "--data", "new", "--remote", url, **user)
    assert refused.code == 5
    assert "transport 'ext' not allowed" in refused.err
    allowed = cli("store", "pull", "--data", "new", "--remote", url, GIT_ALLOW_PROTOCOL="ext")
    assert allowed.code == 0
