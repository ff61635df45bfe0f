"""What is measured, what it leads to, and which baseline counts, for each event of GitHub."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from calibrax.errors import DataError, UsageError
from calibrax.github.context import Context, read_context

OURS = {"full_name": "octo/sample", "owner": {"login": "octo"}}
FORK = {"full_name": "eve/sample", "owner": {"login": "eve"}}
REPOSITORY = {"default_branch": "trunk", "full_name": "octo/sample"}


def context(folder: Path, event: str, payload: Mapping[str, Any] = {}, **variables: str) -> Context:
    """Return the context for an event on ``octo/sample``, whose default branch is ``trunk``."""
    path = folder / "event.json"
    path.write_text(json.dumps({"repository": REPOSITORY, **payload}), encoding="utf-8")
    runner = {
        "GITHUB_EVENT_NAME": event,
        "GITHUB_EVENT_PATH": str(path),
        "GITHUB_REPOSITORY": "octo/sample",
        "GITHUB_SHA": "5" * 40,
        "GITHUB_RUN_ID": "11",
        "GITHUB_RUN_ATTEMPT": "2",
        "GITHUB_JOB": "bench",
    }
    return read_context({**runner, **variables})


def request(head_repo: Any = OURS, base: str = "trunk") -> dict[str, Any]:
    head = {"ref": "feature/x", "sha": "a" * 40, "repo": head_repo}
    return {"pull_request": {"number": 7, "head": head, "base": {"ref": base, "repo": OURS}}}


def test_a_push(tmp_path: Path) -> None:
    found = context(tmp_path, "push", GITHUB_REF_NAME="trunk", GITHUB_REF_TYPE="branch")
    assert (found.commit, found.branch, found.base_branch) == ("5" * 40, "trunk", None)
    assert found.records
    assert found.job_id == "11/2/bench"
    assert found.baselines("main") == ("main",)


@pytest.mark.parametrize(
    ("event", "before", "known"),
    [
        ("push", "1" * 40, "1" * 40),
        ("push", "0" * 40, None),
        ("push", None, None),
        ("workflow_dispatch", "1" * 40, None),
    ],
)
def test_what_a_branch_was_before_a_push(
    tmp_path: Path, event: str, before: str | None, known: str | None
) -> None:
    assert context(tmp_path, event, {"before": before}).before == known


def test_a_push_to_another_branch(tmp_path: Path) -> None:
    found = context(tmp_path, "push", GITHUB_REF_NAME="release/1")
    assert found.records
    assert found.baselines("main") == ("main@release/1", "main")


def test_a_tag_is_no_branch(tmp_path: Path) -> None:
    found = context(tmp_path, "push", GITHUB_REF_NAME="v1", GITHUB_REF_TYPE="tag")
    assert found.branch is None
    assert not found.records
    assert found.baselines("main") == ("main",)


def test_a_pull_request_is_its_head_and_not_the_merge_commit(tmp_path: Path) -> None:
    found = context(tmp_path, "pull_request", request(), GITHUB_REF_NAME="7/merge")
    assert (found.commit, found.branch, found.base_branch) == ("a" * 40, "feature/x", "trunk")
    assert found.merge_commit == "5" * 40
    assert found.pull_request == 7
    assert not found.records
    assert found.baselines("nightly") == ("nightly",)


def test_the_variable_of_the_commit_is_not_believed_where_it_is_the_base(tmp_path: Path) -> None:
    assert context(tmp_path, "pull_request_target", request()).merge_commit is None


def test_a_pull_request_into_a_release_branch(tmp_path: Path) -> None:
    found = context(tmp_path, "pull_request", request(base="release/1"))
    assert found.baselines("main") == ("main@release/1", "main")


@pytest.mark.parametrize(("repo", "branch"), [(FORK, "eve:feature/x"), (None, "unknown:feature/x")])
def test_a_branch_of_a_fork_is_not_taken_for_ours(tmp_path: Path, repo: Any, branch: str) -> None:
    assert context(tmp_path, "pull_request", request(repo)).branch == branch


def test_a_merge_queue(tmp_path: Path) -> None:
    head = {"head_ref": "refs/heads/gh-readonly-queue/trunk/pr-7-abc", "head_sha": "b" * 40}
    group = {"merge_group": {"base_ref": "refs/heads/trunk", **head}}
    found = context(tmp_path, "merge_group", group)
    assert (found.commit, found.base_branch) == ("b" * 40, "trunk")
    assert found.branch == "gh-readonly-queue/trunk/pr-7-abc"
    assert found.pull_request is None
    assert not found.records
    assert found.baselines("main") == ("main",)


@pytest.mark.parametrize("event", ["schedule", "workflow_dispatch", "repository_dispatch"])
def test_a_run_of_a_branch_is_recorded(tmp_path: Path, event: str) -> None:
    assert context(tmp_path, event, GITHUB_REF_NAME="trunk").records


def test_another_workflow_run_of_a_fork(tmp_path: Path) -> None:
    run = {
        "name": "Benchmarks",
        "event": "pull_request",
        "head_branch": "trunk",
        "head_sha": "c" * 40,
        "head_repository": FORK,
    }
    found = context(tmp_path, "workflow_run", {"workflow_run": run}, GITHUB_REF_NAME="trunk")
    assert (found.commit, found.branch, found.head) == ("c" * 40, "eve:trunk", "eve:trunk")
    assert found.workflow == "Benchmarks"
    assert found.foreign
    assert not found.records


def test_outside_of_a_workflow() -> None:
    with pytest.raises(UsageError, match="GITHUB_EVENT_NAME is not set"):
        read_context({})


@pytest.mark.parametrize("variable", ["GITHUB_JOB", "GITHUB_REF_NAME", "GITHUB_API_URL"])
def test_a_variable_that_is_no_text(tmp_path: Path, variable: str) -> None:
    with pytest.raises(UsageError, match=rf"^{variable}: .*is not UTF-8$"):
        context(tmp_path, "push", {}, **{variable: "\udcff"})


def test_an_event_that_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"event\.json: not JSON"):
        read_context({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(path)})


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ([], "the top level: expected an object, got [] (list)"),
        ({"pull_request": 3}, "pull_request: expected an object, got 3 (int)"),
        ({"pull_request": {"head": "x"}}, "pull_request.head: expected an object, got 'x' (str)"),
        ({"pull_request": {"number": True}}, "pull_request.number: expected an integer, got True"),
        ({"pull_request": {"base": {"ref": 1}}}, "pull_request.base.ref: expected a string, got 1"),
        (
            {"pull_request": {"base": {"ref": "\ud800"}}},
            "pull_request.base.ref: '\\ud800' holds a lone surrogate",
        ),
    ],
)
def test_an_event_of_another_shape_is_refused(tmp_path: Path, payload: Any, reason: str) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(payload), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_context({"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(path)})
    assert str(caught.value).startswith(f"{path}: {reason}")


@pytest.mark.parametrize("payload", [{}, {"pull_request": None}, {"pull_request": {"head": None}}])
def test_an_event_that_leaves_out_says_nothing(tmp_path: Path, payload: Any) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(payload), encoding="utf-8")
    found = read_context({"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(path)})
    assert found.commit is None
    assert found.pull_request is None
    assert found.default_branch == "main"
