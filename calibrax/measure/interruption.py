"""Signals that end the program: the first one interrupts it, so that it can clean up."""

import signal
import threading
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


@contextmanager
def interrupted_later() -> Iterator[None]:
    """Let a signal that would raise an exception wait for the end of the block, and raise it there.

    Between the start of a program and the moment that it is known nothing could end it. Only the
    main thread is ever interrupted; in others this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.getsignal(each) for each in _ENDING}
    handlers = {each: handler for each, handler in before.items() if callable(handler)}
    came: list[int] = []
    for each in handlers:
        signal.signal(each, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
        for number in came:
            handlers[signal.Signals(number)](number, None)


def _heard(number: int, frame: FrameType | None) -> None:
    """Do nothing; unlike an ignored signal this is not passed on to programs that are started."""
