"""Run a program to its end, or to its time-out, and leave nothing of it running."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO

import msgspec

from calibrax.measure.interruption import interrupted_later

GRACE = 5.0
"""Seconds that processes have to end when asked to, before they are killed."""

_LINES = 20
_BYTES = 4096
_NOT_FOUND, _NOT_RUNNABLE = 127, 126
"""The exit codes with which a shell says so."""

_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""Windows knows no signals: its processes are killed at once."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a program ended.

    ``code`` is its exit code, or minus the number of the signal that ended it; ``output`` the end
    of what it wrote: 20 lines and 4 kB at most.
    """

    code: int
    timed_out: bool
    seconds: float
    output: str

    @property
    def failed(self) -> bool:
        """Whether it crashed, gave an exit code other than 0, or took too long."""
        return self.timed_out or self.code != 0

    @property
    def ending(self) -> str:
        """How it ended, in words: ``timed out after 5 s``, ``ended with exit code 3``."""
        if self.timed_out:
            return f"timed out after {self.seconds:.3g} s"
        if self.code < 0:
            return f"was ended by signal {-self.code}"
        return f"ended with exit code {self.code}"


def run(
    command: Sequence[str], folder: Path, environ: Mapping[str, str], timeout: float | None = None
) -> Outcome:
    """Run a program in a folder, with no input and no terminal, for ``timeout`` seconds at most.

    Whatever it leaves running in its session is ended, also when an exception cuts it short. A
    program that cannot be started ends as a shell would say it: with exit code 127 or 126.
    """
    with tempfile.TemporaryFile() as output:
        begin = time.monotonic()
        try:
            with session(command, folder, environ, output, subprocess.STDOUT) as process:
                in_time = _ends_within(process, timeout)
                seconds = time.monotonic() - begin
        except OSError as error:
            code = _NOT_FOUND if isinstance(error, FileNotFoundError) else _NOT_RUNNABLE
            reason = f"{error.filename or command[0]}: cannot be started: {error.strerror}"
            return Outcome(code=code, timed_out=False, seconds=0.0, output=reason)
        return Outcome(
            code=process.returncode, timed_out=not in_time, seconds=seconds, output=_end_of(output)
        )


def shell(line: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the program that runs a line of shell and fails with its first command that does."""
    bash = shutil.which("bash", path=environ.get("PATH"))
    if bash:
        return (bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", line)
    return ("sh", "-ec", line)


@contextmanager
def session(
    command: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    stdout: int | IO[bytes],
    stderr: int | IO[bytes],
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program in a session of its own; end what is left of it on the way out.

    A process that makes itself a session of its own, as a daemon does, is not reached.

    Raises:
        OSError: it cannot be started.
    """
    with ExitStack() as stack:
        with interrupted_later():
            process = subprocess.Popen(
                _found(command, environ),
                cwd=folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
            stack.callback(_end, process)
        yield process


def _found(command: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """Return the command; on Windows with its path, which is looked up on our own PATH there."""
    program, *arguments = command
    if sys.platform == "win32":
        program = shutil.which(program, path=environ.get("PATH")) or program
    return [program, *arguments]


def _ends_within(process: subprocess.Popen[bytes], seconds: float | None) -> bool:
    """Wait in a thread that sleeps: ``Popen.wait`` with a time-out would wake up all the while."""
    waiting = Thread(target=process.wait, daemon=True)
    waiting.start()
    waiting.join(seconds)
    return not waiting.is_alive()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what a program that ended left behind; ask one that still runs to end first."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while _lives(process) and time.monotonic() < deadline:
            time.sleep(0.02)
    _signal(process, _KILL)
    process.wait()


def _lives(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether a process of the session is left, once the first has been waited for."""
    process.poll()
    if sys.platform == "win32":
        return process.returncode is None
    try:
        os.killpg(process.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(tree, capture_output=True, check=False)
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _end_of(output: IO[bytes]) -> str:
    """Return the last lines; a line that begins before the last 4 kB lacks its beginning."""
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - _BYTES))
    lines = output.read().decode("utf-8", errors="replace").splitlines()
    return "\n".join(lines[-_LINES:])
