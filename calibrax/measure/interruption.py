"""Signals that end the program: the first one interrupts it, so that it can clean up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@contextmanager
def interrupted_once() -> Iterator[None]:
    """Raise ``KeyboardInterrupt`` at the first signal to end; leave the cleaning up undisturbed.

    A cancelled job of GitHub Actions gets an interrupt and a termination a few seconds later. What
    the caller has set to be ignored, as ``nohup`` does, stays so. For the main thread only.
    """
    before = {each: signal.getsignal(each) for each in _ENDING}
    taken = [each for each in _ENDING if before[each] is not signal.SIG_IGN]

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in taken:
            signal.signal(each, _heard)
        raise KeyboardInterrupt

    for each in taken:
        signal.signal(each, interrupt)
    try:
        yield
    finally:
        for each in taken:
            signal.signal(each, before[each])


def _heard(number: int, frame: FrameType | None) -> None:
    """Do nothing; unlike an ignored signal this is not passed on to programs that are started."""
