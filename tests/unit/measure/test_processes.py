"""Programs that end, crash, hang, or leave others behind."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from calibrax.measure import processes
from calibrax.measure.processes import run, session, shell

PATH = {"PATH": os.environ["PATH"]}
IGNORES = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"


def python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


def is_running(pid: int) -> bool:
    """Tell whether a process lives; one that ended and was not yet waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pid: int) -> bool:
    """Tell whether a process ends within moments."""
    deadline = time.monotonic() + 5
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not is_running(pid)


def test_a_program_that_succeeds(tmp_path: Path) -> None:
    done = run(python("print('there')"), tmp_path, PATH)

    assert (done.code, done.timed_out, done.failed, done.output) == (0, False, False, "there")
    assert 0 < done.seconds < 10


def test_the_exit_code_and_both_streams_in_order(tmp_path: Path) -> None:
    script = (
        "import sys; print('one', flush=True); print('two', file=sys.stderr, flush=True); "
        "print('three'); sys.exit(3)"
    )

    done = run(python(script), tmp_path, PATH)

    assert (done.code, done.failed, done.output) == (3, True, "one\ntwo\nthree")
    assert done.ending == "ended with exit code 3"


def test_a_crash(tmp_path: Path) -> None:
    done = run(python("import os; os.kill(os.getpid(), 9)"), tmp_path, PATH)

    assert (done.code, done.failed, done.ending) == (-9, True, "was ended by signal 9")


def test_folder_environment_and_no_input(tmp_path: Path) -> None:
    script = "import os, sys; print(os.getcwd(), os.environ['A'], repr(sys.stdin.read()))"

    assert run(python(script), tmp_path, {**PATH, "A": "b"}).output == f"{tmp_path} b ''"


def test_the_program_is_found_on_the_path_that_it_gets(tmp_path: Path) -> None:
    (tmp_path / "bench").write_text("#!/bin/sh\necho mine\n", encoding="utf-8")
    (tmp_path / "bench").chmod(0o755)

    assert run(["bench"], Path("/"), {"PATH": f"{tmp_path}:/bin"}).output == "mine"
    assert run(["./bench"], tmp_path, PATH).output == "mine"


@pytest.mark.parametrize(("name", "code"), [("absent", 127), ("plain", 126)])
def test_what_cannot_be_started(tmp_path: Path, name: str, code: int) -> None:
    (tmp_path / "plain").write_text("no program", encoding="utf-8")

    done = run([str(tmp_path / name)], tmp_path, PATH)

    assert (done.code, done.failed) == (code, True)
    assert done.output.startswith(f"{tmp_path / name}: cannot be started: ")


def test_only_the_end_of_the_output(tmp_path: Path) -> None:
    done = run(python("for i in range(1000): print('line', i)"), tmp_path, PATH)

    assert done.output.splitlines() == [f"line {i}" for i in range(980, 1000)]


def test_at_most_4_kb_of_a_long_line_and_of_no_text(tmp_path: Path) -> None:
    script = "import sys; sys.stdout.buffer.write(b'a' * 9000 + b'\\xff')"

    assert run(python(script), tmp_path, PATH).output == "a" * 4095 + "\ufffd"


def test_a_time_out_ends_the_group(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time; print('begun', flush=True); "
        "print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    )

    begin = time.monotonic()
    done = run(python(script), tmp_path, PATH, timeout=1)

    assert time.monotonic() - begin < 1 + processes.GRACE
    begun, pid = done.output.split("\n")
    assert (begun, done.timed_out, done.failed) == ("begun", True, True)
    assert done.ending.startswith("timed out after 1")
    assert gone(int(pid))


def test_a_time_out_in_words() -> None:
    done = processes.Outcome(code=-15, timed_out=True, seconds=1.0042, output="")
    assert done.ending == "timed out after 1 s"


def test_a_grandchild_that_will_not_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "GRACE", 0.5)
    deaf = f"{IGNORES}; print('deaf', flush=True); time.sleep(60)"
    script = (
        "import subprocess, sys, time; "
        f"child = subprocess.Popen([sys.executable, '-c', {deaf!r}]); "
        "print(child.pid, flush=True); time.sleep(60)"
    )

    done = run(python(script), tmp_path, PATH, timeout=1.5)

    pid, said = done.output.split("\n")
    assert (said, done.timed_out) == ("deaf", True)
    assert gone(int(pid))


def test_what_a_program_leaves_running_is_ended_with_it(tmp_path: Path) -> None:
    deaf = f"{IGNORES}; time.sleep(60)"
    script = (
        "import subprocess, sys; "
        f"print(subprocess.Popen([sys.executable, '-c', {deaf!r}]).pid, flush=True)"
    )

    begin = time.monotonic()
    done = run(python(script), tmp_path, PATH)

    assert not done.failed
    assert gone(int(done.output))
    assert time.monotonic() - begin < 5


def test_a_program_may_end_in_peace(tmp_path: Path) -> None:
    script = (
        "import signal, sys, time\n"
        "def end(*_):\n    print('cleaned up', flush=True)\n    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\nprint('ready', flush=True)\ntime.sleep(60)"
    )

    assert run(python(script), tmp_path, PATH, timeout=1).output == "ready\ncleaned up"


def test_an_exception_ends_the_session(tmp_path: Path) -> None:
    def interrupted() -> None:
        sleep = ["sleep", "60"]
        with session(sleep, tmp_path, PATH, subprocess.DEVNULL, subprocess.DEVNULL) as process:
            started.append(process.pid)
            raise KeyboardInterrupt

    started: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert gone(started[0])


def test_an_interrupt_while_it_waits(tmp_path: Path) -> None:
    pids = tmp_path / "pid"
    script = f"echo $$ > {pids}; kill -INT {os.getpid()}; sleep 60"
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(["sh", "-c", script], tmp_path, PATH)
    finally:
        signal.signal(signal.SIGINT, before)

    assert gone(int(pids.read_text(encoding="utf-8")))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_while_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    class Interrupted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            started.append(self.pid)
            signal.raise_signal(number)

    started: list[int] = []
    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    before = signal.signal(number, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(["sleep", "60"], tmp_path, PATH)
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)

    assert gone(started[0])


def test_a_program_is_started_in_any_thread(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(run, ["echo", "there"], tmp_path, PATH).result().output == "there"


@pytest.mark.parametrize("path", [os.environ["PATH"], "/nowhere"])
def test_a_line_of_shell_fails_with_its_first_command_that_does(tmp_path: Path, path: str) -> None:
    command = shell("echo $A; false; echo c", {"PATH": path})

    done = run(command, tmp_path, {**PATH, "A": "b"})

    assert (done.code, done.output) == (1, "b")


def test_bash_also_sees_a_failure_inside_of_a_pipe(tmp_path: Path) -> None:
    assert run(shell("false | true", PATH), tmp_path, PATH).code == 1
