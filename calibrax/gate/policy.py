"""What counts as failure: a team may let findings pass without changing the verdict."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.gate.verdict import Verdict


class Finding(StrEnum):
    """What a check can find that a team may or may not count as failure."""

    REGRESSION = "regression"
    NOT_JUDGED = "not-judged"
    INCONCLUSIVE = "inconclusive"


FAIL_ON = (Finding.REGRESSION, Finding.NOT_JUDGED)
"""What counts as failure unless a team decides otherwise."""


def findings(
    comparisons: Iterable[Comparison], failed: Collection[str], verdict: Verdict
) -> frozenset[Finding]:
    """Return what the check found and nothing excuses; a first run has no findings.

    ``failed`` names the benchmarks that gave no value.
    """
    outcomes = {row.outcome for row in comparisons if row.counts}
    found = set()
    if Outcome.REGRESSION in outcomes:
        found.add(Finding.REGRESSION)
    if verdict is Verdict.NOT_JUDGED or failed or outcomes & {Outcome.MISSING, Outcome.INVALID}:
        found.add(Finding.NOT_JUDGED)
    if Outcome.INCONCLUSIVE in outcomes:
        found.add(Finding.INCONCLUSIVE)
    return frozenset(found)


def exit_code(verdict: Verdict, found: Collection[Finding], fail_on: Collection[str]) -> int:
    """Return the exit code of ``calibrax check``.

    An error, and a run without a baseline, are never excused by the policy.
    """
    if verdict in (Verdict.ERROR, Verdict.NO_BASELINE):
        return verdict.exit_code
    counted = {finding for finding in found if finding in fail_on}
    if Finding.REGRESSION in counted:
        return Verdict.FAIL.exit_code
    return Verdict.NOT_JUDGED.exit_code if counted else Verdict.PASS.exit_code
