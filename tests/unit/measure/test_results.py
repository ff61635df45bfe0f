"""Where the results of a side lie: in its checkout, and none of an earlier process among them."""

import os
from pathlib import Path

import pytest

from calibrax.errors import UsageError
from calibrax.measure.results import located, remove
from calibrax.measure.worktrees import Checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Return a checkout of which the user is in the folder ``bench``."""
    root = tmp_path / "co[1]"
    (root / "bench").mkdir(parents=True)
    return Checkout(
        side="base",
        name="main",
        commit="c",
        tree="t",
        changed=False,
        root=root,
        folder=root / "bench",
        repository=tmp_path / "user",
    )


def test_patterns_are_relative_to_where_the_command_runs(checkout: Checkout) -> None:
    found = located(("out/*.json", "../results.json"), checkout)
    # the checkout's own folder is no pattern, whatever it is called
    root = str(checkout.root).replace("[", "[[]")
    assert found == (f"{root}/bench/out/*.json", f"{root}/results.json")


@pytest.mark.parametrize("pattern", ["../../x.json", "/tmp/x.json", "..", ".", "../../co[1]"])
def test_what_leads_out_or_is_the_whole_folder_is_refused(checkout: Checkout, pattern: str) -> None:
    with pytest.raises(UsageError) as caught:
        located((pattern,), checkout)
    assert str(caught.value).startswith(f"results {pattern!r}: name files in the checkout, ")


def test_files_that_match_go_and_others_stay(checkout: Checkout) -> None:
    for name in ("a.json", "b.json", "c.txt"):
        (checkout.folder / name).write_text("", encoding="utf-8")
    (checkout.folder / "folder.json").mkdir()
    remove(located(("*.json",), checkout), checkout)
    assert sorted(os.listdir(checkout.folder)) == ["c.txt", "folder.json"]


def test_a_folder_goes_only_when_it_is_named(checkout: Checkout) -> None:
    (checkout.folder / "out" / "deep").mkdir(parents=True)
    (checkout.folder / "out" / "deep" / "a.json").write_text("", encoding="utf-8")
    remove([str(checkout.folder / "out")], checkout)
    assert os.listdir(checkout.folder) == []


def test_what_a_link_leads_to_is_left_alone(checkout: Checkout, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.json").write_text("", encoding="utf-8")
    (checkout.folder / "link").symlink_to(outside)
    remove([str(checkout.folder / "link" / "a.json")], checkout)
    assert os.listdir(outside) == ["a.json"]
    remove([str(checkout.folder / "link")], checkout)
    assert os.listdir(outside) == ["a.json"]
    assert not os.path.lexists(checkout.folder / "link")
