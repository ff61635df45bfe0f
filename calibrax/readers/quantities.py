"""What a unit that a tool prints says: which quantity it is, how large, and which way is better."""

from decimal import Decimal

import msgspec

from calibrax.core.models import MetricDirection

_SECONDS = {
    "ps": 1e-12, "picosecond": 1e-12, "picoseconds": 1e-12,
    "ns": 1e-9, "nsec": 1e-9, "nanosecond": 1e-9, "nanoseconds": 1e-9,
    "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "usec": 1e-6, "microsecond": 1e-6, "microseconds": 1e-6,
    "ms": 1e-3, "msec": 1e-3, "millisecond": 1e-3, "milliseconds": 1e-3,
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0,
    "min": 60.0, "minute": 60.0, "minutes": 60.0,
    "h": 3600.0, "hour": 3600.0, "hours": 3600.0,
}  # fmt: skip
_BYTES = {
    "B": 1.0, "byte": 1.0, "bytes": 1.0, "Byte": 1.0, "Bytes": 1.0,
    "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
    "kilobytes": 1e3, "megabytes": 1e6, "gigabytes": 1e9,
    "Kilobytes": 1e3, "Megabytes": 1e6, "Gigabytes": 1e9,
    "KiB": 2.0**10, "MiB": 2.0**20, "GiB": 2.0**30, "TiB": 2.0**40,
}  # fmt: skip
_ONCE = ("iter", "iteration", "op", "operation", "call", "run", "exec")


class Quantity(msgspec.Struct, frozen=True):
    """The unit that values are stored in, how many of it the tool's unit is, and a direction."""

    unit: str
    factor: float
    direction: MetricDirection

    def stored(self, value: float) -> float:
        """Return a value of the tool's in the unit that it is stored in."""
        if self.factor == 1:
            return value
        # 105.6 ns become the float that is nearest to 105.6e-9, as no product of floats is
        return float(Decimal(repr(value)) * Decimal(repr(self.factor)))


def quantity(written: str) -> Quantity:
    """Return what a unit says.

    A time, a time per iteration and a size are better when lower, and become ``s`` and ``B``; a
    rate is better when higher, and becomes one per second. Of any other unit nothing is known: it
    is kept as it is, with the direction ``info``.
    """
    text = " ".join(written.split())
    above, slash, below = text.partition("/")
    above, below = above.strip(), below.strip()
    per_time = _SECONDS.get(below)
    if not slash or below in _ONCE:
        return _amount(above, text)
    if per_time:
        return _rate(above, per_time, text)
    if above in _SECONDS:
        return Quantity(f"s/{below}", _SECONDS[above], MetricDirection.LOWER)
    return Quantity(text, 1.0, MetricDirection.INFO)


def _amount(above: str, text: str) -> Quantity:
    for unit, factors in (("s", _SECONDS), ("B", _BYTES)):
        if above in factors:
            return Quantity(unit, factors[above], MetricDirection.LOWER)
    return Quantity(text, 1.0, MetricDirection.INFO)


def _rate(above: str, seconds: float, text: str) -> Quantity:
    if above in _BYTES:
        return Quantity("B/s", _BYTES[above] / seconds, MetricDirection.HIGHER)
    if not above or above in _SECONDS:
        return Quantity(text, 1.0, MetricDirection.INFO)
    return Quantity(f"{above}/s", 1.0 / seconds, MetricDirection.HIGHER)
