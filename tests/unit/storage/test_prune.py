"""Old runs go; what something refers to, and what cannot be read, never does."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from calibrax.core import Run
from calibrax.errors import DataError
from calibrax.settings import Settings
from calibrax.settings.load import load_settings
from calibrax.storage import Store
from calibrax.storage.prune import Keeping, carry_out, plan
from tests.builders import NOON, a_point, a_run, an_attempt
from tests.unit.storage.conftest import Picture

NOW = datetime.now(UTC)


def run_of(day: int, suite: str = "main") -> Run:
    return a_run(
        a_point("a", t=1.0), id=f"day{day}", timestamp=NOON + timedelta(days=day), suite=suite
    )


def stored(store: Store) -> list[str]:
    """Return the ids, newest first."""
    return [header.id for header in store.headers()]


@pytest.fixture
def store(folder: Path) -> Store:
    """Return a store with a run a day, of six days and two suites."""
    store = Store(folder)
    for day in range(6):
        store.save(run_of(day, "quick" if day % 2 else "main"))
    return store


def prune(store: Store, keeping: Keeping, settings: Settings | None = None) -> list[str]:
    """Prune and return the ids that are left."""
    carry_out(store.path, plan(store.path, keeping, settings), NOW)
    return stored(store)


def test_the_newest_stay_whatever_their_suite(store: Store) -> None:
    assert prune(store, Keeping(newest=2)) == ["day5", "day4"]


def test_the_young_stay(store: Store) -> None:
    assert prune(store, Keeping(since=NOON + timedelta(days=3))) == ["day5", "day4", "day3"]


def test_a_run_stays_that_either_rule_keeps(store: Store) -> None:
    young = NOON + timedelta(days=4)
    assert prune(store, Keeping(newest=3, since=young)) == ["day5", "day4", "day3"]
    assert prune(store, Keeping(newest=1, since=young)) == ["day5", "day4"]


def test_a_plan_removes_nothing_and_says_what_it_would(
    store: Store, picture: Callable[[], Picture]
) -> None:
    before = picture()
    planned = plan(store.path, Keeping(newest=4))
    assert planned.runs == (
        "20260103T120000.000000Z_day1.json",
        "20260102T120000.000000Z_day0.json",
    )
    assert (planned.attempts, planned.kept, planned.unreadable) == ((), 4, ())
    assert picture() == before


def test_a_store_without_runs_has_nothing_to_remove(folder: Path) -> None:
    folder.mkdir()
    planned = plan(folder, Keeping(newest=1))
    assert (planned.runs, planned.kept) == ((), 0)


def test_baselines_stay(store: Store) -> None:
    store.set_baseline("day0")
    store.set_baseline("day1", "quick@feature/x", by="auto")
    store.set_baseline("day2", "gone").unlink()
    assert prune(store, Keeping(newest=1)) == ["day5", "day2", "day1", "day0"]
    store.set_baseline("day1")
    assert prune(store, Keeping(newest=1)) == ["day5", "day2", "day1"]


@pytest.mark.parametrize("file", ["main.json", "log.jsonl"])
def test_nothing_is_removed_while_a_baseline_or_the_log_cannot_be_read(
    file: str, store: Store, folder: Path
) -> None:
    store.set_baseline("day0")
    (folder / "baselines" / file).write_bytes(b"{\n")
    with pytest.raises(DataError, match=file):
        plan(folder, Keeping(newest=1))


def settings_of(folder: Path, text: str) -> Settings:
    path = folder.parent / "calibrax.yml"
    path.write_text(text, encoding="utf-8")
    return load_settings(str(path))


def test_levels_and_the_reference_stay(store: Store, folder: Path) -> None:
    settings = settings_of(
        folder,
        "levels:\n"
        "  - {benchmark: a, metric: t, since: day1, reason: r}\n"
        "  - {benchmark: b, metric: t, since: unknown, reason: r}\n"
        "reference: day3\n",
    )
    assert prune(store, Keeping(newest=1), settings) == ["day5", "day3", "day1"]


def test_a_reference_that_is_a_baseline_names_no_runs(store: Store, folder: Path) -> None:
    store.set_baseline("day2", "day")
    settings = settings_of(folder, "reference: day\n")
    assert prune(store, Keeping(newest=1), settings) == ["day5", "day2"]


def test_the_beginning_of_an_id_keeps_all_that_it_may_name(store: Store, folder: Path) -> None:
    settings = settings_of(folder, "reference: day\n")
    assert len(prune(store, Keeping(newest=1), settings)) == 6


def test_attempts_stay_and_go_with_their_run(store: Store, folder: Path) -> None:
    def again(day: int, first: int) -> Run:
        attempt = an_attempt(run_of(day), run_of(first))
        return Run.from_dict({**attempt.to_dict(), "id": f"again{first}"})

    store.save(again(6, 0))
    store.save(again(7, 5))
    planned = plan(folder, Keeping(newest=2))
    assert planned.attempts == ("20260108T120000.000000Z_again0.json",)
    assert planned.kept == 3
    assert prune(store, Keeping(newest=2)) == ["again5", "day5", "day4"]


def test_an_attempt_whose_run_is_not_there_is_one_of_the_runs(store: Store) -> None:
    store.save(an_attempt(run_of(9), run_of(8)))
    assert prune(store, Keeping(newest=2)) == ["day9", "day5"]
    assert prune(store, Keeping(newest=1)) == ["day9"]
    store.save(run_of(10))
    assert prune(store, Keeping(newest=1)) == ["day10"]


def test_sides_of_an_ab_count_for_nothing_and_go_with_the_runs_of_their_time(store: Store) -> None:
    for day in (2, 5):
        for side in ("base", "head"):
            store.save(replace(run_of(day), id=f"{side}{day}", kind="ab"))

    assert len(prune(store, Keeping(newest=6))) == 10
    assert sorted(prune(store, Keeping(newest=3))) == ["base5", "day3", "day4", "day5", "head5"]
    assert prune(store, Keeping(since=NOON + timedelta(days=6))) == []


def test_two_files_of_a_run_are_one_and_go_together(store: Store, folder: Path) -> None:
    for day in (0, 5):
        (file,) = (folder / "runs").glob(f"*_day{day}.json")
        file.with_name(f"copy{day}.json").write_bytes(file.read_bytes())
    carry_out(folder, plan(folder, Keeping(newest=2)), NOW)
    assert sorted(path.name for path in (folder / "runs").iterdir()) == [
        "20260106T120000.000000Z_day4.json",
        "20260107T120000.000000Z_day5.json",
        "copy5.json",
    ]


def test_what_cannot_be_read_stays_and_is_told(store: Store, folder: Path) -> None:
    broken = folder / "runs" / "20200102T120000.000000Z_x.json"
    broken.write_bytes(b"{")
    (folder / "runs" / "notes.txt").write_bytes(b"mine")
    planned = plan(folder, Keeping(newest=1))
    (reason,) = planned.unreadable
    assert reason.startswith(f"{broken}: ")
    carry_out(folder, planned, NOW)
    assert sorted(os.listdir(folder / "runs")) == [
        broken.name,
        "20260107T120000.000000Z_day5.json",
        "notes.txt",
    ]


def test_a_run_that_somebody_else_removed_is_removed(store: Store, folder: Path) -> None:
    planned = plan(folder, Keeping(newest=4))
    (folder / "runs" / planned.runs[0]).unlink()
    carry_out(folder, planned, NOW)
    assert len(stored(store)) == 4


def test_only_temporary_files_that_are_old_are_removed(store: Store, folder: Path) -> None:
    store.set_baseline("day5")
    left = [".exports.json.0123abcd.tmp", "runs/.x.json.0123abcd.tmp", "baselines/.m.0123abcd.tmp"]
    for name in (*left, "runs/.y.json.0123abcd.tmp", "runs/.mine.tmp"):
        (folder / name).write_bytes(b"{")
        hours = 0.9 if "y" in name else 1.1
        os.utime(folder / name, (NOW.timestamp() - hours * 3600,) * 2)
    assert carry_out(folder, plan(folder, Keeping(newest=9)), NOW) == 3
    hidden = [path.name for path in folder.rglob(".*")]
    assert sorted(hidden) == [".mine.tmp", ".y.json.0123abcd.tmp"]


def test_a_file_that_cannot_be_removed_is_told(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "unlink", refused)
    with pytest.raises(DataError, match=r"day1\.json: cannot be removed: Permission denied"):
        carry_out(folder, plan(folder, Keeping(newest=4)), NOW)
