"""The benchmark tool that a repository uses, and how a workflow runs it."""

import posixpath
import re
from collections.abc import Callable

import msgspec

from calibrax.github.python_project import files_that_name, pip_install
from calibrax.github.repository import Repository
from calibrax.github.templates import fill

_PYTEST_USE = re.compile(r"def test_\w+\([^)]*\bbenchmark\b|\bimport pytest_benchmark\b")
_GO_BENCHMARK = re.compile(r"^func Benchmark", re.MULTILINE)
_CARGO_BENCH = re.compile(r"(?:[\w./-]*/)?benches/(\w[\w-]*)(?:\.rs|/main\.rs)", re.ASCII)
_JS_BENCH = re.compile(r"(?:\w[\w./-]*/)?\w[\w.-]*\.(?:bench|benchmark)\.[cm]?[jt]sx?", re.ASCII)
_VITEST = re.compile(r'"vitest"\s*:\s*"(?:[^\d"]*(\d+))?')
_RESULTS_DIR = re.compile(r'^\s*"results_dir"\s*:\s*"([\w./-]+)"', re.MULTILINE | re.ASCII)

_PYTHON_PATHS = ("**.py", "pyproject.toml", "setup.*", "**requirements*")
_PYTHON_FOLDERS = ("benchmarks", "bench", "tests", "test")
_ASV = ("asv.conf.json", "benchmarks/asv.conf.json", "asv_bench/asv.conf.json")


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """A benchmark tool as one repository uses it.

    ``seen`` is the file that gave it away. ``setup`` and ``command`` are shell, ``results`` is what
    the command writes, ``paths`` are patterns of the files that benchmarks depend on. ``in_turns``
    is the command for many short measurements in turns, where that is another one. ``note`` says
    what is to be known about the command.
    """

    name: str
    seen: str
    paths: tuple[str, ...]
    setup: str = ""
    command: str
    in_turns: str = ""
    results: str = "results.json"
    note: str = ""


def tools_of(repository: Repository) -> list[Tool]:
    """Return the benchmark tools that the repository uses."""
    return [tool for find in _FINDERS if (tool := find(repository))]


def example() -> Tool:
    """Return a measurement that works anywhere, for a repository without a known tool."""
    return Tool(
        name="an example",
        seen="",
        paths=("**",),
        command=fill("example.sh"),
        note="it measures how long Python takes to start: put your own benchmarks in its place",
    )


def _pytest_benchmark(repository: Repository) -> Tool | None:
    used = [
        path
        for path in repository.files
        if path.split("/")[0] in _PYTHON_FOLDERS and path.endswith(".py")
        if _PYTEST_USE.search(repository.text(path))
    ]
    seen = [*files_that_name(repository, "pytest-benchmark"), *used]
    if not seen:
        return None
    folders = {path.split("/")[0] for path in used or repository.files if "/" in path}
    folder = next((folder for folder in _PYTHON_FOLDERS if folder in folders), ".")
    return Tool(
        name="pytest-benchmark",
        seen=seen[0],
        paths=_PYTHON_PATHS,
        setup=pip_install(repository, "pytest-benchmark"),
        command=f"python -m pytest {folder} --benchmark-only --benchmark-json=results.json",
    )


def _asv(repository: Repository) -> Tool | None:
    config = next((path for path in _ASV if path in repository.files), None)
    if config is None:
        return None
    named = _RESULTS_DIR.search(repository.text(config))
    results = posixpath.join(posixpath.dirname(config), named[1] if named else "results")
    return Tool(
        name="asv",
        seen=config,
        paths=(*_PYTHON_PATHS, config),
        setup=pip_install(repository, "asv"),
        command=(
            f"asv --config {config} machine --yes\n"
            f'asv --config {config} run --python=same --set-commit-hash "$(git rev-parse HEAD)"'
        ),
        results=posixpath.normpath(results),
    )


def _go(repository: Repository) -> Tool | None:
    tests = [path for path in repository.files if path.endswith("_test.go")]
    seen = next((path for path in tests if _GO_BENCHMARK.search(repository.text(path))), None)
    if seen is None or "go.mod" not in repository.files:
        return None
    return Tool(
        name="go test -bench",
        seen=seen,
        paths=("**.go", "go.mod", "go.sum"),
        command="go test -run '^$' -bench . -count 6 ./... | tee benchmarks.txt",
        in_turns="go test -run '^$' -bench . ./... | tee benchmarks.txt",
        results="benchmarks.txt",
    )


def _cargo(repository: Repository) -> Tool | None:
    manifests = [path for path in repository.files if path.split("/")[-1] == "Cargo.toml"]
    criterion = [path for path in manifests if "criterion" in repository.text(path)]
    benches = {
        path: found[1] for path in repository.files if (found := _CARGO_BENCH.fullmatch(path))
    }
    seen = [*criterion, *benches]
    if "Cargo.toml" not in repository.files or not seen:
        return None
    chosen = "".join(f" --bench {name}" for name in sorted(set(benches.values())))
    paths = ("**.rs", "**Cargo.toml", "Cargo.lock")
    if criterion:
        return Tool(
            name="criterion",
            seen=seen[0],
            paths=paths,
            command=f"cargo bench{chosen}",
            results="target/criterion",
        )
    return Tool(
        name="cargo bench",
        seen=seen[0],
        paths=paths,
        setup="rustup toolchain install nightly --profile minimal",
        command=f"cargo +nightly bench{chosen} 2>&1 | tee benchmarks.txt",
        results="benchmarks.txt",
    )


def _vitest(repository: Repository) -> Tool | None:
    seen = next((path for path in repository.files if _JS_BENCH.fullmatch(path)), None)
    package = "package.json"
    version = package in repository.files and _VITEST.search(repository.text(package))
    if seen is None or not version:
        return None
    before_5 = version[1] is not None and int(version[1]) < 5
    written = "--outputJson" if before_5 else "--reporter=json --outputFile"
    locked = "package-lock.json" in repository.files
    return Tool(
        name="vitest bench",
        seen=seen,
        paths=("**.js", "**.ts", "**.mjs", "**.mts", package, "package-lock.json"),
        setup="npm ci" if locked else "npm install",
        command=f"npx vitest bench --run {written}=results.json",
    )


_Finder = Callable[[Repository], Tool | None]
_FINDERS: tuple[_Finder, ...] = (_pytest_benchmark, _asv, _go, _cargo, _vitest)
