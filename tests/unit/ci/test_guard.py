"""The gate from Python: green only on a first run, or where all was measured and nothing worse."""

from pathlib import Path

import pytest
from msgspec import structs

from calibrax.ci.guard import CIGuard
from calibrax.core import Run
from calibrax.errors import DataError, RunNotFound, StoreNotFound, UsageError
from calibrax.storage import Store
from tests.builders import NOON, a_def, a_point, a_run

LATER = NOON.replace(hour=13)
BEFORE = a_run(a_point("sort", time=100.0), a_point("find", time=10.0), id="before")


def now(**values: float) -> Run:
    points = [a_point(name, time=value) for name, value in values.items()]
    return a_run(*points, id="now", timestamp=LATER)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with a baseline."""
    store = Store(tmp_path / "data")
    store.save(BEFORE)
    store.set_baseline("before")
    return store


def test_a_regression(store: Store) -> None:
    store.save(now(sort=120.0, find=10.0))
    found = CIGuard(store, threshold=0.1).check()
    assert not found.passed
    assert (found.baseline_id, found.current_id, found.threshold) == ("before", "now", 0.1)
    (worse,) = found.regressions
    assert (worse.metric, worse.point_name, worse.delta_pct) == ("time", "sort", 20.0)


def test_the_threshold_decides(store: Store) -> None:
    store.save(now(sort=120.0, find=10.0))
    found = CIGuard(store, threshold=0.25).check()
    assert found.passed
    assert found.regressions == ()
    assert CIGuard(store).check().threshold == 0.05


def test_the_run_that_is_named_is_checked(store: Store) -> None:
    store.save(now(sort=120.0, find=10.0))
    assert CIGuard(store).check(run_id="before").current_id == "before"
    assert CIGuard(store).check("now").current_id == "now"


def test_a_folder_is_a_store(store: Store) -> None:
    store.save(now(sort=100.0, find=10.0))
    assert CIGuard(store.path).check().passed
    assert CIGuard(str(store.path)).check().passed


def test_a_first_run_passes(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save(BEFORE)
    found = CIGuard(store).check()
    assert found.passed
    assert (found.baseline_id, found.current_id, found.regressions) == (None, "before", ())


def test_a_first_run_in_which_benchmarks_failed_does_not_pass(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save(structs.replace(BEFORE, metadata={"failed": {"grow": "out of memory"}}))
    assert not CIGuard(store).check().passed


@pytest.mark.parametrize(
    "run",
    [
        now(sort=100.0),
        structs.replace(now(sort=100.0, find=10.0), metadata={"failed": {"grow": "a crash"}}),
        structs.replace(now(sort=100.0, find=10.0), metric_defs={"time": a_def("time", unit="s")}),
    ],
    ids=["missing", "failed", "another unit"],
)
def test_what_was_not_judged_does_not_pass(store: Store, run: Run) -> None:
    store.save(run)
    found = CIGuard(store).check()
    assert not found.passed
    assert found.regressions == ()


def test_a_baseline_that_was_lost_is_no_first_run(store: Store) -> None:
    (store.path / "baselines" / "main.json").unlink()
    with pytest.raises(DataError, match="was run before and its file is gone"):
        CIGuard(store).check()


def test_the_baseline_is_the_one_of_the_runs_suite(store: Store) -> None:
    store.save(a_run(a_point("sort", time=900.0), id="night", timestamp=LATER, suite="nightly"))
    assert CIGuard(store).check().baseline_id is None
    store.set_baseline("night", "nightly")
    assert CIGuard(store).check().baseline_id == "night"


def test_definitions_of_the_store_win(store: Store) -> None:
    (store.path / "config.json").write_text(
        '{"metric_defs": {"time": {"name": "time", "unit": "ms", "direction": "higher"}}}'
    )
    store.save(now(sort=80.0, find=10.0))
    (worse,) = CIGuard(store).check().regressions
    assert worse.point_name == "sort"


def test_nothing_to_check_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound):
        CIGuard(tmp_path / "none").check()
    with pytest.raises(RunNotFound, match="there is no run"):
        CIGuard(tmp_path).check()


def test_a_run_that_is_not_there_is_an_error(store: Store) -> None:
    with pytest.raises(LookupError):
        CIGuard(store).check("other")


@pytest.mark.parametrize("threshold", [-0.1, float("nan"), float("inf")])
def test_a_threshold_that_is_none_is_refused(store: Store, threshold: float) -> None:
    with pytest.raises(UsageError, match="threshold"):
        CIGuard(store, threshold).check()
