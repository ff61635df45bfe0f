"""A repository with a benchmark, its bare remote, and the events that GitHub would send for it."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.e2e.runner import Result, run_workflow
from tests.github_api import Api

REPOSITORY = "octo/sample"
RUNNER = """\
import json
import os
import sys

noise = float(os.environ.get("NOISE") or 0)
values = {name: value + noise for name, value in json.load(open("values.json")).items()}
shard = os.environ.get("SHARD") or "1/1"
part, parts = map(int, shard.split("/"))
points = [
    {"name": name, "scenario": name, "source": "bench.py:7", "metrics": {"time": {"value": value}}}
    for place, (name, value) in enumerate(values.items())
    if place % parts == part - 1
]
definition = {"name": "time", "unit": "ms", "direction": "lower"}
json.dump({"points": points, "metric_defs": {"time": definition}}, open("results.json", "w"))
if "crash" in values:
    sys.exit("the benchmark crashed")
"""

Values = Mapping[str, float | str]


def git(folder: Path, *args: str) -> str:
    """Run git in a folder and return what it printed."""
    identity = ["-c", "user.name=dev", "-c", "user.email=dev@example.com"]
    done = subprocess.run(
        ["git", *identity, *args], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


class Sample:
    """The repository ``octo/sample``: a clone with a workflow, and the remote that it came from."""

    def __init__(self, work: Path, action: Path, api: Api) -> None:
        self.work, self.action, self.api = work, action, api
        self.remote = work / "remotes" / REPOSITORY
        self.clone = work / "clone"
        self.artifacts = work / "artifacts"
        self.runs = 0
        for folder in (self.remote, self.clone, self.artifacts):
            folder.mkdir(parents=True)
        git(self.remote, "init", "--quiet", "--bare", "--initial-branch", "main")
        git(self.remote, "config", "uploadpack.allowFilter", "true")
        git(self.clone, "init", "--quiet", "--initial-branch", "main")
        git(self.clone, "remote", "add", "origin", f"file://{self.remote}")
        (self.clone / "bench.py").write_text(RUNNER, encoding="utf-8")
        (self.clone / ".gitignore").write_text("benchmark-data/\n", encoding="utf-8")

    def workflow(self, name: str, text: str) -> None:
        """Put a workflow into the clone."""
        path = self.clone / ".github" / "workflows" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self, values: Values, branch: str = "main") -> str:
        """Commit what the benchmark will measure, on a branch made where needed; return the id."""
        if git(self.clone, "branch", "--show-current") != branch:
            known = git(self.clone, "branch", "--list", branch)
            git(self.clone, "checkout", "--quiet", *([] if known else ["-b"]), branch)
        (self.clone / "values.json").write_text(json.dumps(values), encoding="utf-8")
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--allow-empty", "--message", "a change")
        git(self.clone, "push", "--quiet", "origin", branch)
        return git(self.clone, "rev-parse", "HEAD")

    def run(
        self,
        event: str,
        payload: Mapping[str, Any],
        workflow: str = "bench.yml",
        secrets: Mapping[str, str] = {},
        **variables: str,
    ) -> Result:
        """Run a workflow of the clone for an event."""
        self.runs += 1
        number = self.runs
        work = self.work / f"run-{number}"
        work.mkdir()
        given = {
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SERVER_URL": f"file://{self.work}/remotes",
            "GITHUB_API_URL": self.api.url,
            "GITHUB_RUN_ID": str(number),
            "ARTIFACTS": str(self.artifacts),
            **variables,
        }
        event_of = {"repository": {"default_branch": "main", "full_name": REPOSITORY}, **payload}
        secrets = {"GITHUB_TOKEN": "a-token", **secrets}
        return run_workflow(
            self.clone, work, self.action, event, event_of, workflow, given, secrets
        )

    def push(self, values: Values, branch: str = "main", **more: Any) -> Result:
        """Commit to a branch and run the workflow for the push."""
        self.commit(values, branch)
        return self.run("push", {"ref": f"refs/heads/{branch}"}, **more)

    def pull_request(
        self, values: Values, branch: str = "feature", base: str = "main", **more: Any
    ) -> Result:
        """Commit to a branch and run the workflow for its pull request."""
        return self.run(
            "pull_request", self.request(self.commit(values, branch), branch, base), **more
        )

    def request(
        self, sha: str, branch: str, base: str = "main", owner: str = "octo"
    ) -> dict[str, Any]:
        """Return the payload of a pull request, number 7, from a branch of ours or of a fork."""
        head = {"ref": branch, "sha": sha, "label": f"{owner}:{branch}"}
        theirs = {"full_name": f"{owner}/sample", "owner": {"login": owner}}
        ours = {"full_name": REPOSITORY, "owner": {"login": "octo"}}
        pull_request = {
            "number": 7,
            "head": {**head, "repo": theirs},
            "base": {"ref": base, "sha": git(self.clone, "rev-parse", base), "repo": ours},
        }
        return {"number": 7, "action": "synchronize", "pull_request": pull_request}

    def stored(self, pattern: str) -> list[str]:
        """Return the files of the data branch that match a pattern, none without the branch."""
        from fnmatch import fnmatchcase

        if not git(self.remote, "branch", "--list", "calibrax-data"):
            return []
        listed = git(self.remote, "ls-tree", "-r", "--name-only", "calibrax-data").splitlines()
        return [name for name in listed if fnmatchcase(name, pattern)]

    def content(self, file: str) -> Any:
        """Return a JSON file of the data branch."""
        return json.loads(git(self.remote, "show", f"calibrax-data:{file}"))

    def edit_data_branch(self, file: str, text: str) -> None:
        """Change a file of the data branch by hand."""
        folder = self.work / "by-hand"
        git(
            self.work,
            "clone",
            "--quiet",
            "--branch",
            "calibrax-data",
            str(self.remote),
            folder.name,
        )
        (folder / file).write_text(text, encoding="utf-8")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", "by hand")
        git(folder, "push", "--quiet")
        shutil.rmtree(folder)
