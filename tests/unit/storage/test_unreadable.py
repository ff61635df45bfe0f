"""A run that cannot be read: an error, or left out where somebody is told and it is not meant."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from calibrax.errors import DataError, RunNotFound
from calibrax.storage import Store
from calibrax.storage.past import Selection
from tests.builders import NOON, a_point, a_run

MAIN = Selection(suite="main")
TAGS = {"k": "v"}

READS: dict[str, tuple[Callable[[Store], Any], Any]] = {
    "list_runs": (lambda store: [run.id for run in store.list_runs()], ["new", "old"]),
    "headers": (lambda store: [header.id for header in store.headers()], ["new", "old"]),
    "query": (lambda store: [run.id for run in store.query(k="v")], ["new", "old"]),
    "extract_trend": (lambda store: len(store.extract_trend("t", "p").points), 2),
    "histories": (lambda store: store.histories([("p", TAGS, "t")], MAIN), [(1.0, 3.0)]),
    "the newest two of a history": (
        lambda store: store.histories([("p", TAGS, "t")], MAIN, 2),
        [(1.0, 3.0)],
    ),
    "past": (lambda store: [run.id for run in store.past(MAIN)], ["old", "new"]),
    "the newest two of the past": (
        lambda store: [run.id for run in store.past(MAIN, 2)],
        ["old", "new"],
    ),
    "an unknown id": (lambda store: _found(store, "x"), None),
}


def _found(store: Store, run_id: str) -> str | None:
    try:
        return store.load(run_id).id
    except RunNotFound:
        return None


@pytest.fixture
def broken(folder: Path) -> Path:
    """Return the file, cut short, of the run ``run`` between ``old`` and ``new``."""
    store = Store(folder)
    paths = [
        store.save(
            a_run(a_point("p", TAGS, t=value), id=id, timestamp=NOON + timedelta(hours=value))
        )
        for id, value in (("old", 1.0), ("run", 2.0), ("new", 3.0))
    ]
    paths[1].write_bytes(b"")
    return paths[1]


@pytest.mark.parametrize(("read", "expected"), READS.values(), ids=READS)
def test_it_is_left_out_and_told(
    read: Callable[[Store], Any], expected: Any, folder: Path, broken: Path
) -> None:
    told: list[DataError] = []
    assert read(Store(folder, told.append)) == expected
    assert {str(error) for error in told} == {f"{broken}: the file is empty"}


@pytest.mark.parametrize("read", [read for read, _ in READS.values()], ids=READS)
def test_it_is_an_error_where_nobody_is_told(
    read: Callable[[Store], Any], folder: Path, broken: Path
) -> None:
    with pytest.raises(DataError, match="the file is empty"):
        read(Store(folder))


@pytest.fixture
def copied(folder: Path, broken: Path) -> Path:
    """Return a second file of the run ``old``, and take the broken one away."""
    broken.unlink()
    good = next(path for path in broken.parent.iterdir() if path.name.endswith("_old.json"))
    return Path(shutil.copy(good, good.with_name("copy of old.json")))


@pytest.mark.parametrize(("read", "expected"), READS.values(), ids=READS)
def test_a_run_of_two_files_counts_once_and_the_unusual_name_is_told(
    read: Callable[[Store], Any], expected: Any, folder: Path, copied: Path
) -> None:
    told: list[DataError] = []
    assert read(Store(folder, told.append)) == expected
    assert {str(error) for error in told} <= {
        f"{copied}: holds run 'old', as 20260102T130000.000000Z_old.json does; "
        "calibrax store verify tells which is right"
    }


def test_the_run_that_is_asked_for_is_never_left_out(folder: Path, broken: Path) -> None:
    told: list[DataError] = []
    store = Store(folder, told.append)
    for run_id in ("run", "ru"):
        with pytest.raises(DataError, match="the file is empty"):
            store.load(run_id)
    assert told == []


def test_what_may_be_the_newest_run_is_never_left_out(folder: Path, broken: Path) -> None:
    told: list[DataError] = []
    store = Store(folder, told.append)
    assert store.latest() == store.load("new")
    broken.rename(broken.with_name("20300101T000000.000000Z_run.json"))
    for suite in (None, "main"):
        with pytest.raises(DataError, match="the file is empty"):
            store.latest(suite=suite)
    assert told == []


def test_an_id_that_goes_on_is_a_neighbour_of_the_one_that_is_asked_for(
    folder: Path, broken: Path
) -> None:
    told: list[DataError] = []
    broken.rename(broken.with_name("20260102T130000.000000Z_new2.json"))
    store = Store(folder, told.append)
    assert store.load("new").id == "new"
    assert len(told) == 1
    with pytest.raises(DataError, match="the file is empty"):
        store.load("ne")


def test_a_definition_that_is_not_valid_makes_a_run_unreadable(folder: Path, broken: Path) -> None:
    good = next(path for path in broken.parent.iterdir() if path.name.endswith("_old.json"))
    text = good.read_text(encoding="utf-8").replace('"direction":"lower"', '"direction":"up"')
    broken.write_text(text.replace('"id":"old"', '"id":"run"'), encoding="utf-8")
    told: list[DataError] = []
    store = Store(folder, told.append)
    assert len(store.extract_trend("t", "p").points) == 2
    assert store.histories([("p", TAGS, "t")], MAIN) == [(1.0, 3.0)]
    assert {"direction" in str(error) for error in told} == {True}
