"""The earlier runs that a run is judged by: which count, and that no other file is parsed."""

import json
from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from calibrax.core import Metric, Point, Run, run_json
from calibrax.core.past import past_of
from calibrax.errors import DataError
from calibrax.storage import Store
from calibrax.storage.past import Selection
from tests.builders import NOON, a_point, a_run, an_attempt


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(folder)


def at(hour: int, *points: Point, **changes: Any) -> Run:
    """Return a run of the branch main that was measured so many hours after noon."""
    run = a_run(
        *(points or (a_point("sort", time=float(hour)),)),
        id=f"run-{hour}",
        timestamp=NOON + timedelta(hours=hour),
        branch="main",
    )
    return msgspec.structs.replace(run, **changes)


def hours(store: Store, limit: int = 30, **changes: Any) -> list[int]:
    """Return when the runs that count were measured, in the order in which they are given."""
    given: dict[str, Any] = {"suite": "main", **changes}
    return [int(run.id.removeprefix("run-")) for run in store.past(Selection(**given), limit)]


def newest(store: Store, **changes: Any) -> Run | None:
    return store.newest(Selection(**{"suite": "main", **changes}))


@pytest.fixture
def mixed(store: Store) -> Store:
    """Return a store with a run of each sort, saved in no order."""
    first = at(1)
    for run in (
        at(6, kind="import", machine="x86"),
        at(4, kind="ab"),
        first,
        an_attempt(at(7), first),
        at(3, suite="nightly"),
        at(5, machine="arm"),
        at(2, branch="dev"),
    ):
        store.save(run)
    return store


def test_the_runs_that_stand_alone_count_oldest_first(mixed: Store) -> None:
    assert hours(mixed) == [1, 2, 5, 6]
    assert hours(mixed, suite="nightly") == [3]
    assert hours(mixed, suite="night") == []
    assert hours(mixed, branch="main") == [1, 5, 6]
    assert hours(mixed, branch="dev") == [2]
    assert hours(mixed, until=NOON + timedelta(hours=5)) == [1, 2, 5]
    assert hours(mixed, until=NOON) == []
    assert hours(mixed, without={"run-2", "run-6", "run-99"}) == [1, 5]
    assert hours(mixed, limit=2) == [5, 6]
    assert hours(mixed, limit=0) == []


def test_a_run_that_states_no_machine_counts_on_any(mixed: Store) -> None:
    assert hours(mixed, machine="arm") == [1, 2, 5]
    assert hours(mixed, machine="x86") == [1, 2, 6]


def test_an_id_is_left_out_whole_and_not_by_its_beginning(store: Store) -> None:
    for hour in (1, 10):
        store.save(at(hour))
    left_out: list[Collection[str]] = [{"run-1"}, ("run-1",), ["run-1"]]
    for without in left_out:
        assert hours(store, without=without) == [10]


def test_several_runs_of_a_commit_all_count(store: Store) -> None:
    for hour in (1, 2):
        store.save(at(hour, commit="c0ffee"))
    assert hours(store) == [1, 2]


def test_a_store_without_runs_has_no_past(store: Store) -> None:
    assert hours(store) == []
    assert newest(store) is None


def test_what_is_given_is_what_the_whole_run_says(store: Store) -> None:
    run = at(
        1,
        Point(
            name="load",
            scenario="",
            tags={"b": "2", "a": "1"},
            metrics={"t": Metric(value=1.0, samples=((1.0, 2.0),))},
            machine="arm",
        ),
        commit="c0ffee",
    )
    store.save(run)
    assert store.past(Selection(suite="main")) == (past_of(run),)


def test_only_the_runs_that_count_are_parsed_and_without_their_samples(
    store: Store, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for hour in range(20):
        store.save(at(hour, branch="main" if hour % 2 else "dev"))
    monkeypatch.setattr(run_json, "decode", None)
    opened.clear()
    assert hours(store, limit=3, branch="main") == [15, 17, 19]
    times = Counter(name.partition("_")[2] for name in opened)
    assert times == {
        "run-19.json": 2,  # the header, then the whole
        "run-18.json": 1,
        "run-17.json": 2,
        "run-16.json": 1,
        "run-15.json": 2,
    }


def test_a_file_that_another_tool_laid_out_is_read_as_it_is(store: Store) -> None:
    path = store.save(at(1))
    path.write_text(json.dumps(json.loads(path.read_bytes()), indent=1), encoding="utf-8")
    assert store.past(Selection(suite="main")) == (past_of(at(1)),)


def test_a_run_that_cannot_be_read_is_named_with_the_place(store: Store) -> None:
    path = store.save(at(1))
    path.write_bytes(path.read_bytes().replace(b'"value":1.0', b'"value":"x"'))
    with pytest.raises(DataError, match=r"run-1\.json: point 'sort', metric 'time': value: "):
        hours(store)
    assert hours(store, without={"run-1"}) == []


def test_the_newest_that_counts_is_loaded_and_no_other(mixed: Store, opened: list[str]) -> None:
    opened.clear()
    assert newest(mixed, branch="dev") == at(2, branch="dev")
    assert Counter(opened)[opened[-1]] == 2  # the header, then the whole
    assert len(set(opened)) == 6  # newer runs by their headers
    assert newest(mixed) == at(6, kind="import", machine="x86")
    assert newest(mixed, until=NOON + timedelta(hours=1)) == at(1)
    assert newest(mixed, suite="quick") is None


def test_the_newest_of_a_machine_was_measured_there(mixed: Store) -> None:
    assert newest(mixed, machine="arm", without={"run-5"}) is None
    assert newest(mixed, machine="arm") == at(5, machine="arm")
