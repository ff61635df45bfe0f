"""The histories: hyper and avalanchego as they were recorded, and code that never changes."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Suite(NamedTuple):
    """Runs of the same benchmarks on the same kind of machine, oldest first.

    A run holds a positive value for each metric that it measured. ``sign`` is -1 where higher
    values are better. ``changing`` tells whether the code under test changed meanwhile.
    """

    name: str
    runs: tuple[Mapping[str, float], ...]
    changing: bool
    sign: Mapping[str, int] = {}


def hyper(path: Path) -> Suite:
    """Read hyper's history on hosted runners: one run a commit, lower is better."""
    runs: dict[str, dict[str, float]] = defaultdict(dict)
    for row in _rows(path):
        runs[row["commit"]][row["bench"]] = float(row["value"])
    return Suite("hyper", tuple(runs.values()), changing=True)


def avalanchego(path: Path) -> list[Suite]:
    """Read avalanchego's history on self-hosted runners: each benchmark is a suite of 5 metrics."""
    suites: dict[str, dict[tuple[str, str], dict[str, float]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for row in _rows(path):
        benchmark, _, metric = row["bench"].rpartition(" - ")
        suites[benchmark][row["date"], row["commit"]][metric] = float(row["value"])
    sign = {"mgas/s": -1}
    return [
        Suite("avalanchego", tuple(runs.values()), changing=True, sign=sign)
        for runs in suites.values()
    ]


def container(path: Path) -> tuple[Mapping[str, tuple[float, ...]], ...]:
    """Read the samples of each process, by benchmark, of code that never changes."""
    processes: dict[str, dict[str, tuple[float, ...]]] = defaultdict(dict)
    for row in _rows(path):
        processes[row["run"]][row["bench"]] = tuple(map(float, row["samples_s"].split()))
    return tuple(processes.values())


def one_value_each(processes: tuple[Mapping[str, tuple[float, ...]], ...]) -> Suite:
    """Return a suite in which each process is a run, and a metric the median of its samples."""
    runs = tuple({name: median(values) for name, values in each.items()} for each in processes)
    return Suite("container A/A", runs, changing=False)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))
