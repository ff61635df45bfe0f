"""Milliseconds since 1970 are times; what is none is refused with its place."""

from datetime import UTC, datetime

import pytest

from calibrax.readers.epoch import timestamp


def test_milliseconds_since_1970_are_a_time_in_utc() -> None:
    assert timestamp(1_795_637_100_274, "now") == datetime(2026, 11, 25, 20, 5, 0, 274000, UTC)
    assert timestamp(0.5, "now") == datetime(1970, 1, 1, 0, 0, 0, 500, UTC)
    assert timestamp(-1000, "now") == datetime(1969, 12, 31, 23, 59, 59, 0, UTC)
    assert timestamp(None, "now") is None


@pytest.mark.parametrize("value", [1e300, 10**400, float("nan"), "today", [1], True])
def test_what_is_no_time_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(ValueError, match=r"^context: now: "):
        timestamp(value, "context: now")
