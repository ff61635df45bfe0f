"""Paths and patterns as users write them become files, each once, or one clear error."""

import os
from pathlib import Path

import pytest

from calibrax.core import run_json
from calibrax.errors import DataError
from calibrax.readers.inputs import content, expand, read_bytes, read_input
from tests.builders import a_point, a_run

RUN = run_json.encode(a_run(a_point("a", t=1.0)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with ``b.json``, ``a.json``, ``c.txt`` and ``deep/d.json``."""
    (tmp_path / "deep").mkdir()
    for name in ("b.json", "a.json", "c.txt", "deep/d.json"):
        (tmp_path / name).write_bytes(RUN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_paths_stay_in_the_order_they_are_given_in() -> None:
    assert expand(["b.json", "c.txt", "a.json"]) == ["b.json", "c.txt", "a.json"]


@pytest.mark.usefixtures("folder")
def test_a_pattern_gives_its_files_sorted() -> None:
    assert expand(["*.json"]) == ["a.json", "b.json"]
    assert expand(["?.[jt]*"]) == ["a.json", "b.json", "c.txt"]


@pytest.mark.usefixtures("folder")
def test_two_stars_go_into_folders_and_name_only_files() -> None:
    assert expand(["**/*.json"]) == ["a.json", "b.json", "deep/d.json"]
    assert expand(["**"]) == ["a.json", "b.json", "c.txt", "deep/d.json"]
    assert expand(["*"]) == ["a.json", "b.json", "c.txt"]


@pytest.mark.usefixtures("folder")
def test_a_file_that_is_named_twice_counts_once() -> None:
    assert expand(["a.json", "a.json"]) == ["a.json"]
    assert expand(["b.json", "*.json"]) == ["b.json", "a.json"]


def test_a_file_that_is_named_in_two_ways_counts_once(folder: Path) -> None:
    (folder / "link.json").symlink_to("a.json")

    assert expand(["a.json", "./a.json", str(folder / "a.json"), "link.json"]) == ["a.json"]


def test_a_path_with_characters_of_a_pattern_is_taken_as_it_is(folder: Path) -> None:
    (folder / "[ab].json").write_bytes(RUN)
    (folder / "*.json").write_bytes(RUN)

    assert expand(["[ab].json"]) == ["[ab].json"]
    assert expand(["*.json"]) == ["*.json"]


@pytest.mark.usefixtures("folder")
def test_without_such_a_file_the_characters_are_a_pattern() -> None:
    assert expand(["[ab].json"]) == ["a.json", "b.json"]


def test_a_pattern_inside_a_folder_with_such_characters_has_to_be_escaped(folder: Path) -> None:
    (folder / "py[3]").mkdir()
    (folder / "py[3]" / "x.json").write_bytes(RUN)

    assert expand(["py[[]3]/*.json"]) == ["py[3]/x.json"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("absent.json", "absent.json: no such file; "),
        ("*.xml", "*.xml: the pattern matches no file; "),
        ("dee*", "dee*: the pattern matches no file; "),
        ("absent/*.json", "absent/*.json: the pattern matches no file; "),
        ("", ": no such file; "),
    ],
)
def test_what_matches_nothing_is_an_error_with_a_remedy(given: str, reason: str) -> None:
    with pytest.raises(DataError) as caught:
        expand(["a.json", given])

    assert str(caught.value).startswith(reason)
    assert "run the benchmarks first" in str(caught.value)


def test_a_file_is_read_under_the_name_that_the_user_wrote(folder: Path) -> None:
    source = read_input("deep/../a.json")

    assert source.path == "deep/../a.json"
    assert source.format == "calibrax"
    assert source.reading.id == "a1b2c3d4e5f6"
    assert read_input(folder / "a.json").path == str(folder / "a.json")


def test_input_that_is_no_file_is_shown_by_its_name() -> None:
    assert read_bytes("standard input", RUN).path == "standard input"
    with pytest.raises(DataError, match=r"^standard input: the file is empty"):
        read_bytes("standard input", b"")


@pytest.mark.usefixtures("folder")
def test_a_folder_of_no_tool_is_no_input() -> None:
    assert expand(["deep"]) == ["deep"]
    with pytest.raises(
        DataError, match=r"^deep: a folder with .* name files in it, deep/\*, or see: "
    ):
        read_input("deep")
    with pytest.raises(DataError, match=r"^deep: is a folder; name files in it: deep/\*$"):
        content("deep")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_refused_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")

    with pytest.raises(DataError, match=r"^pipe: is no regular file"):
        read_input("pipe")


@pytest.mark.usefixtures("folder")
def test_a_missing_file_is_an_error() -> None:
    with pytest.raises(DataError, match=r"^absent\.json: no such file"):
        content("absent.json")


def test_a_link_to_nothing_is_an_error(folder: Path) -> None:
    (folder / "link.json").symlink_to("gone.json")

    assert expand(["link.json"]) == ["link.json"]
    with pytest.raises(DataError, match=r"^link\.json: no such file"):
        read_input("link.json")


def test_a_link_to_itself_cannot_be_read(folder: Path) -> None:
    (folder / "loop.json").symlink_to("loop.json")

    with pytest.raises(DataError, match=r"^loop\.json: cannot be read: "):
        read_input("loop.json")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read every file"
)
def test_a_file_without_permission_cannot_be_read(folder: Path) -> None:
    (folder / "a.json").chmod(0)

    with pytest.raises(DataError, match=r"^a\.json: cannot be read: Permission denied"):
        read_input("a.json")
