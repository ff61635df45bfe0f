"""The conclusion of one use of the Action: the report with its steps, and the job's colour."""

from collections.abc import Iterable, Sequence

import msgspec

from calibrax.analysis.comparison import Outcome
from calibrax.errors import DataError
from calibrax.gate.policy import Finding
from calibrax.gate.verdict import Verdict
from calibrax.github.plan import Plan
from calibrax.report.model import Report, Step


class Colour(msgspec.Struct, frozen=True, kw_only=True):
    """The exit code that colours the job, and one line that says why."""

    code: int
    reason: str


def conclude(report: Report | None, steps: Sequence[Step], job: str, run: str) -> Report:
    """Return the report on the whole job: ``error`` when a step did not do its work.

    ``report`` is the check's, ``None`` where it wrote none; ``run`` is the one that was ingested or
    measured, empty where there is none.
    What the check found stays in the report.
    """
    error = _error(report, steps, run)
    known = report or Report(verdict=Verdict.ERROR, threshold=0.0)
    if error:
        known = msgspec.structs.replace(known, verdict=Verdict.ERROR, message=error)
    return msgspec.structs.replace(known, job=job, steps=tuple(steps))


def _error(report: Report | None, steps: Sequence[Step], run: str) -> str:
    """Return why there is no verdict that could be trusted, empty where there is one."""
    failed = next((step for step in steps if step.went_wrong), None)
    if failed:
        return _message(failed)
    if report is None:
        return "the check wrote no report"
    judged = report.run.id if report.run else ""
    return "" if judged == run else f"the check judged the run {judged} and not {run}, the new one"


def seen_from(plan: Plan, report: Report, settings_change: tuple[str, ...] = ()) -> Report:
    """Return the report with what a reader of a pull request has to know of its surroundings.

    ``settings_change`` are the lines of a unified diff from the base's calibrax.yml.
    """
    context = plan.context
    warnings = report.warnings
    if report.verdict is Verdict.NO_BASELINE and plan.mode == "check" and context.base_branch:
        place = f"the branch {plan.data_branch}" if plan.data_branch else plan.data
        warnings += (
            f"no baseline {' or '.join(map(repr, plan.baselines))} on {place}: nothing protects "
            f"this change until a push to {context.base_branch} has stored a run",
        )
    return msgspec.structs.replace(
        report,
        message=plan.in_words(report.message),
        warnings=warnings,
        settings_change=settings_change,
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


def outputs(
    report: Report, path: str, run: str, wandb_url: str, attempts: str = ""
) -> dict[str, str]:
    """Return the outputs of the Action; ``path`` is the report's, ``run`` what was judged."""
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
        "attempts": attempts,
    }


def _listed(found: Iterable[Finding]) -> str:
    return ", ".join(sorted(found))


def _message(step: Step) -> str:
    return f"{step.name}: {step.message or f'ended with exit code {step.code}'}"
