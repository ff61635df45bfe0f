"""calibrax ingest: where results come from and what is filled in."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.builders import a_point, a_run
from tests.integration.conftest import Cli

Write = Callable[[str, Any], Path]
PYTEST_FILE = Path(__file__).parents[1] / "data" / "pytest-benchmark" / "dev_default.json"
BARE = {"points": [{"name": "a", "scenario": "a", "metrics": {"t": {"value": 1.0}}}]}


def stored(tmp_path: Path, data: str = "benchmark-data") -> list[dict[str, Any]]:
    files = sorted((tmp_path / data / "runs").glob("*.json"))
    return [json.loads(file.read_bytes()) for file in files]


def test_it_prints_the_run_the_file_and_the_format(cli: Cli, tmp_path: Path) -> None:
    done = cli("ingest", "--input", PYTEST_FILE)
    (run,) = stored(tmp_path)
    assert done.out == (
        f"Ingested run {run['id']} (12 points) from {PYTEST_FILE} [pytest-benchmark]\n"
    )
    assert (tmp_path / "benchmark-data" / "runs").is_dir()
    assert run["commit"] == "aae6a05db4dd88c78a3b6b81dc7773b64c1fbba1"
    assert run["branch"] == "master"
    assert run["timestamp"] == "2026-11-22T20:00:22.107814Z"


def test_standard_input_is_an_input(cli: Cli, tmp_path: Path) -> None:
    done = cli("ingest", "--input", "-", stdin=json.dumps(BARE).encode())
    assert "(1 point) from <stdin> [calibrax]" in done.out
    assert len(stored(tmp_path)) == 1


def test_a_pattern_makes_one_run_of_several_files(cli: Cli, write: Write, tmp_path: Path) -> None:
    for name in "ab":
        write(f"out/{name}.json", a_run(a_point(name, t=1.0)).to_dict() | {"id": f"run-{name}"})
    done = cli("ingest", "--input", "out/*.json")
    assert done.out.splitlines()[0].endswith("(1 point) from out/a.json [calibrax]")
    assert done.out.splitlines()[1].endswith("(1 point) from out/b.json [calibrax]")
    (run,) = stored(tmp_path)
    assert [point["name"] for point in run["points"]] == ["a", "b"]


def test_the_same_file_twice_is_one_run(cli: Cli, write: Write, tmp_path: Path) -> None:
    file = write("bare.json", BARE)
    first, second = cli("ingest", "--input", file), cli("ingest", "--input", file)
    assert second.out.startswith(first.out.rstrip("\n"))
    assert second.out.endswith(" (stored already)\n")
    assert len(stored(tmp_path)) == 1


def test_the_same_id_with_other_content_is_refused(cli: Cli, write: Write, tmp_path: Path) -> None:
    cli("ingest", "--input", write("one.json", {**BARE, "id": "same"}))
    before = stored(tmp_path)
    other = {"id": "same", "points": [{**BARE["points"][0], "metrics": {"t": {"value": 2.0}}}]}
    refused = cli("ingest", "--input", write("two.json", other))
    assert refused.code == 4
    assert "stored with other content" in refused.err
    assert stored(tmp_path) == before


def test_commit_and_branch_come_from_git(cli: Cli, write: Write, tmp_path: Path) -> None:
    def git(*args: str) -> str:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        command = ["git", *identity, *args]
        return subprocess.run(
            command, cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "--quiet", "--initial-branch", "feature/x")
    git("commit", "--quiet", "--allow-empty", "--message", "first")
    cli("ingest", "--input", write("bare.json", BARE))
    (run,) = stored(tmp_path)
    assert run["commit"] == git("rev-parse", "HEAD")
    assert run["branch"] == "feature/x"


def test_options_win_over_the_file(cli: Cli, tmp_path: Path) -> None:
    cli(
        "ingest",
        "--input",
        PYTEST_FILE,
        "--commit",
        "c0ffee",
        "--branch",
        "next",
        "--suite",
        "nightly",
        "--tag",
        "framework=ours",
        "--machine",
        "rack 7",
    )
    (run,) = stored(tmp_path)
    assert (run["commit"], run["branch"], run["suite"]) == ("c0ffee", "next", "nightly")
    assert all(point["tags"]["framework"] == "ours" for point in run["points"])
    assert run["machine"].endswith("(rack 7)")


def test_the_fingerprint_describes_this_machine(cli: Cli, write: Write, tmp_path: Path) -> None:
    cli("ingest", "--input", write("bare.json", BARE))
    (run,) = stored(tmp_path)
    assert {"os", "cpu", "memory_gib", "gpu", "python"} <= set(run["environment"])
    assert run["environment"]["cpu"]["cores"] >= 1
    assert run["machine"]


def test_a_run_with_its_own_environment_keeps_it(cli: Cli, write: Write, tmp_path: Path) -> None:
    elsewhere = {
        "os": {"name": "Ubuntu", "version": "24.04", "machine": "x86_64"},
        "cpu": {"model": "EPYC 7763", "cores": 4},
    }
    cli("ingest", "--input", write("far.json", {**BARE, "environment": elsewhere}))
    (run,) = stored(tmp_path)
    assert run["environment"] == elsewhere
    assert run["machine"] == "Ubuntu 24.04 x86_64, EPYC 7763, 4 cores"


def test_commits_that_differ_are_an_error(cli: Cli, write: Write, tmp_path: Path) -> None:
    one = write("one.json", {**BARE, "commit": "aaa"})
    two = write("two.json", {**BARE, "commit": "bbb"})
    done = cli("ingest", "--input", one, "--input", two)
    assert done.code == 4
    assert "aaa" in done.err
    assert "bbb" in done.err
    assert not (tmp_path / "benchmark-data").exists()


def test_a_file_of_another_commit_is_refused_whatever_the_options_say(
    cli: Cli, write: Write, tmp_path: Path
) -> None:
    head, other = "1" * 40, "2" * 40
    file = write("old.json", {**BARE, "commit": other})
    refused = cli("ingest", "--input", file, "--commit", head, "--expect-commit", head)
    assert refused.code == 4
    assert refused.err == (
        f"Error: {file}: is of commit {other}, expected {head}: a file left over from an earlier "
        "run? remove it before the benchmarks run\n"
    )
    assert stored(tmp_path) == []
    both = ("--expect-commit", head, "--expect-commit", other)
    assert cli("ingest", "--input", file, "--commit", head, *both).code == 0
    assert [run["commit"] for run in stored(tmp_path)] == [head]


def test_a_run_cannot_be_called_latest(cli: Cli, write: Write, tmp_path: Path) -> None:
    file = write("run.json", {**BARE, "id": "latest"})
    refused = cli("ingest", "--input", file)
    assert refused.code == 4
    assert "id: 'latest' is reserved for the newest run; give the run another id" in refused.err
    assert refused.err.count("\n") == 1
    assert stored(tmp_path) == []


def test_a_file_of_another_suite_is_refused(cli: Cli, write: Write, tmp_path: Path) -> None:
    file = write("old.json", {**BARE, "suite": "nightly"})
    refused = cli("ingest", "--input", file, "--suite", "main", "--expect-suite", "main")
    assert refused.code == 4
    assert f"{file}: is of suite nightly, expected main" in refused.err
    assert stored(tmp_path) == []
    assert cli("ingest", "--input", write("bare.json", BARE), "--expect-suite", "main").code == 0


def test_a_commit_that_is_no_sha_cannot_be_expected(cli: Cli, write: Write) -> None:
    refused = cli("ingest", "--input", write("bare.json", BARE), "--expect-commit", "main")
    assert refused.code == 2
    assert "'main' is no full SHA" in refused.err
