"""The reusable workflows, called as another repository would: by the callers of the README."""

import json
import re
import threading
from typing import Any

import pytest

from calibrax import __version__
from tests.e2e.runner import ROOT, Annotation, Result
from tests.e2e.sample import Sample, git
from tests.e2e.summaries import assert_said, first_run
from tests.e2e.test_action import CLEAN, SEED, SLOW, SLOW_ERRORS, SLOW_WARNINGS, TWO

UNFINISHED = Annotation(
    "error", "calibrax", "A measurement did not finish, see the job Measure: nothing is recorded."
)

README = (ROOT / "workflows" / "README.md").read_text(encoding="utf-8")
CALLERS = dict(re.findall(r"^```yaml \.github/workflows/(\S+)\n(.*?)^```$", README, re.S | re.M))
SHARDS = (
    '[{"platform": "cpu", "shard": "1/2", "machine": "rack-a"},'
    ' {"platform": "cpu", "shard": "2/2", "machine": "rack-b"}]'
)
SHOW = """\
  show:
    needs: [CALLERS]
    if: always()
    runs-on: ubuntu-latest
    steps:
      - env:
          NEEDS: ${{ toJSON(needs) }}
        run: |
          jq -c 'map(.outputs | select(.verdict)) | first' <<<"$NEEDS" | sed 's/^/outputs: /'
"""
SPIKE = "command: NOISE=$(cat spike 2>/dev/null || echo 5) python3 bench.py; echo 0 >spike"
"""The first measurement is slower than all others."""

GATE, NIGHTLY, COMMENT = "benchmarks.yml", "benchmarks-nightly.yml", "benchmarks-comment.yml"
IN_TURNS = "benchmarks-ab.yml"


def caller(name: str, matrix: str = "", **more: str) -> str:
    """Return a caller of the README that measures the sample: only its shell commands differ."""
    text = CALLERS[name]
    text = re.sub(r"setup: .*", "setup: echo ready", text)
    text = re.sub(r"command: .*", "command: python3 bench.py", text)
    text = re.sub(r"\n      matrix: .*", "", text) if matrix else text
    rows = {"matrix": f"'{matrix}'"} if matrix else {}
    for key, value in {**more, **rows}.items():
        line = f"results: results.json\n      {key.replace('_', '-')}: {value}"
        text = text.replace("results: results.json", line)
    callers = re.findall(r"^  ([\w-]+):\n    (?:if|permissions):", text, re.M)
    return text + SHOW.replace("CALLERS", ", ".join(callers))


@pytest.fixture
def gated(sample: Sample) -> Sample:
    """Return the repository with the gate, seeded by a push."""
    sample.workflow(GATE, caller(GATE))
    result = sample.push(SEED, workflow=GATE)
    assert result.code == 0, result
    return sample


def test_the_callers_are_those_that_the_page_shows() -> None:
    assert set(CALLERS) == {GATE, IN_TURNS, NIGHTLY, COMMENT}
    for text in CALLERS.values():
        assert f"@v{__version__}" in text


def test_the_gate_seeds_judges_and_records(gated: Sample) -> None:
    (run,) = gated.stored("runs/*.json")
    assert gated.content(run) == gated.content("baselines/main.json")
    clean = gated.pull_request(CLEAN, workflow=GATE)
    assert_said(clean, 0, "pass", "clean", branch="feature")
    red = gated.pull_request(SLOW, workflow=GATE)
    assert_said(red, 1, "fail", "two-regressions", SLOW_ERRORS, TWO, branch="feature")
    assert gated.stored("runs/*.json") == [run]
    pushed = gated.push(CLEAN, workflow=GATE)
    outputs = assert_said(pushed, 0, "pass", "clean")
    del outputs["report"], outputs["attempts"]
    assert pushed.outputs_of_workflow == outputs
    assert gated.content("baselines/main.json") == gated.content(gated.stored("runs/*.json")[-1])


def test_the_gate_measures_again_what_is_not_settled(gated: Sample) -> None:
    for value in (10.1, 9.9, 10.05, 9.95, 10.0):
        assert gated.push({**SEED, "sort": value}, workflow=GATE).code == 0
    gated.workflow(GATE, caller(GATE).replace("command: python3 bench.py", SPIKE))
    once = gated.pull_request(CLEAN, workflow=GATE)
    assert once.code == 0, "\n".join(
        map(str, once.lines if hasattr(once, "lines") else [vars(once)])
    )
    assert "1 inconclusive" not in once.summary
    gated.workflow(GATE, caller(GATE))
    again = gated.pull_request(SLOW, branch="slower", workflow=GATE)
    assert again.code == 1, again
    assert "in 4 of 4 measurements" in again.summary
    gated.workflow(GATE, caller(GATE, confirm="false"))
    alone = gated.pull_request(SLOW, branch="slower", workflow=GATE)
    assert alone.code == 1, alone
    assert "of 4 measurements" not in alone.summary


def test_a_merge_queue_passes_the_gate(gated: Sample) -> None:
    queue = "gh-readonly-queue/main/pr-7-abc"
    sha = gated.commit(CLEAN, queue)
    group = {"base_ref": "refs/heads/main", "head_ref": f"refs/heads/{queue}", "head_sha": sha}
    result = gated.run("merge_group", {"merge_group": group}, workflow=GATE)
    branch = "gh-readonly-queue&#47;main&#47;pr-7-abc"
    assert_said(result, 0, "pass", "clean", branch=branch)


def test_the_gate_can_be_advisory(gated: Sample) -> None:
    gated.workflow(GATE, caller(GATE, fail_on="never"))
    result = gated.pull_request(SLOW, workflow=GATE)
    assert_said(result, 0, "fail", "advisory", SLOW_WARNINGS, TWO, branch="feature")


def test_a_crash_is_red_in_the_judge_too(gated: Sample) -> None:
    before = git(gated.remote, "rev-parse", "calibrax-data")
    result = gated.push({**SEED, "crash": 1.0}, workflow=GATE)
    reason = "the pattern matches no file; run the benchmarks first, or mend the path"
    nothing = Annotation("error", "ingest failed", f"measured/**/*.json: {reason}")
    assert_said(result, 1, "error", "nothing-measured", [UNFINISHED, nothing])
    assert list(result.jobs.values())[:2] == ["failure", "failure"]
    assert git(gated.remote, "rev-parse", "calibrax-data") == before


def test_a_crashed_shard_is_red_although_the_rest_was_measured(sample: Sample) -> None:
    crash = "python3 bench.py; test $SHARD = 1/2"
    text = caller(GATE, matrix=SHARDS)
    sample.workflow(GATE, text.replace("python3 bench.py", crash))
    result = sample.push(SEED, workflow=GATE)
    said = [UNFINISHED, first_run()]
    assert_said(result, 1, "no-baseline", "shard-crashed", said)
    assert sample.stored("*") == []


def test_a_benchmark_that_its_tool_reports_as_failed_is_for_the_judge_to_judge(
    gated: Sample,
) -> None:
    failed = '"metadata": {"failed": {"extra": "out of memory"}}, "points"'
    crash = f"python3 bench.py; sed -i 's/\"points\"/{failed}/' results.json"
    gated.workflow(GATE, caller(GATE).replace("python3 bench.py", f"|\n        {crash}"))
    result = gated.pull_request(SLOW, workflow=GATE)
    assert result.code == 1, result
    assert result.jobs["Benchmark gate/Measure"] == "success"
    assert result.annotations[:2] == SLOW_ERRORS
    assert result.annotations[2] == Annotation("error", "Failed", "extra: failed (out of memory)")


def test_suites_whose_names_begin_alike_do_not_mix(sample: Sample) -> None:
    text = caller(GATE)
    slow = text.partition("jobs:")[2].partition("  show:")[0].replace("  main:", "  slow:", 1)
    slow = slow[slow.index("  slow:") :].replace("results:", "suite: main-slow\n      results:", 1)
    sample.workflow(GATE, text.replace("  show:", f"{slow}  show:").replace("main]", "main, slow]"))
    result = sample.push(SEED, workflow=GATE)
    assert result.code == 0, result
    assert sample.stored("baselines/*.json") == ["baselines/main-slow.json", "baselines/main.json"]
    for name in ("main", "main-slow"):
        assert len(sample.content(f"baselines/{name}.json")["points"]) == 3


def test_the_suites_of_gate_and_night_live_side_by_side(gated: Sample) -> None:
    gated.workflow(NIGHTLY, caller(NIGHTLY, matrix=SHARDS))
    gated.commit(SLOW)
    result = gated.run("schedule", {"schedule": "0 2 * * *"}, workflow=NIGHTLY)
    assert_said(result, 0, "no-baseline", "first-push", [first_run("nightly")])
    night = gated.content("baselines/nightly.json")
    assert night["suite"] == "nightly"
    assert {point["name"]: point["tags"] for point in night["points"]} == {
        name: {"platform": "cpu"} for name in SLOW
    }
    machines = {point["name"]: point["machine"].rpartition(", ")[2] for point in night["points"]}
    assert machines == {"sort": "(rack-a)", "parse": "(rack-b)", "render": "(rack-a)"}
    assert gated.content("baselines/main.json")["suite"] == "main"
    again = gated.run("schedule", {"schedule": "0 2 * * *"}, workflow=NIGHTLY, NOISE="0.1")
    assert_said(again, 0, "pass", "second-night")
    assert gated.content("baselines/main.json")["suite"] == "main"


def test_a_night_can_be_dispatched_for_one_platform(sample: Sample) -> None:
    rows = SHARDS.replace('"cpu", "shard": "2/2"', '"gpu", "shard": "2/2"')
    sample.workflow(NIGHTLY, caller(NIGHTLY, matrix=rows))
    sample.commit(SEED)
    result = sample.run("workflow_dispatch", {"inputs": {"platform": "gpu"}}, workflow=NIGHTLY)
    assert result.code == 0, result
    (run,) = sample.stored("runs/*.json")
    assert [point["name"] for point in sample.content(run)["points"]] == ["parse"]
    nothing = sample.run("workflow_dispatch", {"inputs": {"platform": "tpu"}}, workflow=NIGHTLY)
    assert nothing.code == 1, nothing
    assert "no row is for the platform tpu" in nothing.log


def test_the_night_is_exported(sample: Sample) -> None:
    sample.workflow(NIGHTLY, caller(NIGHTLY))
    sample.commit(SEED)
    result = sample.run("schedule", {}, workflow=NIGHTLY, WANDB_MODE="offline")
    assert result.code == 0, result
    assert "--project my-benchmarks" in result.log
    assert "offline-run-" in result.log


def test_two_nights_that_push_at_once_lose_nothing(sample: Sample) -> None:
    sample.workflow(NIGHTLY, caller(NIGHTLY))
    sample.commit(SEED)
    results: list[Result] = []

    def night(noise: str) -> None:
        results.append(sample.run("schedule", {}, workflow=NIGHTLY, NOISE=noise))

    threads = [threading.Thread(target=night, args=(noise,)) for noise in ("0.1", "0.2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.code for result in results] == [0, 0], results
    runs = {sample.content(file)["id"] for file in sample.stored("runs/*.json")}
    assert runs == {result.outputs["run-id"] for result in results}
    log = git(sample.remote, "show", "calibrax-data:baselines/log.jsonl")
    (last, *_) = reversed([json.loads(line) for line in log.splitlines()])
    assert last["run"] == sample.content("baselines/nightly.json")["id"]
    assert last["run"] in runs


def finished(sample: Sample, sha: str, owner: str, branch: str) -> dict[str, Any]:
    """Return the payload that GitHub sends when the gate of a pull request has finished."""
    run = {
        "id": sample.runs,
        "name": "Benchmarks",
        "event": "pull_request",
        "head_branch": branch,
        "head_sha": sha,
        "head_repository": {"full_name": f"{owner}/sample", "owner": {"login": owner}},
    }
    return {"action": "completed", "workflow_run": run}


def test_a_fork_gets_its_comment_from_a_workflow_of_ours(gated: Sample) -> None:
    sha = gated.commit(SLOW, "feature")
    gated.api.forbidden = True
    judged = gated.run("pull_request", gated.request(sha, "main", owner="eve"), workflow=GATE)
    assert judged.code == 1, judged
    assert gated.api.comments == []

    gated.api.forbidden = False
    gated.workflow(COMMENT, caller(COMMENT))
    git(gated.clone, "checkout", "--quiet", "main")
    head, base = {"sha": sha, "label": "eve:main"}, {"ref": "main"}
    gated.api.pulls.append({"number": 7, "head": head, "base": base})
    before = git(gated.remote, "rev-parse", "calibrax-data")
    payload = finished(gated, sha, "eve", "main")
    result = gated.run("workflow_run", payload, workflow=COMMENT)
    assert result.code == 0, result
    (comment,) = gated.api.comments
    assert comment["body"].startswith(
        "<!-- calibrax: Benchmarks/judge/main -->\n### ❌ Fail: 2 regressions in 3 metrics\n"
    )
    assert "<code>eve&#58;main</code>" in comment["body"]
    assert git(gated.remote, "rev-parse", "calibrax-data") == before


def test_results_that_are_hostile_get_an_error_and_no_more(gated: Sample) -> None:
    sha = gated.commit(SLOW, "feature")
    gated.run("pull_request", gated.request(sha, "main", owner="eve"), workflow=GATE)
    (measured,) = (gated.artifacts / str(gated.runs)).glob("calibrax-run-*-of-main/*.json")
    measured.write_bytes(b'{"points": [' + b" " * 21_000_000 + b"]}")
    gated.workflow(COMMENT, caller(COMMENT))
    head, base = {"sha": sha, "label": "eve:main"}, {"ref": "main"}
    gated.api.pulls.append({"number": 7, "head": head, "base": base})
    result = gated.run("workflow_run", finished(gated, sha, "eve", "main"), workflow=COMMENT)
    assert result.code == 1, result
    (comment,) = gated.api.comments
    assert "### ❌ Error: " in comment["body"]
    assert "more than 20 MB of results" in comment["body"].replace("&#45;", "-")
