"""``store verify`` and ``store prune``: what they print, and how they end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from calibrax.storage import Store
from tests.integration.conftest import Cli
from tests.integration.remotes import Remote, contents, run_at, save, stored

FIRST = "runs/20260102T120000.000000Z_main-main-000.json"
SECOND = "runs/20260102T130000.000000Z_main-main-001.json"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with three runs, the first of which is the baseline."""
    store = save(tmp_path / "benchmark-data", *map(run_at, range(3)))
    store.set_baseline("main-main-000")
    return store


def test_a_store_in_order(cli: Cli, store: Store) -> None:
    assert cli("store", "verify") == (
        0,
        "Checked 5 files of benchmark-data: nothing is wrong\n",
        "",
    )


def test_what_is_wrong_is_listed_and_then_moved(cli: Cli, store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "benchmark-data"
    (folder / SECOND).write_bytes(b"")
    (folder / "config.json").write_text('{"metric_defs": 1}', encoding="utf-8")
    before = contents(folder)
    seen = cli("store", "verify")
    listed = f"{SECOND}: the file is empty\nconfig.json: metric_defs: expected an object, got 1\n"
    assert seen.code == 4
    assert seen.out == listed
    assert seen.err == (
        "Error: benchmark-data: 2 of 6 files are wrong; "
        "calibrax store verify --repair moves 1 to quarantine/\n"
    )
    assert contents(folder) == before
    repaired = cli("store", "verify", "--repair")
    assert repaired.code == 4
    assert repaired.out.startswith(f"{listed}Moved {SECOND} to quarantine/")
    assert repaired.err == (
        "Error: benchmark-data: 1 of 6 files is wrong; mend by hand what is listed above\n"
    )
    assert sorted(contents(folder).values()) == sorted(before.values())
    (folder / "config.json").unlink()
    assert cli("store", "verify").code == 0
    assert cli("check").out.startswith("FAIL: 1 regression")


def test_a_repair_that_leaves_nothing_wrong(cli: Cli, store: Store, tmp_path: Path) -> None:
    (tmp_path / "benchmark-data" / SECOND).write_bytes(b"")
    repaired = cli("store", "verify", "--repair")
    assert repaired.code == 0
    assert repaired.out.endswith("Checked 5 files of benchmark-data: nothing is wrong any more\n")
    assert stored(tmp_path / "benchmark-data") == ["main-main-000", "main-main-002"]


def test_a_baseline_that_was_moved_is_missed_and_no_first_run(
    cli: Cli, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "benchmark-data" / "baselines" / "main.json").write_bytes(b"{")
    assert cli("check").code == 4
    assert cli("store", "verify", "--repair").code == 0
    checked = cli("check")
    assert checked.code == 3
    assert checked.out.startswith("NOT JUDGED")
    seen = cli("store", "verify")
    assert seen.code == 0
    assert seen.err == (
        "warning: baselines/main.json: is gone; "
        "baselines/log.jsonl says that it was run main-main-000\n"
    )


def test_what_is_in_quarantine_is_not_pushed_and_comes_back_from_the_branch(
    cli: Cli, store: Store, tmp_path: Path
) -> None:
    remote = Remote(tmp_path / "remote.git")
    branch = ("--data", "benchmark-data", "--remote", remote.url)
    assert cli("store", "push", *branch).code == 0
    good = (tmp_path / "benchmark-data" / SECOND).read_bytes()
    (tmp_path / "benchmark-data" / SECOND).write_bytes(b"")
    assert cli("store", "push", *branch).code == 4
    assert cli("store", "verify", "--repair").code == 0
    assert cli("store", "push", *branch).out.startswith("Nothing to push")
    assert cli("store", "pull", *branch).out.startswith("Pulled 1 new run of 3")
    assert (tmp_path / "benchmark-data" / SECOND).read_bytes() == good
    assert not [path for path in remote.files() if path.startswith("quarantine")]


def test_hostile_names_are_shown_and_not_obeyed(cli: Cli, store: Store, tmp_path: Path) -> None:
    (tmp_path / "benchmark-data" / "runs" / "::error::\x1b[31m.json").write_bytes(b"")
    seen = cli("store", "verify")
    assert r"\x1b[31m.json: the file is empty" in seen.out
    assert "\x1b" not in seen.out
    assert not seen.out.startswith("::")


@pytest.mark.parametrize("verb", [("verify",), ("prune", "--keep", "1")])
def test_a_store_that_is_not_there(verb: tuple[str, ...], cli: Cli) -> None:
    seen = cli("store", *verb)
    assert seen.code == 4
    assert seen.err.startswith("Error: benchmark-data: there is no such folder")


@pytest.mark.parametrize("verb", [("verify",), ("prune", "--keep", "1")])
def test_settings_that_are_wrong_stop_both(
    verb: tuple[str, ...], cli: Cli, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "calibrax.yml").write_text("refrence: x\n", encoding="utf-8")
    before = contents(tmp_path / "benchmark-data")
    assert cli("store", *verb).code == 4
    assert contents(tmp_path / "benchmark-data") == before


def test_prune_keeps_the_newest_the_baseline_and_the_level(
    cli: Cli, store: Store, tmp_path: Path
) -> None:
    save(tmp_path / "benchmark-data", *map(run_at, range(3, 8)))
    level = "{benchmark: a, metric: t, since: main-main-002, reason: r}"
    (tmp_path / "calibrax.yml").write_text(f"levels: [{level}]\n", encoding="utf-8")
    before = contents(tmp_path / "benchmark-data")
    told = "remove 4 runs from benchmark-data; 4 stay\n"
    assert cli("store", "prune", "--keep", "2", "--dry-run") == (0, f"Would {told}", "")
    assert contents(tmp_path / "benchmark-data") == before
    pruned = cli("store", "prune", "--keep", "2")
    assert pruned == (0, "Removed 4 runs from benchmark-data; 4 stay\n", "")
    left = ["main-main-000", "main-main-002", "main-main-006", "main-main-007"]
    assert stored(tmp_path / "benchmark-data") == left
    assert cli("store", "verify").code == 0


def test_prune_by_days(cli: Cli, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    runs = [
        msgspec.structs.replace(run_at(days), timestamp=now - timedelta(days=days, hours=1))
        for days in (0, 1, 2, 3)
    ]
    save(tmp_path / "benchmark-data", *runs)
    assert cli("store", "prune", "--keep-days", "2").out.startswith("Removed 2 runs")
    assert stored(tmp_path / "benchmark-data") == ["main-main-000", "main-main-001"]
    assert cli("store", "prune", "--keep", "1", "--keep-days", "2").out.startswith("Removed 0 runs")


@pytest.mark.parametrize(
    "options", [(), ("--keep", "0"), ("--keep-days", "0"), ("--keep", "some"), ("--keep", "-1")]
)
def test_prune_has_to_be_told_what_stays(options: tuple[str, ...], cli: Cli, store: Store) -> None:
    before = contents(store.path)
    assert cli("store", "prune", *options).code == 2
    assert contents(store.path) == before
