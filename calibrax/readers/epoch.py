"""The time that a file gives as milliseconds since 1970, as JavaScript counts."""

from datetime import UTC, datetime, timedelta

from calibrax.core import checks

_START = datetime(1970, 1, 1, tzinfo=UTC)


def timestamp(milliseconds: object, place: str) -> datetime | None:
    """Return a time in UTC; ``None`` stays ``None``.

    Raises:
        ValueError: it is no number, or no year that a calendar has.
    """
    if milliseconds is None:
        return None
    try:
        return _START + timedelta(milliseconds=checks.number(milliseconds, place))
    except OverflowError:
        raise ValueError(f"{place}: {checks.brief(milliseconds)} is no time") from None
