from datetime import timedelta
from pathlib import Path

from calibrax.core import Run
from calibrax.exporters.newest import newest_sent
from calibrax.storage import Store
from tests.builders import NOON, a_run, an_attempt


def at(hour: int, id: str, suite: str = "main", kind: str = "run") -> Run:
    run = a_run(id=id, suite=suite, timestamp=NOON + timedelta(hours=hour))
    return Run.from_dict({**run.to_dict(), "kind": kind})


def test_the_newest_of_those_that_were_sent(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    runs = [at(0, "r0"), at(1, "r1"), at(2, "r2"), at(3, "r3"), at(4, "r4", suite="nightly")]
    for run in (*runs, at(5, "side", kind="ab"), an_attempt(at(6, "again"), runs[0])):
        store.save(run)
    everything = {run.id for run in runs} | {"side", "again", "gone"}
    assert newest_sent(store, runs[0], everything) == runs[3]
    assert newest_sent(store, runs[0], {"r0", "r1"}) == runs[1]
    assert newest_sent(store, runs[1], {"r0", "r1"}) is None
    assert newest_sent(store, runs[3], everything) is None
    assert newest_sent(store, runs[0], ()) is None
    assert newest_sent(store, store.load("side"), {"r0", "r1", "side"}) == runs[1]
    assert newest_sent(store, store.load("again"), {"again"}) is None


def test_where_all_of_the_store_counts_as_sent(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    runs = [at(0, "r0"), at(1, "r1"), at(2, "r2", suite="nightly"), at(3, "side", kind="ab")]
    for run in runs:
        store.save(run)
    assert newest_sent(store, runs[0], None) == runs[1]
    assert newest_sent(store, runs[1], None) is None
