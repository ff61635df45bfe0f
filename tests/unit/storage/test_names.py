"""File names of a store: what a run's and a baseline's name say, and what odd names do not say."""

import os
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calibrax.errors import UsageError
from calibrax.storage import names

MOMENT = datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)

run_ids = st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}", fullmatch=True)
moments = st.datetimes(timezones=st.just(UTC))
shifted_moments = st.datetimes(
    min_value=datetime(2, 1, 1),
    max_value=datetime(9998, 12, 31),
    timezones=st.builds(
        timezone, st.integers(min_value=-1439, max_value=1439).map(lambda m: timedelta(minutes=m))
    ),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=16)


# --- run files -----------------------------------------------------------------------------------


def test_a_run_name_is_the_time_in_utc_and_the_id() -> None:
    assert names.run_name(MOMENT, "a1b2c3d4e5f6") == "20260102T030405.123456Z_a1b2c3d4e5f6.json"


def test_a_run_name_shows_the_same_moment_of_another_zone_in_utc() -> None:
    in_kolkata = MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert in_kolkata.hour == 8
    assert names.run_name(in_kolkata, "x") == "20260102T030405.123456Z_x.json"


def test_a_run_name_keeps_six_digits_of_a_whole_second() -> None:
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    assert names.run_name(noon, "x") == "20260102T120000.000000Z_x.json"


def test_a_year_below_1000_has_four_digits_and_so_sorts_first() -> None:
    zero_time = datetime(1, 1, 1, tzinfo=UTC)
    assert names.run_name(zero_time, "x") == "00010101T000000.000000Z_x.json"


@given(moments, run_ids)
@example(datetime(999, 12, 31, tzinfo=UTC), "Z_x.json")
def test_a_run_name_gives_back_its_time_and_id(moment: datetime, run_id: str) -> None:
    name = names.run_name(moment, run_id)
    assert names.time_in(name) == names.sortable(moment)
    assert names.id_in(name) == run_id
    assert names.all_canonical([name])
    assert names.run_files([name]) == [name]


@given(shifted_moments, shifted_moments)
def test_names_sort_as_their_times_do_whatever_the_zone(one: datetime, other: datetime) -> None:
    in_text = names.run_name(one, "x") < names.run_name(other, "x")
    assert in_text == (one < other)


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("20260102T030405.123456Z_abc.json", "20260102T030405.123456"),
        ("20260102T030405Z_abc.json", "20260102T030405.000000"),
        ("20260102T030405.json", "20260102T030405.000000"),
        ("20260102T030405_3fcabcd.json", "20260102T030405.000000"),
        ("20260102T030405.5Z_abc.json", "20260102T030405.500000"),
        ("20260102T030405.123Z_abc.json", "20260102T030405.123000"),
        ("20260102T030405.123456789Z_abc.json", "20260102T030405.123456"),
        ("20260102T030405-café.json", "20260102T030405.000000"),
        ("20260102T030405", "20260102T030405.000000"),
        ("20260102T03040.json", None),
        ("20260102T", None),
        ("20260102 030405.json", None),
        ("2026-01-02T03:04:05.json", None),
        ("x20260102T030405.json", None),
        ("٢٠٢٦٠١٠٢T٠٣٠٤٠٥.json", None),
        ("a1b2c3d4e5f6.json", None),
        ("", None),
    ],
)
def test_only_a_name_that_begins_with_a_time_has_one(name: str, time: str | None) -> None:
    assert names.time_in(name) == time


@pytest.mark.parametrize(
    ("name", "run_id"),
    [
        ("20260102T030405.123456Z_abc.json", "abc"),
        ("20260102T030405Z_abc.json", "abc"),
        ("20260102T030405.5Z_abc.json", "abc"),
        ("20260102T030405.123456Z_aZ_b.json", "aZ_b"),
        ("20260102T030405.123456Z_a.json.json", "a.json"),
        ("20260102T030405.json", None),
        ("20260102T030405_3fcabcd.json", None),
        ("20260102T030405_fooZ_bar.json", None),
        ("20260102T030405.123456Z_.json", None),
        ("a1b2c3d4e5f6.json", "a1b2c3d4e5f6"),
        ("20260102.json", "20260102"),
        ("nightlyZ_7.json", "nightlyZ_7"),
    ],
)
def test_the_id_a_name_claims(name: str, run_id: str | None) -> None:
    assert names.id_in(name) == run_id


def test_run_files_leave_out_hidden_and_foreign_files() -> None:
    listed = [".a.json", ".x.json.1a2b.tmp", "README.md", "a.json", "b.JSON", "c.json~", "d.json"]
    assert names.run_files(listed) == ["a.json", "d.json"]


@pytest.mark.parametrize(
    "odd",
    [
        "abc.json",
        "20260102T030405Z_x.json",
        "20260102T030405.123456Z_x.json~",
        "20260102T030405.123456Z_x.tmp",
        ".20260102T030405.123456Z_x.json",
    ],
)
def test_one_odd_name_among_them_and_names_do_not_all_sort_as_text(odd: str) -> None:
    canonical = "20260102T030405.123456Z_x.json"
    assert names.all_canonical([canonical, canonical])
    assert not names.all_canonical([canonical, odd])


def test_times_of_odd_and_canonical_names_compare_with_each_other() -> None:
    ordered = [
        "20260102T030405.json",
        "20260102T030405.1Z_a.json",
        "20260102T030405.123456Z_b.json",
        "20260102T030405.2Z_c.json",
        "20260102T030406Z_d.json",
    ]
    times = [names.time_in(name) or "" for name in ordered]
    assert times == sorted(times)
    assert len(set(times)) == len(times)


# --- baselines -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("main", "main.json"),
        ("main@feature/x", "main@feature%2Fx.json"),
        ("..", "%2E..json"),
        (".", "%2E.json"),
        (".hidden", "%2Ehidden.json"),
        ("../main", "%2E.%2Fmain.json"),
        ("a\\b", "a%5Cb.json"),
        ("a\0b", "a%00b.json"),
        ("a b", "a%20b.json"),
        ("100%", "100%25.json"),
        ("%2F", "%252F.json"),
        ("é", "%C3%A9.json"),
        ("C:main", "C%3Amain.json"),
        ("log.jsonl", "log.jsonl.json"),
    ],
)
def test_a_baseline_name_is_percent_encoded_and_decoded_back(name: str, file: str) -> None:
    assert names.baseline_file(name) == file
    assert names.baseline_name(file) == name


@given(texts)
def test_every_text_is_a_plain_file_name_and_comes_back(name: str) -> None:
    file = names.baseline_file(name)
    assert os.path.basename(file) == file
    assert not {"/", "\\", "\0", ":"} & set(file)
    assert not file.startswith(".")
    assert file.isascii()
    assert len(file) <= 255
    assert names.run_files([file]) == [file]
    assert names.baseline_name(file) == name


@given(texts, texts)
def test_two_names_never_share_a_file(one: str, other: str) -> None:
    assert (names.baseline_file(one) == names.baseline_file(other)) == (one == other)


@pytest.mark.parametrize("name", ["", "x" * 201, "/" * 67, "é" * 34, "." + "x" * 198])
def test_a_name_that_is_empty_or_too_long_encoded_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=r"is empty: give one$|more than 200: give a shorter one$"):
        names.baseline_file(name)


@pytest.mark.parametrize("name", ["x" * 200, "/" * 66])
def test_the_longest_names_are_accepted(name: str) -> None:
    assert names.baseline_name(names.baseline_file(name)) == name


def test_a_lone_surrogate_is_no_name() -> None:
    with pytest.raises(UsageError, match=r"'a\\ud800' is no text"):
        names.baseline_file("a\ud800")


@pytest.mark.parametrize(
    "file", ["a b.json", "a%zz.json", "a%4.json", "a%.json", "a%ff.json", "a%FF.json", "%6d.json"]
)
def test_a_file_that_no_name_is_encoded_to_holds_no_baseline(file: str) -> None:
    assert names.baseline_name(file) is None


def test_a_file_name_that_is_no_text_holds_no_baseline() -> None:
    assert names.baseline_name("a\udcff.json") is None
