"""The export of the Action: its steps in order, the real SDK, and what the server then holds."""

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import NOON, a_point, a_run
from tests.git_server import GitServer
from tests.integration.conftest import Cli
from tests.integration.test_github_steps import WRITER, Job, remote, server
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
    """Return a job that exports; its folder of the Action is the only thing that is kept."""
    found = Job(cli, tmp_path, server, WRITER)
    found.environ |= {
        "WANDB_API_KEY": KEY,
        "WANDB_BASE_URL": dashboard.url.replace("http://", "http://me:pw@"),
        "WANDB_PROJECT": "speed",
        "GITHUB_ACTIONS": "true",
    }
    return found


def measure(job: Job, folder: Path, id: str, value: float, at: datetime) -> str:
    """Run the steps on a result, with the memory of a new runner, and return what they say."""
    run = a_run(a_point("sort", t=value), id=id, timestamp=at)
    (folder / "results.json").write_text(json.dumps(run.to_dict()), encoding="utf-8")
    for path in [*job.folder.glob("journal.jsonl"), *job.folder.rglob("exports.json")]:
        os.unlink(path)
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
    files = [path for path in tmp_path.rglob("*") if path.is_file() and ".netrc" not in path.name]
    assert not [path for path in files if b"me:pw" in path.read_bytes()]
    assert f"{dashboard.url}/team/speed/runs/first" in (tmp_path / "output").read_text()
