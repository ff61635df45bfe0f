"""Durations as people write them: 90s, 15m, 1.5h."""

import re
from math import isfinite
from typing import Any

import click

_WRITTEN = re.compile(r"(?P<amount>\d+(?:\.\d+)?)(?P<unit>s|m|h)?")
_SECONDS = {None: 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


class Duration(click.ParamType):  # type: ignore[type-arg]
    """A time in seconds, minutes or hours."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the seconds."""
        if isinstance(value, float):
            return value
        found = _WRITTEN.fullmatch(str(value).strip())
        seconds = float(found["amount"]) * _SECONDS[found["unit"]] if found else 0.0
        if not seconds or not isfinite(seconds):
            self.fail(f"{value!r} is no time: write 90s, 15m or 1h", param, ctx)
        return seconds


def in_words(seconds: float) -> str:
    """Return a duration to two digits: ``45 s``, ``12 min``, ``1 h 5 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{minutes} min"
