"""Read a date the way people write it."""

import re
from datetime import date

from calibrax.errors import UsageError

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def parse_day(text: str) -> date:
    """Return the day written as ``2027-01-31``.

    Raises:
        UsageError: it is written otherwise, or there is no such day.
    """
    written = text.strip()
    if _DAY.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError as error:
            raise UsageError(f"{text!r} is no day: {error}") from None
    raise UsageError(f"{text!r} is no day: write it as 2027-01-31")
