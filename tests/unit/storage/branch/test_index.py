"""The index of runs: what it says comes back, and what it does not say the runs tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import Run, run_json
from calibrax.storage.branch.index import (
    IndexEntry,
    entry_of,
    index_contents,
    read_index,
    write_index,
)
from tests.builders import a_point, a_run, an_attempt

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ENTRIES = st.builds(
    IndexEntry,
    file=TEXTS,
    suite=TEXTS,
    branch=st.none() | TEXTS,
    machine=st.none() | TEXTS,
    kind=st.sampled_from(["run", "ab", "import"]),
)


@given(st.lists(ENTRIES, unique_by=lambda entry: entry.file))
def test_what_is_written_is_read(entries: list[IndexEntry]) -> None:
    index = {entry.file: entry for entry in entries}
    assert read_index(write_index(index)) == (index, 0)


def test_a_line_for_each_run_in_the_order_of_names() -> None:
    index = {name: IndexEntry(file=name, suite="main", branch="dev") for name in ("b", "a")}
    assert write_index(index) == (
        b'{"file":"a","suite":"main","branch":"dev","machine":null,"kind":"run"}\n'
        b'{"file":"b","suite":"main","branch":"dev","machine":null,"kind":"run"}\n'
    )


def test_broken_lines_are_counted_and_the_others_read() -> None:
    lines = b'{"file":"a","suite":"s"}\n\n{"file":1}\n<<<<<<< HEAD\n\xff\n{"file":"b","suite":"s"}'
    index, broken = read_index(lines)
    assert list(index) == ["a", "b"]
    assert broken == 3


@pytest.mark.parametrize(
    ("suite", "branch", "expected"),
    [
        (None, None, True),
        ("nightly", None, True),
        (None, "dev", True),
        ("nightly", "dev", True),
        ("main", "dev", False),
        ("nightly", "main", False),
    ],
)
def test_history_is_of_a_suite_and_a_branch(
    suite: str | None, branch: str | None, expected: bool
) -> None:
    entry = IndexEntry(file="a", suite="nightly", branch="dev")
    assert entry.is_history(suite, branch) is expected


def test_one_side_of_an_interleaved_measurement_is_no_history() -> None:
    assert not IndexEntry(file="a", suite="main", kind="ab").is_history(None, None)


def test_an_attempt_is_no_history() -> None:
    first = a_run(a_point("a", t=1.0))
    again = an_attempt(first, first)
    found = index_contents([("one", run_json.encode(first)), ("two", run_json.encode(again))])
    assert {name: entry.kind for name, entry in found.items()} == {"one": "run", "two": "attempt"}
    assert [entry.is_history("main", None) for entry in found.values()] == [True, False]


def test_a_run_tells_what_the_index_does_not() -> None:
    run = a_run(a_point("a", t=1.0), suite="nightly", branch="dev")
    stored = run_json.encode(run)
    indented = b'{\n "points": [],\n "id": "x", "suite": "quick"}'
    found = index_contents([("one", stored), ("two", indented), ("bad", b"{"), ("none", b"")])
    assert {name: (entry.suite, entry.branch) for name, entry in found.items()} == {
        "one": ("nightly", "dev"),
        "two": ("quick", None),
    }


def test_a_line_says_what_the_header_says() -> None:
    run = Run.from_dict(
        {**a_run(a_point("a", t=1.0), suite="s", branch="b").to_dict(), "machine": "box"}
    )
    assert entry_of("f", run_json.header_of(run)) == IndexEntry(
        file="f", suite="s", branch="b", machine="box", kind="run"
    )
    again = run_json.header_of(an_attempt(run, run))
    assert entry_of("f", again).kind == "attempt"
