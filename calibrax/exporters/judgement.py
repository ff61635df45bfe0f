"""What was judged of a run that is sent, and by whom."""

from enum import StrEnum

import msgspec

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
