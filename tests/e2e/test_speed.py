"""What the action takes of a job's time; printed at the end of the run, not asserted."""

import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import SPEED
from tests.e2e.runner import ROOT, Result
from tests.e2e.sample import Sample, git
from tests.e2e.test_action import SEED

STEPS = (
    *("Install", "Pull the store", "Ingest the results", "Check against the baseline"),
    *("Promote and push the store", "Export", "Publish", "Verdict"),
)
RUNS = 1000


def note(title: str, result: Result) -> None:
    """Keep the times of the steps, and their sum, for the end of the run."""
    taken = [(name, result.seconds[name]) for name in STEPS]
    listed = ", ".join(f"{name.split()[0].lower()} {seconds:.2f}" for name, seconds in taken)
    SPEED.append(f"{title}: {sum(seconds for _, seconds in taken):.2f} ({listed})")


def measure_from(sample: Sample, path: Path) -> None:
    """Let the benchmark write a result that was made before."""
    (sample.clone / "bench.py").write_text(
        f"import shutil\nshutil.copyfile({str(path)!r}, 'results.json')\n", encoding="utf-8"
    )


def test_the_time_of_a_push_and_of_a_pull_request(sample: Sample) -> None:
    sample.push(SEED)
    note("a push, 3 metrics", sample.push(SEED))
    note("a pull request, 3 metrics", sample.pull_request(SEED))


def test_the_time_with_a_long_history(sample: Sample) -> None:
    store = sample.work / "store"
    command = [sys.executable, str(ROOT / "scripts" / "stores.py"), str(store), str(RUNS), "0"]
    subprocess.run(command, check=True, cwd=ROOT, timeout=120)
    runs = sorted((store / "runs").iterdir())
    results = sample.work / "results.json"
    text = runs[-1].read_text(encoding="utf-8")
    results.write_text(text.replace('"id":"', '"id":"new-', 1), encoding="utf-8")
    measure_from(sample, results)

    first = sample.push(SEED)
    assert first.outputs["verdict"] == "no-baseline", first
    results.write_text(text.replace('"id":"', '"id":"newer-', 1), encoding="utf-8")
    note("a push, 1,500 metrics, 1 run on the branch", sample.push(SEED))

    git(sample.remote, "branch", "--delete", "--force", "calibrax-data")
    push = ["store", "push", "--data", str(store), "--remote", f"file://{sample.remote}"]
    subprocess.run([sys.executable, "-m", "calibrax", *push], check=True, timeout=120, cwd=ROOT)
    note(f"a push, 1,500 metrics, {RUNS:,} runs on the branch", sample.push(SEED))
    assert len(sample.stored("runs/*.json")) > RUNS
