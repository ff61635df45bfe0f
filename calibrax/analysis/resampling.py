"""Draw resamples with replacement, fast in pure Python and the same for the same seed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from random import Random

_Unit = TypeVar("_Unit")

_BYTE = 256
_AT_ONCE = 1000
"""Resamples that are drawn together: few calls, and little memory however many there are."""


def resamples(units: Sequence[_Unit], count: int, seed: int) -> Iterator[list[_Unit]]:
    """Yield ``count`` resamples, each as many units as there are, drawn with replacement."""
    import random

    chance, n = random.Random(seed), len(units)
    if n > _BYTE:
        for _ in range(count):
            yield chance.choices(units, k=n)
        return
    for first in range(0, count, _AT_ONCE):
        size = n * min(_AT_ONCE, count - first)
        drawn = list(map(units.__getitem__, _places(n, size, chance)))
        for start in range(0, size, n):
            yield drawn[start : start + n]


def _places(n: int, size: int, chance: "Random") -> bytes:
    """Return that many places below ``n``, a byte each and all equally likely.

    Bytes beyond the last multiple of ``n`` are thrown away: they would favour the first places.
    """
    places = bytes(value % n for value in range(_BYTE))
    beyond = bytes(range(_BYTE - _BYTE % n, _BYTE))
    found = b""
    while len(found) < size:
        found += chance.randbytes(size).translate(places, beyond)
    return found[:size]
