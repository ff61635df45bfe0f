"""What was judged of a run that is sent, and by whom."""

from enum import StrEnum

import msgspec

from calibrax.core.models import Run
from calibrax.errors import UsageError
from calibrax.report.model import Report


class Judge(StrEnum):
    """Who judged: the gate with all that it knows, or the plain rule."""

    GATE = "gate"
    PLAIN_RULE = "plain rule"


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """A report and who judged; ``asked`` tells whether anybody asked for this judgement."""

    report: Report
    judge: Judge
    asked: bool = True

    def replaces(self, before: object) -> bool:
        """Tell whether it takes the place of what a judge said before, ``None`` where nobody did.

        The gate's verdict stays where the plain rule is only what comes with every export.
        """
        return self.asked or self.judge is Judge.GATE or before != Judge.GATE


def require_on(run: Run, report: Report) -> None:
    """Raise ``UsageError`` when the report is not on this run."""
    if report.run is None or report.run.id != run.id:
        other = report.run.id if report.run else "no run"
        raise UsageError(f"the report is on {other}, not on run {run.id}")
