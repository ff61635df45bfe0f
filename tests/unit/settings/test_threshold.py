"""How people write thresholds, and what is refused."""

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.errors import UsageError
from calibrax.settings import parse_threshold


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("5%", 0.05),
        ("0.05", 0.05),
        (".05", 0.05),
        ("0", 0.0),
        ("0%", 0.0),
        ("0.", 0.0),
        ("1e-2", 0.01),
        ("1E-2", 0.01),
        ("5e+0%", 0.05),
        (" 5 % ", 0.05),
        ("\t0.05\n", 0.05),
        ("100%", 1.0),
        ("250%", 2.5),
        ("0.5%", 0.005),
        ("0.999", 0.999),
        ("00.05", 0.05),
        ("1e-999", 0.0),
    ],
)
def test_a_share_or_a_percentage_is_read(text: str, share: float) -> None:
    assert parse_threshold(text) == pytest.approx(share)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "%",
        "nan",
        "NaN%",
        "inf",
        "Infinity",
        "-inf",
        "-1",
        "-5%",
        "-0.05",
        "+5%",
        "1e999",
        "1e999%",
        "1e9999",
        "5%%",
        "% 5",
        "0_05",
        "1_0%",
        "0,05",
        "5 percent",
        "0.05x",
        "0x1",
        "1e",
        ".",
        ".%",
        "1.2.3",
        "٥%",
        "５%",
        "5％",
        "0.0５",
        "5 5%",
        "--threshold",
        "None",
    ],
)
def test_what_is_no_threshold_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no threshold"):
        parse_threshold(text)


@pytest.mark.parametrize("text", ["5", "1", "1.0", "1e0", "5e1", "100", "1e308"])
def test_one_and_more_without_percent_sign_is_taken_for_a_slip(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_threshold(text)
    assert f"write {text}% or a share below 1" in str(caught.value)


def test_the_message_names_what_was_written_and_the_remedy() -> None:
    with pytest.raises(UsageError) as caught:
        parse_threshold("5%%")
    assert str(caught.value) == "'5%%' is no threshold: write a share such as 0.05, or 5%"
    with pytest.raises(UsageError) as caught:
        parse_threshold("5")
    assert str(caught.value) == "'5' would be 500%: write 5% or a share below 1"


def test_a_refusal_is_a_usage_error_for_the_command_line() -> None:
    with pytest.raises(ValueError, match="threshold") as caught:
        parse_threshold("five")
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2


@given(st.floats(min_value=0, max_value=1, exclude_max=True))
def test_a_share_as_python_writes_it_is_read_exactly(value: float) -> None:
    assert parse_threshold(repr(value)) == value


@given(st.text(max_size=12) | st.from_regex(r"[0-9.eE+%_ -]{1,12}", fullmatch=True))
def test_any_text_is_a_finite_share_or_refused(text: str) -> None:
    try:
        value = parse_threshold(text)
    except UsageError:
        return
    assert isfinite(value)
    assert value >= 0
    assert value < 1 or "%" in text
