"""Aligned tables: by hand, with wide and combining characters, and cut to a width."""

from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.report.table import Column, Table, aligned, cells

NAME_AND_VALUE = (Column("name"), Column("value", right=True))
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def test_names_stand_left_and_numbers_right() -> None:
    table = Table(NAME_AND_VALUE, (("sort", "1.00"), ("search", "20158.00")))
    assert aligned(table) == [
        "name       value",
        "sort        1.00",
        "search  20158.00",
    ]


def test_a_table_without_rows_has_its_titles() -> None:
    assert aligned(Table(NAME_AND_VALUE, ())) == ["name  value"]


def test_no_line_ends_in_blanks() -> None:
    table = Table((Column("name"), Column("note")), (("sort", ""), ("search", "x")))
    assert aligned(table) == ["name    note", "sort", "search  x"]


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("", 0),
        ("abc", 3),
        ("naïve", 5),
        ("nai\u0308ve", 5),
        ("漢字", 4),
        ("ｆｕｌｌ", 8),
        ("ﾊﾝ", 2),
        ("กั", 1),
        ("⚠\ufe0f", 1),
        ("a\u20dd", 1),
        ("🚀", 2),
        ("→…", 2),
    ],
)
def test_the_cells_of_a_text(text: str, wide: int) -> None:
    assert cells(text) == wide


def test_wide_characters_take_two_cells() -> None:
    table = Table(NAME_AND_VALUE, (("漢字ab", "1"), ("abcdefg", "22")))
    assert aligned(table) == [
        "name     value",
        "漢字ab       1",
        "abcdefg     22",
    ]


def test_combining_characters_take_none() -> None:
    table = Table(NAME_AND_VALUE, (("e\u0301te\u0301", "1"), ("abcd", "2")))
    assert aligned(table) == [
        "name  value",
        "e\u0301te\u0301       1",
        "abcd      2",
    ]


def test_cells_are_made_harmless_and_stay_in_their_line() -> None:
    table = Table(NAME_AND_VALUE, (("::a\nb", "1"), ("##[c]", "2")))
    assert aligned(table) == [
        "name       value",
        r"\x3a:a\nb      1",
        r"#\x23[c]       2",
    ]


def test_a_long_name_loses_its_middle() -> None:
    assert aligned(Table((Column("name"),), ((ALPHABET,),)), width=13) == ["name", "abcdef…uvwxyz"]
    assert aligned(Table((Column("name"),), ((ALPHABET,),)), width=14) == ["name", "abcdefg…uvwxyz"]


def test_the_widest_names_are_cut_and_numbers_never() -> None:
    columns = (Column("a"), Column("b"), Column("c", right=True))
    table = Table(columns, ((ALPHABET, "short", "123456789.00"),))
    assert aligned(table, width=34) == [
        "a              b                 c",
        "abcdef…uvwxyz  short  123456789.00",
    ]


def test_a_table_that_fits_is_not_cut() -> None:
    table = Table(NAME_AND_VALUE, ((ALPHABET, "1.00"),))
    assert (
        aligned(table, width=33) == aligned(table) == [f"name{' ' * 24}value", f"{ALPHABET}   1.00"]
    )


def test_names_keep_twelve_cells_where_the_width_is_too_small() -> None:
    table = Table(NAME_AND_VALUE, ((ALPHABET, "1.00"),))
    assert aligned(table, width=5) == ["name          value", "abcdef…vwxyz   1.00"]


def test_wide_characters_are_cut_by_their_cells() -> None:
    (_, line) = aligned(Table((Column("name"),), (("漢" * 20,),)), width=15)
    assert line == "漢漢漢漢…漢漢漢"


def plain_cells(text: str) -> int:
    """Return the cells of a text that holds nothing combining."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


NAMES = st.text(alphabet="ab:#[漢字\n\x1b →-", max_size=60)


@given(
    st.lists(st.tuples(NAMES, NAMES, st.integers(0, 10**9).map(str)), min_size=1, max_size=5),
    st.integers(min_value=40, max_value=90),
)
def test_a_table_is_never_wider_than_asked(rows: list[tuple[str, str, str]], width: int) -> None:
    columns = (Column("benchmark"), Column("tag"), Column("value", right=True))
    lines = aligned(Table(columns, tuple(rows)), width)
    assert len(lines) == len(rows) + 1
    for line in lines:
        assert line.isprintable()
        assert plain_cells(line) <= width
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


@given(st.lists(st.tuples(NAMES, st.integers(0, 10**9).map(str)), min_size=1, max_size=5))
def test_numbers_end_in_the_same_column(rows: list[tuple[str, str]]) -> None:
    lines = aligned(Table(NAME_AND_VALUE, tuple(rows)))
    assert len({plain_cells(line) for line in lines}) == 1
    assert all(line.endswith(row[1]) for line, row in zip(lines[1:], rows, strict=True))
