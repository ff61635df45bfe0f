"""A command whose process ends, or whose disk is full, at its first, second, third ... write.

``python -m tests.integration.faults KIND TEMPLATE RESULTS ARGUMENT...`` copies the folder TEMPLATE
to RESULTS/work for each such fault, runs ``calibrax ARGUMENT...`` there in a forked process, copies
what it left to RESULTS/<k>/after, and what the same command without a fault then makes of it to
RESULTS/<k>/again. RESULTS/0 is the command without any fault. It prints a line of JSON a run.

A step is whatever changes a disk or starts a program: the system calls are seen by an audit hook,
writes to files by what stands in for ``open`` and for the calls of ``os`` that write.
"""

import builtins
import errno
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

DIED = 99
_CHANGES = {"os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "os.truncate"}
_STARTS = {"subprocess.Popen"}
_TAKES_SPACE = {"open", "os.mkdir", "os.link", "write", "fsync"}
_WRITES = os.O_WRONLY | os.O_RDWR


class Trial(NamedTuple):
    """How one run of the command ended; ``folder`` holds ``after`` and ``again``."""

    step: int
    code: int
    err: str
    again: int
    folder: Path


def trials(kind: str, template: Path, *arguments: str) -> list[Trial]:
    """Return the runs with a fault at each step, the one without a fault first."""
    results = template.parent / f"{template.name}-{kind}"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", __name__, kind, str(template), str(results), *arguments],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "GIT_CONFIG_GLOBAL": os.devnull},
        cwd=template.parent,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = map(json.loads, done.stdout.splitlines())
    return [Trial(step, code, err, again, results / str(step)) for step, code, err, again in told]


class Faults:
    """The steps of this process, and what becomes of the one that the fault is at."""

    def __init__(self) -> None:
        self.steps = 0
        self.at: int | None = None
        self.kind = ""
        self.watching = False

    def step(self, what: str) -> None:
        """Count a step; at the one that is meant end the process, or have no space from then on."""
        if not self.watching:
            return
        self.steps += 1
        if self.at is None or self.steps < self.at:
            return
        if self.kind == "die":
            os._exit(DIED)
        if what in _TAKES_SPACE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def audit(self, event: str, details: tuple[Any, ...]) -> None:
        """Take part in what Python tells of itself."""
        if event == "open":
            path, _, flags = details
            if flags & _WRITES and path != os.devnull and not isinstance(path, int):
                self.step(event)
        elif event in _CHANGES or event in _STARTS:
            self.step(event)

    def install(self) -> None:
        """Stand in for what no audit event tells."""
        builtins.open = io.open = _open_in_halves(self)
        for name in ("write", "writev", "pwrite", "pwritev"):
            self._count(name, "write")
        for name in ("fsync", "fdatasync"):
            self._count(name, "fsync")
        for name in ("sendfile", "copy_file_range"):
            if hasattr(os, name):
                setattr(os, name, _no_short_cut)
        sys.addaudithook(self.audit)

    def _count(self, name: str, what: str) -> None:
        """Make a step of a system call, which is done whole or not, on a file."""
        call = getattr(os, name, None)
        if call is None:
            return

        def counted(file: Any, *rest: Any) -> Any:
            if _is_regular(file):
                self.step(what)
            return call(file, *rest)

        setattr(os, name, counted)


def _open_in_halves(faults: Faults) -> Callable[..., Any]:
    """Return what stands in for ``open``: half is written when the fault comes."""
    opened = builtins.open

    class InHalves(io.FileIO):
        """A file that is written, a step after it was emptied and one within each write."""

        def __init__(self, file: Any, mode: str, closefd: bool, opener: Any) -> None:
            super().__init__(file, mode, closefd, opener)
            self._counts = _is_regular(self.fileno())
            if self._counts and "w" in mode and not isinstance(file, int):
                faults.step("open")

        def write(self, data: Any, /) -> int:
            if not self._counts:
                return super().write(data)
            half = super().write(data[: len(data) // 2])
            faults.step("write")
            return half + super().write(data[half:])

    def open_in_halves(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        if not faults.watching or not set(mode) & set("wxa+"):
            return opened(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = InHalves(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, encoding, errors, newline, buffering == 1)

    return open_in_halves


def _is_regular(file: Any) -> bool:
    descriptor = file if isinstance(file, int) else file.fileno()
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def _no_short_cut(*_: Any) -> NoReturn:
    """Refuse to copy without a write, in the way that makes shutil copy with writes."""
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


def _run(faults: Faults, arguments: list[str]) -> int:
    from calibrax.cli import main

    faults.watching = True
    try:
        main.main(args=arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    finally:
        faults.watching = False
    return 0


def _forked(faults: Faults, at: int | None, arguments: list[str]) -> tuple[int, str]:
    """Run the command in a process of its own; return its exit code and what it said."""
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            os.dup2(told.fileno(), 2)
            sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
            faults.steps, faults.at = 0, at
            os._exit(_run(faults, arguments))
        _, status = os.waitpid(child, 0)
        told.seek(0)
        return os.waitstatus_to_exitcode(status), told.read().decode()


def _try_all(kind: str, template: Path, results: Path, arguments: list[str]) -> NoReturn:
    """Run the command once here, which counts its steps and loads its modules, then with faults."""
    sys.dont_write_bytecode = True
    work = results / "work"
    shown, sys.stdout = sys.stdout, io.StringIO()
    faults = Faults()
    faults.kind = kind
    faults.install()
    shutil.copytree(template, work)
    os.chdir(work)
    code = _run(faults, arguments)
    steps = faults.steps
    for step in range(steps + 1):
        err, again = "", code
        if step:
            os.chdir(results)
            shutil.rmtree(work)
            shutil.copytree(template, work)
            os.chdir(work)
            code, err = _forked(faults, step, arguments)
        shutil.copytree(work, results / str(step) / "after")
        again, _ = _forked(faults, None, arguments)
        shutil.copytree(work, results / str(step) / "again")
        print(json.dumps([step, code, err, again]), file=shown, flush=True)
    os._exit(0)


if __name__ == "__main__":
    _try_all(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]).absolute(), sys.argv[4:])
