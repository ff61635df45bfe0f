"""The steps of the Action one by one, as the runner starts them, with git over HTTP and a token."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_point, a_run
from tests.git_server import GitServer
from tests.integration.conftest import Cli, Outcome

READER, WRITER = "r34der", "wr1ter"
JOB = "11/1/bench"


class Job:
    """One job of a workflow run for a push to ``main``, on the repository ``octo/sample``."""

    def __init__(self, cli: Cli, folder: Path, server: GitServer, token: str) -> None:
        self._cli = cli
        self.folder = folder / "action"
        self.folder.mkdir(exist_ok=True)
        event = folder / "event.json"
        event.write_text('{"repository": {"default_branch": "main"}}', encoding="utf-8")
        self.environ = {
            "CALIBRAX_GITHUB_FOLDER": str(self.folder),
            "CALIBRAX_GITHUB_TOKEN": token,
            "CALIBRAX_GITHUB_PLAN_RESULTS": "results.json",
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REF_NAME": "main",
            "GITHUB_SHA": "5" * 40,
            "GITHUB_REPOSITORY": "octo/sample",
            "GITHUB_SERVER_URL": server.url,
            "GITHUB_API_URL": server.url,
            "GITHUB_RUN_ID": "11",
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_JOB": "bench",
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "HOME": str(folder),
        }

    def run(self, *words: str, **environ: str) -> Outcome:
        """Run ``calibrax github`` and return what it did."""
        return self._cli("github", *words, **{**self.environ, **environ})

    def all(self) -> Outcome:
        """Run every step in order, and return the verdict."""
        steps = [("step", name) for name in ("pull", "ingest", "check", "push", "export")]
        for words in (("plan",), *steps, ("publish",)):
            done = self.run(*words)
            assert done.code == 0, (words, done)
        return self.run("verdict")

    def journal(self) -> list[dict[str, Any]]:
        """Return the lines of the journal."""
        text = (self.folder / "journal.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """Return an empty bare repository."""
    path = tmp_path / "remotes" / "octo" / "sample"
    subprocess.run(["git", "init", "--quiet", "--bare", str(path)], check=True)
    subprocess.run(["git", "config", "uploadpack.allowFilter", "true"], cwd=path, check=True)
    return path


@pytest.fixture
def server(tmp_path: Path, remote: Path) -> Iterator[GitServer]:
    """Return a server that knows one token that reads and one that writes."""
    running = GitServer(tmp_path / "remotes", READER, WRITER)
    yield running
    running.close()


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return results that a benchmark wrote."""
    path = tmp_path / "results.json"
    path.write_text(json.dumps(a_run(a_point("sort", t=1.0)).to_dict()), encoding="utf-8")
    return path


def branches(remote: Path) -> str:
    done = subprocess.run(["git", "branch"], cwd=remote, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_a_token_that_may_write(
    cli: Cli, tmp_path: Path, remote: Path, server: GitServer, results: Path
) -> None:
    job = Job(cli, tmp_path, server, WRITER)
    done = job.all()
    assert done.code == 0, (done, job.journal())
    assert done.out == "Verdict: no-baseline: nothing to compare with yet, no failure\n"
    assert "calibrax-data" in branches(remote)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 20
    assert not [path for path in files if WRITER.encode() in path.read_bytes()]


def test_a_token_that_may_only_read(
    cli: Cli, tmp_path: Path, remote: Path, server: GitServer, results: Path
) -> None:
    job = Job(cli, tmp_path, server, READER)
    done = job.all()
    assert done.code == 4
    assert done.out.startswith("Verdict: error: push: ")
    assert "permissions: contents: write" in done.out
    assert branches(remote) == ""


def test_a_token_that_nobody_knows(
    cli: Cli, tmp_path: Path, server: GitServer, results: Path
) -> None:
    done = Job(cli, tmp_path, server, "unknown").all()
    assert done.code == 4
    assert done.out.startswith("Verdict: error: pull: ")


def test_a_step_that_died_is_no_pass(
    cli: Cli, tmp_path: Path, server: GitServer, results: Path
) -> None:
    job = Job(cli, tmp_path, server, WRITER)
    assert job.all().code == 0
    with (job.folder / "journal.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"job": JOB, "step": "check"}) + "\n")
    job.run("publish")
    done = job.run("verdict")
    assert done.code == 4
    assert done.out == "Verdict: error: check: did not finish\n"


def shallow_clone(folder: Path, server: GitServer, remote: Path) -> str:
    """Make a folder a clone of one commit that may not ask for more; return that commit's parent.

    The parent measures 1 s and the commit 2 s.
    """

    def git(*args: str) -> str:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        command = ["git", *identity, *args]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "--quiet", "--initial-branch", "main")
    for value in (1.0, 2.0):
        run = a_run(a_point("sort", t=value)).to_dict()
        (folder / "values.json").write_text(json.dumps(run), encoding="utf-8")
        git("add", "values.json")
        git("commit", "--quiet", "--message", str(value))
    parent = git("rev-parse", "HEAD^")
    git("push", "--quiet", str(remote), "main")
    shutil.rmtree(folder / ".git")
    git("init", "--quiet", "--initial-branch", "main")
    git("fetch", "--quiet", "--depth", "1", f"file://{remote}", "main")
    git("reset", "--quiet", "--hard", "FETCH_HEAD")
    git("remote", "add", "origin", f"{server.url}/octo/sample")
    return parent


def test_in_turns_the_base_of_a_private_repository_is_fetched_with_the_token(
    cli: Cli, tmp_path: Path, remote: Path, server: GitServer
) -> None:
    parent = shallow_clone(tmp_path, server, remote)
    job = Job(cli, tmp_path, server, READER)
    job.environ["CALIBRAX_AB_NO_VENV"] = "true"
    job.environ["CALIBRAX_GITHUB_PLAN_MODE"] = "ab"
    job.environ["CALIBRAX_GITHUB_PLAN_RESULTS"] = ""
    job.environ["CALIBRAX_GITHUB_PLAN_COMMAND"] = (
        "if env | grep -e ^GIT_CONFIG -e ^CALIBRAX_GITHUB_TOKEN; then exit 9; fi; "
        "cp values.json {output}"
    )
    job.run("plan")
    pulled = job.run("step", "pull")
    assert f"is held against {parent}\n" in pulled.out
    job.environ["CALIBRAX_GITHUB_TOKEN"] = ""
    for name in ("ingest", "check", "push", "export"):
        assert job.run("step", name).code == 0
    job.run("publish")
    assert job.run("verdict").out == "Verdict: fail: regression\n"
    assert branches(remote) == "main"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if READER.encode() in path.read_bytes()]


def test_in_turns_another_job_judges_both_sides_again(
    cli: Cli, tmp_path: Path, remote: Path, server: GitServer
) -> None:
    shallow_clone(tmp_path, server, remote)
    head = ("git", "rev-parse", "HEAD")
    done = subprocess.run(head, cwd=tmp_path, check=True, capture_output=True, text=True)
    job = Job(cli, tmp_path, server, READER)
    job.environ |= {
        "GITHUB_SHA": done.stdout.strip(),
        "CALIBRAX_AB_NO_VENV": "true",
        "CALIBRAX_GITHUB_PLAN_MODE": "ab",
        "CALIBRAX_GITHUB_PLAN_RESULTS": "",
        "CALIBRAX_GITHUB_PLAN_COMMAND": "cp values.json {output}",
        "CALIBRAX_GITHUB_PLAN_DATA": "measured",
        "CALIBRAX_GITHUB_PLAN_DATA_BRANCH": "",
    }
    assert job.all().out == "Verdict: fail: regression\n"
    measured = json.loads((job.folder / "report.json").read_bytes())

    judge = Job(cli, tmp_path, server, READER)
    judge.environ |= {
        "GITHUB_JOB": "judge",
        "GITHUB_SHA": job.environ["GITHUB_SHA"],
        "CALIBRAX_GITHUB_PLAN_MODE": "ab",
        "CALIBRAX_GITHUB_PLAN_RESULTS": "measured/runs/*.json",
    }
    assert judge.all().out == "Verdict: fail: regression\n"
    judged = json.loads((job.folder / "report.json").read_bytes())
    for key in ("run", "baseline", "interleaved", "comparisons", "threshold", "warnings"):
        assert judged[key] == measured[key]

    next((tmp_path / "measured" / "runs").iterdir()).unlink()
    assert "holds 1 run, and not the two sides" in judge.all().out


def test_in_turns_a_base_that_cannot_be_had_is_an_error(
    cli: Cli, tmp_path: Path, remote: Path, server: GitServer
) -> None:
    shallow_clone(tmp_path, server, remote)
    job = Job(cli, tmp_path, server, "unknown")
    job.environ["CALIBRAX_GITHUB_PLAN_MODE"] = "ab"
    job.environ["CALIBRAX_GITHUB_PLAN_COMMAND"] = "true"
    done = job.all()
    assert done.code == 4
    assert done.out.startswith("Verdict: error: pull: git fetch --depth 1 origin ")


@pytest.mark.parametrize("words", [("verdict",), ("publish",)])
def test_without_any_other_step_there_is_no_pass(
    cli: Cli, tmp_path: Path, server: GitServer, words: tuple[str, ...]
) -> None:
    job = Job(cli, tmp_path, server, WRITER)
    job.run(*words)
    assert job.run("verdict").code == 4


def test_the_report_of_another_job_is_no_pass(
    cli: Cli, tmp_path: Path, server: GitServer, results: Path
) -> None:
    job = Job(cli, tmp_path, server, WRITER)
    assert job.all().code == 0
    done = job.run("verdict", GITHUB_RUN_ID="12")
    assert done.code == 4
    assert "is of the job '11/1/bench' and not of this one, '12/1/bench'" in done.err


def test_a_report_that_was_edited_is_no_pass(
    cli: Cli, tmp_path: Path, server: GitServer, results: Path
) -> None:
    job = Job(cli, tmp_path, server, WRITER)
    job.all()
    report = job.folder / "report.json"
    report.write_text('{"schema": 2, "verdict": "pass"}', encoding="utf-8")
    assert job.run("verdict").code == 4


def test_outside_of_a_workflow(cli: Cli) -> None:
    assert cli("github", "verdict").code == 2
    done = cli("github", "--folder", ".", "verdict")
    assert done.code == 2
    assert "GITHUB_EVENT_NAME is not set" in done.err
