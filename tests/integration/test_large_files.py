"""A file of many benchmarks is read within five times its size of memory, whatever wrote it."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from calibrax.readers.document import Document
from tests.measured import unmeasured

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the peak of a process is read from /proc"
)

DATA = Path(__file__).resolve().parents[1] / "data"
SIZE = 20_000_000
LIMIT = 5.0
# the resource module would count the parent in, of which the process is a copy at first
READ = """
import sys
from pathlib import Path
from calibrax.readers.inputs import read_input
source = read_input(sys.argv[1], sys.argv[2])
peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
print(len(source.reading.points), int(peak) * 1024)
"""
NAMES = ("name", "fullname", "benchmark", "command", "run_name", "FullName", "Task name", "alias")


def renamed(value: Any, number: int) -> Any:
    """Return an entry of a file under another name."""
    if isinstance(value, list):
        return [renamed(each, number) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{each} {number}" if key in NAMES and isinstance(each, str) else renamed(each, number)
        for key, each in value.items()
    }


def of_json(file: str, *place: str | int) -> bytes:
    """Return a real file whose list of benchmarks, at a place in it, is as long as it has to be."""
    whole = Document(file, (DATA / file).read_bytes()).json
    parent = whole
    for key in place:
        parent = parent[key]
    pieces, length = [], 0
    for number in count():
        for item in parent:
            pieces.append(renamed(item, number))
            length += len(json.dumps(pieces[-1]))
        if length > SIZE:
            break
    parent[:] = pieces
    return json.dumps(whole).encode()


def of_text(file: str, name: str) -> bytes:
    """Return a real file whose lines stand in it again and again, of other benchmarks each time."""
    text = (DATA / file).read_text(encoding="utf-8")
    pieces, length = [], 0
    for number in count():
        pieces.append(re.sub(name, rf"\g<0>{number}_", text, flags=re.MULTILINE))
        length += len(pieces[-1])
        if length > SIZE:
            return "".join(pieces).encode()
    raise AssertionError


GROWN: dict[str, Callable[[], bytes]] = {
    "pytest-benchmark": lambda: of_json("pytest-benchmark/dev_default.json", "benchmarks"),
    "pyperf": lambda: of_json("pyperf/real_suite.json.gz", "benchmarks"),
    "hyperfine": lambda: of_json("hyperfine/dev_two.json", "results"),
    "google-benchmark": lambda: of_json("google-benchmark/dev_reps.json", "benchmarks"),
    "go": lambda: of_text("gobench/dev_mem_count3.txt", r"^Benchmark[A-Z]"),
    "cargo-bench": lambda: of_text("cargobench/dev_libtest.txt", r"^test tests::"),
    "jmh": lambda: of_json("jmh/params.json"),
    "mitata": lambda: of_json("mitata/dev.json", "benchmarks"),
    "tinybench": lambda: of_json("tinybench/v6_samples.json"),
    "vitest": lambda: of_json("vitest/dev.json", "files", 0, "groups", 0, "benchmarks"),
}


# a line of 150 characters that is a benchmark of its own takes more than five times its length,
# whoever reads it; a file of 100 MB has that many values and not that many benchmarks
TINY = {"hyperfine": 7.5, "go": 10.5, "cargo-bench": 9.5, "mitata": 7.0}


def peak(path: Path, format: str) -> tuple[int, int]:
    """Return how many benchmarks a process finds in a file, and the memory that it takes, in B."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), format],
        env=unmeasured(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    points, memory = done.stdout.split()
    return int(points), int(memory)


def memory_per_byte(large: Path, format: str, benchmarks: int) -> float:
    """Return how many times its size reading a file takes in memory."""
    small = large.with_name("small")
    small.write_text('{"points": [{"name": "a", "scenario": "a", "metrics": {"t": {"value": 1}}}]}')
    _, alone = peak(small, "auto")
    points, memory = peak(large, format)
    assert points >= benchmarks
    return (memory - alone) / large.stat().st_size


@pytest.mark.parametrize("format", GROWN)
def test_a_large_file_is_read_within_five_times_its_size(format: str, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(GROWN[format]())
    assert memory_per_byte(large, format, benchmarks=1000) <= TINY.get(format, LIMIT)


def test_many_repeats_of_a_benchmark_are_read_within_five_times_their_size(tmp_path: Path) -> None:
    text = (DATA / "gobench/dev_mem_count3.txt").read_text(encoding="utf-8")
    large = tmp_path / "large"
    head, first, results = text.partition("Benchmark")
    results, last, tail = (first + results).rpartition("PASS")
    large.write_text(head + results * (SIZE // len(results)) + last + tail)
    assert memory_per_byte(large, "go", benchmarks=3) <= LIMIT


def test_many_runs_of_a_command_are_read_within_five_times_their_size(tmp_path: Path) -> None:
    whole = json.loads((DATA / "hyperfine/dev_two.json").read_bytes())
    for result in whole["results"]:
        result["times"] *= SIZE // 50
        result["exit_codes"] *= SIZE // 50
    large = tmp_path / "large"
    large.write_text(json.dumps(whole))
    assert memory_per_byte(large, "hyperfine", benchmarks=2) <= LIMIT
