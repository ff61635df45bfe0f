"""No command asks a network but those whose purpose it is: all others run where nothing can."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run
from tests.contract.verbs import COMMANDS
from tests.integration.conftest import Cli, Outcome
from tests.integration.test_ab import COMMAND, repository
from tests.integration.test_import import DATA, DATA_JS
from tests.integration.test_tokens import PULL_REQUEST, path

__all__ = ["path", "repository"]

REFUSING = """\
import os, sys

def refuse(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        with open(os.environ["ASKED"], "a") as file:
            file.write(f"{event} {arguments[1:]}\\n")
        raise OSError("there is no network here")

sys.addaudithook(refuse)
"""
"""What Python imports first: every call of a socket fails, below whatever library makes it."""

TALKING = {"clone", "fetch", "ls-remote", "pull", "push"}
"""The commands of git that ask a remote."""

# export is not among them: its SDK waits for ever where not even its own threads have a socket
ONLINE: dict[str, tuple[str, ...]] = {
    "github publish": (),
    "github step": ("pull",),
    "store pull": ("--remote=https://example.invalid/x", "--data=other"),
    "store push": ("--remote=https://example.invalid/x",),
}
OFFLINE: list[tuple[int, str, tuple[str, ...]]] = [
    (0, "formats", ()),
    (0, "ingest", ("--input=results.json",)),
    (0, "import github-action-benchmark", ("data.js",)),
    (0, "import asv", (str(DATA / "asv" / "results"),)),
    (0, "import pytest-benchmark", (".benchmarks",)),
    (0, "ab", ("--base=main", *COMMAND)),
    (1, "check", ("--run=r1", "--report=report.json")),
    (0, "render", ("report.json",)),
    (0, "summary", ()),
    (0, "rank", ("--run=r1", "--metric=t", "--by=tool")),
    (0, "backtest", ()),
    (0, "trend", ("--metric=t", "--point=sort")),
    (0, "export", ("--to=csv", "-")),
    (0, "accept", ("--run=r1", "--metric=t", "--point=sort", "--reason=meant")),
    (0, "baseline", ("--run=r1", "--reason=meant")),
    (0, "store verify", ()),
    (0, "store prune", ("--keep=1",)),
    (0, "init", ()),
    (0, "github plan", ()),
    (0, "github step", ("ingest",)),
    (0, "github step", ("check",)),
    (4, "github verdict", ()),  # the steps that ask a network did not run
]


WORKFLOW_RUN = {
    "event": "pull_request",
    "head_branch": "feature",
    "head_sha": "5" * 40,
    "head_repository": {"full_name": "them/sample", "owner": {"login": "them"}},
}


class Offline:
    """A clone with a store, in which calibrax finds no network."""

    def __init__(self, cli: Cli, folder: Path, path: str) -> None:
        self._cli = cli
        self._sockets, self._git = folder / "asked", folder / "git-arguments"
        self.forget()
        (folder / "refusing").mkdir()
        (folder / "refusing" / "sitecustomize.py").write_text(REFUSING, encoding="utf-8")
        self.environ = {
            "ASKED": str(self._sockets),
            "GIT_ALLOW_PROTOCOL": "none",
            "HOME": str(folder / "home"),
            "LOG": str(folder / "log"),
            "PATH": path,
            "PYTHONPATH": str(folder / "refusing"),
        }

    def __call__(self, words: str, *args: str, **environ: str) -> Outcome:
        """Run a command."""
        return self._cli(*words.split(), *args, **{**self.environ, **environ})

    def asked(self) -> list[str]:
        """Return what asked a network: calls of sockets, and commands of git."""
        words = self._git.read_text(encoding="utf-8").splitlines()
        calls = self._sockets.read_text(encoding="utf-8").splitlines()
        return calls + [word for word in words if word in TALKING]

    def forget(self) -> None:
        """Forget what was asked so far."""
        self._sockets.write_text("", encoding="utf-8")
        self._git.write_text("", encoding="utf-8")


@pytest.fixture
def offline(cli: Cli, repository: Path, path: str) -> Offline:
    """Return such a clone, whose newest run is slower than its baseline."""
    store = Store(repository / "benchmark-data")
    for hour, value in enumerate((1.0, 2.0)):
        point = a_point("sort", {"tool": "ours"}, t=value)
        run = a_run(point, id=f"r{hour}", branch="main", timestamp=NOON + timedelta(hours=hour))
        store.save(run)
        if hour == 0:
            store.set_baseline(run.id)
    results = a_run(a_point("sort", {"tool": "ours"}, t=1.0), id="new")
    (repository / "results.json").write_text(json.dumps(results.to_dict()), encoding="utf-8")
    (repository / "data.js").write_bytes(DATA_JS)
    kept = repository / ".benchmarks" / "Linux"
    kept.mkdir(parents=True)
    shutil.copy(DATA / "pytest-benchmark" / "dev_default.json", kept / "0001_x.json")
    return Offline(cli, repository, path)


def job(folder: Path, event: str) -> dict[str, str]:
    """Return the environment of a job that this event started, and write the event."""
    content = {
        "repository": {"default_branch": "main"},
        "pull_request": PULL_REQUEST,
        "workflow_run": WORKFLOW_RUN,
    }
    (folder / "event.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "action").mkdir()
    return {
        "CALIBRAX_GITHUB_FOLDER": str(folder / "action"),
        "CALIBRAX_GITHUB_PLAN_COMMENT": "true",
        "CALIBRAX_GITHUB_PLAN_RESULTS": "results.json",
        "CALIBRAX_GITHUB_TOKEN": "t0ken",
        "GITHUB_API_URL": "https://example.invalid",
        "GITHUB_EVENT_NAME": event,
        "GITHUB_EVENT_PATH": str(folder / "event.json"),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_REF_NAME": "main",
        "GITHUB_REPOSITORY": "octo/sample",
        "GITHUB_SERVER_URL": "https://example.invalid",
        "GITHUB_SHA": "5" * 40,
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
    }


def test_every_command_is_known_here() -> None:
    assert {words for _, words, _ in OFFLINE} | set(ONLINE) == set(COMMANDS)


def test_all_other_commands(offline: Offline, repository: Path) -> None:
    environ = job(repository, "push")
    for code, words, args in OFFLINE:
        done = offline(words, *args, **environ)
        assert done.code == code, (words, done)
        assert offline.asked() == [], (words, done)


@pytest.mark.parametrize("event", ["pull_request", "workflow_run"])
def test_the_job_of_a_pull_request_asks_where_it_pulls_or_publishes(
    offline: Offline, repository: Path, event: str
) -> None:
    environ = job(repository, event)
    for words in ("plan", "step ingest", "step check", "verdict"):
        done = offline(f"github {words}", **environ)
        assert "Traceback" not in done.err
        assert offline.asked() == [], (words, done)
    done = offline("github step pull" if event == "workflow_run" else "github publish", **environ)
    assert any(each.startswith("socket.getaddrinfo") for each in offline.asked()), done


@pytest.mark.parametrize("words", ONLINE)
def test_those_whose_purpose_it_is_are_noticed(
    offline: Offline, repository: Path, words: str
) -> None:
    environ = job(repository, "pull_request")
    if words in ("github publish", "github step"):
        offline("github plan", **environ)
        offline.forget()
    done = offline(words, *ONLINE[words], **environ)
    assert offline.asked() != [], done
