"""The verdict on a whole run."""

from collections.abc import Iterable
from enum import StrEnum

from calibrax.analysis.comparison import JUDGED, Comparison, Outcome


class Verdict(StrEnum):
    """What the gate says of a run."""

    ERROR = "error"
    FAIL = "fail"
    NOT_JUDGED = "not-judged"
    NO_BASELINE = "no-baseline"
    PASS = "pass"

    @property
    def exit_code(self) -> int:
        """The exit code of ``calibrax check``."""
        return _EXIT_CODES[self]


_EXIT_CODES = {
    Verdict.ERROR: 4,
    Verdict.FAIL: 1,
    Verdict.NOT_JUDGED: 3,
    Verdict.NO_BASELINE: 3,
    Verdict.PASS: 0,
}


def decide(comparisons: Iterable[Comparison], failed: Iterable[str] = ()) -> Verdict:
    """Return ``fail`` for any regression, ``pass`` only when all that counts was judged.

    A benchmark that is missing, invalid or ``failed`` to give a value, and a run in which nothing
    was judged, are ``not-judged``. What is excused does not count.
    """
    rows = list(comparisons)
    outcomes = {row.outcome for row in rows if row.counts}
    if Outcome.REGRESSION in outcomes:
        return Verdict.FAIL
    unjudged = {Outcome.MISSING, Outcome.INVALID} & outcomes or any(True for _ in failed)
    if unjudged or not any(row.outcome in JUDGED for row in rows):
        return Verdict.NOT_JUDGED
    return Verdict.PASS
