"""asv's folder of results: what becomes a run, and what is left with a reason."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Run
from calibrax.errors import DataError
from calibrax.readers.assembly import Overrides, Surroundings
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.history import read_history, runs_of
from calibrax.readers.history.moments import Left

FIRST, SECOND = "a" * 40, "b" * 40
NOON_MS = 1767355200000
"""2026-01-02 12:00:00 UTC."""

COLUMNS = ["result", "params", "version"]
BENCHMARKS = {"version": 2, "time_sort": {"unit": "seconds", "type": "time", "version": "1"}}


def results(
    commit: str, value: float | None = 0.5, date: int | None = NOON_MS, **more: Any
) -> dict[str, Any]:
    return {
        "version": 2,
        "commit_hash": commit,
        "env_name": "venv",
        "date": date,
        "params": {"os": "Linux", "arch": "x86_64", "machine": "box"},
        "python": "3.11",
        "result_columns": COLUMNS,
        "results": {"time_sort": [[value], [], "1"]},
        **more,
    }


def brought(folder: Path, files: dict[str, Any]) -> tuple[list[Run], list[Left]]:
    for name, content in {
        "benchmarks.json": BENCHMARKS,
        "box/machine.json": {"machine": "box", "version": 1},
        **files,
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    return runs_of(read_history("asv", Folder(str(folder))), Surroundings(), Overrides(), {})


def test_each_commit_is_a_run_with_the_date_of_the_commit(tmp_path: Path) -> None:
    runs, left = brought(
        tmp_path,
        {
            "box/b-venv.json": results(SECOND, 0.75, NOON_MS + 60_000),
            "box/a-venv.json": results(FIRST, 0.5),
        },
    )
    assert left == []
    assert [(run.commit, run.points[0].metrics["time"].value) for run in runs] == [
        (FIRST, 0.5),
        (SECOND, 0.75),
    ]
    assert [run.timestamp for run in runs] == [
        datetime(2026, 1, 2, 12, 0, tzinfo=UTC),
        datetime(2026, 1, 2, 12, 1, tzinfo=UTC),
    ]
    assert {run.kind for run in runs} == {"import"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (json.dumps(results(SECOND))[:-20], "not JSON"),
        ("", "the file is empty"),
        (results(SECOND, version=7), "box/b-venv.json: version 7 (int), and 1 and 2 are read"),
        (results(SECOND, date=None), "box/b-venv.json: date: expected a number"),
        ([], "box/b-venv.json: expected an object"),
    ],
)
def test_a_file_that_cannot_be_read_is_left(tmp_path: Path, content: Any, reason: str) -> None:
    runs, left = brought(tmp_path, {"box/a-venv.json": results(FIRST), "box/b-venv.json": content})
    assert [run.commit for run in runs] == [FIRST]
    assert [each.what for each in left] == ["box/b-venv.json"]
    assert reason in left[0].why


def test_a_commit_without_a_value_is_left(tmp_path: Path) -> None:
    files = {"box/a-venv.json": results(FIRST), "box/b-venv.json": results(SECOND, None)}
    runs, left = brought(tmp_path, files)
    assert [run.commit for run in runs] == [FIRST]
    assert left == [Left("bbbbbbbbbbbb (box)", "no benchmark in it has a value")]


def test_what_has_no_direction_is_warned_of_once(tmp_path: Path) -> None:
    described = {"version": 2, "time_sort": {"unit": "laps", "type": "track", "version": "1"}}
    files = {"benchmarks.json": described, "box/a-venv.json": results(FIRST)}
    (run,), _ = brought(tmp_path, files)
    assert run.warnings == (
        "the metric 'laps' has no direction, so it is shown and not judged; "
        "give it one with --direction 'laps'=lower, or in calibrax.yml",
    )


def test_of_a_project_the_folder_of_results_is_named(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "benchmarks.json").write_text("{}")
    with pytest.raises(DataError) as caught:
        read_history("asv", Folder(str(tmp_path)))
    assert str(caught.value) == (
        f"{tmp_path}: is no folder of asv's results; name {tmp_path}/results"
    )


def test_another_folder_is_none(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"name the one that holds benchmarks\.json$"):
        read_history("asv", Folder(str(tmp_path)))


def test_a_file_is_no_folder() -> None:
    with pytest.raises(DataError) as caught:
        read_history("asv", Document("<stdin>", b"{}"))
    assert str(caught.value) == (
        "<stdin>: is a file, and asv keeps its history in a folder; "
        "name the folder that holds benchmarks.json"
    )


def test_a_folder_without_results_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="it holds no results; run asv first"):
        brought(tmp_path, {})
