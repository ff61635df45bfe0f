"""The files that make a repository use calibrax: calling workflows, settings, an ignored store."""

import json
import re
from textwrap import indent

from calibrax.github.repository import Repository
from calibrax.github.templates import fill
from calibrax.github.tools import Tool

GATE = ".github/workflows/benchmarks.yml"
NIGHTLY = ".github/workflows/benchmarks-nightly.yml"
SETTINGS = "calibrax.yml"
CONFIG = "benchmark-data/config.json"
IGNORE = ".gitignore"
IGNORED = "benchmark-data/"


def gate(repository: Repository, tool: Tool, version: str) -> str:
    """Return the workflow that holds pull requests and pushes to the default branch to their base.

    It measures in turns, since GitHub's own runners are shared.
    """
    return fill(
        "benchmarks.yml",
        BRANCH=quoted(re.sub(r"[+!]", r"\\\g<0>", repository.default_branch)),
        MEASURE=_measurement(tool, tool.in_turns or tool.command),
        PATHS=indent("\n".join(f"- '{path}'" for path in tool.paths), 6 * " "),
        VERSION=version,
    )


def nightly(repository: Repository, tool: Tool, version: str) -> str:
    """Return the workflow that measures every night."""
    return fill(
        "benchmarks-nightly.yml",
        MEASURE=_measurement(tool, tool.command),
        PROJECT=quoted(repository.name),
        VERSION=version,
    )


def settings() -> str:
    """Return a calibrax.yml that decides nothing yet."""
    return fill("calibrax.yml")


def config() -> str:
    """Return a config.json that defines nothing yet."""
    return '{\n  "metric_defs": {}\n}\n'


def ignores(gitignore: str) -> bool:
    """Tell whether a .gitignore has the line of the store."""
    lines = {line.strip() for line in gitignore.splitlines()}
    return bool(lines & {IGNORED, f"/{IGNORED}", IGNORED.rstrip("/")})


def quoted(text: str) -> str:
    """Return a text in double quotes, as YAML reads it; what cannot be seen is escaped."""
    return "".join(
        sign if sign.isprintable() else f"\\U{ord(sign):08x}"
        for sign in json.dumps(text, ensure_ascii=False)
    )


def _measurement(tool: Tool, command: str) -> str:
    """Return the inputs of a workflow that say how to measure."""
    setup = f"setup: |\n{indent(tool.setup, '  ')}\n" if tool.setup else ""
    measure = f"command: |\n{indent(command.rstrip(), '  ')}\n"
    return indent(f"{setup}{measure}results: {tool.results}", 6 * " ")
