"""The time that an export waits for a server, however many steps it takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 45.0
"""For one run. With what the SDK's process gets to end, an export ends within a minute."""

_LEAST = 1.0
"""Seconds that it makes no sense to begin a step with; the SDK takes 0 for no limit."""


class Deadline:
    """Seconds that waiting uses up, and nothing that a caller computes in between."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.left = seconds

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Take the time that a step needs, also one that fails, from what is left."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.left -= time.monotonic() - begun

    def half(self) -> float:
        """Return half of what is left: to open a run with, and as much to finish it with.

        Raises:
            TimeoutError: nothing is left to begin with.
        """
        if self.left < 2 * _LEAST:
            raise TimeoutError("the time for an export is up")
        return self.left / 2
