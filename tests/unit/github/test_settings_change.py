"""How a pull request changes its own settings: as lines that were taken out and put in."""

import os
from pathlib import Path

import pytest

from calibrax.errors import DataError
from calibrax.github import settings_change as module
from calibrax.github.settings_change import difference


def test_the_lines_that_differ_stand_with_one_around_them() -> None:
    before, after = (
        b"a: 1\nb: 2\nthreshold: 5%\nc: 3\nd: 4\n",
        b"a: 1\nb: 2\nthreshold: 50%\nc: 3\nd: 4\n",
    )
    assert difference(before, after, "calibrax.yml of main", "calibrax.yml here") == (
        "--- calibrax.yml of main",
        "+++ calibrax.yml here",
        "@@ -2,3 +2,3 @@",
        " b: 2",
        "-threshold: 5%",
        "+threshold: 50%",
        " c: 3",
    )


def test_what_is_the_same_has_no_lines_and_what_is_new_is_all_new() -> None:
    assert difference(b"a\n", b"a\n", "old", "new") == ()
    assert difference(b"", b"a\n", "old", "new")[3:] == ("+a",)
    assert difference(b"\xff\n", b"", "old", "new")[3:] == ("-\ufffd",)


def test_the_path_is_seen_from_the_top_of_the_clone(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "bench" / "deep").mkdir(parents=True)
    path = tmp_path / "bench" / "deep" / "calibrax.yml"
    assert module._in_repository(str(path)) == "bench/deep/calibrax.yml"


def test_a_path_in_no_clone_is_named() -> None:
    path = os.path.join(os.sep, "calibrax-in-no-clone.yml")
    with pytest.raises(DataError, match="lies in no clone, so the base's cannot be told"):
        module._in_repository(path)


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    assert module._here(str(tmp_path / "none.yml")) == b""
    with pytest.raises(DataError) as caught:
        module._here(str(tmp_path))
    assert str(caught.value) == f"{tmp_path}: cannot be read: Is a directory"
