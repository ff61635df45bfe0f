"""Standard streams and report targets that are pipes, devices, full, or closed."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import NOON, a_point, a_run
from tests.integration.conftest import Cli, Outcome
from tests.measured import measured

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX shells, pipes and devices")

VERBS = [
    "check",
    "check --json",
    "summary",
    "rank --metric t",
    "trend --point a --metric t",
    "ingest --input new.json",
]
EARLY = ["--help", "--version", "check --help"]
ON_STDERR = ["", "nope", "summary --nope", "summary --data nope", "check --run nope"]
needs_full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")

EARLIER = '{"schema": 1, "verdict": "pass"}'


@pytest.fixture(autouse=True)
def store(cli: Cli, write: Callable[[str, Any], Path]) -> None:
    """Make a store: run ``old`` is the baseline, run ``new`` is 8% slower."""
    for id, value, hours in (("old", 100.0, 0), ("new", 108.0, 1)):
        run = a_run(
            a_point("a", {"framework": "x"}, t=value),
            id=id,
            timestamp=NOON + timedelta(hours=hours),
        )
        assert cli("ingest", "--input", write(f"{id}.json", run)).code == 0
    assert cli("baseline", "--run", "old").code == 0


@pytest.fixture
def shell(tmp_path: Path) -> Callable[[str], Outcome]:
    """Return a function that runs a line of shell in which ``calibrax`` is the program."""

    def run(line: str) -> Outcome:
        done = subprocess.run(
            ["sh", "-c", f'calibrax() {{ "{sys.executable}" -m calibrax "$@"; }}; {line}'],
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "GIT_CEILING_DIRECTORIES": str(tmp_path.parent),
                **measured(),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


Shell = Callable[[str], Outcome]


def into_closed_pipe(folder: Path, program: list[str], *streams: str) -> tuple[int, bytes]:
    """Run Python with streams that nobody reads; return its exit code and the other stream."""
    reader, writer = os.pipe()
    os.close(reader)
    to = {name: writer if name in streams else subprocess.PIPE for name in ("stdout", "stderr")}
    process = subprocess.Popen(  # type: ignore[call-overload]
        [sys.executable, *program], cwd=folder, env={"PATH": os.environ["PATH"]}, **to
    )
    os.close(writer)
    out, err = process.communicate(timeout=30)
    return process.returncode, (out or b"") + (err or b"")


@pytest.mark.parametrize("line", EARLY + VERBS)
def test_a_closed_pipe_ends_quietly(tmp_path: Path, line: str) -> None:
    program = ["-m", "calibrax", *line.split()]
    assert into_closed_pipe(tmp_path, program, "stdout") == (141, b"")


@pytest.mark.parametrize("line", EARLY + VERBS + ON_STDERR)
def test_both_streams_into_a_closed_pipe(tmp_path: Path, line: str) -> None:
    program = ["-m", "calibrax", *line.split()]
    assert into_closed_pipe(tmp_path, program, "stdout", "stderr") == (141, b"")


LATE = """
import sys
from calibrax.cli.group import LazyGroup
class Unflushed(LazyGroup):
    def invoke(self, ctx):
        sys.stdout.write("x")
Unflushed().main(["check"])
"""
WRITTEN_BEFORE = "import sys; from calibrax.cli import main; sys.stdout.write('x'); main(['check'])"


@pytest.mark.parametrize("program", [LATE, WRITTEN_BEFORE])
def test_a_flush_into_a_closed_pipe(tmp_path: Path, program: str) -> None:
    assert into_closed_pipe(tmp_path, ["-c", program], "stdout") == (141, b"")


IN_PROCESS = """
import os, sys
from calibrax.cli import main
before = os.fstat(1), sys.stdout, sys.stderr, len(os.listdir("/dev/fd"))
try:
    main.main(args=sys.argv[1:], standalone_mode=False)
except BrokenPipeError as error:
    after = os.fstat(1), sys.stdout, sys.stderr, len(os.listdir("/dev/fd"))
    same = before[0].st_ino == after[0].st_ino and before[1:] == after[1:]
    print("raised", error.errno, same, file=sys.stderr, flush=True)
os._exit(7)
"""


@pytest.mark.parametrize("line", EARLY + VERBS)
def test_in_process_a_closed_pipe_is_the_callers(tmp_path: Path, line: str) -> None:
    code, said = into_closed_pipe(tmp_path, ["-c", IN_PROCESS, *line.split()], "stdout")
    assert (code, said) == (7, b"raised 32 True\n")


@needs_full
@pytest.mark.parametrize("line", EARLY + VERBS)
@pytest.mark.parametrize("option", ["", "--debug "])
def test_output_that_cannot_be_written_is_one_line(shell: Shell, line: str, option: str) -> None:
    done = shell(f"calibrax {option}{line} >/dev/full")
    assert done.code == 4
    assert done.err == "Error: the output cannot be written: No space left on device\n"


@needs_full
@pytest.mark.parametrize("line", ON_STDERR)
def test_an_error_that_cannot_be_written(shell: Shell, line: str) -> None:
    assert shell(f"calibrax {line} 2>/dev/full") == (4, "", "")


@pytest.mark.parametrize(
    ("line", "code"),
    [(line, 1 if line.startswith("check") else 0) for line in VERBS]
    + [(line, 0) for line in EARLY]
    + [("check --threshold 10% --report out.json", 0)],
)
def test_a_closed_output_leaves_the_verdict(shell: Shell, line: str, code: int) -> None:
    assert shell(f"calibrax {line} >&-") == (code, "", "")
    assert shell(f"calibrax {line} >&- 2>&- <&-") == (code, "", "")


def test_a_closed_output_still_says_what_is_wrong(shell: Shell) -> None:
    done = shell("calibrax summary --data nope >&-")
    assert done.code == 4
    assert done.err.count("\n") == 1


def test_a_closed_input_is_wrong_usage(shell: Shell) -> None:
    done = shell("calibrax ingest --input - <&-")
    assert done.code == 2
    assert "standard input is closed" in done.err
    assert done.err.count("\n") == 1


def test_an_input_that_cannot_be_read_is_bad_data(shell: Shell) -> None:
    done = shell("calibrax ingest --input - 0>written-only")
    assert done.code == 4
    assert done.err == "Error: <stdin>: cannot be read: Bad file descriptor\n"


def test_a_report_goes_through_a_named_pipe(shell: Shell, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = shell("cat pipe >copy & calibrax check --report pipe --json; code=$?; wait; exit $code")
    assert (done.code, done.err) == (1, "")
    assert (tmp_path / "copy").read_text(encoding="utf-8") == done.out
    assert stat.S_ISFIFO(os.stat(tmp_path / "pipe").st_mode)


@pytest.mark.skipif(getattr(os, "geteuid", int)() != 0, reason="only root can make a device")
def test_a_report_for_a_device_leaves_the_device(shell: Shell, tmp_path: Path) -> None:
    os.mknod(tmp_path / "null", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    (tmp_path / "link").symlink_to("null")
    for path in ("null", "link"):
        assert shell(f"calibrax check --report {path}").code == 1
    assert stat.S_ISCHR(os.stat(tmp_path / "null").st_mode)
    assert os.readlink(tmp_path / "link") == "null"


@needs_full
def test_a_report_that_does_not_fit_names_its_path(shell: Shell) -> None:
    done = shell("calibrax check --report /dev/full")
    assert done.code == 4
    assert done.err == "Error: /dev/full: cannot be written: No space left on device\n"


@pytest.mark.parametrize("redirection", ["", ">out", ">>out"])
def test_a_report_on_standard_output_comes_before_the_text(
    shell: Shell, tmp_path: Path, redirection: str
) -> None:
    done = shell(f"calibrax check --report /dev/stdout {redirection}")
    assert done.code == 1
    said = (tmp_path / "out").read_text(encoding="utf-8") if redirection else done.out
    report, end = json.JSONDecoder().raw_decode(said)
    assert report["verdict"] == "fail"
    assert said[end:].lstrip().startswith("FAIL")


def test_a_report_on_a_standard_output_that_nobody_reads(tmp_path: Path) -> None:
    program = ["-m", "calibrax", "check", "--report", "/dev/stdout"]
    assert into_closed_pipe(tmp_path, program, "stdout") == (141, b"")


@pytest.mark.parametrize("there", [True, False])
def test_a_report_goes_where_a_link_leads(cli: Cli, tmp_path: Path, there: bool) -> None:
    (tmp_path / "elsewhere").mkdir()
    if there:
        (tmp_path / "elsewhere" / "target.json").write_text(EARLIER, encoding="utf-8")
    (tmp_path / "link").symlink_to("elsewhere/target.json")
    done = cli("check", "--report", "link", "--json")
    assert os.readlink(tmp_path / "link") == "elsewhere/target.json"
    assert (tmp_path / "elsewhere" / "target.json").read_text(encoding="utf-8") == done.out


def test_an_error_empties_what_a_link_leads_to(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "target").write_text(EARLIER, encoding="utf-8")
    (tmp_path / "link").symlink_to("target")
    assert cli("check", "--run", "nope", "--report", "link").code == 2
    assert (tmp_path / "link").is_symlink()
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("report", ["old.json", "./old.json", "link", "hard"])
def test_a_report_in_place_of_the_input_is_wrong_usage(
    cli: Cli, tmp_path: Path, report: str
) -> None:
    (tmp_path / "link").symlink_to("old.json")
    (tmp_path / "hard").hardlink_to(tmp_path / "old.json")
    before = (tmp_path / "old.json").read_bytes()
    done = cli("check", "--against", "old.json", "--report", report)
    assert done.code == 2
    assert "is there and is no report" in done.err
    assert done.err.count("\n") == 1
    assert (tmp_path / "old.json").read_bytes() == before


def test_a_folder_is_no_report(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    for path in ("folder", "link"):
        done = cli("check", "--report", path)
        assert done.code == 2
        assert "name a file to write" in done.err


def test_a_file_that_is_no_report_is_left_alone(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "keep.md").write_text("notes", encoding="utf-8")
    done = cli("check", "--report", "keep.md")
    assert done.code == 2
    assert "keep.md: is there and is no report; name another file" in done.err
    assert (tmp_path / "keep.md").read_text(encoding="utf-8") == "notes"
    assert cli("check", "--report", "new/").code == 2
    assert not (tmp_path / "new").exists()
