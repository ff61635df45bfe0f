"""The second look of the Action: its steps in order, with a command that measures again."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run
from tests.git_server import GitServer
from tests.integration.conftest import Cli
from tests.integration.test_github_steps import WRITER, Job, remote, server

__all__ = ["remote", "server"]

LEVELS = [10.0, 10.1, 9.9, 10.05, 9.95, 10.1]
"""What the benchmark took before: a band of some 3%."""


def measured(value: float, id: str, minutes: int = 0) -> str:
    """Return the results of a measurement so many minutes after the first."""
    at = NOON + timedelta(minutes=minutes)
    return json.dumps(a_run(a_point("sort", t=value), id=id, timestamp=at).to_dict())


@pytest.fixture
def job(cli: Cli, tmp_path: Path, server: GitServer, remote: Path) -> Job:
    """Return a job for a push to main, whose store holds six runs of it."""
    store = Store(tmp_path / "data")
    for hour, value in enumerate(LEVELS):
        run = a_run(
            a_point("sort", t=value),
            id=f"past-{hour}",
            branch="main",
            timestamp=NOON + timedelta(hours=hour - 9),
        )
        store.save(run)
    store.set_baseline("past-5")
    found = Job(cli, tmp_path, server, WRITER)
    found.environ |= {
        "CALIBRAX_GITHUB_PLAN_DATA": "data",
        "CALIBRAX_GITHUB_PLAN_DATA_BRANCH": "",
        "WANDB_API_KEY": "s3cret",
        "CALIBRAX_GITHUB_PLAN_EXPORT": "none",
    }
    return found


def command(folder: Path, *values: float) -> str:
    """Return a command that measures these values one after the other, and counts its calls."""
    for place, value in enumerate(values, 1):
        (folder / f"next-{place}.json").write_text(measured(value, f"again-{place}", place))
    return (
        'n=$(($(cat calls 2>/dev/null || echo 0) + 1)); echo $n >calls; env >"env-$n"; '
        'cat "next-$n.json" >results.json'
    )


def runs(folder: Path) -> dict[str, Run]:
    found = Store(folder / "data").list_runs()
    return {run.id: run for run in found if not run.id.startswith("past")}


def test_what_happens_once_is_no_regression(job: Job, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(measured(13.0, "now"))
    job.environ["CALIBRAX_GITHUB_PLAN_COMMAND"] = command(tmp_path, 10.0, 10.0, 10.0)
    done = job.all()
    assert done.code == 0, (done, job.journal())
    assert (tmp_path / "calls").read_text() == "1\n"
    report = json.loads((job.folder / "report.json").read_text())
    assert (report["verdict"], len(report["attempts"])) == ("pass", 1)
    (attempt,) = [run for run in runs(tmp_path).values() if not run.stands_alone]
    assert attempt.attempt_of == "now"
    assert str(job.folder / "attempts") in (tmp_path / "output").read_text()


def test_what_happens_again_is_one(job: Job, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(measured(11.5, "now"))
    job.environ["CALIBRAX_GITHUB_PLAN_COMMAND"] = command(tmp_path, 11.6, 11.4, 11.5, 11.5)
    done = job.all()
    assert done.code == 1, (done, job.journal())
    assert (tmp_path / "calls").read_text() == "3\n"
    (row,) = json.loads((job.folder / "report.json").read_text())["comparisons"]
    assert row["outcome"] == "regression"
    assert (row["evidence"]["bad"], row["evidence"]["measured"]) == (4, 4)


def test_what_is_well_is_measured_once(job: Job, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(measured(10.0, "now"))
    job.environ["CALIBRAX_GITHUB_PLAN_COMMAND"] = command(tmp_path, 10.0)
    assert job.all().code == 0
    assert not (tmp_path / "calls").exists()


def test_never_is_never(job: Job, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(measured(13.0, "now"))
    job.environ["CALIBRAX_GITHUB_PLAN_COMMAND"] = command(tmp_path, 10.0)
    job.environ["CALIBRAX_GITHUB_PLAN_CONFIRM"] = "never"
    assert job.all().code == 1
    assert not (tmp_path / "calls").exists()


def test_the_benchmarks_are_told_no_secret(job: Job, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(measured(13.0, "now"))
    job.environ["CALIBRAX_GITHUB_PLAN_COMMAND"] = command(tmp_path, 10.0)
    assert job.all().code == 0
    told = (tmp_path / "env-1").read_text()
    assert "s3cret" not in told
    assert WRITER not in told


@pytest.mark.parametrize(
    ("again", "reason"),
    [
        ("exit 7", "'command': ended with exit code 7 when it measured again"),
        ("true", "results.json: was not written again by the command"),
        ("rm results.json", "results.json: no such file"),
    ],
)
def test_a_command_that_does_not_measure_again_is_red(
    job: Job, tmp_path: Path, again: str, reason: str
) -> None:
    (tmp_path / "results.json").write_text(measured(13.0, "now"))
    job.environ["CALIBRAX_GITHUB_PLAN_COMMAND"] = again
    done = job.all()
    assert done.code == 4, done
    (failed,) = [line for line in job.journal() if line["step"] == "check" and line["code"]]
    assert reason in failed["message"]
