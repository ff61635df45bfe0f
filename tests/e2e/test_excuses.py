"""A pull request cannot excuse itself: what it brings along does not count, or is shown."""

import json
import subprocess
from pathlib import Path

from calibrax.storage import Store
from tests.builders import a_point, a_run
from tests.e2e.conftest import direct
from tests.e2e.runner import Annotation
from tests.e2e.sample import Sample, git
from tests.e2e.summaries import assert_said
from tests.e2e.test_action import CLEAN, SEED, SLOW, SLOW_ERRORS, TWO


def bring(sample: Sample, file: str, text: str) -> Path:
    """Put a file into the checkout that the next commit holds, whatever .gitignore says."""
    path = sample.clone / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    subprocess.run(["git", "add", "--force", file], cwd=sample.clone, check=True)
    return path


def test_a_store_in_the_checkout_does_not_count(sample: Sample) -> None:
    sample.push(SEED)
    mine = a_run(*(a_point(name, time=100.0) for name in SEED), id="mine")
    store = Store(sample.clone / "benchmark-data")
    store.save(mine)
    store.set_baseline("mine", pin=True)
    definition = {"unit": "ms", "direction": "higher"}
    bring(sample, "benchmark-data/config.json", json.dumps({"metric_defs": {"time": definition}}))
    for path in (sample.clone / "benchmark-data").rglob("*.json*"):
        bring(sample, str(path.relative_to(sample.clone)), path.read_text(encoding="utf-8"))
    result = sample.pull_request(SLOW)
    assert_said(result, 1, "fail", "two-regressions", SLOW_ERRORS, TWO, branch="feature")


def test_a_git_repository_in_the_checkout_is_not_opened(sample: Sample) -> None:
    sample.push(SEED)
    private = "benchmark-data/.branch.git"
    url = f"ext::sh -c touch% {sample.work}/pwned"
    remote = f'[remote "origin"]\n\turl = {url}\n[remote "calibrax-store"]\n\turl = {url}\n'
    bring(sample, f"{private}/config", f'[protocol "ext"]\n\tallow = always\n{remote}')
    bring(sample, f"{private}/HEAD", "ref: refs/heads/main\n")
    source = f"file://{sample.remote}\ncalibrax-data\n"
    bring(sample, f"{private}/calibrax-source", source)
    result = sample.pull_request(CLEAN)
    assert_said(result, 0, "pass", "clean", branch="feature")
    assert not (sample.work / "pwned").exists()


def test_a_change_of_the_settings_is_shown(sample: Sample) -> None:
    (sample.clone / "calibrax.yml").write_text("threshold: 5%\n", encoding="utf-8")
    sample.push(SEED)
    base = git(sample.clone, "rev-parse", "main")
    sample.api.files[base, "calibrax.yml"] = "threshold: 5%\n"
    same = sample.pull_request(CLEAN)
    assert_said(same, 0, "pass", "clean", branch="feature")
    (sample.clone / "calibrax.yml").write_text("threshold: 99%\n", encoding="utf-8")
    result = sample.pull_request(SLOW)
    message = "calibrax.yml differs from the base's: what counts here may not be what counts there"
    told = Annotation("warning", "Settings", message, "calibrax.yml")
    assert_said(result, 0, "pass", "settings-changed", [told], branch="feature")


def test_results_of_another_commit_are_refused(sample: Sample) -> None:
    sample.push(SEED)
    stale = 'python3 bench.py; sed -i \'s/^{/{"commit": "aaaaaaaaaaaaaaaa", /\' results.json'
    sample.workflow("bench.yml", direct().replace("python3 bench.py", f"|\n          {stale}"))
    result = sample.pull_request(CLEAN)
    assert result.code == 1, result
    assert result.outputs["verdict"] == "error"
    (annotation,) = result.annotations
    assert annotation.title == "ingest failed"
    assert "aaaaaaaaaaaaaaaa" in annotation.message


def test_a_run_cannot_call_itself_the_latest(sample: Sample) -> None:
    sample.push(SEED)
    named = 'python3 bench.py; sed -i \'s/^{/{"id": "latest", /\' results.json'
    sample.workflow("bench.yml", direct().replace("python3 bench.py", f"|\n          {named}"))
    result = sample.pull_request(SLOW)
    assert result.code == 1, result
    assert result.outputs["verdict"] == "error"


def test_a_mistyped_data_branch_is_told_on_each_pull_request(sample: Sample) -> None:
    sample.push(SEED)
    sample.workflow("bench.yml", direct(data_branch="calibrax-dta"))
    result = sample.pull_request(SLOW)
    assert result.code == 0, result
    message = (
        "no baseline 'main' on the branch calibrax-dta: nothing protects this change until a push "
        "to main has stored a run"
    )
    assert Annotation("warning", "Benchmarks", message) in result.annotations


def test_the_branch_of_the_code_is_no_data_branch(sample: Sample) -> None:
    sample.workflow("bench.yml", direct(data_branch="main"))
    result = sample.push(SEED)
    assert result.code == 1, result
    (annotation,) = result.annotations
    assert annotation.message.startswith("input 'data-branch': 'main' is a branch of code")
