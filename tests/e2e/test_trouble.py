"""What was not measured, not matched, not readable or not allowed is red, and says why."""

import shutil

import pytest

from tests.e2e.conftest import direct
from tests.e2e.runner import Annotation
from tests.e2e.sample import Sample, git
from tests.e2e.summaries import assert_said
from tests.e2e.test_action import CLEAN, SEED

NO_RESULTS = Annotation(
    "error",
    "ingest failed",
    "results.json: no such file; run the benchmarks first, or mend the path",
)

REFUSING = """\
#!/bin/sh
while read -r old new ref; do
  if [ "$ref" = refs/heads/calibrax-data ]; then
    echo "remote: Permission to octo/sample.git denied to github-actions[bot]."
    exit 1
  fi
done
"""


def test_results_that_match_nothing(sample: Sample) -> None:
    sample.workflow("bench.yml", direct().replace("python3 bench.py", "true"))
    assert_said(sample.push(SEED), 1, "error", "no-results", [NO_RESULTS])
    assert sample.stored("*") == []


def test_a_file_that_cannot_be_read(sample: Sample) -> None:
    truncated = "python3 bench.py; truncate -s -9 results.json"
    sample.workflow("bench.yml", direct().replace("python3 bench.py", truncated))
    message = (
        "results.json: not JSON: Unterminated string starting at line 1 column 388; "
        "calibrax formats lists what is read"
    )
    error = Annotation("error", "ingest failed", message)
    assert_said(sample.push(SEED), 1, "error", "truncated", [error])
    assert sample.stored("*") == []


def test_a_benchmark_that_crashed_before_it_wrote_anything(sample: Sample) -> None:
    sample.push(SEED)
    before = git(sample.remote, "rev-parse", "calibrax-data")
    sample.workflow("bench.yml", direct().replace("python3 bench.py", "exit 7"))
    assert_said(sample.pull_request(CLEAN), 1, "error", "no-results", [NO_RESULTS])
    assert git(sample.remote, "rev-parse", "calibrax-data") == before


def test_a_benchmark_that_its_tool_reports_as_failed(sample: Sample) -> None:
    failed = '"metadata": {"failed": {"parse": "out of memory"}}, "points"'
    crash = f"python3 bench.py; sed -i 's/\"points\"/{failed}/' results.json"
    sample.workflow("bench.yml", direct().replace("python3 bench.py", f"|\n          {crash}"))
    reason = "1 benchmark failed, and there is no baseline yet to hold the others against"
    said = [
        Annotation("error", "Failed", "parse: failed (out of memory)"),
        Annotation("error", "Not judged", reason),
        Annotation("warning", "ingest", "parse failed and has no value: out of memory"),
    ]
    assert_said(sample.push(SEED), 1, "not-judged", "failed-benchmark", said)
    assert sample.stored("baselines/*.json") == []


def test_a_benchmark_that_vanished(sample: Sample) -> None:
    sample.push(SEED)
    values = {name: value for name, value in SEED.items() if name != "render"}
    message = "render: missing (1 metric in the baseline)"
    missing = Annotation("error", "Missing", message, "bench.py", "7")
    counts = (0, 0, 0, 0, 1)
    result = sample.pull_request(values)
    assert_said(result, 1, "not-judged", "vanished", [missing], counts, branch="feature")


@pytest.mark.parametrize(
    ("file", "text", "step", "message", "summary"),
    [
        (
            "baselines/main.json",
            '{"schema": 1, "id": "x"',
            "check",
            "not JSON: Expecting ',' delimiter at line 1 column 24",
            "corrupt-baseline",
        ),
        (
            "baselines/log.jsonl",
            "garbage\n",
            "push",
            "line 1: JSON is malformed: invalid character (byte 0); mend or remove the line",
            "corrupt-log",
        ),
    ],
    ids=["baseline", "log"],
)
def test_a_data_branch_corrupted_by_hand(
    sample: Sample, file: str, text: str, step: str, message: str, summary: str
) -> None:
    sample.push(SEED)
    sample.edit_data_branch(file, text)
    before = git(sample.remote, "show", f"calibrax-data:{file}")
    error = Annotation("error", f"{step} failed", f"calibrax-data:{file}: {message}")
    assert_said(sample.push(CLEAN), 1, "error", summary, [error])
    assert git(sample.remote, "show", f"calibrax-data:{file}") == before


def test_a_token_that_may_not_push(sample: Sample) -> None:
    hook = sample.remote / "hooks" / "pre-receive"
    hook.write_text(REFUSING, encoding="utf-8")
    hook.chmod(0o755)
    result = sample.push(SEED)
    message = (
        f"file://{sample.remote}: the push to calibrax-data is not allowed: remote: remote: "
        "Permission to octo/sample.git denied to github-actions[bot].; pre-receive hook declined; "
        "grant it: in the workflow's job 'permissions: contents: write', in the repository "
        "Settings > Actions > General > Workflow permissions 'Read and write', and a rule that "
        "protects branches must let the token push to calibrax-data"
    )
    error = Annotation("error", "push failed", message)
    assert_said(result, 1, "error", "forbidden-push", [error])
    assert "a-token" not in str(result)
    assert sample.stored("*") == []


def test_a_remote_that_is_gone(sample: Sample) -> None:
    sample.commit(SEED)
    shutil.move(sample.remote, sample.work / "elsewhere")
    result = sample.run("push", {"ref": "refs/heads/main"})
    assert result.code == 1, result
    assert result.outputs["verdict"] == "error"
    titles = [each.title for each in result.annotations if each.level == "error"]
    assert titles == ["pull failed"]
    assert "calibrax store push" not in result.log


def test_a_threshold_that_is_none(sample: Sample) -> None:
    sample.workflow("bench.yml", direct(threshold="5"))
    message = "input 'threshold': '5' would be 500%: write 5% or a share below 1"
    error = Annotation("error", "plan failed", message)
    assert_said(sample.push(SEED), 1, "error", "wrong-threshold", [error])


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"format": "pytest"}, "input 'format': no value 'pytest'"),
        ({"fail_on": "regresion"}, "input 'fail-on': "),
        ({"comment": "yes"}, "input 'comment': "),
        ({"baseline": "mian"}, "no baseline 'mian' in the store (input 'baseline')"),
    ],
)
def test_a_wrong_input_is_named(sample: Sample, inputs: dict[str, str], message: str) -> None:
    sample.push(SEED)
    sample.workflow("bench.yml", direct(**inputs))
    result = sample.pull_request(CLEAN)
    assert result.code == 1, result
    assert result.outputs["verdict"] == "error"
    assert any(message in each.message for each in result.annotations)
