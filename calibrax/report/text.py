"""Numbers, times and names as people read them; every name from outside is made harmless here."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

_TIME_SCALES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_BYTE_SCALES = ((2.0**30, "GiB"), (2.0**20, "MiB"), (2.0**10, "KiB"), (1.0, "B"))
_SCALES = {"s": _TIME_SCALES, "B": _BYTE_SCALES}
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")
"""Letters and marks that look like nothing."""


def show(text: str) -> str:
    """Return text from outside with what a terminal or a log would act on made visible.

    Control, format and other unprintable characters appear as their escapes, and so do letters that
    nobody sees; a leading ``::`` and any ``##[``, which GitHub takes as commands, are broken up.
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _escape(char) for char in text)
    if not text.isascii():
        text = _BLANK.sub(lambda found: _escape(found[0]), text)
    if text.lstrip().startswith("::"):
        text = text.replace("::", r"\x3a:", 1)
    return text.replace("##[", r"#\x23[")


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def number(value: float) -> str:
    """Return a value with two decimals; with up to four digits where two would say too little."""
    if value == 0:
        return "0.00"
    if 1 <= abs(value) < 1e9:
        return f"{value:.2f}"
    if 0.1 <= abs(value) < 1:
        digits = f"{value:.4f}"
        return digits[:-2] + digits[-2:].rstrip("0")
    return f"{value:.4g}"


def apart(one: float, other: float) -> tuple[str, str]:
    """Return two values as :func:`number` does, with more digits where they would look alike."""
    if one == other or number(one) != number(other):
        return number(one), number(other)
    digits = next((n for n in range(5, 17) if f"{one:.{n}g}" != f"{other:.{n}g}"), 17)
    return f"{one:.{digits}g}", f"{other:.{digits}g}"


def quantity(value: float, unit: str) -> str:
    """Return a value in its unit; seconds and bytes (``s``, ``B``) in a unit of fitting size."""
    scales = _SCALES.get(unit)
    if not scales:
        return number(value)
    if value == 0:
        return f"{number(value)} {unit}"
    size, scaled_unit = next((scale for scale in scales if abs(value) >= scale[0]), scales[-1])
    return f"{number(value / size)} {scaled_unit}"


def percent(delta_pct: float) -> str:
    """Return a change with its sign: ``+25.0%``; four digits of a huge one."""
    return f"{delta_pct:+.1f}%" if abs(delta_pct) < 1e9 else f"{delta_pct:+.4g}%"


def share(value: float) -> str:
    """Return a share as a percentage: 0.05 is ``5%``."""
    return f"{100 * value:g}%"


def when(timestamp: datetime) -> str:
    """Return a time to the second, in UTC."""
    if timestamp.tzinfo is not UTC:
        timestamp = timestamp.astimezone(UTC)
    return f"{timestamp.isoformat(' ', 'seconds')[:19]} UTC"


def counted(n: int, noun: str) -> str:
    """Return ``1 run``, ``2 runs``."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def label(name: str, tags: Mapping[str, str], shared_names: Collection[str]) -> str:
    """Return a benchmark's name, with its tags where other benchmarks share the name."""
    if name not in shared_names or not tags:
        return show(name)
    listed = ", ".join(f"{show(key)}={show(value)}" for key, value in sorted(tags.items()))
    return f"{show(name)} [{listed}]"


def shared_names(benchmarks: Collection[tuple[str, Mapping[str, str]]]) -> set[str]:
    """Return the names that benchmarks with different tags share."""
    seen: dict[str, Mapping[str, str]] = {}
    shared = set()
    for name, tags in benchmarks:
        first = seen.setdefault(name, tags)
        if first is not tags and first != tags:
            shared.add(name)
    return shared
