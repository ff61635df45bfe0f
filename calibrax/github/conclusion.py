"""The conclusion of one use of the Action: the report with its steps, and the job's colour."""

from collections.abc import Iterable, Sequence

import msgspec

from calibrax.analysis.comparison import Outcome
from calibrax.errors import DataError
from calibrax.gate.policy import Finding
from calibrax.gate.verdict import Verdict
from calibrax.report.model import Report, Step


class Colour(msgspec.Struct, frozen=True, kw_only=True):
    """The exit code that colours the job, and one line that says why."""

    code: int
    reason: str


def conclude(report: Report | None, steps: Sequence[Step], job: str) -> Report:
    """Return the report on the whole job: ``error`` when a step did not do its work.

    ``report`` is the check's, ``None`` where it wrote none. What the check found stays in it.
    """
    failed = [step for step in steps if step.went_wrong]
    known = report or Report(verdict=Verdict.ERROR, threshold=0.0)
    message = _message(failed[0]) if failed else known.message
    if report is None and not failed:
        message = "the check wrote no report"
    error = report is None or bool(failed)
    return msgspec.structs.replace(
        known,
        verdict=Verdict.ERROR if error else known.verdict,
        message=message,
        job=job,
        steps=tuple(steps),
    )


def colour(report: Report, job: str, published: Step) -> Colour:
    """Return the colour of the job, from the report alone and whether it was published whole.

    Raises:
        DataError: the report is another job's.
    """
    if report.job != job:
        raise DataError(f"the report is of the job {report.job!r} and not of this one, {job!r}")
    if report.verdict is Verdict.ERROR:
        return Colour(code=Verdict.ERROR.exit_code, reason=f"error: {report.message}")
    if published.went_wrong:
        return Colour(code=Verdict.ERROR.exit_code, reason=f"error: {_message(published)}")
    found = report.findings
    counted = found.intersection(report.fail_on)
    if counted:
        code = Verdict.FAIL if Finding.REGRESSION in counted else Verdict.NOT_JUDGED
        return Colour(code=code.exit_code, reason=f"{report.verdict}: {_listed(counted)}")
    if found:
        return Colour(code=0, reason=f"{report.verdict}: {_listed(found)}, which fail-on lets pass")
    if report.verdict is Verdict.NO_BASELINE:
        return Colour(code=0, reason=f"{report.verdict}: nothing to compare with yet, no failure")
    return Colour(code=report.verdict.exit_code, reason=str(report.verdict))


def outputs(report: Report, path: str, run: str, wandb_url: str) -> dict[str, str]:
    """Return the outputs of the Action; ``path`` is the report's, ``run`` what was ingested."""
    counts = report.counts
    return {
        "verdict": str(report.verdict),
        "regressions": str(counts[Outcome.REGRESSION]),
        "improvements": str(counts[Outcome.IMPROVEMENT]),
        "inconclusive": str(counts[Outcome.INCONCLUSIVE]),
        "new": str(counts[Outcome.NEW]),
        "missing": str(counts[Outcome.MISSING]),
        "run-id": run,
        "baseline-id": report.baseline.id if report.baseline else "",
        "report": path,
        "wandb-url": wandb_url,
    }


def _listed(found: Iterable[Finding]) -> str:
    return ", ".join(sorted(found))


def _message(step: Step) -> str:
    return f"{step.name}: {step.message or f'ended with exit code {step.code}'}"
