"""The export of the Action: its steps in order, the real SDK, and what the server then holds."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import NOON, a_point, a_run
from tests.git_server import GitServer
from tests.integration.conftest import Cli
from tests.integration.test_github_steps import READER, WRITER, Job, remote, server
from tests.integration.wandb_runs import KEY
from tests.integration.wandb_server import WandBServer, serving

__all__ = ["remote", "server"]

NAME = "benchmarks-main"


@pytest.fixture
def dashboard() -> Iterator[WandBServer]:
    with serving() as running:
        yield running


@pytest.fixture
def job(cli: Cli, tmp_path: Path, server: GitServer, dashboard: WandBServer, remote: Path) -> Job:
    """Return a job that exports."""
    found = Job(cli, tmp_path, server, WRITER)
    found.environ |= {
        "WANDB_API_KEY": KEY,
        "WANDB_BASE_URL": dashboard.url.replace("http://", "http://me:pw@"),
        "WANDB_PROJECT": "speed",
        "GITHUB_ACTIONS": "true",
    }
    return found


def measure(job: Job, folder: Path, id: str, value: float, at: datetime) -> str:
    """Run the steps on a result, on a runner that remembers nothing, and return the verdict."""
    run = a_run(a_point("sort", t=value), id=id, timestamp=at)
    (folder / "results.json").write_text(json.dumps(run.to_dict()), encoding="utf-8")
    shutil.rmtree(job.folder)
    job.folder.mkdir()
    return job.all().out


def test_the_baseline_is_what_was_promoted(
    job: Job, tmp_path: Path, dashboard: WandBServer
) -> None:
    assert "no-baseline" in measure(job, tmp_path, "first", 1.0, NOON)
    first = dashboard.aliases[NAME, "latest"]
    assert dashboard.aliases[NAME, "baseline"] == first
    assert "fail" in measure(job, tmp_path, "slower", 2.0, NOON + timedelta(hours=1))
    assert dashboard.aliases[NAME, "baseline"] == first
    assert dashboard.aliases[NAME, "latest"] != first


def test_a_run_of_a_pull_request_is_never_the_baseline(
    job: Job, tmp_path: Path, dashboard: WandBServer
) -> None:
    measure(job, tmp_path, "first", 1.0, NOON)
    first = dashboard.aliases[NAME, "baseline"]
    head, base = {"ref": "feature", "sha": "6" * 40}, {"ref": "main"}
    event = {
        "repository": {"default_branch": "main"},
        "pull_request": {"number": 7, "head": head, "base": base},
    }
    Path(job.environ["GITHUB_EVENT_PATH"]).write_text(json.dumps(event), encoding="utf-8")
    job.environ |= {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF_NAME": "7/merge"}
    assert "pass" in measure(job, tmp_path, "change", 1.0, NOON + timedelta(hours=1))
    assert dashboard.aliases[NAME, "baseline"] == first
    assert dashboard.aliases[NAME, "latest"] != first


@pytest.mark.parametrize(("token", "step"), [(READER, "push"), ("unknown", "pull")])
def test_what_is_not_in_the_store_is_not_exported(
    job: Job, tmp_path: Path, dashboard: WandBServer, token: str, step: str
) -> None:
    job.environ["CALIBRAX_GITHUB_TOKEN"] = token
    assert measure(job, tmp_path, "first", 1.0, NOON).startswith(f"Verdict: error: {step}: ")
    assert dashboard.requests == []
    told = job.run("step", "export").out
    assert f"Nothing to export: the store could not be {step}ed." in told


def test_an_export_that_failed_is_red_and_the_run_is_in_the_store(
    job: Job, tmp_path: Path, dashboard: WandBServer, remote: Path
) -> None:
    dashboard.refused["CommitArtifact"] = 403
    said = measure(job, tmp_path, "first", 1.0, NOON)
    assert said.startswith("Verdict: error: export: Weights & Biases: ")
    assert re.search(r"wandb-url<<(\S+)\n\n\1", (tmp_path / "output").read_text(encoding="utf-8"))
    command = ["git", "ls-tree", "-r", "--name-only", "calibrax-data", "baselines/"]
    stored = subprocess.run(command, cwd=remote, check=True, capture_output=True, text=True)
    assert "baselines/main.json" in stored.stdout.splitlines()


def test_a_job_that_runs_again_leaves_latest_to_the_newest(
    job: Job, tmp_path: Path, dashboard: WandBServer
) -> None:
    measure(job, tmp_path, "first", 1.0, NOON)
    measure(job, tmp_path, "second", 1.0, NOON + timedelta(hours=1))
    newest = dashboard.aliases[NAME, "latest"]
    measure(job, tmp_path, "first", 1.0, NOON)
    assert dashboard.aliases[NAME, "latest"] == newest


def test_neither_output_nor_files_hold_who_asks(
    job: Job, tmp_path: Path, dashboard: WandBServer
) -> None:
    measure(job, tmp_path, "first", 1.0, NOON)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if b"me:pw" in path.read_bytes()]
    assert f"{dashboard.url}/team/speed/runs/first" in (tmp_path / "output").read_text()
