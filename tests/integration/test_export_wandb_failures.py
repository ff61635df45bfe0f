"""Export to a server that refuses, fails, hangs or is not there: told in time, and told right.

The scenarios run side by side, each in a process of its own against a server of its own: most of
the time they wait.
"""

import re
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.integration.wandb_runs import KEY, fill, python
from tests.integration.wandb_server import serving

EXPORT = "from calibrax.__main__ import run; run()"
NOWHERE = "http://127.0.0.1:1"


class Scenario(NamedTuple):
    """What the server answers to requests whose name begins so.

    Without a status it hangs, after as many answers; every answer comes after ``delay`` seconds.
    """

    request: str
    status: int | None
    said: str
    answers: int = 0
    delay: float = 0


SCENARIOS = {
    "a refused key": Scenario(
        "Viewer",
        401,
        "nothing was sent, the key is refused, check WANDB_API_KEY: .*refused by the test",
    ),
    "a server that is down": Scenario(
        "Viewer", 500, "nothing was sent, the server cannot be reach"
    ),
    "a server that hangs": Scenario("Viewer", None, "nothing was sent, the server cannot be reach"),
    "a refused run": Scenario("UpsertBucket", 403, "nothing was sent: .*refused by the test"),
    "a failing run": Scenario("UpsertBucket", 500, "nothing was sent: "),
    "a hanging run": Scenario("UpsertBucket", None, "nothing was sent: "),
    "a refused file stream": Scenario("/files/", 403, "the run there is incomplete: .*filestream"),
    "a dropped file stream": Scenario("/files/", 500, "the run there is incomplete: .*filestream"),
    "a hanging file stream": Scenario("/files/", None, "the run there is incomplete: "),
    "a refused artifact": Scenario(
        "/upload/run.json", 403, "the run there is incomplete: .*failed to log artifact"
    ),
    "a failing artifact": Scenario("CommitArtifact", 500, "the run there is incomplete: "),
    "a hanging artifact": Scenario("CreateArtifactFiles", None, "the run there is incomplete: "),
    "a hanging alert": Scenario("NotifyScriptableRunAlert", None, "the run there is incomplete: "),
    "a refused picture of the table": Scenario(
        "/upload/media/html", 403, "the run there is incomplete: "
    ),
    "a server that hangs when alerts are marked": Scenario(
        "RunResumeStatus", None, "the run there is incomplete: ", answers=1
    ),
    "a slow server": Scenario("no request", 500, "the run there is incomplete: ", delay=4.7),
}


class Ended(NamedTuple):
    """A process that ended, and the seconds that it took."""

    process: subprocess.CompletedProcess[str]
    took: float


def play(path: Path, scenario: Scenario) -> Ended:
    with serving() as server:
        if scenario.status is None:
            server.hangs[scenario.request] = scenario.answers
        else:
            server.refused[scenario.request] = scenario.status
        server.delay = scenario.delay
        return export(path, server.url)


def export(path: Path, url: str, project: str = "speed") -> Ended:
    begun = time.monotonic()
    args = ("export", "--data", "data", "--project", project)
    done = python(path, EXPORT, *args, WANDB_API_KEY=KEY, WANDB_BASE_URL=url)
    return Ended(done, time.monotonic() - begun)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Ended]]]:
    path = tmp_path_factory.mktemp("failures")
    fill(path)
    with ThreadPoolExecutor(7) as pool:
        yield {name: pool.submit(play, path, each) for name, each in SCENARIOS.items()}
    assert sorted(each.name for each in path.iterdir()) == ["data", "home"]
    assert [each.name for each in (path / "home").iterdir()] == [".cache"]  # of uploads


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_failing_server(ended: dict[str, Future[Ended]], name: str) -> None:
    process, took = ended[name].result()
    assert process.returncode == 5, process
    assert process.stdout == ""
    said = process.stderr
    assert re.match(f"Error: Weights & Biases: {SCENARIOS[name].said}", said), said
    assert "the run is safe in data, send it again with: calibrax export --data data" in said
    assert said.count("\n") == 1
    assert "5ecret" not in said
    assert KEY not in said
    assert took < 60


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    fill(tmp_path)
    process, took = export(tmp_path, NOWHERE, "a project")
    assert process.returncode == 5
    assert process.stderr.endswith("--project 'a project'\n")
    assert "the server cannot be reached, check the network and WANDB_BASE_URL" in process.stderr
    assert took < 60
