"""Which entries of a tree are files of a store, and which stand in the place of one."""

from pathlib import Path

import pytest

from calibrax.errors import DataError
from calibrax.storage.branch import listing
from calibrax.storage.branch.tree import Entry, entries_of

BLOB = "b" * 40


def entries(*lines: tuple[str, str]) -> list[Entry]:
    """Return the entries of a tree with modes and paths."""
    return [Entry(mode, BLOB, path) for mode, path in lines]


def test_files_of_a_store_count_and_others_are_left_alone() -> None:
    tree = entries(
        ("100644", "README.md"),
        ("040000", "baselines"),
        ("100644", "baselines/log.jsonl"),
        ("100644", "baselines/main.json"),
        ("100644", "baselines/notes.txt"),
        ("100644", "config.json"),
        ("040000", "docs"),
        ("120000", "docs/link.json"),
        ("100644", "index.jsonl"),
        ("040000", "runs"),
        ("100644", "runs/.hidden.json"),
        ("100755", "runs/20260102T120000.000000Z_a.json"),
        ("040000", "runs/deeper"),
        ("100644", "runs/deeper/b.json"),
    )
    assert listing.read_tree(tree, "there") == dict.fromkeys(
        [
            "README.md",
            "baselines/log.jsonl",
            "baselines/main.json",
            "config.json",
            "index.jsonl",
            "runs/20260102T120000.000000Z_a.json",
        ],
        BLOB,
    )


@pytest.mark.parametrize(
    ("paths", "others", "store"),
    [
        ([], [], False),
        (["README.md", "config.json"], [], False),
        (["README.md", "config.json", "src", "src/a.py"], ["src"], False),
        (["runs", "runs/train.py", ".gitignore"], [".gitignore"], False),
        (["index.jsonl", "src"], ["src"], True),
        (["runs", "runs/a.json", "notes.txt"], ["notes.txt"], True),
        (["baselines", "baselines/log.jsonl"], [], True),
        (["docs", "docs/index.jsonl"], ["docs"], False),
    ],
)
def test_what_makes_a_branch_one_of_a_store(
    paths: list[str], others: list[str], store: bool
) -> None:
    tree = entries(*(("100644", path) for path in paths))
    assert listing.others_in(tree) == others
    assert listing.holds_a_store(tree) is store


@pytest.mark.parametrize(
    ("mode", "path", "said"),
    [
        ("120000", "config.json", "a symbolic link"),
        ("120000", "runs/a.json", "a symbolic link"),
        ("160000", "baselines/main.json", "a submodule"),
        ("040000", "runs/a.json", "a folder"),
        ("040000", "baselines/log.jsonl", "a folder"),
        ("120000", "runs", "is no folder"),
        ("100644", "baselines", "is no folder"),
    ],
)
def test_what_stands_in_the_place_of_a_file_is_refused(mode: str, path: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as error:
        listing.read_tree(entries((mode, path)), "branch data of somewhere")
    assert str(error.value).startswith(f"branch data of somewhere: {path}: ")


@pytest.mark.parametrize("name", ["x\\..\\a", "c:a", 'a"b', "a\nb", "a\x1bb", "a\u202eb"])
def test_a_name_that_is_more_than_a_name_somewhere_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="is no name for a file of a store"):
        listing.read_tree(entries(("100644", f"runs/{name}.json")), "there")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(DataError, match=r"runs/\\udcff\.json"):
        listing.read_tree(entries_of(b"100644 blob b\truns/\xff.json\0"), "there")


def test_local_files_are_those_that_live_on_the_branch(tmp_path: Path) -> None:
    for path in ("runs/a.json", "runs/.t.tmp", "baselines/main.json", "config.json", "notes.txt"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("{}", encoding="utf-8")
    (tmp_path / "index.jsonl").write_text("", encoding="utf-8")
    found = listing.local_files(str(tmp_path))
    assert sorted(found) == ["baselines/main.json", "config.json", "runs/a.json"]


@pytest.mark.parametrize("path", ["runs/a.json", "baselines/main.json", "config.json"])
@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_local_link_or_folder_is_refused(tmp_path: Path, path: str, kind: str) -> None:
    place = tmp_path / path
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(__file__) if kind == "link" else place.mkdir()
    with pytest.raises(DataError, match="is no file"):
        listing.local_files(str(tmp_path))


def test_the_newest_runs_are_told_by_the_times_in_their_names() -> None:
    runs = ["20260103T000000.000000Z_a.json", "20260104T000000Z_b.json", "zzz.json"]
    assert listing.newest(runs, 2) == runs[1::-1]
    assert listing.newest(runs) == [runs[1], runs[0], runs[2]]


def test_settings_are_what_has_one_content_at_a_time() -> None:
    paths = ["config.json", "baselines/a.json", "baselines/log.jsonl", "runs/a.json", "README.md"]
    assert list(listing.settings_in(dict.fromkeys(paths, BLOB))) == paths[:2]
    assert listing.baselines_in([*paths, "baselines/x%40y.json"]) == ["a"]
    assert listing.baselines_in(["baselines/x@y.json", "baselines/p%2Fq.json"]) == ["p/q", "x@y"]
