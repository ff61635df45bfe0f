"""Which commands each step of the Action runs."""

from datetime import timedelta

import msgspec
import pytest

from calibrax.gate.verdict import Verdict
from calibrax.github import steps
from calibrax.github.context import Context
from calibrax.github.plan import Plan
from calibrax.report import build
from calibrax.report.model import Report
from tests.builders import NOON, a_point, a_run
from tests.unit.github.plans import PUSH, REQUEST, STORE, a_plan

REMOTE = "https://github.com/octo/sample"
FEATURE = msgspec.structs.replace(PUSH, branch="release/1")


def a_report(verdict: Verdict, **more: object) -> Report:
    return Report(verdict=verdict, threshold=0.05, **more)  # type: ignore[arg-type]


PASSED = a_report(Verdict.PASS, baseline_name="main")
OLDER = build.judged(
    a_run(a_point("a", t=1.0)),
    a_run(a_point("a", t=1.0), id="base", timestamp=NOON + timedelta(seconds=1)),
    0.05,
    "main",
)
REQUEST_OF_MAIN = msgspec.structs.replace(REQUEST, branch="main", base_branch="release/1")


def test_pull() -> None:
    (command,) = steps.pull(a_plan(REQUEST, suite="quick"))
    assert command == [
        *("store", "pull", "--data", STORE, "--branch", "calibrax-data"),
        *("--remote", REMOTE, "--suite", "quick", "--of", "main"),
    ]


def test_without_a_data_branch_nothing_is_pulled_or_pushed() -> None:
    plan = a_plan(data_branch="")
    assert steps.pull(plan) == []
    (only,) = steps.push(plan, "r1", PASSED)
    assert only[:3] == ["baseline", "--data", "benchmark-data"]


def test_ingest() -> None:
    (command,) = steps.ingest(a_plan(REQUEST, results="a.json\nb c.json"))
    assert command == [
        *("ingest", "--data", STORE, "--format", "auto", "--suite", "main"),
        *("--input", "a.json", "--input", "b c.json"),
        *("--expect-suite", "main", "--commit", "d" * 40, "--branch", "feature"),
        *("--expect-commit", "d" * 40, "--expect-commit", "e" * 40),
    ]


def test_ab_measures_the_commit_and_its_base_in_a_shell_of_the_action() -> None:
    plan = a_plan(REQUEST, mode="ab", results="", command="a; b", setup="c", threshold="3%")
    (command,) = steps.ab(plan, "b" * 40, "report.json")
    assert command == [
        *("ab", "--base", "b" * 40, "--head", "HEAD", "--data", STORE, "--report", "report.json"),
        *("--fail-on", "regression,not-judged", "--format", "auto", "--suite", "main"),
        *("--budget", "15m", "--setup", "c", "--threshold", "3%", "--"),
        *("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", "a; b", "bash"),
    ]


def test_ab_reads_the_files_that_are_named() -> None:
    plan = a_plan(mode="ab", results="a.json\nb/*.json", command="a", fail_on="never", budget="1h")
    (command,) = steps.ab(plan, "b" * 40, "report.json")
    options = command[: command.index("--")]
    assert options[-4:] == ["--results", "a.json", "--results", "b/*.json"]
    assert options[options.index("--fail-on") + 1] == "never"
    assert options[options.index("--budget") + 1] == "1h"


def test_results_of_another_workflow_run_are_limited() -> None:
    foreign = msgspec.structs.replace(REQUEST, event="workflow_run", foreign=True)
    (command,) = steps.ingest(a_plan(foreign))
    assert command[-2:] == ["--max-size", "20"]


def test_check() -> None:
    plan = a_plan(threshold="3%", config="conf.yml", fail_on="regression,inconclusive")
    (command,) = steps.check(plan, "r1", "main", "/tmp/report.json")
    assert command == [
        *("check", "--data", STORE, "--run", "r1", "--baseline", "main"),
        *("--report", "/tmp/report.json", "--fail-on", "regression,inconclusive"),
        *("--threshold", "3%", "--config", "conf.yml"),
    ]
    (advisory,) = steps.check(a_plan(fail_on="never"), "r1", "main", "r.json")
    assert advisory[-2:] == ["--fail-on", "never"]


def test_export() -> None:
    assert steps.export(a_plan(), "r1", "r.json") == []
    plan = a_plan(export="wandb", wandb_project="p", wandb_entity="e", config="c.yml")
    (command,) = steps.export(plan, "r1", "r.json")
    assert command == [
        *("export", "--data", STORE, "--run", "r1", "--report", "r.json"),
        *("--project", "p", "--entity", "e", "--config", "c.yml"),
    ]
    assert steps.export(a_plan(export="wandb"), "r1", "") == []


def test_push_promotes_and_pushes() -> None:
    promote, push = steps.push(a_plan(), "r1", PASSED)
    assert promote == [
        *("baseline", "--data", STORE, "--run", "r1", "--name", "main", "--auto"),
        *("--reason", "pass of push"),
    ]
    assert push[:2] == ["store", "push"]


def test_a_pull_request_leaves_no_trace() -> None:
    assert steps.push(a_plan(REQUEST), "r1", a_report(Verdict.PASS)) == []


@pytest.mark.parametrize(
    ("context", "update", "report", "expected"),
    [
        (PUSH, "auto", PASSED, True),
        (PUSH, "auto", a_report(Verdict.PASS, baseline_name="main@release/1"), False),
        (REQUEST_OF_MAIN, "auto", PASSED, False),
        (PUSH, "auto", OLDER, False),
        (PUSH, "auto", a_report(Verdict.NO_BASELINE), True),
        (PUSH, "auto", a_report(Verdict.NO_BASELINE, failed={"a": "crashed"}), False),
        (PUSH, "auto", a_report(Verdict.FAIL), False),
        (PUSH, "auto", a_report(Verdict.NOT_JUDGED), False),
        (FEATURE, "auto", a_report(Verdict.PASS), False),
        (FEATURE, "auto", a_report(Verdict.NO_BASELINE), False),
        (FEATURE, "always", a_report(Verdict.FAIL), True),
        (PUSH, "always", a_report(Verdict.ERROR), False),
        (PUSH, "never", a_report(Verdict.PASS), False),
    ],
)
def test_what_becomes_the_baseline(
    context: Context, update: str, report: Report, expected: bool
) -> None:
    plan: Plan = a_plan(context, update_baseline=update)
    assert steps.promotes(plan, report) is expected


def test_a_branch_has_a_baseline_of_its_own() -> None:
    plan = a_plan(FEATURE, update_baseline="always", suite="quick")
    promote, _ = steps.push(plan, "r1", a_report(Verdict.PASS))
    assert promote[promote.index("--name") + 1] == "quick@release/1"


def test_a_request_to_merge_the_default_branch_never_becomes_its_baseline() -> None:
    plan = a_plan(REQUEST_OF_MAIN, record="always", update_baseline="always")
    (only,) = steps.push(plan, "r1", a_report(Verdict.FAIL))
    assert only[:2] == ["store", "push"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (["main", "main@release/1"], "main@release/1"),
        (["main"], "main"),
        ([], "main@release/1"),
    ],
)
def test_the_first_baseline_that_is_there_counts(known: list[str], expected: str) -> None:
    assert steps.choose_baseline(a_plan(FEATURE), known.__contains__) == expected
