"""calibrax init: a repository new to calibrax gets what it needs, and keeps what it has."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from tests.integration.conftest import Cli

Files = Callable[[Mapping[str, str]], None]
GATE = ".github/workflows/benchmarks.yml"
NIGHTLY = ".github/workflows/benchmarks-nightly.yml"
SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
DATA = Path(__file__).resolve().parents[1] / "data"
PYTEST = {
    "pyproject.toml": '[project]\nname = "x"\n',
    "benchmarks/test_a.py": "def test_a(benchmark):\n    benchmark(sum, [1])\n",
}
GO = {"go.mod": "", "a_test.go": "func BenchmarkA(b *testing.B) {}\n"}
CARGO = {"Cargo.toml": '[dev-dependencies]\ncriterion = "0.5"\n', "benches/sort.rs": ""}


@pytest.fixture(autouse=True)
def clone(tmp_path: Path) -> None:
    """Make the folder of the command line a clone whose branch is ``trunk``."""
    subprocess.run(["git", "init", "--quiet", "-b", "trunk"], cwd=tmp_path, check=True)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return a function that writes files into the clone."""

    def write(texts: Mapping[str, str]) -> None:
        for path, text in texts.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")

    return write


def git(folder: Path, *args: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    command = ["git", *identity, *args]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def in_folder(folder: Path) -> set[str]:
    """Return the paths of all files, without git's own."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if path.parts[0] != ".git"}


def test_a_repository_gets_workflow_settings_and_store(
    cli: Cli, files: Files, tmp_path: Path
) -> None:
    files(PYTEST)
    outcome = cli("init")
    assert (outcome.code, outcome.err) == (0, "")
    assert in_folder(tmp_path) - set(PYTEST) == {
        GATE,
        "calibrax.yml",
        ".gitignore",
        "benchmark-data/config.json",
    }
    assert (tmp_path / ".gitignore").read_text() == "benchmark-data/\n"
    assert json.loads((tmp_path / "benchmark-data/config.json").read_bytes()) == {"metric_defs": {}}
    first, *rest = outcome.out.splitlines()
    assert first == ("Found pytest-benchmark (benchmarks/test_a.py): the workflows measure with it")
    assert rest[:4] == [
        f"Wrote {GATE}",
        "Wrote calibrax.yml",
        "Wrote benchmark-data/config.json",
        "Added benchmark-data/ to .gitignore",
    ]
    assert "Every pull request and every push to trunk is held against its base" in outcome.out
    assert "permission contents: read" in outcome.out
    assert "contents: write" not in outcome.out
    assert outcome.out.endswith(
        "Try it here:\n"
        "  python -m pytest benchmarks --benchmark-only --benchmark-json=results.json\n"
        "  calibrax ingest --input results.json\n"
        "  calibrax check\n"
    )


def test_the_flags_choose_the_workflows(cli: Cli, tmp_path: Path) -> None:
    outcome = cli("init", "--nightly")
    assert outcome.code == 0
    assert "contents: write" in outcome.out
    assert "Settings >\nActions > General > Workflow permissions" in outcome.out
    assert {GATE, NIGHTLY} & in_folder(tmp_path) == {NIGHTLY}
    assert cli("init", "--gate").code == 0
    assert {GATE, NIGHTLY} & in_folder(tmp_path) == {GATE, NIGHTLY}


def test_both_at_once(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", "--gate", "--nightly").code == 0
    assert {GATE, NIGHTLY} <= in_folder(tmp_path)


def test_a_workflow_that_is_there_stops_everything(cli: Cli, files: Files, tmp_path: Path) -> None:
    files({GATE: "name: Mine\n"})
    outcome = cli("init", "--gate", "--nightly")
    assert outcome.code == 2
    assert outcome.err == (
        f"Error: nothing is written, since there is {GATE} already; overwrite with --force\n"
    )
    assert in_folder(tmp_path) == {GATE}
    assert (tmp_path / GATE).read_text() == "name: Mine\n"


def test_force_overwrites_workflows_and_keeps_what_the_team_decided(
    cli: Cli, files: Files, tmp_path: Path
) -> None:
    decided = {
        "calibrax.yml": "threshold: 3%\n",
        "benchmark-data/config.json": '{"wandb_project": "p"}',
        ".gitignore": "*.pyc\nbenchmark-data/",
    }
    files({GATE: "name: Mine\n", **decided})
    outcome = cli("init", "--force")
    assert outcome.code == 0
    assert f"Overwrote {GATE}\n" in outcome.out
    assert "Kept calibrax.yml as it is\nKept benchmark-data/config.json as it is\n" in outcome.out
    assert "benchmark-gate.yml@v" in (tmp_path / GATE).read_text()
    for path, text in decided.items():
        assert (tmp_path / path).read_text() == text


def test_the_ignored_line_is_added_once(cli: Cli, files: Files, tmp_path: Path) -> None:
    files({".gitignore": "*.pyc"})
    cli("init")
    cli("init", "--force")
    assert (tmp_path / ".gitignore").read_text() == "*.pyc\nbenchmark-data/\n"


def test_outside_of_a_clone_s_top_it_says_where_to_go(
    cli: Cli, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (tmp_path / ".git").rename(tmp_path_factory.mktemp("away") / ".git")
    outcome = cli("init")
    assert outcome.code == 2
    assert outcome.err == "Error: .: is no clone of git; make it one with: git init\n"
    assert in_folder(tmp_path) == set()


@pytest.mark.parametrize("path", [".github", "benchmark-data", "calibrax.yml", ".gitignore"])
def test_a_link_out_of_the_repository_is_not_followed(
    path: str, cli: Cli, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (tmp_path / path).symlink_to(outside / "target")
    for options in ([], ["--force"]):
        outcome = cli("init", *options)
        assert outcome.code == 2
        assert "leads out of the repository; remove the symbolic link" in outcome.err
    assert list(outside.iterdir()) == []
    assert in_folder(tmp_path) == set()


@pytest.mark.parametrize("path", [".github", ".github/workflows", "benchmark-data"])
def test_a_file_in_the_place_of_a_folder_is_told_before_anything_is_written(
    path: str, cli: Cli, files: Files, tmp_path: Path
) -> None:
    files({path: ""})
    outcome = cli("init")
    assert outcome.code == 2
    assert "something else stands in its place" in outcome.err
    assert in_folder(tmp_path) == {path}


def test_a_repository_without_benchmarks_is_told_that_it_measures_an_example(cli: Cli) -> None:
    outcome = cli("init")
    assert outcome.out.startswith(
        "Found no benchmark tool: the workflows measure an example\n"
        "  note: it measures how long Python takes to start: put your own benchmarks in its place\n"
    )


def test_other_tools_are_named(cli: Cli, files: Files) -> None:
    files({**PYTEST, **GO})
    assert "  also found, and not measured: go test -bench (a_test.go)\n" in cli("init").out


def test_a_hostile_file_name_is_shown_harmless(cli: Cli, files: Files) -> None:
    files({"benchmarks/\x1b[31m\n::error::x.py": PYTEST["benchmarks/test_a.py"]})
    outcome = cli("init")
    assert outcome.code == 0
    assert "\x1b" not in outcome.out
    assert "\n::error::" not in outcome.out


def inputs_of(folder: Path) -> dict[str, str]:
    """Return what the gate hands to the reusable workflow."""
    workflow = yaml.safe_load((folder / GATE).read_text(encoding="utf-8"))
    inputs: dict[str, str] = workflow["jobs"]["gate"]["with"]
    return inputs


def results_of(folder: Path, programs: Mapping[str, str]) -> str:
    """Run the command of the gate with stand-ins for the tools; return the file of results."""
    bin = folder / ".git" / "bin"
    bin.mkdir()
    python = f'exec "{sys.executable}" "$@"\n'
    for name, script in {"python": python, **programs}.items():
        (bin / name).write_text(f"#!/usr/bin/env bash\n{script}", encoding="utf-8")
        (bin / name).chmod(0o755)
    inputs = inputs_of(folder)
    environ = {**os.environ, "PATH": path_of(folder)}
    subprocess.run(
        [*SHELL, inputs["command"]], cwd=folder, env=environ, check=True, capture_output=True
    )
    return inputs["results"]


def path_of(folder: Path) -> str:
    return f"{folder / '.git' / 'bin'}{os.pathsep}{os.environ['PATH']}"


def compared(folder: Path, cli: Cli) -> set[str]:
    """Commit all, hold the commit against itself as the gate measures; return the benchmarks."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "all")
    inputs = inputs_of(folder)
    options = ("--base", "HEAD", "--head", "HEAD", "--no-venv", "--rounds", "6", "--json")
    command = ("--results", inputs["results"], "--", *SHELL, inputs["command"])
    done = cli("ab", *options, *command, PATH=path_of(folder))
    report = json.loads(done.out)
    assert report["interleaved"]["rounds"] == 6, done
    return {row["point_name"] for row in report["comparisons"]}


def measured(folder: Path, cli: Cli, programs: Mapping[str, str]) -> str:
    """Return what calibrax reads of the results, as the JSON of ``calibrax summary``."""
    assert cli("ingest", "--input", results_of(folder, programs)).code == 0
    return cli("summary", "--json").out


def values(summary: str) -> dict[str, float]:
    """Return the value of each metric of each benchmark."""
    points = json.loads(summary)["points"]
    return {
        " ".join([point["name"], *sorted(point.get("tags", {}).values()), metric]): each["value"]
        for point in points
        for metric, each in point["metrics"].items()
    }


def test_the_command_for_go_keeps_what_it_prints(cli: Cli, files: Files, tmp_path: Path) -> None:
    files(GO)
    cli("init")
    lines = """cat <<'EOF'
goos: linux
pkg: example.com/x
BenchmarkA-4     \t 1000\t 2.5 ns/op\t 0 B/op
BenchmarkA-4     \t 1000\t 3.5 ns/op\t 0 B/op
BenchmarkA-4     \t 1000\t 9 ns/op\t 0 B/op
BenchmarkB/n=10-4\t 10\t 1000000 ns/op
pkg: example.com/x/y
BenchmarkA-4     \t 1000\t 40 ns/op
PASS
EOF
"""
    assert values(measured(tmp_path, cli, {"go": lines})) == {
        "BenchmarkA example.com/x time": 3.5e-9,
        "BenchmarkA example.com/x allocated": 0.0,
        "BenchmarkB/n=10 10 example.com/x time": 1e-3,
        "BenchmarkA example.com/x/y time": 40e-9,
    }
    assert compared(tmp_path, cli) == {"BenchmarkA", "BenchmarkB/n=10"}


def test_criterion_leaves_a_folder_with_its_samples(cli: Cli, files: Files, tmp_path: Path) -> None:
    files(CARGO)
    cli("init")
    script = f'mkdir -p target && cp -r "{DATA}/criterion/target" target/criterion\n'
    summary = json.loads(measured(tmp_path, cli, {"cargo": script}))
    (point,) = summary["points"]
    assert point["name"] == "fib 10"
    assert len(point["metrics"]["time"]["samples"]) == 10
    assert compared(tmp_path, cli) == {"fib 10"}


def test_the_lines_of_rust_s_own_benchmarks_are_kept(
    cli: Cli, files: Files, tmp_path: Path
) -> None:
    files({"Cargo.toml": "[package]\n", "benches/sort.rs": ""})
    cli("init")
    lines = """cat <<'EOF'
running 2 tests
test sort/big   ... bench:       1,234 ns/iter (+/- 56)
test sort small ... bench:          10.91 ns/iter (+/- 0.39)
EOF
"""
    programs = {"cargo": lines, "rustup": "exit 0\n"}
    assert values(measured(tmp_path, cli, programs)) == {
        "sort/big time": 1234e-9,
        "sort small time": 10.91e-9,
    }
    assert compared(tmp_path, cli) == {"sort/big", "sort small"}


def test_asv_leaves_its_folder_of_results(cli: Cli, files: Files, tmp_path: Path) -> None:
    files({"asv.conf.json": "{}"})
    git(tmp_path, "commit", "--quiet", "--allow-empty", "-m", "first")
    cli("init")
    stored = "af1edc1d69955dff93d81b0202d5f590eac3c732"
    folder = f"{DATA}/asv/results"
    script = (
        '[ "$3" = run ] || exit 0; [ "$5" = --set-commit-hash ] || exit 1\n'
        f'mkdir -p results/vm && cp "{folder}/benchmarks.json" results\n'
        f'cp "{folder}/vm/machine.json" results/vm\n'
        f's="{folder}/vm/{stored[:8]}-existing-py_home_u_proj_v_bin_python.json"\n'
        f'sed "s/{stored}/$6/" "$s" >"results/vm/${{6:0:8}}-env.json"\n'
    )
    summary = measured(tmp_path, cli, {"asv": script})
    assert json.loads(summary)["commit"] == git(tmp_path, "rev-parse", "HEAD")
    assert values(summary)["b.peakmem_x peak_memory"] == 33148928.0
    assert values(summary)["b.TimeSuite.time_sorted 10 list time"] == 2.8650000558627653e-06
    assert {"b.peakmem_x", "b.TimeSuite.time_sorted"} <= compared(tmp_path, cli)


def test_the_example_measures(cli: Cli, tmp_path: Path) -> None:
    cli("init")
    (value,) = values(measured(tmp_path, cli, {})).values()
    assert 0 < value < 60
    assert compared(tmp_path, cli) == {"example"}


def test_pytest_benchmark_measures_in_turns(cli: Cli, files: Files, tmp_path: Path) -> None:
    files(PYTEST)
    cli("init")
    results_of(tmp_path, {})
    assert compared(tmp_path, cli) == {"benchmarks/test_a.py::test_a"}


def test_a_tool_that_measured_nothing_never_looks_like_a_pass(
    cli: Cli, files: Files, tmp_path: Path
) -> None:
    files(GO)
    cli("init")
    results = results_of(tmp_path, {"go": "echo PASS\n"})
    outcome = cli("ingest", "--input", results)
    assert outcome.code == 4
    assert "no format known" in outcome.err
