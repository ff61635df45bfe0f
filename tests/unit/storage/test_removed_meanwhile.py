"""A file that is removed between the look into the folder and its own turn is no longer there."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calibrax.errors import RunNotFound
from calibrax.storage import Store
from calibrax.storage.past import Selection
from calibrax.storage.prune import Keeping, plan
from calibrax.storage.verify import verify
from tests.builders import NOON, a_point, a_run

RUN = a_run(a_point("p", {"k": "v"}, t=1.0), id="there")
MAIN = Selection(suite="main")

READS: dict[str, tuple[Callable[[Store], Any], Any]] = {
    "latest": (lambda store: store.latest(), RUN),
    "latest of a suite": (lambda store: store.latest(suite="main"), RUN),
    "list_runs": (lambda store: store.list_runs(), [RUN]),
    "headers": (lambda store: [header.id for header in store.headers()], ["there"]),
    "query": (lambda store: store.query(k="v"), [RUN]),
    "load": (lambda store: store.load("there"), RUN),
    "extract_trend": (lambda store: len(store.extract_trend("t", "p").points), 1),
    "histories": (lambda store: store.histories([("p", {"k": "v"}, "t")], MAIN), [(1.0,)]),
    "past": (lambda store: [run.id for run in store.past(MAIN)], ["there"]),
    "newest": (lambda store: store.newest(MAIN), RUN),
    "attempts": (lambda store: store.attempts(RUN), ()),
    "verify": (lambda store: verify(store.path), []),
    "prune": (lambda store: plan(store.path, Keeping(newest=1)).runs, ()),
}


@pytest.fixture
def store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store with one run, whose folder also lists files that are gone at once."""
    store = Store(folder)
    store.save(RUN)
    listed = os.listdir
    gone = ["20270102T120000.000000Z_gone.json", "20250102T120000.000000Z_old.json", "legacy.json"]
    monkeypatch.setattr(os, "listdir", lambda path: [*listed(path), *gone])
    return store


@pytest.mark.parametrize(("read", "expected"), READS.values(), ids=READS)
def test_it_is_passed_over(read: Callable[[Store], Any], expected: Any, store: Store) -> None:
    assert read(store) == expected


def test_a_run_that_is_removed_after_its_header_was_read_is_passed_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(folder)
    older = store.save(a_run(a_point("p", t=1.0), id="older", timestamp=NOON.replace(hour=1)))
    store.save(RUN)
    headers = store._runs.headers

    def and_then_remove() -> Any:
        for name, header in headers():
            if header.id == "older":
                older.unlink()
            yield name, header

    monkeypatch.setattr(store._runs, "headers", and_then_remove)
    assert [run.id for run in store.past(MAIN)] == ["there"]


def test_a_run_that_is_asked_for_and_removed_is_not_found(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remove(run_id: str) -> str:
        return "20270102T120000.000000Z_gone.json"

    monkeypatch.setattr(store._runs, "find", remove)
    for read in (store.load, store.set_baseline):
        with pytest.raises(RunNotFound, match=r"gone\.json: was removed meanwhile"):
            read("gone")
