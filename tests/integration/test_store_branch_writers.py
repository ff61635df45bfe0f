"""Many writers of one branch: nobody loses anything, and what is refused is said."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from calibrax.storage import Store
from tests.integration.conftest import Cli
from tests.integration.remotes import BRANCH, Remote, git, run_at, save, stored
from tests.integration.test_store_branch import log_of, pull, push

WRITERS, ROUNDS = 8, 20


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


def test_who_comes_second_adds_to_the_new_tip(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    one, two = save(tmp_path / "one", run_at(0)), save(tmp_path / "two")
    push(cli, remote, "one")
    pull(cli, remote, "two")
    save(tmp_path / "one", run_at(1))
    one.set_baseline("main-main-001", by="auto")
    push(cli, remote, "one")
    save(tmp_path / "two", run_at(2, "nightly"))
    two.set_baseline("nightly-main-002", "nightly", by="auto")
    assert push(cli, remote, "two").out.startswith("Pushed 1 run, baseline nightly to")
    assert remote.runs() == ["main-main-000", "main-main-001", "nightly-main-002"]
    assert remote.subjects() == [
        "Add 1 run, 1 baseline",
        "Add 1 run, 1 baseline",
        "Add 1 run",
    ]
    log = [json.loads(line)["name"] for line in remote.read("baselines/log.jsonl").splitlines()]
    assert log == ["main", "nightly"]
    assert remote.read("index.jsonl").count('"file"') == 3


def test_a_writer_that_is_overtaken_while_it_pushes(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    save(tmp_path / "one", run_at(0))
    push(cli, remote, "one")
    pull(cli, remote, "two")
    save(tmp_path / "one", run_at(1))
    other = Remote(tmp_path / "other.git")
    git(remote.path, "push", "--quiet", str(other.path), BRANCH)
    push(cli, other, "one")
    theirs = git(other.path, "rev-parse", BRANCH)
    git(remote.path, "fetch", "--quiet", str(other.path), BRANCH)
    remote.hook(
        "pre-receive",
        "unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\n"
        f"test -e overtaken || git update-ref refs/heads/{BRANCH} {theirs}\ntouch overtaken",
    )
    save(tmp_path / "two", run_at(2))
    assert push(cli, remote, "two").out.startswith("Pushed 1 run to")
    assert remote.runs() == ["main-main-000", "main-main-001", "main-main-002"]
    assert len(remote.subjects()) == 3


def test_what_others_changed_is_no_change_of_this_writer_later(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    one = save(tmp_path / "one", run_at(0), run_at(1))
    one.set_baseline("main-main-000")
    push(cli, remote, "one")
    pull(cli, remote, "two")
    one.set_baseline("main-main-001")
    push(cli, remote, "one")
    save(tmp_path / "two", run_at(2))
    push(cli, remote, "two")
    two = Store(tmp_path / "two")
    assert two.get_baseline() == two.load("main-main-001")
    assert log_of(tmp_path / "two") == log_of(tmp_path / "one")
    save(tmp_path / "two", run_at(3))
    assert push(cli, remote, "two").out.startswith("Pushed 1 run to")
    assert json.loads(remote.read("baselines/main.json"))["id"] == "main-main-001"


def test_a_pin_on_the_branch_outlasts_a_promotion_by_ci(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    human = save(tmp_path / "human", run_at(0), run_at(1))
    human.set_baseline("main-main-000")
    push(cli, remote, "human")
    pull(cli, remote, "ci")
    human.set_baseline("main-main-001", pin=True)
    push(cli, remote, "human")
    save(tmp_path / "ci", run_at(2)).set_baseline("main-main-002", by="auto")
    pushed = push(cli, remote, "ci")
    assert pushed == (
        0,
        f"Pushed 1 run to {BRANCH} of {remote.url}\n",
        "warning: baseline 'main' was set on the branch meanwhile, so the branch's is kept\n",
    )
    assert json.loads(remote.read("baselines/main.json"))["id"] == "main-main-001"
    ci = Store(tmp_path / "ci")
    assert ci.pinned()
    baseline = ci.get_baseline()
    assert baseline
    assert baseline.id == "main-main-001"
    assert push(cli, remote, "ci").out.startswith("Nothing to push")


def test_an_older_run_does_not_overtake_a_newer_baseline(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    save(tmp_path / "one", run_at(0)).set_baseline("main-main-000", by="auto")
    push(cli, remote, "one")
    for store, hour in (("older", 1), ("newer", 2)):
        pull(cli, remote, store)
        save(tmp_path / store, run_at(hour)).set_baseline(f"main-main-{hour:03}", by="auto")
    assert "baseline main" in push(cli, remote, "newer").out
    assert push(cli, remote, "older") == (
        0,
        f"Pushed 1 run to {BRANCH} of {remote.url}\n",
        "warning: baseline 'main' was set on the branch meanwhile, so the branch's is kept\n",
    )
    assert json.loads(remote.read("baselines/main.json"))["id"] == "main-main-002"
    assert remote.runs() == ["main-main-000", "main-main-001", "main-main-002"]
    logged = [json.loads(line)["run"] for line in remote.read("baselines/log.jsonl").splitlines()]
    assert logged == ["main-main-000", "main-main-002"]
    assert log_of(tmp_path / "older") == log_of(tmp_path / "newer")
    baseline = Store(tmp_path / "older").get_baseline()
    assert baseline
    assert baseline.id == "main-main-002"
    save(tmp_path / "older", run_at(3)).set_baseline("main-main-003", by="auto")
    assert "baseline main" in push(cli, remote, "older").out


def test_a_human_has_the_last_word(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    save(tmp_path / "one", run_at(0)).set_baseline("main-main-000", by="auto")
    push(cli, remote, "one")
    human = save(tmp_path / "human")
    pull(cli, remote, "human")
    save(tmp_path / "one", run_at(1)).set_baseline("main-main-001", by="auto")
    push(cli, remote, "one")
    human.set_baseline("main-main-000", reason="the last good one")
    assert push(cli, remote, "human").err == ""
    assert json.loads(remote.read("baselines/main.json"))["id"] == "main-main-000"
    assert remote.read("baselines/log.jsonl").count("\n") == 2


WRITER = """
import os, sys
from calibrax.storage import Store
from calibrax.storage.branch import DataBranch, Wanted
from tests.integration.remotes import BRANCH, run_at
place, rounds, url = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
store = Store(f"store-{place}")
branch = DataBranch(store.path, url, BRANCH, os.environ)
if place % 2:
    branch.pull(Wanted())
for each in range(rounds):
    run = run_at(100 * place + each, f"suite{place}")
    store.save(run)
    store.set_baseline(run, f"suite{place}", by="auto")
    if place % 2:
        store.set_baseline(run, "shared", reason="mine")
    branch.push()
"""


def test_eight_writers_at_once_lose_nothing(remote: Remote, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", WRITER]
    writers = [
        subprocess.Popen(
            [*command, str(place), str(ROUNDS), remote.url],
            cwd=tmp_path,
            env=environ,
            stderr=subprocess.PIPE,
        )
        for place in range(WRITERS)
    ]
    for writer in writers:
        _, err = writer.communicate(timeout=300)
        assert (writer.returncode, err.decode()) == (0, "")
    expected = {
        f"suite{place}-main-{100 * place + each:03}"
        for place in range(WRITERS)
        for each in range(ROUNDS)
    }
    assert set(remote.runs()) == expected
    lines = [json.loads(line) for line in remote.read("baselines/log.jsonl").splitlines()]
    shared = [change["run"] for change in lines if change["name"] == "shared"]
    assert len(shared) == WRITERS // 2 * ROUNDS
    assert json.loads(remote.read("baselines/shared.json"))["id"] == shared[-1]
    log = [change for change in lines if change["name"] != "shared"]
    assert len(log) == len(expected)
    assert {change["run"] for change in log} == expected
    index = [json.loads(line) for line in remote.read("index.jsonl").splitlines()]
    assert len(index) == len(expected)
    for place in range(WRITERS):
        own = [change["run"] for change in log if change["name"] == f"suite{place}"]
        assert own == sorted(own)
        baseline = json.loads(remote.read(f"baselines/suite{place}.json"))
        assert baseline["id"] == own[-1]
    assert len(remote.subjects()) == len(expected)


def test_old_runs_are_dropped_and_the_history_is_one_commit(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    one = save(tmp_path / "one", *map(run_at, range(20)))
    one.set_baseline("main-main-001")
    push(cli, remote, "one", "--keep", "20")
    pull(cli, remote, "two")
    for hour in (20, 21):
        save(tmp_path / "two", run_at(hour))
        assert ", dropped" not in push(cli, remote, "two", "--keep", "20").out
    save(tmp_path / "two", run_at(22))
    pushed = push(cli, remote, "two", "--keep", "20")
    assert pushed.out.endswith(", dropped 2 old runs\n")
    assert remote.runs() == ["main-main-001", *(f"main-main-{hour:03}" for hour in range(3, 23))]
    assert remote.subjects() == ["Add 1 run; drop 2 old runs"]
    assert json.loads(remote.read("baselines/main.json"))["id"] == "main-main-001"
    assert remote.read("index.jsonl").count('"file"') == 21


def test_a_branch_that_holds_more_than_a_store_keeps_its_history(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    save(tmp_path / "one", *map(run_at, range(4)))
    push(cli, remote, "one")
    remote.edit("M 100644 inline docs/notes.txt\ndata 2\nhi")
    pull(cli, remote, "two")
    save(tmp_path / "two", run_at(4))
    assert push(cli, remote, "two", "--keep", "3").out.endswith(", dropped 2 old runs\n")
    assert remote.runs() == ["main-main-002", "main-main-003", "main-main-004"]
    assert remote.subjects() == [
        "Add 1 run; drop 2 old runs",
        "hand",
        "Add 4 runs",
    ]
    assert remote.read("docs/notes.txt") == "hi"


def test_a_store_that_still_has_old_runs_does_not_bring_them_back(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    save(tmp_path / "one", *map(run_at, range(4)))
    push(cli, remote, "one")
    pull(cli, remote, "two")
    save(tmp_path / "two", run_at(4))
    push(cli, remote, "two", "--keep", "3")
    pull(cli, remote, "one")
    pushed = push(cli, remote, "one", "--keep", "3")
    assert pushed.out.startswith("Nothing to push")
    assert pushed.err == (
        "warning: runs older than those that the branch keeps, so not pushed: 2\n"
    )
    assert remote.runs() == ["main-main-002", "main-main-003", "main-main-004"]
    assert len(stored(tmp_path / "one")) == 5


def test_squashing_does_not_fetch_what_it_keeps(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    save(tmp_path / "one", *map(run_at, range(60)))
    push(cli, remote, "one")
    save(tmp_path / "one", run_at(60))
    push(cli, remote, "one")
    pull(cli, remote, "two", "--suite", "none")
    before = git(tmp_path / "two" / ".branch.git", "count-objects", "-v")
    save(tmp_path / "two", run_at(61))
    assert "dropped 12 old runs" in push(cli, remote, "two", "--keep", "50").out
    after = git(tmp_path / "two" / ".branch.git", "count-objects", "-v")
    packed = [
        next(line for line in each.splitlines() if line.startswith("in-pack"))
        for each in (before, after)
    ]
    assert packed[0] == packed[1]
    assert len(remote.runs()) == 50


def test_a_push_that_is_not_allowed_says_what_to_grant(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    remote.hook("pre-receive", "echo 'access denied'; exit 1")
    save(tmp_path / "one", run_at(0))
    refused = push(cli, remote, "one")
    assert refused.code == 5
    assert refused.err.startswith(
        f"Error: {remote.url}: the push to {BRANCH} is not allowed: remote: access denied; "
    )
    for remedy in (
        "permissions: contents: write",
        "Settings > Actions > General > Workflow permissions",
        f"let the token push to {BRANCH}",
    ):
        assert remedy in refused.err
    (remote.path / "hooks" / "pre-receive").unlink()
    assert push(cli, remote, "one").code == 0


def test_a_remote_that_takes_no_pushes(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    save(tmp_path / "one", run_at(0))
    (remote.path / "objects").chmod(0o555)
    if os.access(remote.path / "objects", os.W_OK):
        remote.hook("update", "echo 'this mirror is read-only' >&2; exit 1")
    refused = push(cli, remote, "one")
    (remote.path / "objects").chmod(0o755)
    assert refused.code == 5
    assert "is not allowed" in refused.err


def test_another_fault_is_tried_three_times(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    save(tmp_path / "one", run_at(0))
    push(cli, remote, "one")
    git(remote.path, "config", "receive.maxInputSize", "1")
    save(tmp_path / "one", run_at(1))
    failed = push(cli, remote, "one")
    assert failed.code == 5
    assert "did not take the push, tried 3 times" in failed.err
    assert "exceeds maximum allowed size" in failed.err


def test_a_remote_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    save(tmp_path / "one", run_at(0))
    url = f"file://me:secret@{tmp_path}/nowhere.git"
    for verb in ("pull", "push"):
        done = cli("store", verb, "--data", "one", "--remote", url)
        assert done.code == 5
        shown = f"file://{tmp_path}/nowhere.git"
        assert done.err.startswith(f"Error: {shown}: the branch {BRANCH} cannot be fetched: ")
        assert "does not appear to be a git repository" in done.err
        assert "secret" not in done.err


def test_without_git(cli: Cli, tmp_path: Path) -> None:
    save(tmp_path / "one", run_at(0))
    done = cli("store", "pull", "--data", "one", "--remote", "file:///x", PATH=str(tmp_path))
    assert done == (5, "", "Error: git: there is no such program on PATH; install git\n")
