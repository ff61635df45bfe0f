"""How people write a day, and what is refused."""

from datetime import date

import pytest

from calibrax.errors import UsageError
from calibrax.settings import parse_day


@pytest.mark.parametrize("text", ["2028-02-29", " 2028-02-29\n"])
def test_a_day_is_year_month_and_day(text: str) -> None:
    assert parse_day(text) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text",
    ["", "31.1.2027", "20270131", "2027-1-31", "2027-W01-1", "2027-01-31T12:00", "２０２７-01-31"],
)
def test_another_form_is_refused_with_the_right_one(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_day(text)
    assert str(caught.value) == f"{text!r} is no day: write it as 2027-01-31"


@pytest.mark.parametrize("text", ["2027-02-29", "2027-13-01", "0000-01-01"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=rf"^'{text}' is no day: .+"):
        parse_day(text)
