"""The time that a file gives, as tools write it: ISO 8601, often without saying which zone."""

from datetime import datetime

from calibrax.core import checks


def timestamp(value: object, place: str) -> tuple[datetime | None, tuple[str, ...]]:
    """Return a time in UTC, and a warning where it is taken as UTC since it has no zone.

    Raises:
        ValueError: it is neither ``None`` nor an ISO 8601 time.
    """
    if value is None:
        return None, ()
    try:
        if not isinstance(value, str):
            raise ValueError
        time = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{place}: {checks.brief(value)} is no ISO 8601 time") from None
    zoneless = f"the timestamp {value} has no time zone: taken as UTC"
    return checks.utc(time, place), (zoneless,) if time.tzinfo is None else ()
