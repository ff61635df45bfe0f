"""What was not measured, not matched, not readable or not allowed is red, and says why."""

import shutil

import pytest

from tests.e2e.conftest import direct
from tests.e2e.runner import Annotation
from tests.e2e.sample import Sample, git
from tests.e2e.test_action import CLEAN, SEED

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
    result = sample.push(SEED)
    assert result.code == 1, result
    message = "results.json: no such file; run the benchmarks first, or mend the path"
    assert result.annotations == [Annotation("error", "ingest failed", message)]
    assert result.outputs["verdict"] == "error"
    assert result.summary.startswith("### ❌ Error: ")
    assert "ingest" in result.summary.splitlines()[0]
    assert sample.stored("*") == []


def test_a_file_that_cannot_be_read(sample: Sample) -> None:
    truncated = "python3 bench.py; truncate -s -9 results.json"
    sample.workflow("bench.yml", direct().replace("python3 bench.py", truncated))
    result = sample.push(SEED)
    assert result.code == 1, result
    (annotation,) = result.annotations
    assert annotation.title == "ingest failed"
    assert annotation.message.startswith("results.json: not JSON: ")
    assert sample.stored("*") == []


def test_a_benchmark_that_crashed_before_it_wrote_anything(sample: Sample) -> None:
    sample.push(SEED)
    before = git(sample.remote, "rev-parse", "calibrax-data")
    sample.workflow("bench.yml", direct().replace("python3 bench.py", "exit 7"))
    result = sample.pull_request(CLEAN)
    assert result.code == 1, result
    assert result.outputs["verdict"] == "error"
    assert git(sample.remote, "rev-parse", "calibrax-data") == before


def test_a_benchmark_that_its_tool_reports_as_failed(sample: Sample) -> None:
    failed = '"metadata": {"failed": {"parse": "out of memory"}}, "points"'
    crash = f"python3 bench.py; sed -i 's/\"points\"/{failed}/' results.json"
    sample.workflow("bench.yml", direct().replace("python3 bench.py", f"|\n          {crash}"))
    first = sample.push(SEED)
    assert first.code == 1, first
    assert first.annotations == [
        Annotation("error", "Failed", "parse: failed (out of memory)"),
        *[each for each in first.annotations if each.level != "error"],
    ]
    assert sample.stored("baselines/*.json") == []


def test_a_benchmark_that_vanished(sample: Sample) -> None:
    sample.push(SEED)
    values = {name: value for name, value in SEED.items() if name != "render"}
    result = sample.pull_request(values)
    assert result.code == 1, result
    (annotation,) = result.annotations
    assert (annotation.level, annotation.title) == ("error", "Missing")
    assert annotation.message == "render: missing (1 metric in the baseline)"
    assert result.outputs["verdict"] == "not-judged"
    assert result.outputs["missing"] == "1"
    assert result.summary.startswith("### ⚠️ Not judged: 1 benchmark missing\n")


@pytest.mark.parametrize(
    ("file", "text"),
    [("baselines/main.json", '{"schema": 1, "id": "x"'), ("baselines/log.jsonl", "garbage\n")],
)
def test_a_data_branch_corrupted_by_hand(sample: Sample, file: str, text: str) -> None:
    sample.push(SEED)
    sample.edit_data_branch(file, text)
    before = git(sample.remote, "show", f"calibrax-data:{file}")
    result = sample.push(CLEAN)
    assert result.code == 1, result
    assert result.outputs["verdict"] == "error"
    assert any(file in each.message for each in result.annotations if each.level == "error")
    assert git(sample.remote, "show", f"calibrax-data:{file}") == before


def test_a_token_that_may_not_push(sample: Sample) -> None:
    hook = sample.remote / "hooks" / "pre-receive"
    hook.write_text(REFUSING, encoding="utf-8")
    hook.chmod(0o755)
    result = sample.push(SEED)
    assert result.code == 1, result
    assert result.outputs["verdict"] == "error"
    (annotation,) = [each for each in result.annotations if each.level == "error"]
    assert annotation.title == "push failed"
    assert "contents: write" in annotation.message
    assert "Workflow permissions" in annotation.message
    assert "a-token" not in str(result)


def test_a_remote_that_is_gone(sample: Sample) -> None:
    sample.commit(SEED)
    shutil.move(sample.remote, sample.work / "elsewhere")
    result = sample.run("push", {"ref": "refs/heads/main"})
    assert result.code == 1, result
    assert result.outputs["verdict"] == "error"
    titles = [each.title for each in result.annotations if each.level == "error"]
    assert titles == ["pull failed", "push failed"]


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"threshold": "5"}, "input 'threshold': '5' would be 500%"),
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
