"""Measure calibrax against bare scripts that do only the unavoidable part of the same work.

Each figure is a ratio of CPU seconds (user and system, as the operating system accounts for a
finished process), the two commands taking turns within one run, so that a slow or busy machine
slows both. Exits with 1 when a limit is exceeded.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from calibrax.core import Metric, MetricDef, MetricDirection, Point, Run, run_json
from calibrax.storage.names import run_name

POINTS, METRICS = 300, 5
VARIANTS = 24
START = datetime(2025, 1, 1, tzinfo=UTC)

READ_AND_PARSE = (
    "import json, sys, click\nfor path in sys.argv[1:]:\n    json.loads(open(path, 'rb').read())"
)
READ_FOLDER = (
    "import os, sys\nfor name in os.listdir(sys.argv[1]):\n"
    "    open(os.path.join(sys.argv[1], name), 'rb').read()"
)


class Usage(NamedTuple):
    """CPU seconds and peak memory in MB of one finished process."""

    cpu: float
    memory: float


class Case(NamedTuple):
    """A command, the bare script that it is held against, and its limits."""

    name: str
    command: list[str]
    bare: list[str]
    ratio: float
    memory: float | None = None


def main() -> int:
    """Make the stores, measure every case, print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path(".bench"), help="folder for the stores")
    parser.add_argument("--rounds", type=int, default=9, help="measurements of each side")
    parser.add_argument("--keep", action="store_true", help="keep the stores for the next time")
    arguments = parser.parse_args()
    over = 0
    print(f"{'case':44} {'ours ms':>8} {'bare ms':>8} {'ratio':>6} {'limit':>6} {'MB':>5}")
    try:
        for case in cases(arguments.work):
            over += not measure(case, arguments.rounds)
        over += not measure_install(arguments.work)
    finally:
        if not arguments.keep:
            shutil.rmtree(arguments.work, ignore_errors=True)
    print("all within their limits" if not over else f"{over} over a limit")
    return 1 if over else 0


def cases(work: Path) -> Iterator[Case]:
    """Yield the cases, making each store when it is first needed."""
    python, calibrax = sys.executable, str(Path(sys.executable).with_name("calibrax"))
    yield Case("import calibrax", [python, "-c", "import calibrax"], [python, "-c", "pass"], 1.2)
    yield Case("calibrax --help", [calibrax, "--help"], [python, "-c", "import click"], 2)
    for label, runs, samples in (("365 runs, 20 samples", 365, 20), ("5000 runs", 5000, 0)):
        data = work / f"{runs}-runs"
        paths = make_store(data, runs, samples)
        store = ["--data", str(data)]
        newest, baseline = str(paths[-1]), str(data / "baselines" / "main.json")
        series = ["--metric", "metric_2", "--point", f"suite/bench_{POINTS // 2:03d}"]
        bare = [python, "-c", READ_AND_PARSE]
        for name, verb, files in (
            ("check", ["check", "--threshold", "99%"], [newest, baseline]),
            ("summary", ["summary"], [newest]),
            ("baseline", ["baseline"], [newest]),
            ("trend --n-runs 10", ["trend", *series, "--n-runs", "10"], map(str, paths[-10:])),
        ):
            yield Case(f"{name}, {label}", [calibrax, *verb, *store], [*bare, *files], 1.5, 60)
        if not samples:
            command = [calibrax, "trend", *series, *store]
            yield Case(
                f"whole trend, {label}",
                command,
                [python, "-c", READ_FOLDER, str(data / "runs")],
                3,
                150,
            )


def make_store(data: Path, runs: int, samples: int) -> list[Path]:
    """Return the run files of a store, oldest first; its values are random, from a fixed seed."""
    folder = data / "runs"
    moments = [START + timedelta(hours=each) for each in range(runs)]
    paths = [folder / run_name(moment, f"{place:012x}") for place, moment in enumerate(moments)]
    if not paths[-1].exists():
        shutil.rmtree(data, ignore_errors=True)
        folder.mkdir(parents=True)
        chance = random.Random(len(paths))
        lines = [point_lines(chance, samples) for _ in range(VARIANTS)]
        for place, (path, moment) in enumerate(zip(paths, moments, strict=True)):
            header = run_json.encode(
                Run(id=f"{place:012x}", timestamp=moment, metric_defs=definitions(), points=())
            ).split(b"\n")[0]
            body = b",\n".join(chance.choice(lines)[point] for point in range(POINTS))
            path.write_bytes(header + b"\n" + body + b"\n]}\n")
        (data / "baselines").mkdir()
        shutil.copyfile(paths[-2], data / "baselines" / "main.json")
    return paths


def point_lines(chance: random.Random, samples: int) -> list[bytes]:
    """Return one stored line for each point."""

    def metric() -> Metric:
        value = chance.uniform(90, 110)
        drawn = tuple(chance.gauss(value, 1) for _ in range(samples)) or None
        return Metric(value=value, lower=value * 0.99, upper=value * 1.01, samples=drawn)

    points = tuple(
        Point(
            name=f"suite/bench_{place:03d}",
            scenario="suite",
            tags={"framework": "ours"},
            metrics={f"metric_{each}": metric() for each in range(METRICS)},
        )
        for place in range(POINTS)
    )
    lines = run_json.encode(Run(points=points)).split(b"\n")[1:-2]
    return [line.removesuffix(b",") for line in lines]


def definitions() -> dict[str, MetricDef]:
    """Return the definitions of the metrics."""
    names = [f"metric_{each}" for each in range(METRICS)]
    return {
        name: MetricDef(name=name, unit="ms", direction=MetricDirection.LOWER) for name in names
    }


def measure(case: Case, rounds: int) -> bool:
    """Print the case's row; tell whether it is within its limits."""
    pairs = [(run(case.command), run(case.bare)) for _ in range(rounds + 1)][1:]
    ratio = statistics.median(ours.cpu / bare.cpu for ours, bare in pairs)
    ours, bare = (statistics.median(pair[side].cpu for pair in pairs) for side in (0, 1))
    memory = max(pair[0].memory for pair in pairs)
    within = ratio <= case.ratio and (case.memory is None or memory <= case.memory)
    print(
        f"{case.name:44} {ours * 1e3:8.1f} {bare * 1e3:8.1f} {ratio:6.2f} {case.ratio:6.1f} "
        f"{memory:5.0f}{'' if case.memory is None else f' of {case.memory:.0f}'}"
        f"{'' if within else '  OVER'}",
        flush=True,
    )
    return within


def run(command: Sequence[str]) -> Usage:
    """Run a command to its end and return what it used."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)[:200]}: ended with {process.returncode}")
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Usage(used.ru_utime + used.ru_stime, used.ru_maxrss / scale)


def measure_install(work: Path) -> bool:
    """Print what a plain install brings; tell whether it is at most 4 packages and 10 MB."""
    target = work / "installed"
    project = Path(__file__).resolve().parents[1]
    uv = shutil.which("uv")
    installer = [uv, "pip"] if uv else [sys.executable, "-m", "pip"]
    subprocess.run(
        [*installer, "install", "--quiet", "--target", str(target), str(project)], check=True
    )
    packages = sorted(path.name for path in target.glob("*.dist-info"))
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file()) / 1e6
    within = len(packages) <= 4 and size <= 10
    names = ", ".join(name.removesuffix(".dist-info") for name in packages)
    print(f"install: {len(packages)} packages (of 4), {size:.1f} MB (of 10): {names}")
    return within


if __name__ == "__main__":
    sys.exit(main())
