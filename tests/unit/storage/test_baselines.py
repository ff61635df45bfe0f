"""Baselines of a store: byte for byte a run's file, each change logged, a human's pin respected."""

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import pytest

from calibrax.core import Run
from calibrax.errors import DataError, RunNotFound, UsageError
from calibrax.storage import Store, files
from tests.builders import NOON, a_point, a_run

Picture = Callable[[], dict[str, bytes | None]]


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(folder)


def run_of(run_id: str, hour: int = 12) -> Run:
    """Return a run of one point, measured at that hour."""
    return a_run(a_point("p", t=1.0), id=run_id, timestamp=NOON.replace(hour=hour))


def test_a_baseline_is_byte_for_byte_the_file_of_its_run(store: Store, folder: Path) -> None:
    run_file = store.save(run_of("abc"))
    path = store.set_baseline("abc")
    assert path == folder / "baselines" / "main.json"
    assert path.read_bytes() == run_file.read_bytes()
    assert store.get_baseline() == run_of("abc")


def test_a_baseline_of_a_file_in_another_layout_is_byte_for_byte_that_file(
    store: Store, folder: Path
) -> None:
    legacy = folder / "runs" / "abc.json"
    legacy.parent.mkdir(parents=True)
    legacy.write_bytes(b"\n" + json.dumps(run_of("abc").to_dict(), indent=3).encode() + b"\n\n")
    assert store.set_baseline("abc").read_bytes() == legacy.read_bytes()
    loaded = store.load("abc")
    assert store.set_baseline(loaded, name="other").read_bytes() == legacy.read_bytes()


def test_no_baseline_was_ever_set(store: Store, folder: Path) -> None:
    assert store.get_baseline() is None
    store.save(run_of("abc"))
    store.set_baseline("abc", name="nightly")
    assert store.get_baseline() is None
    assert store.baselines() == ["nightly"]


def test_a_baseline_is_replaced_and_the_others_stay(store: Store) -> None:
    store.save(run_of("old", 10))
    store.save(run_of("new", 12))
    store.set_baseline("old")
    store.set_baseline("old", name="main@feature/x")
    store.set_baseline("new")
    assert store.get_baseline() == run_of("new", 12)
    assert store.get_baseline("main@feature/x") == run_of("old", 10)
    assert store.baselines() == ["main", "main@feature/x"]


def test_a_stray_file_among_the_baselines_is_none(store: Store, folder: Path) -> None:
    store.save(run_of("abc"))
    store.set_baseline("abc")
    for stray in ("a%zz.json", "a b.json", ".main.json.12.tmp", "README.md"):
        (folder / "baselines" / stray).write_bytes(b"")
    assert store.baselines() == ["main"]


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b'{"schema":1,"id":"abc"', b"\xff"])
def test_a_corrupt_baseline_is_an_error_with_its_path_and_never_none(
    content: bytes, store: Store
) -> None:
    store.save(run_of("abc"))
    path = store.set_baseline("abc")
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        store.get_baseline()
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="the system cannot refuse links")
def test_a_baseline_that_is_a_link_is_refused(store: Store, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_bytes(store.save(run_of("abc")).read_bytes())
    (folder / "baselines").mkdir()
    (folder / "baselines" / "main.json").symlink_to(outside)
    with pytest.raises(DataError, match=r"main\.json: cannot be read: it is a symbolic link"):
        store.get_baseline()


def test_a_file_in_place_of_the_baselines_is_an_error_and_not_none(
    store: Store, folder: Path
) -> None:
    store.save(run_of("abc"))
    (folder / "baselines").write_bytes(b"")
    for read in (store.get_baseline, store.baselines, lambda: store.set_baseline("abc")):
        with pytest.raises(DataError, match="baselines"):
            read()


def test_a_baseline_of_a_run_that_is_not_stored_is_refused(store: Store, picture: Picture) -> None:
    store.save(run_of("abc"))
    before = picture()
    unknown: list[str | Run] = ["xyz", run_of("xyz"), "../abc", ""]
    for run in unknown:
        with pytest.raises(RunNotFound):
            store.set_baseline(run)
    assert picture() == before


def test_a_side_of_an_ab_is_no_baseline(store: Store, picture: Picture) -> None:
    side = msgspec.structs.replace(run_of("abc"), kind="ab")
    store.save(side)
    before = picture()
    for run in ("abc", side):
        with pytest.raises(UsageError, match="the run 'abc' is a side of an A/B"):
            store.set_baseline(run)
    assert picture() == before
    store.save(msgspec.structs.replace(run_of("old", 10), kind="import"))
    assert store.set_baseline("old").exists()


def test_a_baseline_s_name_stays_inside_the_folder(store: Store, folder: Path) -> None:
    store.save(run_of("abc"))
    for name in ("../../escaped", "/escaped", "..", "a/b", "a\0b"):
        path = store.set_baseline("abc", name=name)
        assert path.resolve().parent == (folder / "baselines").resolve()
        assert store.get_baseline(name) == run_of("abc")
    assert sorted(os.listdir(folder.parent)) == ["benchmark-data"]


def test_a_name_that_is_none_is_refused_before_anything_is_written(
    store: Store, picture: Picture
) -> None:
    store.save(run_of("abc"))
    before = picture()
    for name in ("", "x" * 201):
        with pytest.raises(UsageError, match="the baseline's name"):
            store.set_baseline("abc", name=name)
    assert picture() == before


def test_a_run_whose_stored_file_is_damaged_becomes_no_baseline(
    store: Store, picture: Picture
) -> None:
    path = store.save(run_of("abc"))
    loaded = store.load("abc")
    path.write_bytes(path.read_bytes()[:-20])
    before = picture()
    for run in ("abc", loaded):
        with pytest.raises(DataError) as caught:
            store.set_baseline(run)
        assert str(caught.value).startswith(f"{path}: ")
    assert picture() == before


# --- the log and the pin -------------------------------------------------------------------------


def log_lines(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "baselines" / "log.jsonl").read_text(encoding="utf-8")
    assert text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def test_every_change_is_a_line_with_who_and_why(store: Store, folder: Path) -> None:
    store.save(run_of("abc"))
    store.set_baseline("ab")
    store.set_baseline("abc", name="main@a/b", by="auto", reason='faster\n"yes"')
    store.set_baseline("abc", reason="kept", pin=True)
    lines = log_lines(folder)
    times = [datetime.fromisoformat(line.pop("time")) for line in lines]
    assert times == sorted(times)
    assert all(time.utcoffset() == timedelta(0) for time in times)
    assert lines == [
        {"name": "main", "run": "abc", "by": "human", "reason": "", "pin": False},
        {"name": "main@a/b", "run": "abc", "by": "auto", "reason": 'faster\n"yes"', "pin": False},
        {"name": "main", "run": "abc", "by": "human", "reason": "kept", "pin": True},
    ]


@pytest.mark.parametrize(
    "wrong", [{"by": "robot"}, {"reason": None}, {"reason": "\ud800"}, {"pin": "yes"}]
)
def test_a_change_that_the_log_could_not_be_read_with_is_refused(
    wrong: dict[str, Any], store: Store, picture: Picture
) -> None:
    store.save(run_of("abc"))
    before = picture()
    with pytest.raises(UsageError, match="a change of the baseline 'main': "):
        store.set_baseline("abc", **wrong)
    assert picture() == before


def test_a_pinned_baseline_refuses_what_is_automatic(store: Store, picture: Picture) -> None:
    store.save(run_of("old", 10))
    store.save(run_of("new", 12))
    store.set_baseline("old", pin=True)
    before = picture()
    with pytest.raises(UsageError, match="the baseline 'main' is pinned"):
        store.set_baseline("new", by="auto")
    assert picture() == before
    store.set_baseline("new", name="other", by="auto")
    assert store.get_baseline("other") == run_of("new", 12)


def test_the_log_knows_a_baseline_whose_file_is_gone(store: Store) -> None:
    assert store.baseline_was_set() is None
    store.save(run_of("old", 10))
    store.save(run_of("new", 12))
    store.set_baseline("old")
    store.set_baseline("new").unlink()
    store.set_baseline("old", name="other")
    assert store.get_baseline() is None
    assert store.baseline_was_set() == "new"
    assert store.baseline_was_set("other") == "old"
    assert store.baseline_was_set("never") is None


def test_a_human_replaces_a_pinned_baseline_and_so_lets_go_of_it(store: Store) -> None:
    store.save(run_of("old", 10))
    store.save(run_of("new", 12))
    store.set_baseline("old", pin=True)
    store.set_baseline("new")
    assert store.get_baseline() == run_of("new", 12)
    store.set_baseline("old", by="auto")
    assert store.get_baseline() == run_of("old", 10)


@pytest.mark.parametrize(
    "line", [b"{", b"{}", b"[]", b'{"name":"\xff"}', b'{"x":' + b"[" * 20_000, b"null"]
)
def test_a_log_that_cannot_be_read_stops_what_is_automatic(
    line: bytes, store: Store, folder: Path
) -> None:
    store.save(run_of("abc"))
    store.set_baseline("abc")
    log = folder / "baselines" / "log.jsonl"
    log.write_bytes(log.read_bytes() + b"\n" + line + b"\n")
    for read in (lambda: store.set_baseline("abc", by="auto"), store.baseline_was_set):
        with pytest.raises(DataError) as caught:
            read()
        assert str(caught.value).startswith(f"{log}: line 3: ")


def test_what_is_automatic_is_refused_where_the_line_of_the_baseline_was_lost(
    store: Store, folder: Path, picture: Picture
) -> None:
    for run_id, hour in (("old", 10), ("new", 12), ("newer", 14)):
        store.save(run_of(run_id, hour))
    store.set_baseline("old")
    store.set_baseline("new", pin=True)
    log = folder / "baselines" / "log.jsonl"
    first, _ = log.read_bytes().splitlines(keepends=True)
    for left in (first, b"", None):
        log.unlink()
        if left is not None:
            log.write_bytes(left)
        before = picture()
        with pytest.raises(DataError) as caught:
            store.set_baseline("newer", by="auto")
        assert str(caught.value) == (
            f"{log}: does not say whether the baseline 'main' is pinned; "
            "set it again with calibrax baseline --run ID --name NAME"
        )
        assert picture() == before
        log.write_bytes(left or b"")
    store.set_baseline("new")
    store.set_baseline("newer", by="auto")
    assert store.get_baseline() == run_of("newer", 14)


def test_a_pin_holds_where_another_run_was_logged_and_did_not_get_there(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(run_of("old", 10))
    store.save(run_of("new", 12))
    store.set_baseline("old", pin=True)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(DataError, match="cannot be written"):
            store.set_baseline("new")
    with pytest.raises(DataError, match="does not say whether the baseline 'main' is pinned"):
        store.set_baseline("new", by="auto")
    assert store.get_baseline() == run_of("old", 10)


@pytest.mark.parametrize("others", [True, False])
def test_a_baseline_of_the_earlier_calibrax_has_no_pin(
    others: bool, store: Store, folder: Path
) -> None:
    old, new = folder / "runs" / "old.json", folder / "baselines" / "main.json"
    for path in (old, new):
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(run_of("old", 10).to_dict(), indent=2), encoding="utf-8")
    store.save(run_of("new", 12))
    if others:
        store.set_baseline("new", "other")
    store.set_baseline("new", by="auto")
    assert store.get_baseline() == run_of("new", 12)


def full(*_: object, **__: object) -> NoReturn:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("function", ["fsync", "write"])
@pytest.mark.parametrize("first", [True, False])
def test_a_full_disk_changes_neither_a_baseline_nor_the_log(
    function: str,
    first: bool,
    store: Store,
    picture: Picture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store.save(run_of("old", 10))
    store.save(run_of("new", 12))
    store.set_baseline("old", "other" if first else "main")
    before = picture()
    with monkeypatch.context() as patched:
        patched.setattr(os, function, full)
        with pytest.raises(DataError, match="cannot be written: No space left on device"):
            store.set_baseline("new", pin=True)
    assert picture() == before


def test_a_baseline_that_cannot_be_put_in_its_place_is_still_what_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(run_of("old", 10))
    store.save(run_of("new", 12))
    store.set_baseline("old")
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(DataError, match=r"main\.json: cannot be written"):
            store.set_baseline("new", pin=True)
    assert store.get_baseline() == run_of("old", 10)
    with pytest.raises(UsageError, match="is pinned"):  # too much protection, never too little
        store.set_baseline("new", by="auto")


def test_a_first_baseline_is_there_before_its_line(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(run_of("old", 10))
    append = files.append_line

    def look(path: str, line: bytes) -> None:
        assert store.get_baseline() == run_of("old", 10)
        append(path, line)

    monkeypatch.setattr(files, "append_line", look)
    store.set_baseline("old")
    assert len(log_lines(folder)) == 1
