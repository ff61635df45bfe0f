"""The action in a repository new to calibrax: pushes, pull requests, merge queue."""

import json

from tests.e2e.conftest import direct
from tests.e2e.runner import Annotation
from tests.e2e.sample import Sample, git
from tests.e2e.summaries import assert_said, first_run

SEED = {"sort": 10.0, "parse": 20.0, "render": 30.0}
CLEAN = {**SEED, "sort": 10.1}
SLOW = {**SEED, "sort": 12.0, "parse": 25.0}
TWO = (2, 0, 0, 0, 0)
SLOW_LINES = ["parse time: 20.00 → 25.00 (+25.0%)", "sort time: 10.00 → 12.00 (+20.0%)"]
SLOW_ERRORS = [Annotation("error", "Regression", line, "bench.py", "7") for line in SLOW_LINES]
SLOW_WARNINGS = [each._replace(level="warning") for each in SLOW_ERRORS]


def baseline(sample: Sample, name: str = "main") -> str:
    """Return the id of the run that is a baseline on the data branch."""
    run: str = sample.content(f"baselines/{name}.json")["id"]
    return run


def test_the_first_push_stores_a_run_and_sets_the_baseline(sample: Sample) -> None:
    result = sample.push(SEED)
    outputs = assert_said(result, 0, "no-baseline", "first-push", [first_run()])
    assert result.jobs == {"bench": "success"}
    run = outputs["run-id"]
    assert outputs["baseline-id"] == ""
    assert baseline(sample) == run
    (stored,) = sample.stored("runs/*.json")
    content = sample.content(stored)
    assert content["commit"] == git(sample.clone, "rev-parse", "HEAD")
    assert content["branch"] == "main"
    log = git(sample.remote, "show", "calibrax-data:baselines/log.jsonl")
    change = json.loads(log)
    assert (change["by"], change["run"], change["reason"]) == ("auto", run, "no-baseline of push")


def test_a_pull_request_from_clean_to_red_to_fixed(sample: Sample) -> None:
    base = sample.push(SEED).outputs["run-id"]
    before = git(sample.remote, "rev-parse", "calibrax-data")

    clean = sample.pull_request(CLEAN)
    outputs = assert_said(clean, 0, "pass", "clean", branch="feature")
    assert outputs["baseline-id"] == base

    red = sample.pull_request(SLOW)
    outputs = assert_said(red, 1, "fail", "two-regressions", SLOW_ERRORS, TWO, branch="feature")
    assert red.jobs == {"bench": "failure"}
    assert outputs["baseline-id"] == base

    fixed = sample.pull_request(CLEAN)
    assert_said(fixed, 0, "pass", "clean", branch="feature")
    assert git(sample.remote, "rev-parse", "calibrax-data") == before


def test_the_commit_of_a_pull_request_is_its_head(sample: Sample) -> None:
    sample.workflow("bench.yml", direct(record="always"))
    sample.push(SEED)
    sha = sample.commit(CLEAN, "feature")
    payload = sample.request(sha, "feature")
    git(sample.clone, "commit", "--quiet", "--allow-empty", "--message", "the merge commit")
    sample.run("pull_request", payload)
    newest = sample.content(sample.stored("runs/*.json")[-1])
    assert newest["commit"] == sha
    assert newest["branch"] == "feature"


def test_never_shows_the_same_findings_as_warnings(sample: Sample) -> None:
    sample.workflow("bench.yml", direct(fail_on="never"))
    sample.push(SEED)
    result = sample.pull_request(SLOW)
    assert_said(result, 0, "fail", "advisory", SLOW_WARNINGS, TWO, branch="feature")
    assert "Verdict: fail: regression, which fail-on lets pass" in result.log


def test_a_push_that_passes_moves_the_baseline_and_one_that_fails_does_not(sample: Sample) -> None:
    sample.push(SEED)
    passed = assert_said(sample.push(CLEAN), 0, "pass", "clean")["run-id"]
    assert baseline(sample) == passed
    failed = sample.push(SLOW)
    assert failed.code == 1, failed
    assert failed.outputs["verdict"] == "fail"
    assert baseline(sample) == passed
    assert len(sample.stored("runs/*.json")) == 3


def test_a_merge_queue_is_held_against_its_base(sample: Sample) -> None:
    base = sample.push(SEED).outputs["run-id"]
    queue = "gh-readonly-queue/main/pr-7-abc"
    sha = sample.commit(SLOW, queue)
    group = {"base_ref": "refs/heads/main", "head_ref": f"refs/heads/{queue}", "head_sha": sha}
    result = sample.run("merge_group", {"merge_group": group})
    branch = "gh-readonly-queue&#47;main&#47;pr-7-abc"
    outputs = assert_said(result, 1, "fail", "two-regressions", SLOW_ERRORS, TWO, branch=branch)
    assert outputs["baseline-id"] == base
    assert len(sample.stored("runs/*.json")) == 1


def test_a_push_to_a_release_branch_is_recorded_and_not_promoted(sample: Sample) -> None:
    base = sample.push(SEED).outputs["run-id"]
    result = sample.push(CLEAN, "release/1")
    outputs = assert_said(result, 0, "pass", "clean", branch="release&#47;1")
    assert outputs["baseline-id"] == base
    assert sample.stored("baselines/*.json") == ["baselines/main.json"]
    newest = sample.content(sample.stored("runs/*.json")[-1])
    assert newest["branch"] == "release/1"


def test_a_release_branch_with_a_baseline_of_its_own(sample: Sample) -> None:
    sample.push(SEED)
    sample.workflow("bench.yml", direct(update_baseline="always"))
    first = sample.push(SLOW, "release/1")
    assert first.code == 1, first
    assert baseline(sample, "main@release%2F1") == first.outputs["run-id"]
    request = sample.pull_request(SLOW, "backport", base="release/1")
    assert request.code == 0, request
    assert request.outputs["baseline-id"] == first.outputs["run-id"]


def test_a_pinned_baseline_stays(sample: Sample) -> None:
    sample.push(SEED)
    log = git(sample.remote, "show", "calibrax-data:baselines/log.jsonl")
    pin = {**json.loads(log), "by": "human", "pin": True}
    sample.edit_data_branch("baselines/log.jsonl", f"{log}\n{json.dumps(pin)}\n")
    before = baseline(sample)
    pinned = Annotation("warning", "push", "baseline main is pinned, so it stays as it is")
    assert_said(sample.push(CLEAN), 0, "pass", "pinned", [pinned])
    assert baseline(sample) == before
    assert len(sample.stored("runs/*.json")) == 2


def test_the_folder_as_it_is(sample: Sample) -> None:
    sample.workflow("bench.yml", direct(data_branch=""))
    assert_said(sample.push(SEED), 0, "no-baseline", "first-push", [first_run()])
    assert sample.stored("*") == []


def test_the_offline_export_of_a_run(sample: Sample) -> None:
    look = """\
      - env:
          FOLDER: ${{ steps.calibrax.outputs.wandb-url }}
        run: ls "$FOLDER"
"""
    sample.workflow("bench.yml", direct(wandb_project="bench") + look)
    result = sample.push(SEED, WANDB_MODE="offline")
    outputs = assert_said(result, 0, "no-baseline", "first-push", [first_run()])
    assert "offline-run-" in outputs["wandb-url"]
    assert f"run-{outputs['run-id']}.wandb" in result.log
    assert "$ calibrax export --data " in result.log


def test_a_python_of_the_callers_is_neither_used_nor_changed(sample: Sample) -> None:
    for name in ("calibrax/__init__.py", "calibrax/__main__.py", "json.py", "click.py", "yaml.py"):
        path = sample.clone / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("raise SystemExit('the checkout was imported')\n", encoding="utf-8")
    sample.workflow("bench.yml", direct().replace("python3 bench.py", "python3 -I bench.py"))
    sample.push(SEED)
    result = sample.pull_request(SLOW, PYTHONPATH=".")
    assert_said(result, 1, "fail", "two-regressions", SLOW_ERRORS, TWO, branch="feature")
    assert "the checkout was imported" not in result.log
