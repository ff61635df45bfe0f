"""A disk that is really full, folders that may not be written, links that lead out of the store."""

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from calibrax.cli import main
from tests.integration.conftest import Cli, Outcome
from tests.integration.remotes import Remote, contents, run_at, save

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: needs Linux")
NEW = "20260102T210000.000000Z_main-main-009.json"
OLD = "20260102T120000.000000Z_main-main-000.json"

ON_A_SMALL_DISK = """
import json, subprocess, sys

def calibrax(*words):
    command = [sys.executable, "-m", "calibrax", *words]
    done = subprocess.run(command, capture_output=True, text=True)
    told.append((done.returncode, done.stdout, done.stderr))

told = []
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", "benchmark-data"], check=True)
calibrax("ingest", "--input", "0.json")
calibrax("baseline", "--reason", "first")
calibrax("ingest", "--input", "1.json")
before = open("benchmark-data/baselines/main.json", "rb").read()
filling = open("benchmark-data/filling", "wb", buffering=0)
try:
    while True:
        filling.write(b"x" * 4096)
except OSError:
    pass
calibrax("ingest", "--input", "2.json")
calibrax("baseline", "--name", "other")
calibrax("baseline")
assert open("benchmark-data/baselines/main.json", "rb").read() == before
calibrax("check", "--threshold", "1000%")
calibrax("store", "verify")
calibrax("store", "prune", "--keep", "5")
filling.truncate(0)
calibrax("ingest", "--input", "2.json")
calibrax("baseline")
calibrax("store", "verify")
print(json.dumps(told))
"""


@needs_linux
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    for place in range(3):
        run = json.dumps(run_at(place).to_dict())
        (tmp_path / f"{place}.json").write_text(run, encoding="utf-8")
    (tmp_path / "benchmark-data").mkdir()
    root = Path(__file__).parents[2]
    try:
        done = subprocess.run(
            ["unshare", "--map-root-user", "--mount", sys.executable, "-c", ON_A_SMALL_DISK],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("NOT RUN: no unshare, so no disk that is small enough")
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"NOT RUN: no small disk may be mounted here: {done.stderr.strip()[-200:]}")
    assert done.returncode == 0, done.stderr
    told = [Outcome(*each) for each in json.loads(done.stdout)]
    assert [each.code for each in told] == [0, 0, 0, 4, 4, 4, 0, 0, 0, 0, 0, 0]
    runs, baselines = "benchmark-data/runs", "benchmark-data/baselines"
    full = "cannot be written: No space left on device\n"
    assert told[3].err == f"Error: {runs}/20260102T140000.000000Z_main-main-002.json: {full}"
    assert told[4].err == f"Error: {baselines}/other.json: {full}"
    assert told[5].err == f"Error: {baselines}/main.json: {full}"
    assert told[6].out.startswith("PASS")
    assert told[7].out == "Checked 4 files of benchmark-data: nothing is wrong\n"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Cli]:
    """Return a ``cli`` that may do no more than the owner of the files: no root's privileges.

    Afterwards everything may be removed again.
    """

    def drop() -> None:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP

    def run(*args: str | Path, **environ: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "calibrax", *map(str, args)],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], **environ},
            preexec_fn=drop,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    yield run
    for path in (tmp_path, *tmp_path.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a store of three runs with two baselines, and a file to ingest beside it."""
    store = save(tmp_path / "benchmark-data", *map(run_at, range(3)))
    store.set_baseline("main-main-000")
    store.set_baseline("main-main-001", "other")
    (tmp_path / "new.json").write_text(json.dumps(run_at(9).to_dict()), encoding="utf-8")
    return tmp_path / "benchmark-data"


@needs_linux
def test_a_store_that_may_only_be_read(own: Cli, folder: Path, tmp_path: Path) -> None:
    remote = Remote(tmp_path / "remote.git")
    save(folder, run_at(3))
    before = contents(folder)
    for path in (folder, folder / "runs", folder / "baselines"):
        path.chmod(0o555)
    runs, baselines = "benchmark-data/runs", "benchmark-data/baselines"
    denied = "cannot be written: Permission denied\n"
    ingested = own("ingest", "--input", "new.json")
    assert (ingested.code, ingested.err) == (4, f"Error: {runs}/{NEW}: {denied}")
    promoted = own("baseline")
    assert (promoted.code, promoted.err) == (4, f"Error: {baselines}/main.json: {denied}")
    pruned = own("store", "prune", "--keep", "1")
    assert pruned.code == 4
    assert pruned.err.endswith("_main-main-002.json: cannot be removed: Permission denied\n")
    pushed = own("store", "push", "--remote", remote.url)
    assert pushed.code == 4
    assert ".branch.git" in pushed.err
    assert own("check", "--threshold", "1000%").code == 0
    for verb in (("summary",), ("trend", "--metric", "t", "--point", "a"), ("store", "verify")):
        assert own(*verb).code == 0
    assert contents(folder) == before


@needs_linux
def test_files_that_may_not_be_read(own: Cli, folder: Path) -> None:
    (folder / "runs" / OLD).chmod(0)
    (folder / "baselines" / "main.json").chmod(0)
    denied = "cannot be read: Permission denied"
    checked = own("check")
    assert checked.code == 4
    assert checked.err == f"Error: benchmark-data/baselines/main.json: {denied}\n"
    assert own("ingest", "--input", "new.json").code == 0
    assert own("baseline", "--run", "main-main-002", "--name", "third").code == 0
    assert own("summary", "--run", "main-main-002").code == 0
    seen = own("store", "verify", "--repair")
    assert seen.code == 4
    assert seen.out == f"runs/{OLD}: {denied}\nbaselines/main.json: {denied}\n"
    assert not (folder / "quarantine").exists()
    assert own("store", "prune", "--keep", "1").code == 4
    assert len(os.listdir(folder / "runs")) == 4


LINKED = {
    "runs": {"ingest", "baseline", "check", "push", "prune", "verify"},
    "baselines": {"baseline", "check", "push", "prune", "verify"},
    f"runs/{OLD}": {"push", "verify"},
    "baselines/main.json": {"check", "push", "prune", "verify"},
    "baselines/log.jsonl": {"baseline", "push", "prune", "verify"},
    "config.json": {"check", "push", "verify"},
    "exports.json": {"verify"},
    "quarantine": {"verify"},
    ".branch.git": set[str](),
}
"""What is a link, and the commands that refuse to go on."""

VERBS = {
    "check": ("check", "--threshold", "1000%"),
    "ingest": ("ingest", "--input", "new.json"),
    "push": ("store", "push", "--remote", "remote.git"),
    "prune": ("store", "prune", "--keep", "2"),
    "verify": ("store", "verify"),
    "baseline": ("baseline", "--run", "main-main-002", "--name", "main"),
}


def outcome(words: tuple[str, ...]) -> tuple[int, str]:
    """Run a command here; return its exit code and the error."""
    try:
        code = main.main(args=list(words), standalone_mode=False)
    except click.ClickException as error:
        return error.exit_code, error.format_message()
    return (code if isinstance(code, int) else 0), ""


@pytest.mark.parametrize(("path", "refused"), LINKED.items(), ids=LINKED)
def test_no_command_follows_a_link_out_of_the_store(
    path: str,
    refused: set[str],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Remote(tmp_path / "remote.git")
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "exports.json").write_text('{"schema": 1, "sent": []}', encoding="utf-8")
    (folder / "quarantine").mkdir()
    (folder / ".branch.git").mkdir()
    (tmp_path / "outside").mkdir()
    outside = (folder / path).rename(tmp_path / "outside" / "it")
    (folder / path).symlink_to(outside)
    before = contents(tmp_path / "outside")
    told = {verb: outcome(words) for verb, words in VERBS.items()}
    listed = capsys.readouterr().out
    if path == "quarantine":
        (folder / "runs" / "bad.json").write_bytes(b"{")
        told["verify"] = outcome(("store", "verify", "--repair"))
    if path.startswith("runs/"):
        del told["check"]  # what a broken neighbour does to it is held by test_bad_input.py
    assert {verb: code for verb, (code, _) in told.items()} == {
        verb: 4 if verb in refused else 0 for verb in told
    }
    for verb in refused - {"verify"}:
        assert f"{path}: " in told[verb][1]
    assert path in ("quarantine", ".branch.git") or f"{path}: " in listed
    assert contents(tmp_path / "outside") == before
