"""What of the working tree is measured: all but what lies in the folders that are left out."""

from pathlib import Path

import pytest

from calibrax.measure.worktrees import checkouts, differ
from tests.integration.remotes import git


@pytest.mark.parametrize("ignored", [False, True])
def test_what_is_stored_is_no_change(project: Path, environ: dict[str, str], ignored: bool) -> None:
    if ignored:
        (project / ".git" / "info" / "exclude").write_text("store\n", encoding="utf-8")
    (project / "store").mkdir()
    (project / "store" / "run.json").write_text("{}", encoding="utf-8")
    with checkouts(project, "HEAD", ".", environ, [project / "store"]) as (base, head):
        assert not differ(base, head)
        assert not head.changed


def test_a_store_in_the_repository_stays_as_it_was_committed(
    project: Path, environ: dict[str, str]
) -> None:
    (project / "store [1]").mkdir()
    run = project / "store [1]" / "run.json"
    run.write_text("committed", encoding="utf-8")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "store")
    run.write_text("changed", encoding="utf-8")
    (project / "pkg" / "new").write_text("new", encoding="utf-8")
    with checkouts(project, "HEAD", ".", environ, [project / "store [1]"]) as (_, head):
        assert (head.root / "store [1]" / "run.json").read_text(encoding="utf-8") == "committed"
        assert (head.root / "pkg" / "new").exists()


def test_a_store_elsewhere_leaves_nothing_out(
    project: Path, tmp_path: Path, environ: dict[str, str]
) -> None:
    (project / "pkg" / "new").write_text("new", encoding="utf-8")
    with checkouts(project, "HEAD", ".", environ, [tmp_path / "store"]) as (_, head):
        assert (head.root / "pkg" / "new").exists()
