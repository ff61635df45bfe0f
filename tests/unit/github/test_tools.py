"""Which benchmark tool a repository uses, and the command that measures with it."""

from pathlib import Path

import pytest

from calibrax.github.tools import example, tools_of
from tests.unit.github.repositories import repository_in

GO = {"go.mod": "module x\n", "sub/a_test.go": "package x\n\nfunc BenchmarkA(b *testing.B) {}\n"}
CARGO = {"Cargo.toml": '[dev-dependencies]\ncriterion = "0.5"\n', "benches/sort.rs": ""}
PYTEST = {"benchmarks/test_a.py": "def test_a(tmp_path, benchmark):\n    benchmark(sum, [])\n"}


@pytest.mark.parametrize(
    ("files", "seen", "folder"),
    [
        (PYTEST, "benchmarks/test_a.py", "benchmarks"),
        ({"tests/perf/test_a.py": PYTEST["benchmarks/test_a.py"]}, "tests/perf/test_a.py", "tests"),
        ({"tests/conftest.py": "import pytest_benchmark\n"}, "tests/conftest.py", "tests"),
        ({"setup.cfg": "pytest-benchmark\n", "test/test_a.py": ""}, "setup.cfg", "test"),
        ({"requirements.txt": "pytest-benchmark\n"}, "requirements.txt", "."),
        (
            {**PYTEST, "tests/test_b.py": "def test_b(): ...\n", "setup.py": "pytest_benchmark"},
            "setup.py",
            "benchmarks",
        ),
    ],
)
def test_pytest_benchmark_is_seen_by_its_name_or_its_use(
    files: dict[str, str], seen: str, folder: str, tmp_path: Path
) -> None:
    (tool,) = tools_of(repository_in(tmp_path, files))
    assert (tool.name, tool.seen) == ("pytest-benchmark", seen)
    assert tool.command == (
        f"python -m pytest {folder} --benchmark-only --benchmark-json=results.json"
    )
    assert tool.results == "results.json"
    assert tool.setup.startswith("python -m pip install ")
    assert tool.note == ""


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"benchmarks/test_a.py": "def test_a(benchmarks): ...\n"},
        {"src/a.py": "def test_a(benchmark): ...\n"},
        {"go.mod": "module x\n", "a_test.go": "func TestA(t *testing.T) {}\n"},
        {"a_test.go": "func BenchmarkA(b *testing.B) {}\n"},
        {"go.mod": "", "a.go": "func BenchmarkA(b *testing.B) {}\n"},
        {"Cargo.toml": "[package]\n", "src/lib.rs": ""},
        {"benches/a.rs": ""},
        {"docs/asv.conf.json": "{}"},
    ],
)
def test_what_only_looks_like_a_tool_is_none(files: dict[str, str], tmp_path: Path) -> None:
    assert tools_of(repository_in(tmp_path, files)) == []


def test_go_prints_what_a_reader_may_take_as_it_is(tmp_path: Path) -> None:
    (tool,) = tools_of(repository_in(tmp_path, GO))
    assert tool.seen == "sub/a_test.go"
    assert tool.command == "go test -run '^$' -bench . -count 6 ./... | tee benchmarks.txt"
    assert tool.results == "benchmarks.txt"
    assert tool.note == ""


def test_criterion_keeps_its_samples_in_a_folder(tmp_path: Path) -> None:
    files = {**CARGO, "crates/a/benches/other/main.rs": "", "benches/common/mod.rs": ""}
    (tool,) = tools_of(repository_in(tmp_path, files))
    assert (tool.name, tool.setup) == ("criterion", "")
    assert tool.command == "cargo bench --bench other --bench sort"
    assert tool.results == "target/criterion"


def test_the_bencher_of_rust_itself_needs_the_nightly_compiler(tmp_path: Path) -> None:
    files = {"Cargo.toml": "[package]\n", "benches/sort.rs": ""}
    (tool,) = tools_of(repository_in(tmp_path, files))
    assert tool.setup == "rustup toolchain install nightly --profile minimal"
    assert tool.command == "cargo +nightly bench --bench sort 2>&1 | tee benchmarks.txt"


def test_a_bench_with_an_odd_name_is_not_written(tmp_path: Path) -> None:
    files = {**CARGO, "benches/a;id.rs": "", "benches/$(id).rs": "", "benches/-v.rs": ""}
    (tool,) = tools_of(repository_in(tmp_path, files))
    assert tool.command == "cargo bench --bench sort"


@pytest.mark.parametrize(
    ("path", "settings", "results"),
    [
        ("asv.conf.json", "{}", "results"),
        ("asv_bench/asv.conf.json", "{}", "asv_bench/results"),
        ("asv.conf.json", '{\n    "results_dir": ".asv/results",\n}', ".asv/results"),
        ("benchmarks/asv.conf.json", '{\n "results_dir" : "../out"}', "out"),
        ("asv.conf.json", '{\n    // "results_dir": "other",\n}', "results"),
        ("asv.conf.json", '{\n "results_dir": "$(id)"}', "results"),
    ],
)
def test_asv_is_run_with_its_own_settings(
    path: str, settings: str, results: str, tmp_path: Path
) -> None:
    (tool,) = tools_of(repository_in(tmp_path, {path: settings}))
    assert (tool.name, tool.seen, tool.results) == ("asv", path, results)
    assert f"asv --config {path} run --python=same" in tool.command
    assert tool.setup == "python -m pip install asv"


def test_every_tool_is_seen_in_a_repository_of_several(tmp_path: Path) -> None:
    repository = repository_in(tmp_path, {**GO, **CARGO, **PYTEST, "asv.conf.json": "{}"})
    names = [tool.name for tool in tools_of(repository)]
    assert names == ["pytest-benchmark", "asv", "go test -bench", "criterion"]


def test_an_example_says_that_it_is_one() -> None:
    assert "put your own benchmarks in its place" in example().note


@pytest.mark.parametrize(
    ("version", "written"),
    [
        ("^4.1.0", "--outputJson=results.json"),
        ("~3.2", "--outputJson=results.json"),
        ("^5.0.0", "--reporter=json --outputFile=results.json"),
        ("latest", "--reporter=json --outputFile=results.json"),
    ],
)
def test_vitest_writes_json_as_its_version_does(version: str, written: str, tmp_path: Path) -> None:
    files = {"package.json": f'{{"devDependencies": {{"vitest": "{version}"}}}}'}
    (tool,) = tools_of(repository_in(tmp_path, {**files, "src/sort.bench.ts": ""}))
    assert (tool.name, tool.seen, tool.setup) == (
        "vitest bench",
        "src/sort.bench.ts",
        "npm install",
    )
    assert tool.command == f"npx vitest bench --run {written}"
    assert tools_of(repository_in(tmp_path, files)) == []
