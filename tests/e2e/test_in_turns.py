"""The action in the mode ab: two commits in turns, no baseline, no data branch, no secret."""

import re
import shutil

import pytest

from tests.e2e.runner import Annotation, Result
from tests.e2e.sample import Sample, Values, git
from tests.e2e.summaries import COUNTS, NONE
from tests.e2e.test_action import CLEAN, SEED, SLOW, SLOW_ERRORS, TWO
from tests.e2e.test_workflows import COMMENT, IN_TURNS, UNFINISHED, caller, finished

MEASURING = """\
on: [push, pull_request, pull_request_target, merge_group]
permissions:
  contents: read
jobs:
  bench:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd
      - id: calibrax
        uses: avitai/calibrax@v0.1.0
        env:
          WANDB_API_KEY: ${{ secrets.KEY }}
        with:
          mode: ab
          export: none
          setup: |
            test "$VIRTUAL_ENV"
            echo prepared >prepared
          command: |
            cat prepared
            test -z "${CALIBRAX_GITHUB_TOKEN-}${WANDB_API_KEY-}"
            if grep -qz ^CALIBRAX_GITHUB_TOKEN= /proc/$PPID/environ; then exit 9; fi
            python bench.py
            mv results.json "$CALIBRAX_OUTPUT"
"""
"""The command fails where it is handed a secret, or can read the token from who started it."""

KEY = {"KEY": "a-key"}
NAMED = "<code>head&#44; warm-up&#58; the command ended with exit code 1</code>"
HOW = (
    r"^Measured <code>HEAD</code> against <code>{}</code>, \d+ rounds in turn on one machine, seed "
)


@pytest.fixture
def measuring(sample: Sample) -> Sample:
    """Return the repository with a workflow that measures in turns, and a commit that never ran."""
    sample.workflow("bench.yml", MEASURING)
    sample.commit(SEED)
    return sample


def assert_found(
    result: Result, code: int, verdict: str, headline: str, counts: tuple[int, ...] = NONE
) -> None:
    """Hold exit code, verdict, counts and the summary's headline to what they have to be."""
    assert result.code == code, result
    assert result.outputs["verdict"] == verdict
    assert [result.outputs[name] for name in COUNTS] == [str(count) for count in counts]
    assert result.summary.startswith(f"### {headline}\n"), result.summary


def assert_passes(result: Result) -> None:
    assert_found(result, 0, "pass", "✅ Pass: no regressions in 3 metrics")
    assert result.annotations == []


def assert_fails(result: Result) -> None:
    assert_found(result, 1, "fail", "❌ Fail: 2 regressions in 3 metrics", TWO)
    assert result.annotations == SLOW_ERRORS


def assert_held_against(result: Result, commit: str) -> None:
    assert re.search(HOW.format(commit), result.summary, re.MULTILINE), result.summary


def assert_no_data_branch(sample: Sample) -> None:
    branches = git(sample.remote, "branch", "--list", "--format", "%(refname:short)").split()
    assert set(branches) <= {"main", "feature"}


def tip(sample: Sample, branch: str = "main") -> str:
    return git(sample.clone, "rev-parse", branch)


def pushed(sample: Sample, values: Values, before: str, branch: str = "main") -> Result:
    """Commit to a branch and run the workflow for the push."""
    sample.commit(values, branch)
    return sample.run("push", {"ref": f"refs/heads/{branch}", "before": before}, secrets=KEY)


def test_the_first_pull_request_is_judged_without_a_baseline(measuring: Sample) -> None:
    clean = measuring.pull_request(CLEAN, secrets=KEY)
    assert_passes(clean)
    assert_held_against(clean, tip(measuring))
    assert clean.outputs["run-id"]
    assert clean.outputs["baseline-id"]
    slow = measuring.pull_request(SLOW, secrets=KEY)
    assert_fails(slow)
    assert_held_against(slow, tip(measuring))
    assert_no_data_branch(measuring)


def test_a_fork_with_a_token_that_only_reads(measuring: Sample) -> None:
    measuring.workflow(
        "bench.yml", MEASURING.replace("mode: ab", "mode: ab\n          comment: true")
    )
    sha = measuring.commit(SLOW, "feature")
    measuring.api.forbidden = True
    result = measuring.run("pull_request", measuring.request(sha, "main", owner="eve"))
    assert_found(result, 1, "fail", "❌ Fail: 2 regressions in 3 metrics", TWO)
    refused = [each for each in result.annotations if each.title == "No comment"]
    assert [each.level for each in refused] == ["warning"]
    assert [each for each in result.annotations if each not in refused] == SLOW_ERRORS
    assert_no_data_branch(measuring)


def test_what_github_merged_is_held_against_what_it_was_merged_into(measuring: Sample) -> None:
    stale = tip(measuring)
    sha = measuring.commit(CLEAN, "feature")
    payload = measuring.request(sha, "feature")
    base = measuring.commit({**SEED, "render": 90.0})
    git(measuring.clone, "checkout", "--quiet", "--detach", "main")
    git(measuring.clone, "merge", "--quiet", "--strategy", "ours", "--no-ff", "-m", "both", sha)
    (measuring.clone / "values.json").write_text('{"sort": 10.1, "parse": 20, "render": 90}')
    git(measuring.clone, "commit", "--quiet", "--all", "--amend", "--no-edit")
    assert payload["pull_request"]["base"]["sha"] == stale
    result = measuring.run("pull_request", payload)
    assert_passes(result)
    assert_held_against(result, base)


def test_a_crash_of_the_command_is_red(measuring: Sample) -> None:
    result = measuring.pull_request({**CLEAN, "crash": 1.0})
    reason = "head, warm-up: the command ended with exit code 1"
    assert_found(result, 1, "not-judged", "⚠️ Not judged: " + NAMED)
    error, warning = result.annotations
    assert error == Annotation("error", "Not judged", reason)
    assert (warning.level, warning.message.startswith("the output ends: ")) == ("warning", True)
    assert "the benchmark crashed" in result.log
    assert result.outputs["run-id"] == ""
    assert_no_data_branch(measuring)


def test_a_push_is_held_against_what_the_branch_was(measuring: Sample) -> None:
    before = tip(measuring)
    measuring.commit({**SEED, "sort": 11.9})
    result = pushed(measuring, SLOW, before)
    assert_fails(result)
    assert_held_against(result, before)
    assert_no_data_branch(measuring)


def test_a_push_whose_earlier_commit_is_gone_is_held_against_the_parent(measuring: Sample) -> None:
    parent = tip(measuring)
    result = pushed(measuring, SLOW, "1" * 40)
    assert result.code == 1, result
    assert_held_against(result, parent)
    (warning,) = [each for each in result.annotations if each.level == "warning"]
    assert warning.title == "pull"
    assert warning.message.startswith("held against the parent, since '1111")


def test_a_new_branch_is_held_against_the_parent(measuring: Sample) -> None:
    parent = tip(measuring)
    result = pushed(measuring, SLOW, "0" * 40, "feature")
    assert_fails(result)
    assert_held_against(result, parent)


def test_a_first_commit_has_nothing_to_be_held_against(measuring: Sample) -> None:
    result = measuring.run("push", {"ref": "refs/heads/main", "before": "0" * 40})
    reason = f"the commit {tip(measuring)[:12]} has no parent to be held against"
    assert_found(result, 0, "no-baseline", f"ℹ️ Nothing to compare: <code>{reason}</code>")
    assert result.annotations == [Annotation("notice", "Nothing to compare", reason)]
    assert "Verdict: no-baseline" in result.log


def test_the_same_files_are_no_failure_and_not_measured(measuring: Sample) -> None:
    before = tip(measuring)
    result = pushed(measuring, SEED, before)
    reason = f"the commit holds the same files as its base {before[:12]}"
    assert_found(result, 0, "no-baseline", f"ℹ️ Nothing to compare: <code>{reason}</code>")
    assert result.annotations == [Annotation("notice", "Nothing to compare", reason)]


def test_a_shallow_clone_fetches_the_base_of_a_merge_queue(measuring: Sample) -> None:
    base = tip(measuring)
    sha = measuring.commit(SLOW, "feature")
    shallow = measuring.work / "shallow"
    remote = f"file://{measuring.remote}"
    git(measuring.work, "clone", "--quiet", "--depth", "1", "-b", "feature", remote, str(shallow))
    measuring.clone = shallow
    group = {
        "base_ref": "refs/heads/main",
        "base_sha": base,
        "head_ref": "refs/heads/feature",
        "head_sha": sha,
    }
    result = measuring.run("merge_group", {"merge_group": group})
    assert_fails(result)
    assert_held_against(result, base)


def test_a_checkout_of_something_else_is_an_error(measuring: Sample) -> None:
    sha = measuring.commit(SLOW, "feature")
    payload = measuring.request(sha, "feature")
    git(measuring.clone, "checkout", "--quiet", "main")
    result = measuring.run("pull_request_target", payload)
    assert result.code == 1, result
    assert result.outputs["verdict"] == "error"
    assert "is not what this pull_request_target is about" in result.summary.replace("&#95;", "_")


def test_the_head_is_exported_as_a_side_of_an_ab(measuring: Sample) -> None:
    measuring.workflow(
        "bench.yml", MEASURING.replace("export: none", "export: wandb\n          wandb-project: p")
    )
    result = measuring.pull_request(CLEAN, WANDB_MODE="offline")
    assert result.code == 0, result
    assert "offline-run-" in result.outputs["wandb-url"]
    assert f"--run {result.outputs['run-id']} " in result.log


@pytest.fixture
def gated(sample: Sample) -> Sample:
    """Return the repository with the gate of the README that measures in turns."""
    text = caller(IN_TURNS)
    measure = "|\n        python bench.py\n        mv results.json {output}"
    sample.workflow(IN_TURNS, text.replace("python3 bench.py", measure))
    sample.commit(SEED)
    return sample


def test_the_gate_measures_in_one_job_and_judges_in_another(gated: Sample) -> None:
    result = gated.pull_request(CLEAN, workflow=IN_TURNS)
    assert_passes(result)
    assert_held_against(result, tip(gated))
    assert result.outputs_of_workflow["verdict"] == "pass"
    assert_fails(gated.pull_request(SLOW, workflow=IN_TURNS))
    assert_no_data_branch(gated)


def test_the_gate_is_red_where_the_command_crashes(gated: Sample) -> None:
    result = gated.pull_request({**CLEAN, "crash": 1.0}, workflow=IN_TURNS)
    assert result.code == 1, result
    assert [*result.jobs.values()][:2] == ["failure", "failure"]
    assert UNFINISHED in result.annotations
    assert "the benchmark crashed" in result.log


def test_the_gate_is_green_where_there_is_nothing_to_compare(gated: Sample) -> None:
    before = tip(gated)
    gated.commit(SEED)
    payload = {"ref": "refs/heads/main", "before": before}
    result = gated.run("push", payload, workflow=IN_TURNS)
    reason = f"the commit holds the same files as its base {before[:12]}"
    assert_found(result, 0, "no-baseline", f"ℹ️ Nothing to compare: <code>{reason}</code>")


def test_sides_that_another_commit_left_behind_are_refused(gated: Sample) -> None:
    assert_passes(gated.pull_request(CLEAN, workflow=IN_TURNS))
    earlier = gated.artifacts / str(gated.runs)
    text = caller(IN_TURNS).replace("python3 bench.py", "exit 1")
    gated.workflow(IN_TURNS, text)
    shutil.copytree(earlier, gated.artifacts / str(gated.runs + 1))
    result = gated.pull_request(SLOW, workflow=IN_TURNS)
    assert result.code == 1, result
    assert result.outputs["verdict"] == "error"
    (refused,) = [each for each in result.annotations if each.title == "check failed"]
    assert refused.message.startswith("the runs are of ")


def test_a_fork_that_was_measured_in_turns_gets_its_comment(gated: Sample) -> None:
    sha = gated.commit(SLOW, "feature")
    judged = gated.run("pull_request", gated.request(sha, "main", owner="eve"), workflow=IN_TURNS)
    assert judged.code == 1, judged
    gated.workflow(
        COMMENT, caller(COMMENT).replace("  show:", "    with:\n      mode: ab\n  show:")
    )
    git(gated.clone, "checkout", "--quiet", "main")
    gated.api.pulls.append(
        {"number": 7, "head": {"sha": sha, "label": "eve:main"}, "base": {"ref": "main"}}
    )
    result = gated.run("workflow_run", finished(gated, sha, "eve", "main"), workflow=COMMENT)
    assert result.code == 0, result
    (comment,) = gated.api.comments
    assert "### ❌ Fail: 2 regressions in 3 metrics\n" in comment["body"]
    assert "rounds in turn on one machine" in comment["body"]
