"""The journal of one use of the Action: what each step began, and how it ended."""

import os

import msgspec

from calibrax.core.content import content
from calibrax.errors import DataError
from calibrax.report.model import Step

STEPS = ("plan", "pull", "ingest", "check", "push", "export", "publish")
"""The steps whose ends are recorded, in their order."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line: a step of a job has begun (no code yet) or has ended.

    ``result`` is what the step has to say to later ones: a run's id, an address.
    """

    job: str
    step: str
    code: int | None = None
    message: str = ""
    warnings: tuple[str, ...] = ()
    result: str = ""


class Journal:
    """The lines of ``journal.jsonl`` in the Action's folder, those of one job."""

    def __init__(self, folder: str, job: str) -> None:
        self.path = os.path.join(folder, "journal.jsonl")
        self.job = job

    def write(self, entry: Entry) -> None:
        """Add a line.

        Raises:
            DataError: it cannot be written.
        """
        try:
            with open(self.path, "ab") as file:
                file.write(msgspec.json.encode(entry) + b"\n")
        except OSError as error:
            raise DataError(f"{self.path}: cannot be written: {error.strerror}") from None

    def entries(self) -> dict[str, Entry]:
        """Return the last line of each step of this job; of other jobs nothing counts.

        Raises:
            DataError: the file holds something else.
        """
        try:
            lines = content(self.path).splitlines()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise DataError(f"{self.path}: cannot be read: {error.strerror}") from None
        try:
            entries = [msgspec.json.decode(line, type=Entry) for line in lines]
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise DataError(f"{self.path}: is no journal of calibrax: {error}") from None
        return {entry.step: entry for entry in entries if entry.job == self.job}

    def result(self, step: str) -> str:
        """Return what a step has to say to later ones, empty where it failed or said nothing."""
        entry = self.entries().get(step)
        return entry.result if entry and entry.code == 0 else ""

    def steps(self) -> dict[str, Step]:
        """Return the steps as the report shows them; one without a code did not finish."""
        entries = self.entries()
        return {name: _step(name, entries.get(name)) for name in STEPS}


def _step(name: str, entry: Entry | None) -> Step:
    if entry is None:
        return Step(name=name, code=None, message="did not run")
    message = entry.message if entry.code is not None else "did not finish"
    return Step(name=name, code=entry.code, message=message, warnings=entry.warnings)
