"""The files that the runner reads after a step: its outputs, and the job's summary."""

import os
from collections.abc import Mapping

from calibrax.errors import DataError, UsageError

SUMMARY_LIMIT = 900 * 1024
"""Bytes: GitHub drops the whole summary of a step above 1 MiB."""


def write_outputs(environ: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Set the step's outputs, each behind a random delimiter that its value cannot hold.

    Raises:
        UsageError: this is no step of a workflow.
        DataError: the file cannot be written.
    """
    blocks = []
    for name, value in outputs.items():
        delimiter = f"end-{os.urandom(16).hex()}"
        blocks.append(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")
    _append(environ, "GITHUB_OUTPUT", "".join(blocks))


def append_summary(environ: Mapping[str, str], markdown: str) -> None:
    """Add Markdown to the summary of the job.

    Raises:
        UsageError: this is no step of a workflow.
        DataError: the file cannot be written.
    """
    _append(environ, "GITHUB_STEP_SUMMARY", markdown + "\n")


def _append(environ: Mapping[str, str], variable: str, text: str) -> None:
    path = environ.get(variable)
    if not path:
        raise UsageError(f"{variable} is not set: this command is for a step of GitHub Actions")
    try:
        with open(path, "a", encoding="utf-8", newline="\n", opener=_without_waiting) as file:
            file.write(text)
    except OSError as error:
        raise DataError(f"{path}: cannot be written: {error.strerror}") from None


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody reads cannot be written, instead of waiting for a reader."""
    if not hasattr(os, "O_NONBLOCK"):
        return os.open(path, flags, 0o666)
    descriptor = os.open(path, flags | os.O_NONBLOCK, 0o666)
    os.set_blocking(descriptor, True)
    return descriptor
