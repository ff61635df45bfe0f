"""Run a workflow with the act runner, in host mode, and read what it did from its JSON lines."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from tests.workflow_commands import decode

ROOT = Path(__file__).parents[2]
STAND_INS = Path(__file__).parent / "stand-ins"
ACT = os.environ.get("CALIBRAX_ACT", "")
CACHE = ROOT / ".tools" / "cache"
LEVELS = ("error", "warning", "notice")
MARK = "outputs: "
PATIENCE = 300
_ENDED = re.compile(r"\s*\S+\s+(?:Success|Failure) - Main (.+) \[", re.DOTALL)


class Annotation(NamedTuple):
    """An annotation as the runner decoded it."""

    level: str
    title: str
    message: str
    file: str | None = None
    line: str | None = None


class Result(NamedTuple):
    """What a workflow run did."""

    code: int
    lines: list[dict[str, Any]]

    @property
    def jobs(self) -> dict[str, str]:
        """The result of each job by its name."""
        return {
            line["job"].partition("/")[2].rstrip(): line["jobResult"]
            for line in self.lines
            if "jobResult" in line
        }

    @property
    def annotations(self) -> list[Annotation]:
        """The annotations in the order of the log, decoded from the raw lines.

        act itself splits at the last ``::`` and decodes ``%25`` first; GitHub's runner does not.
        """
        commands = [line["raw"].strip() for line in self.lines if line.get("command") in LEVELS]
        return [
            Annotation(level, place.get("title", ""), message, place.get("file"), place.get("line"))
            for level, place, message in map(decode, commands)
        ]

    @property
    def summary(self) -> str:
        """The texts of the summary of all steps."""
        return "".join(line["content"] for line in self.lines if line.get("command") == "summary")

    @property
    def outputs(self) -> dict[str, str]:
        """The outputs of the step ``calibrax``."""
        return {
            line["name"]: line["arg"]
            for line in self.lines
            if line.get("command") == "set-output" and line["stepID"] == ["calibrax"]
        }

    @property
    def outputs_of_workflow(self) -> dict[str, str]:
        """The outputs of a reusable workflow, as a job of the caller printed them.

        act runs no such job after a failure.
        """
        (found,) = [line for line in self.log.splitlines() if line.startswith(MARK)]
        outputs: dict[str, str] = json.loads(found.removeprefix(MARK))
        return outputs

    @property
    def log(self) -> str:
        """What the steps printed, without colours."""
        printed = (line["msg"] for line in self.lines if line.get("raw_output"))
        return click.unstyle("".join(printed)).replace("\r", "")

    @property
    def seconds(self) -> dict[str, float]:
        """How long each step took, those inside of actions too."""
        named = [
            (_ENDED.match(line["msg"]), line) for line in self.lines if "executionTime" in line
        ]
        return {match[1]: line["executionTime"] / 1e9 for match, line in named if match}

    def __repr__(self) -> str:
        kept = [line["msg"].rstrip() for line in self.lines if line.get("msg")]
        return "\n".join([f"exit code {self.code}", *kept])


def pinned() -> dict[str, str]:
    """Return the third-party actions of the workflows: ``owner/name`` to the pinned commit."""
    found: dict[str, str] = {}
    for path in (ROOT / "workflows").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        found.update(re.findall(r"uses: (actions/[\w-]+)@([0-9a-f]{40})", text))
    return found


def run_workflow(
    clone: Path,
    work: Path,
    action: Path,
    event: str,
    payload: Mapping[str, Any],
    workflow: str,
    variables: Mapping[str, str],
    secrets: Mapping[str, str],
) -> Result:
    """Run one workflow file of a clone for an event, as a hosted runner would.

    ``action`` is an export of this project, which ``avitai/calibrax`` of any version means.
    """
    from calibrax import __version__

    event_file = work / "event.json"
    event_file.write_text(json.dumps(payload), encoding="utf-8")
    command = [ACT, event, "--json", "--no-cache-server", "--action-offline-mode"]
    command += ["--action-cache-path", str(work / "cache"), "--eventpath", str(event_file)]
    command += ["--workflows", f".github/workflows/{workflow}"]
    for runner in ("ubuntu-latest", "ubuntu-24.04"):
        command += ["--platform", f"{runner}=-self-hosted"]
    server = variables["GITHUB_SERVER_URL"]
    command += ["--local-repository", f"{server}/avitai/calibrax@v{__version__}={action}"]
    for name, commit in pinned().items():
        folder = STAND_INS / name.partition("/")[2]
        command += ["--local-repository", f"{server}/{name}@{commit}={folder}"]
    for name, value in variables.items():
        command += ["--env", f"{name}={value}"]
    for name, value in secrets.items():
        command += ["--secret", f"{name}={value}"]
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    home = work / "home"
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        command,
        cwd=clone,
        env={**kept, "HOME": str(home), "NO_COLOR": "1", **package_settings()},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    text = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
    return Result(done.returncode, list(_objects(text)))


def package_settings() -> dict[str, str]:
    """Return the variables by which this machine tells pip and uv where packages come from."""
    prefixes = ("PIP_", "UV_", "SSL_", "REQUESTS_", "HTTP", "http")
    caches = {"UV_CACHE_DIR": str(CACHE / "uv"), "PIP_CACHE_DIR": str(CACHE / "pip")}
    return caches | {name: text for name, text in os.environ.items() if name.startswith(prefixes)}


def _objects(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            found = {"msg": line}
        yield found
