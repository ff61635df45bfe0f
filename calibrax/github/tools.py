"""The benchmark tool that a repository uses, and how a workflow runs it."""

import re
from collections.abc import Callable, Collection

import msgspec

from calibrax.github.python_project import files_that_name, pip_install
from calibrax.github.repository import Repository
from calibrax.github.templates import fill

_PYTEST_USE = re.compile(r"def test_\w+\([^)]*\bbenchmark\b|\bimport pytest_benchmark\b")
_GO_BENCHMARK = re.compile(r"^func Benchmark", re.MULTILINE)
_CARGO_BENCH = re.compile(r"(?:[\w./-]*/)?benches/([\w-]+)(?:\.rs|/main\.rs)", re.ASCII)
_GO_LINE = r"(Benchmark\S*?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op"
_CARGO_LINE = r"test (.+?)\s+\.\.\. bench:\s+([\d,.]+) ns/iter"

_PYTHON_PATHS = ("**.py", "pyproject.toml", "setup.*", "**requirements*")
_PYTHON_FOLDERS = ("benchmarks", "bench", "tests", "test")
_ASV = ("asv.conf.json", "benchmarks/asv.conf.json", "asv_bench/asv.conf.json")


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """A benchmark tool as one repository uses it.

    ``seen`` is the file that gave it away. ``setup`` and ``command`` are shell, ``results`` is what
    the command writes, ``paths`` are patterns of the files that benchmarks depend on. ``note`` says
    what is to be known about the command.
    """

    name: str
    seen: str
    paths: tuple[str, ...]
    setup: str = ""
    command: str
    results: str = "results.json"
    note: str = ""


def tools_of(repository: Repository, formats: Collection[str]) -> list[Tool]:
    """Return the benchmark tools that the repository uses.

    ``formats`` are those that calibrax reads; tools whose output it reads as it is come first.
    """
    found = [tool for find in _FINDERS if (tool := find(repository, formats))]
    return sorted(found, key=lambda tool: bool(tool.note))


def example() -> Tool:
    """Return a measurement that works anywhere, for a repository without a known tool."""
    return Tool(
        name="an example",
        seen="",
        paths=("**",),
        command=fill("example.sh"),
        note="it measures how long Python takes to start: put your own benchmarks in its place",
    )


def _pytest_benchmark(repository: Repository, formats: Collection[str]) -> Tool | None:
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


def _asv(repository: Repository, formats: Collection[str]) -> Tool | None:
    config = next((path for path in _ASV if path in repository.files), None)
    if config is None:
        return None
    return Tool(
        name="asv",
        seen=config,
        paths=(*_PYTHON_PATHS, config),
        setup=pip_install(repository, "asv"),
        command=fill("asv.sh", CONFIG=config),
        note="the command turns what asv stored into calibrax's own JSON",
    )


def _go(repository: Repository, formats: Collection[str]) -> Tool | None:
    tests = [path for path in repository.files if path.endswith("_test.go")]
    seen = next((path for path in tests if _GO_BENCHMARK.search(repository.text(path))), None)
    if seen is None or "go.mod" not in repository.files:
        return None
    tool = Tool(
        name="go test -bench",
        seen=seen,
        paths=("**.go", "go.mod", "go.sum"),
        command="go test -run '^$' -bench . -count 6 ./...",
    )
    return _kept(tool) if "gobench" in formats else _converted(tool, _GO_LINE)


def _cargo(repository: Repository, formats: Collection[str]) -> Tool | None:
    manifests = [path for path in repository.files if path.split("/")[-1] == "Cargo.toml"]
    criterion = [path for path in manifests if "criterion" in repository.text(path)]
    benches = {
        path: found[1] for path in repository.files if (found := _CARGO_BENCH.fullmatch(path))
    }
    seen = [*criterion, *benches]
    if "Cargo.toml" not in repository.files or not seen:
        return None
    chosen = "".join(f" --bench {name}" for name in sorted(set(benches.values())))
    if criterion:
        setup, command = "", f"cargo bench{chosen} -- --output-format bencher"
    else:
        setup = "rustup toolchain install nightly --profile minimal"
        command = f"cargo +nightly bench{chosen}"
    tool = Tool(
        name="cargo bench",
        seen=seen[0],
        paths=("**.rs", "**Cargo.toml", "Cargo.lock"),
        setup=setup,
        command=command,
    )
    return _kept(tool) if "cargobench" in formats else _converted(tool, _CARGO_LINE)


def _kept(tool: Tool) -> Tool:
    """Return a tool that prints its results, with these in a file."""
    command = f"{tool.command} | tee benchmarks.txt"
    return msgspec.structs.replace(tool, command=command, results="benchmarks.txt")


def _converted(tool: Tool, line: str) -> Tool:
    """Return a tool that prints its results, with the lines that ``line`` matches as JSON."""
    command = fill("lines.sh", RUN=tool.command, PATTERN=line)
    note = "calibrax does not read its output yet, so the command turns the times into JSON"
    return msgspec.structs.replace(tool, command=command, note=note)


_Finder = Callable[[Repository, Collection[str]], Tool | None]
_FINDERS: tuple[_Finder, ...] = (_pytest_benchmark, _asv, _go, _cargo)
