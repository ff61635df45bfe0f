"""A signal to end interrupts once, and what cleans up is left in peace."""

import signal
import subprocess
import sys
from collections.abc import Sequence

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

SCRIPT = """
import os, signal, sys
from calibrax.measure.interruption import interrupted_once
first, *later = [getattr(signal, name) for name in sys.argv[1:]]
try:
    with interrupted_once():
        try:
            os.kill(os.getpid(), first)
        finally:
            for each in later:
                os.kill(os.getpid(), each)
            print("cleaned up")
except KeyboardInterrupt:
    print("interrupted")
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""


def said(signals: Sequence[str], **started: object) -> list[str]:
    command = [sys.executable, "-c", SCRIPT, *signals]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, **started)  # type: ignore[call-overload]
    assert done.stderr == ""
    return str(done.stdout).split("\n")[:-1]


@pytest.mark.parametrize("first", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_first_signal_interrupts_and_the_next_ones_do_nothing(first: str) -> None:
    assert said([first, "SIGINT", "SIGTERM"]) == ["cleaned up", "interrupted", "True"]


def test_what_is_ignored_stays_ignored() -> None:
    def ignoring() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    assert said(["SIGHUP"], preexec_fn=ignoring) == ["cleaned up", "True"]
