"""The folder of runs: finding a run by its id, and the order of files with mixed names."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Run, run_json
from calibrax.errors import DataError, RunConflict, RunNotFound
from calibrax.storage.runs import RunFolder
from tests.builders import NOON, a_point, a_run


@pytest.fixture
def runs(tmp_path: Path) -> RunFolder:
    return RunFolder(str(tmp_path / "runs"))


def run_of(run_id: str, hour: int = 12) -> Run:
    return a_run(a_point("p", t=1.0), id=run_id, timestamp=NOON.replace(hour=hour))


def put(runs: RunFolder, name: str, run: Run) -> None:
    """Write a run's file under a name of the test's choice."""
    os.makedirs(runs.path, exist_ok=True)
    Path(runs.path, name).write_bytes(run_json.encode(run))


def put_text(runs: RunFolder, name: str, text: str) -> None:
    os.makedirs(runs.path, exist_ok=True)
    Path(runs.path, name).write_text(text, encoding="utf-8")


def ids(runs: RunFolder) -> list[str]:
    return [header.id for _, header in runs.headers()]


# --- find ----------------------------------------------------------------------------------------


def test_an_exact_id_finds_its_file(runs: RunFolder) -> None:
    runs.save(run_of("a1b2c3d4e5f6"))
    runs.save(run_of("ffffffffffff"))
    assert runs.find("a1b2c3d4e5f6") == "20260102T120000.000000Z_a1b2c3d4e5f6.json"


def test_a_unique_beginning_finds_its_file(runs: RunFolder) -> None:
    runs.save(run_of("a1b2c3d4e5f6"))
    runs.save(run_of("a1c000000000"))
    assert runs.find("a1b").endswith("_a1b2c3d4e5f6.json")


def test_the_exact_id_wins_over_a_longer_one(runs: RunFolder) -> None:
    runs.save(run_of("nightly"))
    runs.save(run_of("nightly-2"))
    assert runs.find("nightly").endswith("_nightly.json")


def test_a_beginning_of_several_ids_is_refused_and_names_them(runs: RunFolder) -> None:
    for run_id in ("ab1", "ab2", "zz"):
        runs.save(run_of(run_id))
    with pytest.raises(RunNotFound) as caught:
        runs.find("ab")
    assert str(caught.value) == "2 runs begin with 'ab' (ab1, ab2): give more of the id"


def test_an_unknown_id_is_refused_with_the_folder_and_a_remedy(runs: RunFolder) -> None:
    runs.save(run_of("a1b2c3d4e5f6"))
    with pytest.raises(RunNotFound) as caught:
        runs.find("b")
    expected = f"no run 'b' in {runs.path}; the newest are a1b2c3d4e5f6"
    assert str(caught.value) == expected


def test_an_empty_folder_holds_no_id(runs: RunFolder) -> None:
    with pytest.raises(RunNotFound) as caught:
        runs.find("b")
    assert str(caught.value) == f"no run 'b' in {runs.path}; it holds none yet"


def test_the_middle_or_another_case_of_an_id_is_no_beginning(runs: RunFolder) -> None:
    runs.save(run_of("a1b2c3d4e5f6"))
    for wrong in ("1b2", "5f6", "A1B2"):
        with pytest.raises(RunNotFound, match=f"no run '{wrong}'"):
            runs.find(wrong)


@pytest.mark.parametrize(
    "invalid",
    [
        "../x",
        "..",
        ".",
        ".hidden",
        "",
        "a" * 129,
        "a" * 200,
        "a/b",
        "a\\b",
        "a b",
        "a*",
        "é",
        "a\n",
    ],
)
def test_what_cannot_be_an_id_is_refused_before_any_file_is_opened(
    invalid: str, runs: RunFolder, opened: list[str]
) -> None:
    put(runs, "abc.json", run_of("abc"))
    (Path(runs.path).parent / "x.json").write_bytes(run_json.encode(run_of("x")))
    with pytest.raises(RunNotFound, match="is no run id"):
        runs.find(invalid)
    assert opened == []


@pytest.mark.parametrize(
    ("invalid", "shown"),
    [
        ("../x", "'../x'"),
        ("", "''"),
        ("é\n", "'é\\n'"),
        ("a" * 129, f"'{'a' * 78}..."),
        (5, "5 (int)"),
    ],
)
def test_what_cannot_be_an_id_is_shown_as_it_was_written(
    invalid: Any, shown: str, runs: RunFolder
) -> None:
    with pytest.raises(RunNotFound) as caught:
        runs.find(invalid)
    assert str(caught.value) == (
        f"{shown} is no run id (1 to 128 of A-Z a-z 0-9 . _ -, no leading dot)"
    )


def test_the_longest_id_is_found(runs: RunFolder) -> None:
    runs.save(run_of("a" * 128))
    assert ids(runs) == ["a" * 128]
    assert runs.load(runs.find("a")).id == "a" * 128


# --- files of other names ------------------------------------------------------------------------


def test_a_file_named_by_its_id_only_is_found_and_read(runs: RunFolder) -> None:
    put(runs, "a1b2c3d4e5f6.json", run_of("a1b2c3d4e5f6"))
    assert runs.find("a1b2") == "a1b2c3d4e5f6.json"
    assert runs.load("a1b2c3d4e5f6.json") == run_of("a1b2c3d4e5f6")


@pytest.mark.parametrize(
    "name",
    [
        "20260102T120000.json",
        "20260102T120000_3fcabcd.json",
        "20260102T120000_otherZ_name.json",
        "20260102T120000-café.json",
        "20260102T120000.000000Z_.json",
    ],
)
def test_a_file_named_by_its_time_has_the_id_that_stands_inside(name: str, runs: RunFolder) -> None:
    put(runs, name, run_of("inside"))
    assert runs.find("inside") == runs.find("ins") == name
    stored = runs.get("inside")
    assert stored is not None
    assert stored.id == "inside"


def test_the_id_inside_counts_where_the_name_says_another(runs: RunFolder) -> None:
    put(runs, "20260102T120000.000000Z_outside.json", run_of("inside"))
    assert runs.find("inside") == "20260102T120000.000000Z_outside.json"
    with pytest.raises(RunNotFound):
        runs.find("outside")


def test_a_legacy_file_named_otherwise_than_its_id_is_found_by_what_stands_inside(
    runs: RunFolder,
) -> None:
    put(runs, "nightly.json", run_of("a1b2c3d4e5f6"))
    assert runs.find("a1b2c3d4e5f6") == "nightly.json"


def test_two_files_of_one_id_are_not_chosen_from(runs: RunFolder) -> None:
    put(runs, "same.json", run_of("same"))
    put(runs, "20260102T120000.000000Z_same.json", run_of("same", hour=13))
    with pytest.raises(
        RunNotFound, match=r"2 files in .* hold run 'same' \(2026.*_same\.json, same\.json\)"
    ):
        runs.find("same")


@pytest.mark.parametrize(
    "name", ["same.json", "20260102T120000.json", "20260102T120000Z_same.json"]
)
def test_saving_a_run_that_a_file_of_another_name_holds_writes_no_second_file(
    name: str, runs: RunFolder
) -> None:
    put(runs, name, run_of("same"))
    assert runs.save(run_of("same")) == runs.where(name)
    assert os.listdir(runs.path) == [name]


def test_other_content_under_an_id_that_a_file_of_another_name_holds_is_a_conflict(
    runs: RunFolder,
) -> None:
    put(runs, "20260102T120000.json", run_of("same"))
    with pytest.raises(RunConflict, match=r"20260102T120000\.json: the run 'same' is stored"):
        runs.save(run_of("same", hour=13))
    assert os.listdir(runs.path) == ["20260102T120000.json"]


def test_stray_files_are_no_runs(runs: RunFolder, opened: list[str]) -> None:
    put(runs, "abc.json", run_of("abc"))
    for stray in ("README.md", ".abc.json", ".x.json.12.tmp", "abc.json~", "x.tmp", "log.jsonl"):
        put_text(runs, stray, "no run")
    assert ids(runs) == ["abc"]
    assert runs.find("abc") == "abc.json"
    assert set(opened) == {"abc.json"}


# --- order ---------------------------------------------------------------------------------------


def test_saved_runs_are_ordered_by_time_without_opening_one(
    runs: RunFolder, opened: list[str]
) -> None:
    for run_id, hour in (("b", 10), ("a", 12), ("c", 11)):
        runs.save(run_of(run_id, hour))
    opened.clear()
    assert [name[9:11] for name in runs.newest_first()] == ["12", "11", "10"]
    assert opened == []


def test_a_legacy_file_is_ordered_by_the_time_in_its_header(
    runs: RunFolder, opened: list[str]
) -> None:
    runs.save(run_of("early", 10))
    runs.save(run_of("late", 14))
    put(runs, "between.json", run_of("between", 12))
    opened.clear()
    assert runs.newest_first() == [
        "20260102T140000.000000Z_late.json",
        "between.json",
        "20260102T100000.000000Z_early.json",
    ]
    assert opened == ["between.json"]


def test_mixed_names_are_ordered_together(runs: RunFolder) -> None:
    put(runs, "zzz.json", run_of("first", 1))
    put(runs, "20260102T020000.json", run_of("second", 2))
    put(runs, "20260102T030000Z_third.json", run_of("third", 3))
    put(runs, "20260102T030000.5Z_fourth.json", run_of("fourth", 4))
    put(runs, "20260102T030000.600000Z_fifth.json", run_of("fifth", 5))
    put(runs, "aaa.json", run_of("sixth", 6))
    assert ids(runs) == ["sixth", "fifth", "fourth", "third", "second", "first"]


def test_a_name_that_begins_with_a_time_sorts_by_it_whatever_stands_inside(runs: RunFolder) -> None:
    put(runs, "20260102T010000.json", run_of("named-early", 23))
    put(runs, "20260102T220000.json", run_of("named-late", 0))
    assert ids(runs) == ["named-late", "named-early"]


@pytest.mark.parametrize("written", ["2026-01-02T12:00:00+02:00", "2026-01-02T10:00:00"])
def test_the_time_of_a_legacy_header_is_compared_in_utc(written: str, runs: RunFolder) -> None:
    runs.save(run_of("before", 9))
    runs.save(run_of("after", 11))
    stored = run_json.encode(run_of("legacy", 10)).decode()
    put_text(runs, "legacy.json", stored.replace("2026-01-02T10:00:00Z", written))
    assert written in Path(runs.where("legacy.json")).read_text()
    assert ids(runs) == ["after", "legacy", "before"]


def test_times_long_ago_sort_before_all_others(runs: RunFolder) -> None:
    zero = datetime(1, 1, 1, tzinfo=UTC)
    for run_id, time in (("now", NOON), ("zero", zero), ("medieval", zero.replace(year=999))):
        runs.save(a_run(a_point("p", t=1.0), id=run_id, timestamp=time))
    assert ids(runs) == ["now", "medieval", "zero"]


def test_microseconds_decide(runs: RunFolder) -> None:
    for run_id, step in (("a", 2), ("b", 0), ("c", 1)):
        time = NOON + timedelta(microseconds=step)
        runs.save(a_run(a_point("p", t=1.0), id=run_id, timestamp=time))
    assert ids(runs) == ["a", "c", "b"]


# --- what cannot be read -------------------------------------------------------------------------


def test_no_folder_holds_no_runs(runs: RunFolder) -> None:
    assert runs.newest_first() == []
    assert list(runs.headers()) == []
    assert runs.get("abc") is None
    with pytest.raises(RunNotFound, match="no run 'abc'"):
        runs.find("abc")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"points": 3}', "nonsense", '{"schema":1,'])
def test_a_file_that_is_no_run_is_an_error_with_its_path(text: str, runs: RunFolder) -> None:
    put_text(runs, "abc.json", text)
    for read in (runs.newest_first, lambda: runs.load("abc.json"), lambda: runs.find("abc")):
        with pytest.raises(DataError, match=r"runs.abc\.json: "):
            read()


def test_a_newer_schema_is_refused_and_not_guessed_at(runs: RunFolder) -> None:
    newer = run_json.encode(run_of("abc")).decode().replace('{"schema":1,', '{"schema":2,')
    put_text(runs, "abc.json", newer)
    for read in (runs.newest_first, lambda: runs.load("abc.json")):
        with pytest.raises(DataError, match=r"abc\.json: schema 2 is not 1.*upgrade calibrax"):
            read()


def test_a_folder_named_like_a_run_is_an_error_with_its_path(runs: RunFolder) -> None:
    os.makedirs(os.path.join(runs.path, "abc.json"))
    with pytest.raises(DataError, match=r"abc\.json: cannot be read: Is a directory"):
        runs.newest_first()


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="the system cannot refuse links")
def test_a_link_named_like_a_run_is_refused(runs: RunFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_bytes(run_json.encode(run_of("abc")))
    os.makedirs(runs.path)
    os.symlink(outside, os.path.join(runs.path, "20260102T120000.000000Z_abc.json"))
    for read in (lambda: runs.find("abc"), lambda: runs.load(runs.newest_first()[0])):
        with pytest.raises(DataError, match="symbolic link"):
            read()


def test_a_file_where_the_folder_belongs_is_an_error_with_its_path(runs: RunFolder) -> None:
    Path(runs.path).write_bytes(b"")
    with pytest.raises(DataError, match="runs: cannot be read: Not a directory"):
        runs.newest_first()
