"""What the runner says of the workflow run: the event, the commit, the branches, the job."""

import os
from collections.abc import Mapping
from typing import Any, TypeVar, cast

import msgspec

from calibrax.core import checks, plain_json
from calibrax.core.content import content
from calibrax.core.location import quoted
from calibrax.errors import DataError, UsageError

_Value = TypeVar("_Value")

_WORDS: dict[type, str] = {dict: "an object", str: "a string", int: "an integer"}
_RECORDED = ("push", "schedule", "workflow_dispatch", "repository_dispatch")
_VARIABLES = {
    "GITHUB_EVENT_NAME": "",
    "GITHUB_REPOSITORY": "",
    "GITHUB_SHA": "",
    "GITHUB_REF": "",
    "GITHUB_REF_NAME": "",
    "GITHUB_REF_TYPE": "branch",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_WORKFLOW": "",
    "GITHUB_JOB": "",
    "GITHUB_RUN_ID": "",
    "GITHUB_RUN_ATTEMPT": "1",
}
"""What the runner says, and what holds where it says nothing."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a workflow run that decide what is compared with what.

    ``commit`` and ``branch`` are those that were measured for: of a pull request its head, while
    ``merge_commit`` is what GitHub checks out for it; a fork's branch ``main`` is ``owner:main``.
    ``branch`` is ``None`` for a tag.
    ``base_branch`` is where a pull request or a merge queue leads, ``base_commit`` what was its
    newest commit then. ``before`` is what a branch was before a push; ``None`` where it is new.
    """

    event: str
    repository: str
    commit: str | None = None
    merge_commit: str | None = None
    branch: str | None = None
    base_branch: str | None = None
    base_commit: str | None = None
    before: str | None = None
    default_branch: str = "main"
    pull_request: int | None = None
    foreign: bool = False
    """Whether the results come from another workflow run: data that nobody has vouched for."""
    head: str | None = None
    """``owner:branch`` of a workflow run whose pull request is still to be found."""
    server_url: str = "https://github.com"
    api_url: str = "https://api.github.com"
    workflow: str = ""
    job: str = ""
    run: str = ""

    @property
    def job_id(self) -> str:
        """What tells this job from every other: run, attempt and job."""
        return f"{self.run}/{self.job}"

    @property
    def remote(self) -> str:
        """The URL of the repository that the workflow runs in."""
        return f"{self.server_url}/{self.repository}"

    @property
    def records(self) -> bool:
        """Whether a run of this event belongs to the history: of a branch, no pull request."""
        return self.event in _RECORDED and self.branch is not None

    @property
    def is_request(self) -> bool:
        """Whether what was measured is only asked for: a pull request or a merge queue."""
        return self.base_branch is not None or self.head is not None

    def baselines(self, suite: str) -> tuple[str, ...]:
        """Return the names of the baselines to look for, the first that is there counts.

        The base branch's for a pull request or a merge queue, else the branch's own; then the
        default branch's.
        """
        branches = (self.base_branch or self.branch, self.default_branch)
        return tuple(dict.fromkeys(self.baseline(suite, branch) for branch in branches if branch))

    def baseline(self, suite: str, branch: str) -> str:
        """Return the name of a branch's baseline: the suite's on the default branch."""
        return suite if branch == self.default_branch else f"{suite}@{branch}"


def read_context(environ: Mapping[str, str]) -> Context:
    """Return the context that the runner's variables and the event's file describe.

    Raises:
        UsageError: this is no workflow run, or a variable is no text.
        DataError: the event's file cannot be read, or holds something else where a text belongs.
    """
    said = _variables(environ)
    if not said["GITHUB_EVENT_NAME"]:
        raise UsageError("GITHUB_EVENT_NAME is not set: this command is for GitHub Actions")
    path = environ.get("GITHUB_EVENT_PATH", "")
    payload = _payload(path)
    try:
        return _context(said, payload)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None


def _variables(environ: Mapping[str, str]) -> dict[str, str]:
    said = {name: environ.get(name) or default for name, default in _VARIABLES.items()}
    for name, value in said.items():
        if not checks.is_text(value):
            raise UsageError(f"{name}: {quoted(value)} is not UTF-8")
    return said


def _context(said: Mapping[str, str], payload: Any) -> Context:
    facts = {
        "event": said["GITHUB_EVENT_NAME"],
        "repository": said["GITHUB_REPOSITORY"],
        "default_branch": _text(payload, "repository", "default_branch") or "main",
        "server_url": said["GITHUB_SERVER_URL"],
        "api_url": said["GITHUB_API_URL"],
        "workflow": said["GITHUB_WORKFLOW"],
        "job": said["GITHUB_JOB"],
        "run": f"{said['GITHUB_RUN_ID']}/{said['GITHUB_RUN_ATTEMPT']}",
    }
    return Context(**{**facts, **_measured(said, payload)})


def _measured(said: Mapping[str, str], payload: Any) -> dict[str, Any]:
    """Return what was measured for, and what it leads to."""
    event, commit = said["GITHUB_EVENT_NAME"], said["GITHUB_SHA"] or None
    if event.startswith("pull_request"):
        # On pull_request_target the variable is the base's commit, which was not measured.
        merged = None if event == "pull_request_target" else commit
        return {"merge_commit": merged, **_of_pull_request(payload)}
    if event == "workflow_run":
        return _of_workflow_run(payload, said["GITHUB_REPOSITORY"])
    name = said["GITHUB_REF_NAME"] or _short(said["GITHUB_REF"])
    branch = name or None if said["GITHUB_REF_TYPE"] == "branch" else None
    if event == "merge_group":
        head = _short(_text(payload, "merge_group", "head_ref"))
        return {
            "commit": _text(payload, "merge_group", "head_sha") or commit,
            "branch": head or branch,
            "base_branch": _short(_text(payload, "merge_group", "base_ref")) or None,
            "base_commit": _text(payload, "merge_group", "base_sha") or None,
        }
    before = _text(payload, "before") if event == "push" else ""
    return {"commit": commit, "branch": branch, "before": before if before.strip("0") else None}


def _of_pull_request(payload: Any) -> dict[str, Any]:
    number = _at(payload, int, "pull_request", "number")
    head = _text(payload, "pull_request", "head", "ref")
    owner = _text(payload, "pull_request", "head", "repo", "owner", "login")
    ours = _text(payload, "pull_request", "base", "repo", "full_name")
    theirs = _text(payload, "pull_request", "head", "repo", "full_name")
    return {
        "commit": _text(payload, "pull_request", "head", "sha") or None,
        "branch": (head if theirs == ours else f"{owner or 'unknown'}:{head}") or None,
        "base_branch": _text(payload, "pull_request", "base", "ref") or None,
        "base_commit": _text(payload, "pull_request", "base", "sha") or None,
        "pull_request": number,
    }


def _of_workflow_run(payload: Any, repository: str) -> dict[str, Any]:
    branch = _text(payload, "workflow_run", "head_branch")
    owner = _text(payload, "workflow_run", "head_repository", "owner", "login")
    theirs = _text(payload, "workflow_run", "head_repository", "full_name")
    requested = _text(payload, "workflow_run", "event").startswith("pull_request")
    return {
        "commit": _text(payload, "workflow_run", "head_sha") or None,
        "branch": (branch if theirs == repository else f"{owner or 'unknown'}:{branch}") or None,
        "head": f"{owner}:{branch}" if requested else None,
        "workflow": _text(payload, "workflow_run", "name"),
        "foreign": True,
    }


def _payload(path: str) -> Any:
    if not path or not os.path.exists(path):
        return {}
    try:
        return plain_json.parse_foreign(content(path))
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None


def _at(payload: Any, kind: type[_Value], *path: str) -> _Value | None:
    """Return what stands at a place; ``None`` where nothing does, or null.

    Raises:
        ValueError: there, or on the way there, something of another kind does.
    """
    kinds: list[type] = [*(dict for _ in path), kind]
    for place, wanted in enumerate(kinds):
        if place and payload is not None:
            payload = payload.get(path[place - 1])
        if payload is not None and type(payload) is not wanted:
            where = ".".join(path[:place]) or "the top level"
            raise ValueError(f"{where}: expected {_WORDS[wanted]}, got {checks.brief(payload)}")
    return cast(_Value | None, payload)


def _text(payload: Any, *path: str) -> str:
    return checks.text(_at(payload, str, *path) or "", ".".join(path))


def _short(ref: str) -> str:
    return ref.removeprefix("refs/heads/")
