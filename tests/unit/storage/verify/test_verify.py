"""Every file of a store is checked: what is wrong is told by file, place and reason."""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calibrax.core import Run
from calibrax.core.run_json import encode
from calibrax.errors import DataError
from calibrax.settings import Settings
from calibrax.settings.load import load_settings
from calibrax.storage import Store
from calibrax.storage.exports import Destination, Exports
from calibrax.storage.verify import Finding, Remedy, count_files, repair, verify
from tests.builders import NOON, a_point, a_run, an_attempt
from tests.unit.storage.conftest import Picture

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
QUARANTINED = "quarantine/20260304T050607.000000Z"
OLD = "runs/20260102T120000.000000Z_old.json"
NEW = "runs/20260102T130000.000000Z_new.json"


def run_of(run_id: str, hours: int = 0) -> Run:
    points = [a_point("a", t=1.0), a_point("b", {"k": "v"}, t=2.0), a_point("b", {"k": "w"}, t=3.0)]
    return a_run(*points, id=run_id, timestamp=NOON + timedelta(hours=hours))


@pytest.fixture
def store(folder: Path) -> Store:
    """Return a store with two runs, the older of which is the baseline."""
    store = Store(folder)
    store.save(run_of("old"))
    store.save(run_of("new", 1))
    store.set_baseline("old")
    return store


def found(store: Store, settings: Settings | None = None) -> list[tuple[str, str]]:
    """Return path and reason of each flaw."""
    return [(each.path, each.reason) for each in verify(store.path, settings) if each.is_flaw]


def notes(store: Store, settings: Settings | None = None) -> list[tuple[str, str]]:
    """Return path and reason of what does no harm."""
    return [(each.path, each.reason) for each in verify(store.path, settings) if not each.is_flaw]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- what is right -------------------------------------------------------------------------------


def test_a_store_as_it_is_written_has_no_flaw(store: Store, folder: Path) -> None:
    run = run_of("again")
    store.save(an_attempt(run, run_of("old")))
    store.set_baseline("new", "main@feature/x", by="auto")
    Exports(folder).add(Destination(mode="online", project="p"), "old")
    (folder / "config.json").write_text('{"wandb_project": "p"}', encoding="utf-8")
    assert verify(folder) == []
    assert count_files(folder) == 3 + 2 + 1 + 2


def test_a_store_that_is_empty_has_no_flaw(folder: Path) -> None:
    folder.mkdir()
    assert verify(folder) == []
    assert count_files(folder) == 0


@pytest.mark.parametrize(
    "name", ["old", "20260102T120000", "20260102T120000Z_old", "20260102T120000.0Z_old"]
)
def test_the_names_of_earlier_versions_are_right(name: str, store: Store, folder: Path) -> None:
    (folder / OLD).rename(folder / "runs" / f"{name}.json")
    assert verify(folder) == []


def test_a_file_that_was_laid_out_anew_is_right(store: Store, folder: Path) -> None:
    plain = json.loads((folder / OLD).read_bytes())
    (folder / OLD).write_text(json.dumps(plain, indent=2), encoding="utf-8")
    assert verify(folder) == []


def test_a_value_that_was_edited_in_its_place_is_no_flaw_of_the_run(folder: Path) -> None:
    Store(folder).save(run_of("old"))
    edit(folder / OLD, '"value":1.0', '"value":7.5')
    assert verify(folder) == []


# --- runs ----------------------------------------------------------------------------------------

BROKEN = {
    "empty": (b"", "the file is empty"),
    "truncated": (encode(run_of("old"))[:-9], "not JSON: Expecting ',' delimiter at line 4"),
    "binary": (b"{\xff}", "not UTF-8"),
    "a list": (b"[]", "expected object, got array"),
    "no value": (encode(run_of("old")).replace(b"1.0", b"null", 1), "point 'a', metric 't': value"),
    "a duplicate key": (
        encode(run_of("old")).replace(b'"kind":"run"', b'"kind":"run","kind":"run"'),
        "the key 'kind' stands twice at the top level",
    ),
    "a duplicate metric": (
        encode(run_of("old")).replace(b'"t":{"value":1.0}', b'"t":{"value":1.0},"t":{"value":1}'),
        "the key 't' stands twice",
    ),
    "duplicate points": (encode(run_of("old")).replace(b'"w"', b'"v"'), "'b'"),
    "another id": (
        encode(run_of("0ld")),
        "the name is not that of the run in it, which is 20260102T120000.000000Z_0ld.json",
    ),
    "another time": (
        encode(run_of("old", 2)),
        "the name is not that of the run in it, which is 20260102T140000.000000Z_old.json",
    ),
    "a branch after the points": (
        encode(run_of("old"))
        .replace(b'"branch":null,', b"")
        .replace(b"\n]}\n", b'\n],"branch":"x"}\n'),
        "branch: the first line says None, the rest 'x'",
    ),
    "an index that leaves out a point": (
        encode(run_of("old")).replace(b'"b":[59,', b'"b":['),
        "lines: the index leads to no point 'b' {'k': 'v'}",
    ),
}


@pytest.mark.parametrize(("data", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_run_that_is_wrong_is_told_with_the_place(
    data: bytes, reason: str, store: Store, folder: Path
) -> None:
    (folder / OLD).write_bytes(data)
    ((path, told),) = found(store)
    assert path == OLD
    assert reason in told
    assert str(folder) not in told
    assert [each.remedy for each in verify(folder)] == [Remedy.QUARANTINE]


def test_a_run_that_two_files_hold_is_wrong_in_the_one_with_the_unusual_name(
    store: Store, folder: Path
) -> None:
    (folder / "runs" / "old.json").write_bytes((folder / OLD).read_bytes())
    usual = OLD.removeprefix("runs/")
    assert found(store) == [("runs/old.json", f"id: the run 'old' is in runs/{usual} too")]


def test_what_is_no_file_is_wrong(store: Store, folder: Path, tmp_path: Path) -> None:
    (folder / "runs" / "a.json").mkdir()
    (folder / "runs" / "b.json").symlink_to(tmp_path / "elsewhere.json")
    os.mkfifo(folder / "runs" / "c.json")
    assert [path for path, _ in found(store)] == ["runs/a.json", "runs/b.json", "runs/c.json"]


def test_a_folder_that_is_a_link_or_a_file_is_wrong_and_not_followed(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    (folder / "runs").rename(tmp_path / "elsewhere")
    (folder / "runs").symlink_to(tmp_path / "elsewhere")
    reason = "cannot be read: it is a symbolic link, and a store reads only its own files"
    link = Finding(path="runs", reason=reason, remedy=Remedy.BY_HAND)
    assert verify(folder) == [link]
    (folder / "runs").unlink()
    (folder / "runs").write_bytes(b"")
    assert found(store) == [("runs", "cannot be read: Not a directory")]


def test_a_run_of_a_newer_calibrax_is_not_moved(store: Store, folder: Path) -> None:
    edit(folder / NEW, '{"schema":1,', '{"schema":2,')
    assert [(each.path, each.remedy) for each in verify(folder)] == [(NEW, Remedy.BY_HAND)]


# --- baselines -----------------------------------------------------------------------------------


def test_a_baseline_that_is_broken(store: Store, folder: Path) -> None:
    main = folder / "baselines" / "main.json"
    main.write_bytes(main.read_bytes()[:-9])
    (each,) = verify(folder)
    assert each.path == "baselines/main.json"
    assert each.reason.startswith("not JSON")
    assert each.remedy is Remedy.QUARANTINE


def test_a_baseline_that_the_log_never_names_is_not_moved(store: Store, folder: Path) -> None:
    (folder / "baselines" / "other.json").write_bytes(b"{")
    (each,) = verify(folder)
    assert (each.path, each.remedy) == ("baselines/other.json", Remedy.BY_HAND)


def test_a_baseline_that_differs_from_the_stored_run(store: Store, folder: Path) -> None:
    edit(folder / "baselines" / "main.json", '"value":1.0', '"value":9.0')
    (each,) = verify(folder)
    assert each.path == "baselines/main.json"
    assert each.reason == "differs from the run 'old' that is stored; set the baseline again"
    assert each.remedy is Remedy.BY_HAND


def test_a_baseline_whose_run_is_neither_stored_nor_named(store: Store, folder: Path) -> None:
    (folder / "baselines" / "main.json").write_bytes(encode(run_of("x")))
    reason = "id: the run 'x' is not stored, and baselines/log.jsonl does not name it"
    assert found(store) == [("baselines/main.json", reason)]


def test_a_baseline_whose_run_is_not_stored_is_known_by_the_log(store: Store, folder: Path) -> None:
    (folder / OLD).unlink()
    assert verify(folder) == []


LEGACY = json.dumps(run_of("old").to_dict(), indent=2).encode()


@pytest.mark.parametrize("log", [None, b"", b"\n"])
def test_a_baseline_of_the_earlier_calibrax_needs_no_log(
    log: bytes | None, store: Store, folder: Path
) -> None:
    (folder / OLD).unlink()
    for path in (folder / "runs" / "old.json", folder / "baselines" / "main.json"):
        path.write_bytes(LEGACY)
    leave_of_log(folder, log)
    assert verify(folder) == []


def leave_of_log(folder: Path, content: bytes | None) -> None:
    path = folder / "baselines" / "log.jsonl"
    path.unlink()
    if content is not None:
        path.write_bytes(content)


LOST = (
    "baselines/main.json",
    "is run new; baselines/log.jsonl does not say whether the baseline 'main' is pinned; "
    "set it again with calibrax baseline --run ID --name NAME",
)


@pytest.mark.parametrize("log", [None, b"", b"\n"])
def test_a_baseline_whose_log_was_lost_is_mended_by_hand(
    log: bytes | None, store: Store, folder: Path
) -> None:
    store.set_baseline("new", pin=True)
    leave_of_log(folder, log)
    assert found(store) == [LOST]
    assert repair(folder, verify(folder), NOW) == []
    store.set_baseline("new", pin=True)
    assert verify(folder) == []


def test_a_baseline_whose_line_was_cut_is_mended_by_hand_also_after_a_repair(
    store: Store, folder: Path
) -> None:
    store.set_baseline("new", pin=True)
    log = folder / "baselines" / "log.jsonl"
    log.write_bytes(log.read_bytes()[:-6])
    repair(folder, verify(folder), NOW)
    assert found(store) == [LOST]
    assert [each.remedy for each in verify(folder)] == [Remedy.BY_HAND]


def test_the_line_of_a_first_baseline_is_waited_for(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = folder / "baselines" / "log.jsonl"
    whole = log.read_bytes()
    log.write_bytes(b"")
    monkeypatch.setattr(time, "sleep", lambda _: log.write_bytes(whole))
    assert verify(folder) == []


def test_a_baseline_that_may_be_none(store: Store, folder: Path) -> None:
    attempt = an_attempt(run_of("again"), run_of("old"))
    (folder / "baselines" / "main.json").write_bytes(encode(attempt))
    ((path, reason),) = found(store)
    assert path == "baselines/main.json"
    assert reason.startswith("holds run again, ")
    assert reason.endswith(", which is never a baseline")


def test_a_name_that_is_that_of_no_baseline(store: Store, folder: Path) -> None:
    (folder / "baselines" / "%zz.json").write_bytes(encode(run_of("old")))
    (each,) = verify(folder)
    assert (each.path, each.reason) == ("baselines/%zz.json", "the name is that of no baseline")
    assert each.remedy is Remedy.QUARANTINE


def test_lines_of_the_log_that_say_nothing(store: Store, folder: Path) -> None:
    log = folder / "baselines" / "log.jsonl"
    good = log.read_bytes()
    twice = good.replace(b'"name":"main"', b'"name":"other","name":"main"')
    log.write_bytes(b"{\n\n" + good + b'{"name": 3}\n' + twice)
    assert [path for path, _ in found(store)] == ["baselines/log.jsonl"] * 3
    first, second, third = (reason for _, reason in found(store))
    assert first.startswith("line 1: ")
    assert second.startswith("line 4: ")
    assert third == "line 5: the key 'name' stands twice at the top level"
    repair(folder, verify(folder), NOW)
    assert log.read_bytes() == good


def test_what_the_log_says_differently_is_only_odd(store: Store, folder: Path) -> None:
    store.set_baseline("new", "other").unlink()
    store.set_baseline("new", "third")
    store.set_baseline("old", "third")
    store.set_baseline("new", "third")
    log = folder / "baselines" / "log.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    assert found(store) == []
    assert notes(store) == [
        ("baselines/third.json", "is run new; baselines/log.jsonl names run old last"),
        ("baselines/other.json", "is gone; baselines/log.jsonl says that it was run new"),
    ]


# --- the other files -----------------------------------------------------------------------------


def test_config_and_exports(store: Store, folder: Path) -> None:
    (folder / "config.json").write_text('{"wandb": 1}', encoding="utf-8")
    twice = '{"schema": 1, "schema": 1, "sent": []}'
    (folder / "exports.json").write_text(twice, encoding="utf-8")
    config, exports = verify(folder)
    assert (config.path, config.remedy) == ("config.json", Remedy.BY_HAND)
    assert config.reason.startswith("no key 'wandb'")
    assert exports.reason == "the key 'schema' stands twice at the top level"
    assert (exports.path, exports.remedy) == ("exports.json", Remedy.QUARANTINE)
    (folder / "exports.json").write_text('{"schema": 2, "sent": []}', encoding="utf-8")
    assert [path for path, _ in found(store)] == ["config.json", "exports.json"]


def test_temporary_files_are_named_and_harmless(store: Store, folder: Path) -> None:
    left = [".exports.json.0123abcd.tmp", "runs/.x.json.0123abcd.tmp", "baselines/.m.0123abcd.tmp"]
    for name in (*left, "runs/.x.json.tmp", "runs/.swp", "runs/notes.txt"):
        (folder / name).write_bytes(b"{")
    assert notes(store) == [
        (name, "is being written, or was when a command was ended") for name in left
    ]
    assert found(store) == []


def settings_of(folder: Path, text: str) -> Settings:
    path = folder.parent / "calibrax.yml"
    path.write_text(text, encoding="utf-8")
    return load_settings(str(path))


LEVEL = "levels:\n  - {{benchmark: a, metric: t, since: {}, reason: r}}\n"


def test_levels_and_the_reference_are_looked_for(store: Store, folder: Path) -> None:
    for known in ("ol", "old"):
        settings = settings_of(folder, LEVEL.format(known) + f"reference: {known}\n")
        assert verify(folder, settings) == []
    assert verify(folder, settings_of(folder, "reference: main\n")) == []
    settings = settings_of(folder, LEVEL.format("gone") + "reference: v1\n")
    assert notes(store, settings) == [
        (settings.path, "levels: since: the store holds no run 'gone'")
    ]
    assert found(store, settings) == [
        (settings.path, "reference: the store holds no baseline and no run 'v1'")
    ]


# --- repair --------------------------------------------------------------------------------------


def test_repair_moves_what_is_of_no_use_and_touches_nothing_else(
    store: Store, folder: Path, picture: Callable[[], Picture]
) -> None:
    (folder / NEW).write_bytes(b"{")
    (folder / "baselines" / "main.json").write_bytes(b"[")
    (folder / "config.json").write_bytes(b"no")
    (folder / "runs" / "a.json").mkdir()
    (folder / "runs" / "a.json" / "inside").write_bytes(b"kept")
    before = picture()
    moved = repair(folder, verify(folder), NOW)
    assert moved == [
        (NEW, f"{QUARANTINED}/{NEW}"),
        ("runs/a.json", f"{QUARANTINED}/runs/a.json"),
        ("baselines/main.json", f"{QUARANTINED}/baselines/main.json"),
    ]
    after = picture()
    for path, content in before.items():
        there = path if path in after else f"{QUARANTINED}/{path}"
        assert after[there] == content
    assert [path for path, _ in found(store)] == ["config.json"]
    assert [run.id for run in store.list_runs()] == ["old"]
    assert store.baseline_was_set() == "old"


def test_repair_takes_broken_lines_out_of_the_log_and_keeps_a_copy(
    store: Store, folder: Path
) -> None:
    log = folder / "baselines" / "log.jsonl"
    good = log.read_bytes()
    log.write_bytes(b"{\n" + good + b"[1]")
    whole = log.read_bytes()
    assert repair(folder, verify(folder), NOW) == [
        ("baselines/log.jsonl", f"{QUARANTINED}/baselines/log.jsonl")
    ]
    assert log.read_bytes() == good
    assert (folder / QUARANTINED / "baselines" / "log.jsonl").read_bytes() == whole


def test_repair_of_a_store_without_flaws_makes_no_folder(store: Store, folder: Path) -> None:
    assert repair(folder, verify(folder), NOW) == []
    assert not (folder / "quarantine").exists()


def test_repairs_never_replace_what_is_in_the_quarantine(store: Store, folder: Path) -> None:
    for times in range(2):
        (folder / NEW).write_bytes(b"%d" % times)
        repair(folder, verify(folder), NOW + timedelta(seconds=times))
    kept = sorted((folder / "quarantine").rglob("*.json"))
    assert [path.read_bytes() for path in kept] == [b"0", b"1"]
    (folder / NEW).write_bytes(b"2")
    with pytest.raises(DataError, match="cannot be moved to quarantine: File exists"):
        repair(folder, verify(folder), NOW)
    assert (folder / NEW).read_bytes() == b"2"


def require_in_the_way(folder: Path, reason: str) -> None:
    """Hold that what has the place of the quarantine is told, and refused by a repair."""
    (each,) = verify(folder)
    assert (each.path, each.reason, each.remedy) == ("quarantine", reason, Remedy.BY_HAND)
    (folder / NEW).write_bytes(b"{")
    with pytest.raises(DataError) as caught:
        repair(folder, verify(folder), NOW)
    assert str(caught.value) == f"{folder / 'quarantine'}: {reason}"


LINKED = "is a symbolic link, and a store uses only its own files; move it away"


def test_a_quarantine_that_leads_out_of_the_store_is_told_and_refused(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (folder / "quarantine").symlink_to(tmp_path / "outside")
    require_in_the_way(folder, LINKED)
    assert os.listdir(tmp_path / "outside") == []
    assert (folder / NEW).exists()


def test_a_file_in_the_place_of_the_quarantine_is_told_and_in_the_way(
    store: Store, folder: Path
) -> None:
    (folder / "quarantine").write_bytes(b"a user's notes")
    require_in_the_way(folder, "is no folder, so that nothing can be moved there; move it away")
    assert (folder / "quarantine").read_bytes() == b"a user's notes"
