"""A history that is brought along: each run once, and one run for each commit and machine."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from calibrax.core import Run
from calibrax.storage import Store
from calibrax.storage.importing import STORED, Importing
from tests.builders import NOON, a_point, a_run


def run(id: str, commit: str | None = "c1", suite: str = "main", machine: str | None = "m") -> Run:
    """Return a run of a commit, an hour later for each."""
    made = a_run(a_point("a", t=1.0), id=id, commit=commit, suite=suite)
    return msgspec.structs.replace(made, machine=machine, timestamp=NOON + timedelta(hours=len(id)))


@pytest.fixture
def store(folder: Path) -> Store:
    store = Store(folder)
    store.save(run("first"))
    return store


def ids(store: Store) -> list[str]:
    return sorted(header.id for header in store.headers())


def test_a_run_that_is_stored_is_not_stored_again(store: Store) -> None:
    importing = Importing(store)
    assert importing.take(run("first")) == STORED == "stored already"
    assert importing.take(run("second", "c2")) is None
    assert importing.take(run("second", "c2")) == STORED
    assert ids(store) == ["first", "second"]


@pytest.mark.parametrize("machine", ["m", None])
def test_a_commit_gets_no_second_run_on_the_same_machine(store: Store, machine: str | None) -> None:
    importing = Importing(store)
    reason = importing.take(run("second", machine=machine))
    assert reason == "the store holds another run of the commit: first"
    assert ids(store) == ["first"]


@pytest.mark.parametrize(
    "other",
    [
        run("second", machine="another"),
        run("second", suite="nightly"),
        run("second", commit="c2"),
        run("second", commit=None),
    ],
)
def test_another_machine_suite_or_commit_is_another_run(store: Store, other: Run) -> None:
    importing = Importing(store)
    assert importing.take(other) is None
    assert ids(store) == ["first", "second"]


def test_what_was_brought_along_counts_for_what_follows(store: Store) -> None:
    importing = Importing(store)
    assert importing.take(run("second", "c2")) is None
    told = importing.take(run("third", "c2"))
    assert told == "the store holds another run of the commit: second"


def test_a_run_that_does_not_stand_alone_holds_no_place(store: Store) -> None:
    store.save(msgspec.structs.replace(run("side", "c2"), kind="ab"))
    assert Importing(store).take(run("second", "c2")) is None


def test_runs_without_a_commit_are_all_stored(store: Store) -> None:
    importing = Importing(store)
    assert [importing.take(run(id, commit=None)) for id in ("one", "second")] == [None, None]


def test_an_id_that_came_meanwhile_is_a_conflict_that_is_told(store: Store) -> None:
    importing = Importing(store)
    store.save(run("second", "c2"))
    told = importing.take(run("second", "c3"))
    assert told is not None
    assert "the run 'second' is stored with other content" in told
