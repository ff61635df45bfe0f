"""Checkouts of real repositories: what is in them, and what is left when they are gone."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from calibrax.errors import UsageError
from calibrax.measure.worktrees import Checkout, checkouts, differ, take
from tests.integration.remotes import git

Environ = dict[str, str]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield the folder for temporary files, which a test has to leave empty."""
    folder = tmp_path / "temporary [1]"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def files(folder: Path) -> dict[str, str]:
    """Return the files of a checkout but git's own."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def state(project: Path) -> dict[str, object]:
    """Return what may not change: files, index, refs, stash, worktrees, configuration."""
    own = project / ".git"
    return {
        "files": files(project),
        "index": (own / "index").read_bytes(),
        "refs": git(project, "for-each-ref"),
        "head": (own / "HEAD").read_text(encoding="utf-8"),
        "stash": git(project, "stash", "list"),
        "worktrees": git(project, "worktree", "list"),
        "config": (own / "config").read_text(encoding="utf-8"),
        "here": sorted(path.name for path in own.iterdir()),
    }


def test_two_commits_side_by_side(project: Path, environ: Environ) -> None:
    with checkouts(project, "v1", "main", environ) as (base, head):
        assert files(base.root) == {".gitignore": "ignored\n", "pkg/version": "1"}
        assert files(head.root) == {".gitignore": "ignored\n", "pkg/version": "2"}
        assert (base.side, base.name, base.changed) == ("base", "v1", False)
        assert (head.side, head.name, head.changed) == ("head", "main", False)
        assert base.commit == git(project, "rev-parse", "v1^{commit}")
        assert head.commit == git(project, "rev-parse", "main")
        assert differ(base, head)
        assert len(str(base.folder)) == len(str(head.folder))
        assert len(str(base.beside("venv"))) == len(str(head.beside("venv")))


def test_nothing_of_the_users_changes(project: Path, environ: Environ) -> None:
    (project / "pkg" / "version").write_text("staged", encoding="utf-8")
    git(project, "add", ".")
    (project / "pkg" / "version").write_text("edited", encoding="utf-8")
    (project / "new").write_text("new", encoding="utf-8")
    git(project, "stash", "create")
    before = state(project)

    with checkouts(project, "v1", ".", environ) as (base, head):
        (base.root / "pkg" / "version").write_text("broken", encoding="utf-8")
        (head.root / "more").write_text("more", encoding="utf-8")

    assert state(project) == before


def test_the_working_tree_is_measured_as_it_lies_there(project: Path, environ: Environ) -> None:
    (project / "pkg" / "version").write_text("staged", encoding="utf-8")
    git(project, "add", ".")
    (project / "pkg" / "version").write_text("edited", encoding="utf-8")
    (project / "pkg" / "new").write_text("new", encoding="utf-8")
    (project / "ignored").write_text("ignored", encoding="utf-8")

    with checkouts(project, "HEAD", ".", environ) as (base, head):
        assert files(head.root) == {
            ".gitignore": "ignored\n",
            "pkg/new": "new",
            "pkg/version": "edited",
        }
        assert (head.name, head.changed) == (".", True)
        assert head.commit == base.commit == git(project, "rev-parse", "HEAD")
        assert differ(base, head)


def test_a_file_that_was_deleted_is_gone(project: Path, environ: Environ) -> None:
    (project / "pkg" / "version").unlink()
    (project / "other").write_text("", encoding="utf-8")

    with checkouts(project / ".", "HEAD", ".", environ) as (_, head):
        assert sorted(files(head.root)) == [".gitignore", "other"]


def test_a_clean_working_tree_is_its_commit(project: Path, environ: Environ) -> None:
    with checkouts(project, "HEAD", ".", environ) as (base, head):
        assert not differ(base, head)
        assert not head.changed
        assert git(head.root, "rev-parse", "HEAD") == head.commit


def test_two_commits_of_one_tree_do_not_differ(project: Path, environ: Environ) -> None:
    git(project, "commit", "--quiet", "--allow-empty", "--message=3")

    with checkouts(project, "v2", "main", environ) as (base, head):
        assert base.commit != head.commit
        assert not differ(base, head)


def test_a_folder_inside_is_the_same_one_in_either_checkout(
    project: Path, environ: Environ
) -> None:
    with checkouts(project / "pkg", "v1", ".", environ) as (base, head):
        assert base.folder == base.root / "pkg"
        assert (base.folder / "version").read_text(encoding="utf-8") == "1"
        assert head.folder == head.root / "pkg"
        assert head.repository == project


def test_a_folder_of_any_name(project: Path, environ: Environ) -> None:
    moved = project.rename(project.with_name("a name\nof two lines ä"))
    inside = moved / "pk g\nä"
    (moved / "pkg").rename(inside)
    git(moved, "add", ".")
    with checkouts(inside, "v1", ".", environ) as (_, head):
        assert (head.folder / "version").read_text(encoding="utf-8") == "2"
        assert head.repository == moved


def test_from_inside_all_of_the_working_tree_counts(project: Path, environ: Environ) -> None:
    (project / "outside").write_text("o", encoding="utf-8")

    with checkouts(project / "pkg", "v1", ".", environ) as (_, head):
        assert files(head.root)["outside"] == "o"


def test_the_environment_of_a_hook_does_not_lead_astray(
    project: Path, tmp_path: Path, environ: Environ
) -> None:
    astray = {
        "GIT_DIR": str(tmp_path / "other"),
        "GIT_WORK_TREE": str(tmp_path),
        "GIT_INDEX_FILE": str(tmp_path / "index"),
        "GIT_PREFIX": "x/",
        "GIT_OBJECT_DIRECTORY": str(tmp_path / "objects"),
    }
    (project / "new").write_text("new", encoding="utf-8")

    with checkouts(project, "v1", ".", {**environ, **astray}) as (base, head):
        changed = take(["new"], head, base, {**environ, **astray})
        assert files(base.root)["new"] == "new"
        assert changed.changed
    assert not (tmp_path / "index").exists()
    assert not (tmp_path / "objects").exists()


def test_what_the_environment_configures_counts(project: Path, environ: Environ) -> None:
    renormalized = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.autocrlf",
        "GIT_CONFIG_VALUE_0": "true",
    }

    with checkouts(project, "v1", "v2", {**environ, **renormalized}) as (base, _):
        assert (base.root / ".gitignore").read_bytes() == b"ignored\r\n"


def test_no_hook_runs(project: Path, tmp_path: Path, environ: Environ) -> None:
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        hook = project / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", encoding="utf-8")
        hook.chmod(0o755)
    (project / "new").write_text("new", encoding="utf-8")

    with checkouts(project, "v1", ".", environ) as (base, head):
        take(["new"], head, base, environ)

    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_they_go_away_whatever_is_raised(
    project: Path, environ: Environ, error: type[BaseException]
) -> None:
    before = state(project)

    with pytest.raises(error), checkouts(project, "v1", "v2", environ):
        raise error

    assert state(project) == before


def test_they_go_away_when_they_were_spoiled(project: Path, environ: Environ) -> None:
    before = state(project)

    with checkouts(project, "v1", "v2", environ) as (base, head):
        (base.root / ".git").unlink()
        git(project, "worktree", "lock", str(head.root))
        closed = head.root / "modules"
        closed.mkdir()
        (closed / "file").write_text("", encoding="utf-8")
        closed.chmod(0o500)

    assert state(project) == before


def test_other_worktrees_stay_even_those_that_are_away(
    project: Path, tmp_path: Path, environ: Environ
) -> None:
    git(project, "worktree", "add", "--quiet", str(tmp_path / "base"), "-b", "other")
    (tmp_path / "base").rename(tmp_path / "away")
    before = git(project, "worktree", "list")

    with checkouts(project, "v1", "v2", environ):
        pass

    assert git(project, "worktree", "list") == before
    assert "base" in before


def test_it_works_from_a_worktree_of_the_users(
    project: Path, tmp_path: Path, environ: Environ
) -> None:
    mine = tmp_path / "mine"
    git(project, "worktree", "add", "--quiet", "--detach", str(mine), "v1")
    (mine / "new").write_text("mine", encoding="utf-8")

    with checkouts(mine, "v2", ".", environ) as (_, head):
        assert files(head.root) == {".gitignore": "ignored\n", "new": "mine", "pkg/version": "1"}
    assert mine.exists()


@pytest.mark.parametrize("name", ["absent", "v1~7", "0" * 40, "", "-q", "--all", "v1:pkg"])
def test_a_name_of_no_commit(project: Path, environ: Environ, name: str) -> None:
    with pytest.raises(UsageError) as told, checkouts(project, name, ".", environ):
        pass

    assert repr(name) in str(told.value)


@pytest.mark.parametrize("name", ["v1", "main~1", "HEAD^", "HEAD~1"])
def test_names_are_what_git_makes_of_them(project: Path, environ: Environ, name: str) -> None:
    with checkouts(project, name, ".", environ) as (base, _):
        assert base.commit == git(project, "rev-parse", "v1^{commit}")


def test_a_short_hash(project: Path, environ: Environ) -> None:
    with checkouts(project, git(project, "rev-parse", "--short", "v1"), ".", environ) as (base, _):
        assert (base.folder / "pkg" / "version").read_text(encoding="utf-8") == "1"


def test_a_folder_without_a_repository(tmp_path: Path, environ: Environ) -> None:
    alone = {**environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}

    with pytest.raises(UsageError, match=r"no checkout of a git repository"):
        enter(tmp_path, alone)


def test_a_repository_without_a_commit(tmp_path: Path, environ: Environ) -> None:
    git(tmp_path, "init", "--quiet")

    with pytest.raises(UsageError, match=r"'HEAD'"):
        enter(tmp_path, environ)


def enter(folder: Path, environ: Environ) -> None:
    with checkouts(folder, "HEAD", ".", environ):
        pass


@pytest.fixture
def pair(project: Path, environ: Environ) -> Iterator[tuple[Checkout, Checkout]]:
    """Yield checkouts where head changed, added and removed a benchmark."""
    benchmarks = project / "pkg" / "bench"
    benchmarks.mkdir()
    (benchmarks / "old").write_text("old", encoding="utf-8")
    (benchmarks / "both").write_text("1", encoding="utf-8")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=3")
    (benchmarks / "old").unlink()
    (benchmarks / "both").write_text("2", encoding="utf-8")
    (benchmarks / "new").write_text("new", encoding="utf-8")
    (project / "pkg" / "version").write_text("4", encoding="utf-8")
    with checkouts(project / "pkg", "HEAD", ".", environ) as sides:
        yield sides


def test_benchmarks_of_head_in_base(pair: tuple[Checkout, Checkout], environ: Environ) -> None:
    base, head = pair

    changed = take(["bench"], head, base, environ)

    assert files(base.folder) == {"bench/both": "2", "bench/new": "new", "version": "2"}
    assert changed.changed
    assert changed.tree not in (base.tree, head.tree)
    assert differ(changed, head)


def test_benchmarks_of_base_in_head(pair: tuple[Checkout, Checkout], environ: Environ) -> None:
    base, head = pair

    changed = take(["bench/*"], base, head, environ)

    assert files(head.folder) == {"bench/both": "1", "bench/old": "old", "version": "4"}
    assert changed.commit == head.commit


def test_when_only_the_benchmarks_changed_the_sides_no_longer_differ(
    pair: tuple[Checkout, Checkout], environ: Environ
) -> None:
    base, head = pair

    changed = take(["bench", "../pkg/version"], head, base, environ)

    assert not differ(changed, head)


def test_paths_that_are_nowhere(pair: tuple[Checkout, Checkout], environ: Environ) -> None:
    with pytest.raises(UsageError, match=r"from head '\.' cannot be taken into base: .*absent"):
        take(["bench", "absent"], pair[1], pair[0], environ)


def test_without_git(project: Path, tmp_path: Path) -> None:
    from calibrax.errors import ServiceError

    with pytest.raises(ServiceError, match="install git"):
        enter(project, {"PATH": str(tmp_path)})


def test_names_with_spaces_and_umlauts(tmp_path: Path, project: Path, environ: Environ) -> None:
    folder = tmp_path / "mein präziser ordner"
    os.rename(project, folder)
    (folder / "größe 1").write_text("ü", encoding="utf-8")

    with checkouts(folder, "HEAD", ".", environ) as (_, head):
        assert files(head.root)["größe 1"] == "ü"
