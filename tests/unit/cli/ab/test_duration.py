"""Durations: what people write, and what they are told."""

import click
import pytest

from calibrax.cli.ab.duration import Duration, in_words


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90s", 90), ("90", 90), ("15m", 900), ("1.5h", 5400), (" 2h ", 7200), ("0.5s", 0.5)],
)
def test_what_people_write(written: str, seconds: float) -> None:
    assert Duration().convert(written, None, None) == seconds


def test_a_number_is_seconds_already() -> None:
    assert Duration().convert(1.5, None, None) == 1.5


@pytest.mark.parametrize(
    "written", ["", "0", "0h", "-1s", "1d", "1 h", "h", "nan", f"{'9' * 400}h"]
)
def test_what_is_no_time(written: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        Duration().convert(written, None, None)
    assert str(caught.value) == f"{written!r} is no time: write 90s, 15m or 1h"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 s"),
        (45, "45 s"),
        (89.4, "89 s"),
        (90, "2 min"),
        (720, "12 min"),
        (3569, "59 min"),
        (3571, "1 h 0 min"),
        (3900, "1 h 5 min"),
        (90_000, "25 h 0 min"),
    ],
)
def test_to_two_digits(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
