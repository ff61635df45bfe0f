"""Read a threshold the way people write it."""

import re

from calibrax.core.checks import cut
from calibrax.core.location import quoted
from calibrax.errors import UsageError

_NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


def parse_threshold(text: str) -> float:
    """Return ``0.05`` or ``5%`` as a share.

    Raises:
        UsageError: it is no such number, or 1 and above without ``%``, where the sign was probably
            forgotten.
    """
    written = text.strip()
    percent = written.endswith("%")
    digits = written.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(digits):
        raise UsageError(f"{quoted(text)} is no threshold: write a share such as 0.05, or 5%")
    value = float(digits)
    if value == float("inf"):
        raise UsageError(f"{quoted(text)} is no threshold: it is too large for a number")
    if percent:
        return value / 100
    if value >= 1:
        remedy = f"write {cut(digits)}% or a share below 1"
        raise UsageError(f"{quoted(text)} would be {100 * value:g}%: {remedy}")
    return value
