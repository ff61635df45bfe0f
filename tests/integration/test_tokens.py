"""Tokens are used and told to nobody: no argument of a process, no log and no file holds one."""

import json
import os
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from calibrax.storage import Store
from tests.builders import a_point, a_run
from tests.git_server import GitServer
from tests.github_api import Api
from tests.integration.conftest import Cli, Outcome
from tests.integration.test_github_steps import (
    WRITER,
    Job,
    remote,
    results,
    server,
    shallow_clone,
)
from tests.integration.wandb_runs import KEY
from tests.integration.wandb_server import serving

__all__ = ["remote", "results", "server"]

HEADER = b64encode(f"x-access-token:{WRITER}".encode()).decode()
SECRETS = (WRITER, HEADER)
PROCESSES = Path("/proc")

needs_proc = pytest.mark.skipif(
    not (PROCESSES / "self" / "cmdline").exists(), reason="the arguments of processes are in /proc"
)


@pytest.fixture
def arguments(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[bytes]]:
    """Return what is filled with the arguments of all processes, whenever a server is asked.

    Whoever asks it waits for the answer meanwhile, and so do those that started it.
    """
    seen: set[bytes] = set()

    def look(*_: object) -> None:
        for path in PROCESSES.glob("[0-9]*/cmdline"):
            try:
                seen.add(path.read_bytes())
            except OSError:  # it has ended
                continue

    monkeypatch.setattr(BaseHTTPRequestHandler, "log_request", look)
    yield seen
    assert any(b"calibrax" in each for each in seen)


def holding(folder: Path, *secrets: str) -> list[Path]:
    """Return the files below a folder that hold one of the secrets."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if any(each.encode() in path.read_bytes() for each in secrets)]


def assert_not_told(secrets: tuple[str, ...], arguments: set[bytes], *done: Outcome) -> None:
    for secret in secrets:
        assert [each for each in arguments if secret.encode() in each] == []
        assert [each for each in done if secret in each.out + each.err] == []


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Return a PATH on which git notes its arguments, since it may end before anybody looks."""
    git = shutil.which("git")
    folder = tmp_path / "bin"
    folder.mkdir()
    noting = f'#!/bin/sh\nprintf "%s\\n" "$@" >>"{tmp_path}/git-arguments"\nexec {git} "$@"\n'
    (folder / "git").write_text(noting, encoding="utf-8")
    (folder / "git").chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@needs_proc
@pytest.mark.parametrize("named", ["by a variable", "in the clone"])
def test_of_a_remotes_address(
    cli: Cli,
    tmp_path: Path,
    server: GitServer,
    remote: Path,
    results: Path,
    arguments: set[bytes],
    path: str,
    named: str,
) -> None:
    url = server.url.replace("//", f"//x-access-token:{WRITER}@") + "/octo/sample"
    assert cli("ingest", "--input", results).code == 0
    environ = {"PATH": path, "HOME": str(tmp_path)}
    if named == "in the clone":
        subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
        subprocess.run(["git", "-C", tmp_path, "remote", "add", "origin", url], check=True)
        (known,) = holding(tmp_path, WRITER)
        assert known == tmp_path / ".git" / "config"
        before = known.read_bytes()
    else:
        environ |= {f"CALIBRAX_STORE_{verb}_REMOTE": url for verb in ("PUSH", "PULL")}
    pushed = cli("store", "push", **environ)
    pulled = cli("store", "pull", "--data", "other", **environ)
    assert (pushed.code, pulled.code) == (0, 0), (pushed, pulled)
    assert len(Store(tmp_path / "other").list_runs()) == 1
    assert_not_told(SECRETS, arguments, pushed, pulled)
    assert "fetch\n" in (tmp_path / "git-arguments").read_text(encoding="utf-8")
    if named == "in the clone":
        assert holding(tmp_path, *SECRETS) == [known]
        assert known.read_bytes() == before
    else:
        assert holding(tmp_path, *SECRETS) == []


PULL_REQUEST = {
    "number": 7,
    "head": {
        "ref": "feature",
        "sha": "6" * 40,
        "repo": {"full_name": "octo/sample", "owner": {"login": "octo"}},
    },
    "base": {"ref": "main", "sha": "5" * 40, "repo": {"full_name": "octo/sample"}},
}


@needs_proc
def test_of_a_job(
    cli: Cli,
    tmp_path: Path,
    server: GitServer,
    remote: Path,
    api: Api,
    results: Path,
    arguments: set[bytes],
    path: str,
) -> None:
    job = Job(cli, tmp_path, server, WRITER)
    with serving() as dashboard:
        job.environ |= {
            "PATH": path,
            "GITHUB_API_URL": api.url,
            "CALIBRAX_GITHUB_PLAN_COMMENT": "true",
            "WANDB_API_KEY": KEY,
            "WANDB_BASE_URL": dashboard.url,
            "WANDB_PROJECT": "speed",
        }
        first = steps(job)
        event = {"repository": {"default_branch": "main"}, "pull_request": PULL_REQUEST}
        (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
        results.write_text(json.dumps(a_run(a_point("sort", t=2.0), id="slower").to_dict()))
        shutil.rmtree(job.folder)
        job.folder.mkdir()
        second = steps(job, GITHUB_EVENT_NAME="pull_request", GITHUB_SHA="7" * 40)
        assert [first[-1].code, second[-1].code] == [0, 1], (first, second)
        assert {each.authorization for each in dashboard.requests} > {""}
    assert len(api.comments) == 1
    assert "fetch\n" in (tmp_path / "git-arguments").read_text(encoding="utf-8")
    assert_not_told((*SECRETS, KEY), arguments, *first, *second)
    assert holding(tmp_path, *SECRETS, KEY) == []


@needs_proc
def test_of_a_job_in_turns(
    cli: Cli, tmp_path: Path, server: GitServer, remote: Path, arguments: set[bytes], path: str
) -> None:
    shallow_clone(tmp_path, server, remote)
    job = Job(cli, tmp_path, server, WRITER)
    job.environ |= {
        "PATH": path,
        "CALIBRAX_AB_NO_VENV": "true",
        "CALIBRAX_GITHUB_PLAN_MODE": "ab",
        "CALIBRAX_GITHUB_PLAN_RESULTS": "",
        "CALIBRAX_GITHUB_PLAN_COMMAND": f"env >>{tmp_path}/known; cp values.json {{output}}",
        "WANDB_API_KEY": KEY,
        "CALIBRAX_GITHUB_PLAN_EXPORT": "none",
    }
    done = steps(job)
    assert done[-1].out == "Verdict: fail: regression\n"
    assert "fetch\n" in (tmp_path / "git-arguments").read_text(encoding="utf-8")
    assert_not_told((*SECRETS, KEY), arguments, *done)
    assert "PATH=" in (tmp_path / "known").read_text(encoding="utf-8")
    assert holding(tmp_path, *SECRETS, KEY) == []


def steps(job: Job, **environ: str) -> list[Outcome]:
    """Run every step in order, and return what each did."""
    names = ("pull", "ingest", "check", "push", "export")
    words = [("plan",), *(("step", name) for name in names), ("publish",), ("verdict",)]
    return [job.run(*each, **environ) for each in words]


@pytest.mark.parametrize("token", ["sentine1\nmore", "sentine1\u20ac", "sentine1 \x7f"])
def test_what_cannot_be_a_token_is_not_shown_either(
    cli: Cli, tmp_path: Path, server: GitServer, remote: Path, api: Api, results: Path, token: str
) -> None:
    job = Job(cli, tmp_path, server, token)
    event = {"repository": {"default_branch": "main"}, "pull_request": PULL_REQUEST}
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    job.environ |= {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_API_URL": api.url}
    job.environ["CALIBRAX_GITHUB_PLAN_COMMENT"] = "true"
    done = steps(job)
    assert {each.code for each in done[:-1]} == {0}
    assert done[-1].code == 4
    assert "github-token" in done[-1].out
    assert not any("sentine1" in each.out + each.err for each in done)
    assert holding(tmp_path, "sentine1") == []
