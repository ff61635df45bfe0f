"""The folder .benchmarks: what becomes a run, and what is left with a reason."""

import json
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Run
from calibrax.errors import DataError
from calibrax.readers.assembly import Overrides, Surroundings
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.history import read_history, runs_of
from calibrax.readers.history.moments import AGAIN, Left

FIRST, SECOND = "a" * 40, "b" * 40
MACHINE = "Linux-CPython-3.11-64bit"


def saved(commit: str | None, *names: str, time: str = "12:00", branch: str = "main") -> bytes:
    content: dict[str, Any] = {
        "benchmarks": [
            {"fullname": name, "stats": {"data": [0.5], "median": 0.5}} for name in names
        ],
        "machine_info": {"system": "Linux", "machine": "x86_64"},
        "commit_info": {"id": commit, "branch": branch, "dirty": False},
        "datetime": f"2026-01-02T{time}:00+00:00",
    }
    return json.dumps(content).encode()


def brought(folder: Path, files: dict[str, bytes]) -> tuple[list[Run], list[Left]]:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    history = read_history("pytest-benchmark", Folder(str(folder)))
    return runs_of(history, Surroundings(), Overrides(), {})


def names(run: Run) -> list[str]:
    return [point.name for point in run.points]


def test_the_parts_of_a_commit_are_one_run(tmp_path: Path) -> None:
    runs, left = brought(
        tmp_path,
        {
            f"{MACHINE}/0001_a.json": saved(FIRST, "a/test_x.py::test_x", time="12:00"),
            f"{MACHINE}/0002_b.json": saved(FIRST, "b/test_y.py::test_y", time="12:05"),
            f"{MACHINE}/0003_c.json": saved(SECOND, "a/test_x.py::test_x", time="13:00"),
        },
    )
    assert left == []
    assert [(run.commit, names(run)) for run in runs] == [
        (FIRST, ["a/test_x.py::test_x", "b/test_y.py::test_y"]),
        (SECOND, ["a/test_x.py::test_x"]),
    ]
    assert f"{runs[0].timestamp:%H:%M}" == "12:05"


def test_of_what_was_measured_again_the_newest_counts(tmp_path: Path) -> None:
    runs, left = brought(
        tmp_path,
        {
            f"{MACHINE}/0001_a.json": saved(FIRST, "test_x", time="12:00"),
            f"{MACHINE}/0002_b.json": saved(FIRST, "test_x", "test_y", time="12:05"),
        },
    )
    assert [names(run) for run in runs] == [["test_x", "test_y"]]
    assert left == [Left(f"{MACHINE}/0001_a.json", AGAIN)]


def test_machines_are_runs_of_their_own(tmp_path: Path) -> None:
    runs, left = brought(
        tmp_path,
        {
            "Linux-CPython-3.11-64bit/0001_a.json": saved(FIRST, "test_x", time="12:00"),
            "Linux-CPython-3.12-64bit/0001_a.json": saved(FIRST, "test_y", time="12:05"),
        },
    )
    assert left == []
    assert [names(run) for run in runs] == [["test_x"], ["test_y"]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (saved(FIRST, "test_x")[:-20], "not JSON"),
        (b"", "the file is empty"),
        (b"\xff\xfe", "not UTF-8"),
        (b"{}", "is no file of pytest-benchmark's"),
        (saved(FIRST), "it measured nothing"),
        (saved(FIRST).replace(b'"benchmarks": []', b'"benchmarks": [1]'), "benchmarks[0]"),
    ],
)
def test_a_file_that_cannot_be_read_is_left(tmp_path: Path, content: bytes, reason: str) -> None:
    files = {
        f"{MACHINE}/0001_a.json": saved(FIRST, "test_x"),
        f"{MACHINE}/0002_odd.json": content,
        f"{MACHINE}/0003_b.json": saved(SECOND, "test_x", time="13:00"),
    }
    runs, left = brought(tmp_path, files)
    assert [run.commit for run in runs] == [FIRST, SECOND]
    assert [each.what for each in left] == [f"{MACHINE}/0002_odd.json"]
    assert reason in left[0].why


def test_a_folder_that_holds_none_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds no file of pytest-benchmark's"):
        brought(tmp_path, {"notes.txt": b""})


@pytest.mark.parametrize("data", [saved(FIRST, "test_x"), b"window.BENCHMARK_DATA = {}"])
def test_a_file_is_no_folder(data: bytes) -> None:
    with pytest.raises(DataError) as caught:
        read_history("pytest-benchmark", Document("data.js", data))
    assert str(caught.value) == (
        "data.js: is a file, and pytest-benchmark keeps its history in a folder; "
        "name the folder .benchmarks"
    )
