"""Numbers, times and names as people read them, and text from outside made harmless."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.report.text import (
    apart,
    counted,
    label,
    number,
    percent,
    quantity,
    share,
    shared_names,
    show,
    when,
)

HOSTILE = st.text() | st.text(alphabet=":#[ \n\x1b\u202e\u200b\xa0ab", max_size=12)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (20158.0, "20158.00"),
        (12.0, "12.00"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (3.2e-7, "3.2e-07"),
        (-3.2e-7, "-3.2e-07"),
        (0.1, "0.10"),
        (0.099, "0.099"),
        (0.0123456, "0.01235"),
        (0.25, "0.25"),
        (-18000.5, "-18000.50"),
        (999_999_999.0, "999999999.00"),
        (1e9, "1e+09"),
        (1.5e12, "1.5e+12"),
        (1.7976931348623157e308, "1.798e+308"),
        (5e-324, "4.941e-324"),
    ],
)
def test_a_number_has_two_decimals_where_they_say_enough(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(min_value=-1.7e308, max_value=1.7e308))
def test_a_number_is_short_near_its_value_and_zero_only_when_it_is(value: float) -> None:
    text = number(value)
    assert len(text) <= 13
    assert float(text) == pytest.approx(value, rel=0.05)
    assert (float(text) == 0) == (value == 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00 s"),
        (90.0, "90.00 s"),
        (1.0, "1.00 s"),
        (0.999, "999.00 ms"),
        (0.5, "500.00 ms"),
        (0.001, "1.00 ms"),
        (0.000999, "999.00 µs"),
        (1e-6, "1.00 µs"),
        (2e-8, "20.00 ns"),
        (1e-9, "1.00 ns"),
        (2.5e-10, "0.25 ns"),
        (2.5e-12, "0.0025 ns"),
        (-0.002, "-2.00 ms"),
        (-3.0, "-3.00 s"),
    ],
)
def test_seconds_are_scaled(value: float, text: str) -> None:
    assert quantity(value, "s") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00 B"),
        (1.0, "1.00 B"),
        (0.5, "0.50 B"),
        (1023.0, "1023.00 B"),
        (1024.0, "1.00 KiB"),
        (1536.0, "1.50 KiB"),
        (1_048_575.0, "1024.00 KiB"),
        (1_048_576.0, "1.00 MiB"),
        (3 * 2.0**30, "3.00 GiB"),
        (2.0**41, "2048.00 GiB"),
        (-2048.0, "-2.00 KiB"),
    ],
)
def test_bytes_are_scaled(value: float, text: str) -> None:
    assert quantity(value, "B") == text


@pytest.mark.parametrize("unit", ["", "ms", "elem/s", "S", "b", "MiB"])
def test_other_units_are_left_as_they_are(unit: str) -> None:
    assert quantity(12.0, unit) == "12.00"


@pytest.mark.parametrize(
    ("delta", "text"),
    [
        (25.0, "+25.0%"),
        (-10.7054, "-10.7%"),
        (0.0, "+0.0%"),
        (200.04, "+200.0%"),
        (-99.99, "-100.0%"),
        (5e11, "+5e+11%"),
        (-1.23456e300, "-1.235e+300%"),
    ],
)
def test_a_change_has_a_sign(delta: float, text: str) -> None:
    assert percent(delta) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.05, "5%"),
        (0.07, "7%"),
        (0.005, "0.5%"),
        (0.125, "12.5%"),
        (0.0, "0%"),
        (1.0, "100%"),
        (1 / 3, "33.3333%"),
    ],
)
def test_a_share_is_a_percentage_without_needless_digits(value: float, text: str) -> None:
    assert share(value) == text


def test_a_time_is_in_utc_to_the_second() -> None:
    assert when(datetime(2026, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC)) == "2026-01-02 03:04:05 UTC"
    east = timezone(timedelta(hours=5, minutes=30))
    assert when(datetime(2026, 1, 2, 3, 4, 5, tzinfo=east)) == "2026-01-01 21:34:05 UTC"


@pytest.mark.parametrize(("n", "text"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs")])
def test_a_count_has_its_plural(n: int, text: str) -> None:
    assert counted(n, "run") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CV-1/small",
        "test_sort[n=10-'a']",
        "naïve Ω 漢字 🚀",
        "std::sort",
        "a:b",
        ":",
        "# [x]",
        "## [x]",
        "#[x]",
        r"already \x1b shown",
    ],
)
def test_harmless_text_is_shown_as_it_is(text: str) -> None:
    assert show(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", r"a\nb"),
        ("a\r\nb", r"a\r\nb"),
        ("a\tb", r"a\tb"),
        ("a\x00b", r"a\x00b"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]8;;http://x\x07link", r"\x1b]8;;http://x\x07link"),
        ("\x7f\x9b1m", r"\x7f\x9b1m"),
        ("abc\u202edcba", r"abc\u202edcba"),
        ("\u2066x\u2069", r"\u2066x\u2069"),
        ("a\u200bb\ufeff\u200d", r"a\u200bb\ufeff\u200d"),
        ("a\u2028b", r"a\u2028b"),
        ("\xa0", r"\xa0"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_a_terminal_acts_on_is_made_visible(text: str, shown: str) -> None:
    assert show(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::boom", r"\x3a:error::boom"),
        ("  ::error::boom", r"  \x3a:error::boom"),
        (":::x", r"\x3a::x"),
        ("\n::error::boom", r"\n::error::boom"),
        ("\xa0::error::boom", r"\xa0::error::boom"),
        ("##[group]x", r"#\x23[group]x"),
        ("x ##[error]y ##[z]", r"x #\x23[error]y #\x23[z]"),
        ("###[error]", r"##\x23[error]"),
        ("::##[", r"\x3a:#\x23["),
    ],
)
def test_commands_of_github_are_broken_up(text: str, shown: str) -> None:
    assert show(text) == shown


@given(HOSTILE)
def test_shown_text_is_printable_and_holds_no_command(text: str) -> None:
    shown = show(text)
    assert shown.isprintable()
    assert not shown.lstrip().startswith("::")
    assert "##[" not in shown


@given(HOSTILE)
def test_showing_twice_changes_nothing(text: str) -> None:
    assert show(show(text)) == show(text)


def test_a_name_alone_identifies_a_benchmark_where_nobody_shares_it() -> None:
    assert label("CV-1", {"framework": "Grain"}, set()) == "CV-1"
    assert label("CV-1", {"framework": "Grain"}, {"CV-2"}) == "CV-1"


def test_tags_stand_behind_a_shared_name_in_alphabetical_order() -> None:
    assert label("CV-1", {"z": "1", "a": "2"}, {"CV-1"}) == "CV-1 [a=2, z=1]"
    assert label("CV-1", {}, {"CV-1"}) == "CV-1"


def test_names_and_tags_of_a_label_are_made_harmless() -> None:
    found = label("::a\n", {"::k\x1b": "::v\n"}, {"::a\n"})
    assert found == r"\x3a:a\n [\x3a:k\x1b=\x3a:v\n]"


def test_shared_names_are_those_of_different_tags() -> None:
    benchmarks = [
        ("one", {"framework": "A"}),
        ("one", {"framework": "B"}),
        ("two", {"framework": "A", "n": "1"}),
        ("two", {"n": "1", "framework": "A"}),
        ("three", {}),
        ("three", {"framework": "A"}),
        ("four", {}),
    ]
    assert shared_names(benchmarks) == {"one", "three"}


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        (20158.0, 18000.0, ("20158.00", "18000.00")),
        (1.0, 1.0, ("1.00", "1.00")),
        (1.0, 1.003, ("1", "1.003")),
        (100.0, 100.001, ("100", "100.001")),
        (1e-9, 1.00001e-9, ("1e-09", "1.00001e-09")),
    ],
)
def test_values_that_would_look_alike_get_more_digits(
    one: float, other: float, shown: tuple[str, str]
) -> None:
    assert apart(one, other) == shown
