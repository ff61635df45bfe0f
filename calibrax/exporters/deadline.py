"""The time that an export waits for a server, however many steps it takes."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")

SECONDS = 45.0
"""For one run. With what the SDK's process gets to end, an export ends within a minute."""

_LEAST = 1.0
"""Seconds that it makes no sense to begin with less than; the SDK takes 0 for no limit."""


class Deadline:
    """Seconds that waiting uses up, and nothing that a caller computes in between."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.left = seconds

    def half(self) -> float:
        """Return half of what is left: to open a run with, and as much to finish it with.

        Raises:
            TimeoutError: nothing is left to begin with.
        """
        if self.left < 2 * _LEAST:
            raise _up()
        return self.left / 2

    def wait(self, act: Callable[[], T]) -> T:
        """Return what an act returns, which waits for a server: not every wait has its own limit.

        Raises:
            TimeoutError: it did not end while there was time, and is left to itself.
        """
        if self.left <= 0:
            raise _up()
        outcome: Future[T] = Future()
        begun = time.monotonic()
        try:
            Thread(target=_carry_out, args=(act, outcome), daemon=True).start()
        except RuntimeError:  # none can begin as the program ends: the limits of the SDK have to do
            _carry_out(act, outcome)
        try:
            return outcome.result(self.left)
        except TimeoutError:
            if outcome.done():
                raise
            raise _up() from None
        finally:
            self.left -= time.monotonic() - begun


def _carry_out(act: Callable[[], T], outcome: "Future[T]") -> None:
    try:
        outcome.set_result(act())
    except Exception as error:  # noqa: BLE001 - raised again where it is waited for
        outcome.set_exception(error)


def _up() -> TimeoutError:
    return TimeoutError("the time for an export is up")
