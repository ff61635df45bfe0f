"""The colour of a job: only a report of this job, whole and without failed steps, can be green."""

from pathlib import Path

import msgspec
import pytest

from calibrax.errors import DataError
from calibrax.gate.policy import FAIL_ON, Finding
from calibrax.gate.verdict import Verdict
from calibrax.github.conclusion import colour, conclude, outputs, seen_from
from calibrax.github.folder import ActionFolder
from calibrax.github.journal import STEPS, Entry, Journal
from calibrax.report import build
from calibrax.report.model import Report, Step
from tests.builders import a_point, a_run
from tests.unit.github.plans import PUSH, REQUEST, a_plan

JOB = "1/1/bench"
RUN = "a1b2c3d4e5f6"
DONE = [Step(name=name, code=0) for name in STEPS[:-1]]
PUBLISHED = Step(name="publish", code=0)
BASE = a_run(a_point("a", t=1.0), a_point("b", t=1.0), id="base")


def checked(*points: object, fail_on: tuple[Finding, ...] = FAIL_ON) -> Report:
    """Return the check's report on a run with these points, held against ``a`` and ``b``."""
    report = build.judged(a_run(*points), BASE, 0.05, "main")  # type: ignore[arg-type]
    return msgspec.structs.replace(report, fail_on=fail_on)


GREEN = checked(a_point("a", t=1.0), a_point("b", t=1.0))
SLOW = (a_point("a", t=2.0), a_point("b", t=1.0))
GONE = (a_point("a", t=1.0),)


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (GREEN, 0),
        (checked(*SLOW), 1),
        (checked(*SLOW, fail_on=()), 0),
        (checked(*SLOW, fail_on=(Finding.NOT_JUDGED,)), 0),
        (checked(*GONE), 3),
        (checked(*GONE, fail_on=(Finding.REGRESSION,)), 0),
        (checked(a_point("a", t=2.0)), 1),
        (checked(a_point("a", t=2.0), fail_on=(Finding.NOT_JUDGED,)), 3),
        (build.unjudged("no baseline yet", 0.05, "main", a_run(a_point("a", t=1.0))), 0),
    ],
)
def test_the_colour_follows_the_policy(report: Report, code: int) -> None:
    assert colour(conclude(report, DONE, JOB, RUN), JOB, PUBLISHED).code == code


@pytest.mark.parametrize("name", STEPS[:-1])
@pytest.mark.parametrize("code", [None, 2, 4, 5, 70])
def test_a_step_that_failed_is_an_error_whatever_the_policy(name: str, code: int | None) -> None:
    steps = [step for step in DONE if step.name != name] + [Step(name=name, code=code, message="x")]
    report = msgspec.structs.replace(GREEN, fail_on=())
    concluded = conclude(report, steps, JOB, RUN)
    assert concluded.verdict is Verdict.ERROR
    assert concluded.message == f"{name}: x"
    assert concluded.comparisons == GREEN.comparisons
    assert colour(concluded, JOB, PUBLISHED).code == 4


def test_without_a_report_there_is_no_pass() -> None:
    concluded = conclude(None, DONE, JOB, RUN)
    assert concluded.verdict is Verdict.ERROR
    assert colour(concluded, JOB, PUBLISHED).code == 4


@pytest.mark.parametrize("run", ["base", ""])
def test_a_report_on_another_run_is_an_error(run: str) -> None:
    concluded = conclude(GREEN, DONE, JOB, run)
    assert concluded.verdict is Verdict.ERROR
    assert concluded.message.startswith(f"the check judged the run {RUN} and not {run}")


def test_a_pull_request_without_a_baseline_is_told_that_nothing_protects_it() -> None:
    first = build.unjudged("no baseline yet", 0.05, "main", BASE)
    seen = seen_from(a_plan(REQUEST, data_branch="calibrax-dta"), first)
    assert seen.warnings == (
        "no baseline 'main' on the branch calibrax-dta: nothing protects this change until a push "
        "to main has stored a run",
    )
    assert seen_from(a_plan(PUSH), first).warnings == ()
    assert seen_from(a_plan(REQUEST), GREEN).warnings == GREEN.warnings


def test_a_change_of_the_settings_goes_with_the_report() -> None:
    assert seen_from(a_plan(REQUEST), GREEN, ("-a", "+b")).settings_change == ("-a", "+b")


def test_a_report_of_another_job_is_refused() -> None:
    with pytest.raises(DataError, match="is of the job '1/1/other' and not of this one"):
        colour(conclude(GREEN, DONE, "1/1/other", RUN), JOB, PUBLISHED)


def test_a_check_that_was_never_concluded_is_refused() -> None:
    with pytest.raises(DataError, match="is of the job None"):
        colour(GREEN, JOB, PUBLISHED)


@pytest.mark.parametrize("code", [None, 4])
def test_what_was_not_published_whole_is_an_error(code: int | None) -> None:
    published = Step(name="publish", code=code, message="disk full")
    assert colour(conclude(GREEN, DONE, JOB, RUN), JOB, published).code == 4


def test_outputs() -> None:
    report = conclude(checked(a_point("a", t=2.0), a_point("n", t=1.0)), DONE, JOB, RUN)
    assert outputs(report, "/tmp/report.json", "r1", "https://example.com/run", "again") == {
        "verdict": "fail",
        "regressions": "1",
        "improvements": "0",
        "inconclusive": "0",
        "new": "1",
        "missing": "1",
        "run-id": "r1",
        "baseline-id": "base",
        "report": "/tmp/report.json",
        "wandb-url": "https://example.com/run",
        "attempts": "again",
    }


def test_the_journal_tells_what_ended_from_what_began(tmp_path: Path) -> None:
    journal = Journal(str(tmp_path), JOB)
    journal.write(Entry(job=JOB, step="pull"))
    journal.write(Entry(job=JOB, step="pull", code=0, warnings=("slow",)))
    journal.write(Entry(job=JOB, step="ingest", code=0, result="r1"))
    journal.write(Entry(job=JOB, step="check"))
    journal.write(Entry(job="0/1/bench", step="export", code=0, result="url"))
    steps = journal.steps()
    assert steps["pull"] == Step(name="pull", code=0, warnings=("slow",))
    assert steps["check"] == Step(name="check", code=None, message="did not finish")
    assert steps["export"] == Step(name="export", code=None, message="did not run")
    assert journal.result("ingest") == "r1"
    assert journal.result("export") == ""


def test_a_journal_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(DataError, match="is no journal of calibrax"):
        Journal(str(tmp_path), JOB).steps()


def test_a_report_cut_short_is_refused(tmp_path: Path) -> None:
    folder = ActionFolder(str(tmp_path), JOB)
    folder.write_report(GREEN)
    assert folder.report() == GREEN
    whole = Path(folder.report_path).read_bytes()
    Path(folder.report_path).write_bytes(whole[:-20])
    with pytest.raises(DataError, match="is no report"):
        folder.report()
