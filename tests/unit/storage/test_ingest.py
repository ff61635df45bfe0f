"""Ingest: result files become stored runs, the same results one run, and failures nothing."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import MetricDirection
from calibrax.core.machine import machine_key
from calibrax.errors import CalibraxError, DataError, RunConflict, UnknownName, UsageError
from calibrax.readers.assembly import Overrides, Surroundings
from calibrax.readers.inputs import read_input
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run

Picture = Callable[[], dict[str, bytes | None]]

REAL = Path(__file__).parents[2] / "data" / "pytest-benchmark"
COMMIT = "aae6a05db4dd88c78a3b6b81dc7773b64c1fbba1"

ARM = {
    "os": {"name": "Debian GNU/Linux", "version": "12", "system": "Linux", "machine": "aarch64"},
    "cpu": {"model": "Neoverse-N1", "cores": 4},
    "python": "3.12.1",
}
EPYC = {
    "os": {"name": "Ubuntu", "version": "24.04", "system": "Linux", "machine": "x86_64"},
    "cpu": {"model": "AMD EPYC", "cores": 2},
    "memory_gib": 8,
    "python": "3.11.7",
}


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(folder)


def around(environment: dict[str, Any] = EPYC, **changes: Any) -> Surroundings:
    """Return surroundings on a machine with this environment."""
    return Surroundings(environment=environment, machine=machine_key(environment), **changes)


def own(path: Path, **header: Any) -> Path:
    """Write calibrax's own JSON with one point as a benchmark script would; return its path."""
    point = {"name": "p", "scenario": "p", "metrics": {"t": {"value": header.pop("t", 1.0)}}}
    path.write_text(json.dumps({"points": [point], **header}), encoding="utf-8")
    return path


def ingest(
    store: Store, paths: Sequence[Path], surroundings: Surroundings | None = None, **stated: Any
) -> tuple[str, bool]:
    """Ingest the files into one run; return its id and whether it was stored already."""
    overrides = Overrides(**stated) if stated else None
    run, before = store.ingest_sources(
        [read_input(path) for path in paths], surroundings, overrides
    )
    return run.id, before


def run_files(folder: Path) -> list[Path]:
    return sorted((folder / "runs").iterdir())


# --- real files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("dev_default.json", 12),
        ("dev_v4.json", 12),
        ("dev_autosave_savedata.json", 4),
        ("dev_save_nodata.json", 3),
    ],
)
def test_a_real_file_twice_is_one_stored_run(
    name: str, points: int, store: Store, folder: Path, picture: Picture
) -> None:
    run = store.ingest(REAL / name)
    assert len(run.points) == points
    assert store.load(run.id) == run
    before = picture()
    assert store.ingest(REAL / name, format="pytest-benchmark") == run
    assert picture() == before
    assert len(run_files(folder)) == 1


def test_a_real_file_says_commit_branch_and_time(store: Store, folder: Path) -> None:
    run = store.ingest(REAL / "dev_save_nodata.json")
    assert (run.commit, run.branch, run.suite, run.kind) == (COMMIT, "master", "main", "run")
    assert run.timestamp == datetime.fromisoformat("2026-11-22T20:00:24.855610+00:00")
    assert run_files(folder)[0].name == f"20261122T200024.855610Z_{run.id}.json"
    assert [point.name for point in run.points] == [
        "test_dev.py::test_sum[10]",
        "test_dev.py::test_sum[1000]",
        "test_dev.py::test_sum[100000]",
    ]
    assert [point.tags for point in run.points] == [{"n": "10"}, {"n": "1000"}, {"n": "100000"}]
    assert run.points[0].metrics["time"].value == 1.774999986992043e-07
    assert run.metric_defs["time"].direction is MetricDirection.LOWER


def test_real_files_of_several_runs_are_several_runs_in_the_order_of_their_times(
    store: Store,
) -> None:
    for name in ("dev_v4.json", "dev_save_nodata.json", "dev_default.json"):
        store.ingest(REAL / name)
    series = store.extract_trend("time", "test_dev.py::test_sum[10]", {"n": "10"})
    assert [point.value for point in series.points] == [
        1.6281000057460914e-07,
        1.774999986992043e-07,
        3.3062499937841494e-07,
    ]


def test_a_real_file_is_the_same_run_whatever_the_time_and_the_volatile_facts(
    store: Store, folder: Path
) -> None:
    path = REAL / "dev_default.json"
    first = ingest(store, [path], around(timestamp=NOON))
    grown = {**EPYC, "memory_gib": 16}
    again = ingest(store, [path], around(grown, timestamp=NOON + timedelta(days=1)))
    assert again == (first[0], True)
    assert len(run_files(folder)) == 1


# --- the same run again --------------------------------------------------------------------------


def test_a_file_without_an_id_gets_one_from_its_content(store: Store, tmp_path: Path) -> None:
    run = store.ingest(own(tmp_path / "a.json"))
    assert len(run.id) == 12
    assert set(run.id) <= set("0123456789abcdef")
    assert store.ingest(own(tmp_path / "renamed.json")).id == run.id
    assert store.ingest(own(tmp_path / "a.json", t=2.0)).id != run.id
    assert len(store.list_runs()) == 2


def test_an_id_from_the_content_does_not_depend_on_layout(store: Store, tmp_path: Path) -> None:
    path = own(tmp_path / "a.json")
    run = store.ingest(path)
    path.write_text("\ufeff" + json.dumps(json.loads(path.read_text()), indent=4), encoding="utf-8")
    assert store.ingest(path).id == run.id


def test_a_stored_run_file_goes_into_another_store_as_the_same_run(
    store: Store, tmp_path: Path
) -> None:
    run = a_run(a_point("p", t=1.0), commit="c0ffee", branch="topic", suite="quick")
    path = store.save(run)
    assert Store(tmp_path / "other").ingest(path) == run
    assert store.ingest(path) == run
    assert len(store.list_runs()) == 1


def test_an_own_id_with_other_content_is_a_conflict(
    store: Store, tmp_path: Path, picture: Picture
) -> None:
    store.ingest(own(tmp_path / "a.json", id="nightly"))
    before = picture()
    for changed in ({"t": 2.0}, {"commit": "c0ffee"}, {"suite": "quick"}, {"metadata": {"x": 1}}):
        with pytest.raises(RunConflict, match="'nightly' is stored with other content"):
            store.ingest(own(tmp_path / "b.json", id="nightly", **changed))
    assert picture() == before


def test_what_was_filled_in_is_not_held_against_the_run_when_it_comes_again(
    store: Store, tmp_path: Path, picture: Picture
) -> None:
    path = own(tmp_path / "a.json", id="nightly")
    filled = around(EPYC, timestamp=NOON, commit="c0ffee", branch="main")
    assert ingest(store, [path], filled) == ("nightly", False)
    before = picture()
    later = NOON + timedelta(days=3)
    elsewhere = around(ARM, timestamp=later, commit="deadbeef", branch="topic")
    for surroundings in (filled, elsewhere, Surroundings(timestamp=later), None):
        assert ingest(store, [path], surroundings) == ("nightly", True)
    assert picture() == before
    stored = store.load("nightly")
    assert (stored.commit, stored.branch, stored.timestamp) == ("c0ffee", "main", NOON)
    assert stored.machine == "Ubuntu 24.04 x86_64, AMD EPYC, 2 cores"


def test_a_run_stored_with_nothing_filled_in_is_the_same_where_something_would_be(
    store: Store, tmp_path: Path
) -> None:
    path = own(tmp_path / "a.json", id="nightly")
    store.ingest(path)
    assert ingest(store, [path], around(commit="c0ffee", branch="main")) == ("nightly", True)
    assert store.load("nightly").commit is None


def test_what_the_user_states_is_held_against_the_stored_run(store: Store, tmp_path: Path) -> None:
    path = own(tmp_path / "a.json", id="nightly")
    ingest(store, [path], around(commit="c0ffee"))
    assert ingest(store, [path], around(commit="other"), commit="c0ffee") == ("nightly", True)
    for stated in ({"commit": "other"}, {"suite": "quick"}, {"tags": {"k": "v"}}):
        with pytest.raises(RunConflict):
            ingest(store, [path], around(), **stated)


# --- several files, several machines -------------------------------------------------------------


def test_files_of_several_machines_become_one_run_whose_points_keep_theirs(
    store: Store, tmp_path: Path
) -> None:
    paths = [
        own(tmp_path / "arm.json", environment=ARM),
        own(tmp_path / "epyc.json", environment=EPYC, t=2.0),
    ]
    paths[1].write_text(paths[1].read_text().replace('"name": "p"', '"name": "q"'))
    run, _ = store.ingest_sources([read_input(path) for path in paths])
    assert store.load(run.id) == run
    assert run.machine is None
    assert [(point.name, point.machine) for point in run.points] == [
        ("p", "Debian GNU/Linux 12 aarch64, Neoverse-N1, 4 cores"),
        ("q", "Ubuntu 24.04 x86_64, AMD EPYC, 2 cores"),
    ]
    assert run.environment["machines"] == {
        "Debian GNU/Linux 12 aarch64, Neoverse-N1, 4 cores": ARM,
        "Ubuntu 24.04 x86_64, AMD EPYC, 2 cores": EPYC,
    }


def test_files_of_one_machine_become_a_run_of_that_machine(store: Store, tmp_path: Path) -> None:
    paths = [own(tmp_path / "p.json", environment=ARM), own(tmp_path / "q.json", environment=ARM)]
    paths[1].write_text(paths[1].read_text().replace('"name": "p"', '"name": "q"'))
    run, _ = store.ingest_sources([read_input(path) for path in paths])
    assert run.machine == "Debian GNU/Linux 12 aarch64, Neoverse-N1, 4 cores"
    assert [point.machine for point in run.points] == [None, None]
    assert run.environment == ARM


def test_several_files_again_are_one_run_even_where_one_has_an_id_and_a_machine_of_its_own(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    paths = [
        own(tmp_path / "arm.json", id="arm", environment=ARM, commit=COMMIT),
        REAL / "dev_save_nodata.json",
    ]
    first = ingest(store, paths, around(EPYC))
    assert first[1] is False
    assert ingest(store, paths, around(EPYC)) == (first[0], True)
    assert ingest(store, paths, around({**EPYC, "memory_gib": 1})) == (first[0], True)
    assert len(run_files(folder)) == 1


# --- failures ------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_used_leaves_the_store_as_it_was(
    store: Store, tmp_path: Path, picture: Picture
) -> None:
    store.ingest(own(tmp_path / "good.json", id="good"))
    before = picture()
    bad = tmp_path / "bad.json"
    for content in (
        b"",
        b"{",
        b"[]",
        b'{"a": 1}',
        b'{"points": []}',
        b'{"points": [{"name": "p", "scenario": "p", "metrics": {"t": {"value": NaN}}}]}',
        b'{"points": [], "points": []}',
        b'{"id": "../x", "points": [{"name": "p", "scenario": "p"}]}',
        (REAL / "dev_default.json").read_bytes()[:-100],
    ):
        bad.write_bytes(content)
        with pytest.raises(DataError) as caught:
            store.ingest(bad)
        assert str(caught.value).startswith(str(bad)), content
        assert picture() == before


def test_a_failing_file_does_not_make_the_store(store: Store, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        store.ingest(tmp_path / "missing.json")
    (tmp_path / "bad.json").write_bytes(b"{")
    with pytest.raises(DataError, match=r"bad\.json: not JSON"):
        store.ingest(tmp_path / "bad.json")
    assert not folder.exists()


def test_the_wrong_or_an_unknown_format_stores_nothing(store: Store, folder: Path) -> None:
    with pytest.raises(DataError, match=r"dev_default\.json \[calibrax\]: "):
        store.ingest(REAL / "dev_default.json", format="calibrax")
    with pytest.raises(UnknownName, match=r"no format 'pytest-benchmrk'.*'pytest-benchmark'"):
        store.ingest(REAL / "dev_default.json", format="pytest-benchmrk")
    assert not folder.exists()


def test_files_that_contradict_each_other_store_nothing(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    real = REAL / "dev_save_nodata.json"
    contradictions: list[tuple[list[Path], dict[str, Any], type[CalibraxError], str]] = [
        ([real, own(tmp_path / "a.json", commit="c0ffee")], {}, DataError, "commit"),
        ([real, own(tmp_path / "b.json", branch="topic")], {}, DataError, "branch"),
        ([real, real], {}, DataError, "stands in"),
        ([real], {"tags": {"n": "7"}}, UsageError, "cannot be tagged n='7'"),
    ]
    for paths, stated, error, reason in contradictions:
        with pytest.raises(error, match=reason):
            ingest(store, paths, around(), **stated)
        assert not folder.exists()
