"""The folder of one use of the Action, below RUNNER_TEMP: plan, journal, report, private store."""

import os

from calibrax.core.content import content
from calibrax.errors import DataError
from calibrax.github import plan as plans
from calibrax.github.journal import Journal
from calibrax.report import model
from calibrax.report.model import Report
from calibrax.report.plain import to_json


class ActionFolder:
    """What one use of the Action keeps between its steps; ``job`` says whose steps count."""

    def __init__(self, path: str, job: str) -> None:
        self.journal = Journal(path, job)
        self.report_path = os.path.join(path, "report.json")
        self.store = os.path.join(path, "store")
        self.attempts = os.path.join(path, "attempts")
        self._plan_path = os.path.join(path, "plan.json")

    def plan(self) -> plans.Plan | None:
        """Return the plan, ``None`` when none was made: the inputs were not valid."""
        data = _read(self._plan_path)
        return None if data is None else plans.decode(self._plan_path, data)

    def write_plan(self, plan: plans.Plan) -> None:
        """Keep the plan for the steps that follow."""
        _write(self._plan_path, plans.encode(plan))

    def report(self) -> Report | None:
        """Return the report, ``None`` when no step has written one."""
        data = _read(self.report_path)
        return None if data is None else model.decode(self.report_path, data)

    def write_report(self, report: Report) -> None:
        """Replace the check's report by the one on the whole job."""
        _write(self.report_path, to_json(report).encode())


def _read(path: str) -> bytes | None:
    try:
        return content(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None


def _write(path: str, data: bytes) -> None:
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise DataError(f"{path}: cannot be written: {error.strerror}") from None
