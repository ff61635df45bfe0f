"""The earlier values of several metrics: which runs count, and that only their lines are read."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from calibrax.core import Metric, Point, Run
from calibrax.errors import DataError
from calibrax.storage import Store, files
from calibrax.storage.history import Series
from calibrax.storage.past import Selection
from tests.builders import NOON, a_def, a_point, a_run

T: Series = ("sort", {}, "time")


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(folder)


def at(hour: int, *points: Point, **changes: Any) -> Run:
    """Return a run of the branch main that was measured so many hours after noon."""
    run = a_run(*points, id=f"run-{hour}", timestamp=NOON + timedelta(hours=hour), branch="main")
    return msgspec.structs.replace(run, **changes)


def found(store: Store, *series: Series, **changes: Any) -> list[tuple[float, ...]]:
    """Return the histories up to one hundred hours after noon."""
    limit = changes.pop("limit", 30)
    given: dict[str, Any] = {
        "suite": "main",
        "branch": "main",
        "until": NOON + timedelta(hours=100),
        **changes,
    }
    return store.histories(series, Selection(**given), limit)


def test_values_stand_oldest_first_in_the_order_of_the_series(store: Store) -> None:
    tags = [{"framework": "Grain"}, {"framework": "Torch"}]
    for hour in (3, 1, 2):
        store.save(
            at(
                hour,
                a_point("sort", time=float(hour), size=10.0 * hour),
                a_point("load", tags[0], time=100.0 + hour),
                a_point("load", tags[1], time=200.0 + hour),
            )
        )
    series: list[Series] = [("load", tags[1], "time"), T, ("sort", {}, "size")]
    assert found(store, *series) == [(201.0, 202.0, 203.0), (1.0, 2.0, 3.0), (10.0, 20.0, 30.0)]


def test_only_runs_that_count_have_values(store: Store) -> None:
    for hour, changes in (
        (1, {}),
        (2, {"branch": "dev"}),
        (3, {"suite": "nightly"}),
        (4, {"kind": "ab"}),
        (5, {"machine": "arm"}),
        (6, {"kind": "import", "machine": "x86"}),
        (7, {"metadata": {"attempt_of": "run-6"}}),
        (100, {}),
        (101, {}),
    ):
        store.save(at(hour, a_point("sort", time=float(hour)), **changes))
    assert found(store, T) == [(1.0, 5.0, 6.0, 100.0)]
    assert found(store, T, without={"run-100", "run-1"}) == [(5.0, 6.0)]
    assert found(store, T, machine="arm") == [(1.0, 5.0, 100.0)]
    assert found(store, T, branch=None) == [(1.0, 2.0, 5.0, 6.0, 100.0)]
    assert found(store, T, suite="nightly") == [(3.0,)]
    assert found(store, T, until=NOON + timedelta(hours=5)) == [(1.0, 5.0)]
    assert found(store, T, until=NOON) == [()]


def test_in_a_run_of_several_machines_the_benchmark_s_own_counts(store: Store) -> None:
    for hour, machine in enumerate(["arm", "x86", None, "arm"]):
        point = msgspec.structs.replace(a_point("sort", time=float(hour)), machine=machine)
        store.save(at(hour, point, a_point("load", time=0.0)))
    assert found(store, T, machine="arm") == [(0.0, 2.0, 3.0)]
    assert found(store, T) == [(0.0, 1.0, 2.0, 3.0)]


def test_the_newest_runs_that_match_count_also_where_they_lack_the_metric(store: Store) -> None:
    for hour in range(5):
        store.save(at(hour, a_point("sort", time=float(hour))))
    store.save(at(6, a_point("sort", size=1.0)))
    store.save(at(7, a_point("sort", {"n": "1"}, time=1.0)))
    store.save(at(8, a_point("sort", time=8.0), branch="dev"))
    assert found(store, T, limit=4) == [(3.0, 4.0)]


def test_thirty_runs_unless_another_number_is_given(store: Store) -> None:
    for hour in range(32):
        store.save(at(hour, a_point("sort", time=float(hour))))
    assert found(store, T) == [tuple(map(float, range(2, 32)))]


def test_values_in_another_unit_than_the_newest_are_left_out(store: Store) -> None:
    for hour, unit in enumerate(["s", "ms", "ms", "s", "ms"]):
        run = at(hour, a_point("sort", time=float(hour)))
        store.save(msgspec.structs.replace(run, metric_defs={"time": a_def("time", unit=unit)}))
    assert found(store, T) == [(1.0, 2.0, 4.0)]


def test_a_metric_that_nobody_defined_has_a_history(store: Store) -> None:
    store.save(at(1, a_point("sort", time=1.0), metric_defs={}))
    assert found(store, T) == [(1.0,)]


def test_no_series_reads_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(at(1, a_point("sort", time=1.0)))
    monkeypatch.setattr(files, "StoreFile", None)
    assert found(store) == []


def test_a_store_without_runs_has_no_past(store: Store) -> None:
    assert found(store, T, ("load", {}, "time")) == [(), ()]


def test_only_the_lines_of_the_benchmarks_are_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = Metric(value=1.0, samples=tuple(float(n) for n in range(20)))
    others = [Point(name=f"other/{n}", scenario="", metrics={"t": noise}) for n in range(200)]
    for hour in range(3):
        store.save(at(hour, *others, a_point("sort", time=float(hour)), a_point("load", time=0.5)))
    monkeypatch.setattr(files.StoreFile, "all", None)
    series: list[Series] = [T, ("load", {}, "time")]
    assert found(store, *series) == [(0.0, 1.0, 2.0), (0.5, 0.5, 0.5)]


def test_a_file_that_another_tool_laid_out_is_read_as_it_is(store: Store) -> None:
    path = store.save(at(1, a_point("sort", time=1.0)))
    path.write_text(json.dumps(json.loads(path.read_bytes()), indent=1), encoding="utf-8")
    store.save(at(2, a_point("sort", time=2.0)))
    assert found(store, T) == [(1.0, 2.0)]


def test_a_run_that_cannot_be_read_is_named(store: Store) -> None:
    path = store.save(at(1, a_point("sort", time=1.0)))
    path.write_bytes(path.read_bytes().replace(b'"value":1.0', b'"value":"x"'))
    with pytest.raises(DataError, match=path.name):
        found(store, T)
