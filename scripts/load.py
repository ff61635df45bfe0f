"""Measure how time and memory grow with what calibrax is given: runs, metrics, samples, findings.

Each load is measured at a hundredth of its size, a tenth, and all of it. What the whole takes above
the tenth is held against what the tenth takes above the hundredth, so that the start does not
count: linear growth is 10 times as much, quadratic growth 100 times. Exits with 1 where it is over
15 times.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from usage import Usage, run

ROUNDS = 3
LIMIT = 15.0
SMALLEST = Usage(cpu=0.05, memory=5.0)
"""Seconds and MB below which a difference cannot be told from the noise of the start."""
SAME = 4.0
"""MB that a load of constant memory may take more at its full size: the names of 20,000 files."""
CALIBRAX = str(Path(sys.executable).with_name("calibrax"))
SERIES = ["--metric", "metric_2", "--point", "suite/bench_007"]


class Load(NamedTuple):
    """A command, given for each round, and the exit code that it ends with.

    The memory of one that is ``constant`` does not depend on the size.
    """

    name: str
    commands: list[list[str]]
    code: int = 0
    constant: bool = False


class Family(NamedTuple):
    """Loads of one kind: their full size, and what they are at a size, given a folder to use."""

    title: str
    size: int
    loads: Callable[[int, Path], Iterator[Load]]


def main() -> int:
    """Measure every family, print a row for each load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path(".bench/load"), help="for the stores")
    work = parser.parse_args().work
    within: list[bool] = []
    for family in FAMILIES:
        sizes = [family.size // 100, family.size // 10, family.size]
        print(f"\n{family.title}")
        print(f"{'':14}" + "".join(f"{f'{size:,}':>9}" for size in sizes) + "   growth", flush=True)
        measured = [measure(family, size, work) for size in sizes]
        for (load, *_), *taken in zip(measured[0], *measured, strict=True):
            within += rows(load, [usage for _, usage in taken])
    print("\nno load grows faster than it may" if all(within) else "\nOVER a limit")
    return 0 if all(within) else 1


def measure(family: Family, size: int, work: Path) -> list[tuple[Load, Usage]]:
    """Return each load of a family and what it takes at a size: the medians of its rounds."""
    folder = work / str(size)
    taken = []
    for load in family.loads(size, folder):
        rounds = [run(command, code=load.code) for command in load.commands]
        taken.append((load, Usage(*map(statistics.median, zip(*rounds, strict=True)))))
    shutil.rmtree(folder)
    return taken


def rows(load: Load, taken: list[Usage]) -> Iterator[bool]:
    """Print how a load's time and memory grow; yield for each whether it is within its limit."""
    print(load.name)
    for unit, smallest, values in zip(("s", "MB"), SMALLEST, zip(*taken, strict=True), strict=True):
        hundredth, tenth, whole = values
        growth = (whole - tenth) / max(tenth - hundredth, smallest)
        within = growth <= LIMIT
        if load.constant and unit == "MB":
            within = whole - hundredth <= SAME
        cells = "".join(f"{value:9.2f}" if unit == "s" else f"{value:9.0f}" for value in values)
        print(f"{unit:>14}{cells} {growth:8.1f}{'' if within else '  OVER'}", flush=True)
        yield within


def make(folder: Path, runs: int, samples: int = 0, **options: float) -> Path:
    """Return a store that was made in a folder; a process of its own makes it."""
    script = Path(__file__).with_name("stores.py")
    given = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    store = folder / "store"
    subprocess.run(
        [sys.executable, script, store, str(runs), str(samples), *given, "--new", str(ROUNDS)],
        check=True,
    )
    return store


def again(*command: str | Path) -> list[list[str]]:
    """Return the same command for every round."""
    return [[CALIBRAX, *map(str, command)]] * ROUNDS


def ingests(store: Path) -> Load:
    """Return the load of storing a further run in every round."""
    new = sorted(Path(f"{store}-new").iterdir())
    return Load(
        "ingest", [[CALIBRAX, "ingest", f"--data={store}", f"--input={each}"] for each in new]
    )


def many_runs(size: int, folder: Path) -> Iterator[Load]:
    """Yield what is done with a store of so many runs of 20 points x 5 metrics."""
    store = make(folder, size, points=20)
    data = f"--data={store}"
    check = "check", data, "--threshold=99%"
    yield Load("check by the noise of 30 runs", again(*check), constant=True)
    yield Load("check --mode fixed", again(*check, "--mode=fixed"), constant=True)
    yield Load("summary", again("summary", data))
    yield Load("trend --n-runs 10", again("trend", data, *SERIES, "--n-runs=10"))
    yield Load("whole trend", again("trend", data, *SERIES))
    yield Load("baseline", again("baseline", data))
    yield ingests(store)


def many_metrics(size: int, folder: Path) -> Iterator[Load]:
    """Yield what is done with runs of so many metrics, 5 to a point."""
    store = make(folder, 12, points=size // 5)
    report = folder / "report.json"
    check = "check", f"--data={store}", "--threshold=99%"
    yield Load("check by the noise of 10 runs", again(*check, f"--report={report}"))
    yield Load("check --mode fixed", again(*check, "--mode=fixed"))
    yield Load("Markdown of the report", again("render", "--format=markdown", report))
    yield Load("summary", again("summary", f"--data={store}"))
    yield ingests(store)


def own_metrics(size: int, folder: Path) -> Iterator[Load]:
    """Yield what is done with runs of so many benchmarks, each with a metric of its own."""
    store = make(folder, 12, points=size, metrics=1, names=size)
    check = "check", f"--data={store}", "--threshold=99%"
    yield Load("check by the noise of 10 runs", again(*check))
    yield Load("summary", again("summary", f"--data={store}"))
    yield ingests(store)


def many_regressions(size: int, folder: Path) -> Iterator[Load]:
    """Yield what is done with a run of so many regressions, 5 to a point."""
    store = make(folder, 12, points=size // 5, slower=2)
    report = folder / "report.json"
    yield Load("check", again("check", f"--data={store}", f"--report={report}"), 1)
    for format in ("markdown", "terminal", "json"):
        yield Load(f"render --format {format}", again("render", f"--format={format}", report))
    yield Load("summary", again("summary", f"--data={store}"))


def many_samples(size: int, folder: Path) -> Iterator[Load]:
    """Yield what is done with runs of so many benchmarks of 1,000 samples."""
    store = make(folder, 2, 1000, points=size, metrics=1)
    check = "check", f"--data={store}", "--threshold=99%"
    yield Load("check by the samples", again(*check))
    yield Load("summary", again("summary", f"--data={store}"))
    yield ingests(store)


FAMILIES = [
    Family("stored runs, each of 20 benchmarks x 5 metrics", 20_000, many_runs),
    Family("metrics of a run", 100_000, many_metrics),
    Family("benchmarks with a metric of their own", 20_000, own_metrics),
    Family("regressions of a run", 5_000, many_regressions),
    Family("benchmarks x 1,000 samples", 1_000, many_samples),
]

if __name__ == "__main__":
    sys.exit(main())
