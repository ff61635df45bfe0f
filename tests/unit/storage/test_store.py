"""The store as a user of the library sees it: runs and definitions in one folder."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from calibrax.core import MetricDirection, Run
from calibrax.errors import DataError, RunConflict, RunNotFound, StoreNotFound, UsageError
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run

Picture = Callable[[], dict[str, bytes | None]]


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(folder)


def run_of(run_id: str, hour: int = 12, **changes: Any) -> Run:
    """Return a run of one point, measured at that hour."""
    return a_run(a_point("p", t=1.0), id=run_id, timestamp=NOON.replace(hour=hour), **changes)


def side_of_an_ab(run: Run) -> Run:
    return msgspec.structs.replace(run, kind="ab")


def ids(runs: list[Run]) -> list[str]:
    return [run.id for run in runs]


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


# --- save and load -------------------------------------------------------------------------------


def test_a_run_is_one_file_whose_name_is_its_time_and_id(store: Store, folder: Path) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)
    path = store.save(a_run(a_point("p", t=1.0), timestamp=moment))
    assert path == folder / "runs" / "20260102T030405.123456Z_a1b2c3d4e5f6.json"
    assert [str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()] == [
        os.path.join("runs", "20260102T030405.123456Z_a1b2c3d4e5f6.json")
    ]


def test_a_run_comes_back_as_it_was(store: Store) -> None:
    run = run_of("abc", branch="feature/x", commit="c0ffee", suite="nightly")
    store.save(run)
    assert store.load("abc") == run
    assert store.load("a") == run


def test_a_stored_run_is_plain_json_with_its_header_first(store: Store) -> None:
    plain = json.loads(store.save(run_of("abc", commit="c0ffee")).read_bytes())
    keys = list(plain)
    assert (keys[0], keys[-1]) == ("schema", "points")
    assert (plain["schema"], plain["id"], plain["commit"]) == (1, "abc", "c0ffee")
    assert plain["points"] == [{"name": "p", "scenario": "p", "metrics": {"t": {"value": 1.0}}}]


def test_saving_again_is_the_same_path_and_changes_nothing(store: Store, picture: Picture) -> None:
    first = store.save(run_of("abc"))
    before = picture()
    assert store.save(run_of("abc")) == first
    assert picture() == before


@pytest.mark.parametrize(
    "other",
    [
        run_of("abc", hour=13),
        run_of("abc", commit="c0ffee"),
        a_run(a_point("p", t=2.0), id="abc"),
        a_run(a_point("p", t=1.0), a_point("q", t=1.0), id="abc"),
    ],
    ids=["time", "commit", "value", "points"],
)
def test_other_content_under_a_stored_id_is_a_conflict(
    other: Run, store: Store, picture: Picture
) -> None:
    path = store.save(run_of("abc"))
    before = picture()
    with pytest.raises(RunConflict) as caught:
        store.save(other)
    assert str(caught.value).startswith(f"{path}: the run 'abc' is stored with other content")
    assert isinstance(caught.value, ValueError)
    assert picture() == before


def test_an_id_that_begins_with_another_is_no_conflict(store: Store) -> None:
    store.save(run_of("abc"))
    store.save(run_of("abcd"))
    store.save(run_of("ab"))
    assert sorted(ids(store.list_runs())) == ["ab", "abc", "abcd"]


def test_a_run_that_json_cannot_hold_leaves_no_file(store: Store, folder: Path) -> None:
    with pytest.raises(ValueError, match="environment"):
        store.save(msgspec.structs.replace(run_of("abc"), environment={"cpu": object()}))
    assert not folder.exists()


def test_no_such_run_is_a_lookup_error_and_a_file_not_found_error(store: Store) -> None:
    store.save(run_of("abc"))
    for fitting in (LookupError, FileNotFoundError, ValueError, UsageError):
        with pytest.raises(fitting, match="no run 'xyz'"):
            store.load("xyz")


def test_a_damaged_run_is_an_error_with_its_path(store: Store) -> None:
    path = store.save(run_of("abc"))
    damage(path)
    for read in (lambda: store.load("abc"), store.latest, store.list_runs, lambda: store.query()):
        with pytest.raises(DataError) as caught:
            read()
        assert str(caught.value).startswith(f"{path}: ")
        assert isinstance(caught.value, ValueError)


# --- latest, list_runs, query --------------------------------------------------------------------


def test_latest_opens_one_run_file(store: Store, opened: list[str]) -> None:
    for run_id, hour in (("b", 10), ("a", 12), ("c", 11)):
        store.save(run_of(run_id, hour))
    opened.clear()
    assert store.latest() == run_of("a", 12)
    assert opened == ["20260102T120000.000000Z_a.json"]


def test_latest_is_by_time_and_not_by_the_order_of_saving(store: Store) -> None:
    store.save(run_of("new", 12))
    store.save(run_of("old", 10))
    assert ids([run] if (run := store.latest()) else []) == ["new"]


def test_latest_of_a_branch_and_a_suite(store: Store) -> None:
    store.save(run_of("a", 1, branch="main", suite="quick"))
    store.save(run_of("b", 2, branch="main", suite="nightly"))
    store.save(run_of("c", 3, branch="topic", suite="quick"))
    store.save(run_of("d", 4))
    latest = {
        (None, None): "d",
        ("main", None): "b",
        (None, "quick"): "c",
        ("main", "quick"): "a",
        ("topic", "main"): None,
        ("mai", None): None,
    }
    for (branch, suite), expected in latest.items():
        run = store.latest(branch=branch, suite=suite)
        assert (run.id if run else None) == expected, (branch, suite)


def test_latest_leaves_out_the_sides_of_an_ab(store: Store) -> None:
    store.save(run_of("plain", 10))
    store.save(side_of_an_ab(run_of("side", 12)))
    for run in (store.latest(), store.latest(suite="main")):
        assert run is not None
        assert run.id == "plain"


def test_no_latest_where_only_sides_of_an_ab_are_stored(store: Store) -> None:
    store.save(side_of_an_ab(run_of("side")))
    assert store.latest() is None
    assert store.latest(suite="main") is None


def test_list_runs_is_newest_first(store: Store) -> None:
    for run_id, hour in (("b", 10), ("a", 12), ("c", 11)):
        store.save(run_of(run_id, hour))
    assert ids(store.list_runs()) == ["a", "c", "b"]
    assert store.list_runs()[0] == run_of("a", 12)


def test_list_runs_of_a_branch_and_a_suite(store: Store) -> None:
    store.save(run_of("a", 1, branch="main", suite="quick"))
    store.save(run_of("b", 2, branch="main"))
    store.save(run_of("c", 3, branch="topic", suite="quick"))
    assert ids(store.list_runs(branch="main")) == ["b", "a"]
    assert ids(store.list_runs(suite="quick")) == ["c", "a"]
    assert ids(store.list_runs(branch="main", suite="quick")) == ["a"]
    assert [header.id for header in store.headers(branch="main")] == ["b", "a"]
    assert store.list_runs(branch="other") == []


@pytest.mark.parametrize(("limit", "expected"), [(0, []), (1, ["c"]), (2, ["c", "b"])])
def test_a_limit_takes_the_newest_and_opens_no_other(
    limit: int, expected: list[str], store: Store, opened: list[str]
) -> None:
    for run_id, hour in (("a", 1), ("b", 2), ("c", 3)):
        store.save(run_of(run_id, hour))
    opened.clear()
    assert ids(store.list_runs(limit=limit)) == expected
    assert {name[-6:-5] for name in opened} == set(expected)


def test_a_limit_above_what_there_is_returns_all(store: Store) -> None:
    store.save(run_of("a"))
    assert ids(store.list_runs(limit=9)) == ["a"]


def test_a_limit_counts_the_runs_that_match(store: Store) -> None:
    for hour in range(6):
        store.save(run_of(f"r{hour}", hour, suite="quick" if hour % 2 else "nightly"))
    assert ids(store.list_runs(suite="nightly", limit=2)) == ["r4", "r2"]


def test_query_wants_all_tags_at_one_point(store: Store) -> None:
    store.save(
        a_run(
            a_point("p", {"framework": "Grain", "size": "small"}, t=1.0), id="both", timestamp=NOON
        )
    )
    apart = (a_point("p", {"framework": "Grain"}, t=1.0), a_point("p", {"size": "small"}, t=1.0))
    store.save(a_run(*apart, id="apart", timestamp=NOON + timedelta(hours=1)))
    assert ids(store.query(framework="Grain", size="small")) == ["both"]
    assert ids(store.query(framework="Grain")) == ["apart", "both"]
    assert ids(store.query(framework="grain")) == []
    assert ids(store.query(colour="Grain")) == []


# --- the folder and config.json ------------------------------------------------------------------


def test_reading_a_store_that_is_not_there_finds_nothing_and_makes_nothing(
    store: Store, folder: Path
) -> None:
    assert not store.exists()
    assert store.latest() is None
    assert store.list_runs() == []
    assert store.query(framework="Grain") == []
    assert store.get_baseline() is None
    assert store.baselines() == []
    assert store.metric_defs == {}
    with pytest.raises(RunNotFound):
        store.load("abc")
    with pytest.raises(RunNotFound):
        store.set_baseline("abc")
    assert not folder.exists()


def test_require_says_that_the_folder_is_not_there(store: Store, folder: Path) -> None:
    for fitting in (StoreNotFound, FileNotFoundError, ValueError):
        with pytest.raises(fitting, match=r"benchmark-data: there is no such folder"):
            store.require()
    folder.mkdir()
    store.require()
    assert store.exists()


def test_a_path_may_be_text(folder: Path) -> None:
    Store(str(folder) + os.sep).save(run_of("abc"))
    assert Store(folder).load("abc") == run_of("abc")
    assert Store(str(folder)).path == folder


def test_metric_defs_are_those_of_config_json(store: Store, folder: Path) -> None:
    folder.mkdir()
    (folder / "config.json").write_text(
        '{"wandb_project": "w", "metric_defs": {"t": {"unit": "s", "direction": "higher"}}}'
    )
    assert list(store.metric_defs) == ["t"]
    assert store.metric_defs["t"].direction is MetricDirection.HIGHER
    assert store.config.wandb_project == "w"


def test_a_config_that_is_wrong_is_an_error_with_its_path(store: Store, folder: Path) -> None:
    folder.mkdir()
    (folder / "config.json").write_text('{"metric_defs": {"t": {"direction": "up"}}}')
    with pytest.raises(DataError, match=r"config\.json: metric_defs: 't': direction: "):
        store.metric_defs  # noqa: B018
