"""Measure calibrax against bare scripts that do only the unavoidable part of the same work.

Each figure is a ratio of CPU seconds (user and system, as the operating system accounts for a
finished process), the two commands taking turns within one run, so that a slow or busy machine
slows both. Exits with 1 when a limit is exceeded.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from math import inf
from pathlib import Path
from typing import NamedTuple

from usage import run

SERIES = ["--metric", "metric_2", "--point", "suite/bench_150"]

READ_AND_PARSE = (
    "import json, sys, click\nfor path in sys.argv[1:]:\n    json.loads(open(path, 'rb').read())"
)
READ_FOLDER = (
    "import os, sys\nfor name in os.listdir(sys.argv[1]):\n"
    "    open(os.path.join(sys.argv[1], name), 'rb').read()"
)
LOG_TABLE = """
import random, sys, wandb
run = wandb.init(project="bench", dir=sys.argv[1])
columns = ["benchmark", *(f"metric_{place}" for place in range(5))]
rows = [[f"suite/bench_{row}", *(random.uniform(90, 110) for _ in range(5))] for row in range(300)]
run.log({"comparison": wandb.Table(columns=columns, data=rows)})
run.finish()
"""
BOOTSTRAP = """
from statistics import {name}
from calibrax.analysis import bootstrap_ci
values = [100 + place % 7 for place in range(20)]
for seed in range(200):
    bootstrap_ci(values, {name}, n_resamples=1000, seed=seed)
"""
STATISTIC_ALONE = """
from statistics import {name}
values = [100.0 + place % 7 for place in range(20)]
for _ in range(200 * 1000):
    {name}(values)
"""


TURNS = """
import subprocess, sys
for _ in range(int(sys.argv[1])):
    subprocess.run(["cp", "result.json", sys.argv[2]], check=True)
"""
ROUNDS, A_ROUND = 20, 0.05
"""Rounds of an A/B, and the seconds that each may take beside what it measures."""


class Case(NamedTuple):
    """A command, the bare script that it is held against, and its limits.

    ``above`` is how many seconds of CPU the command may take more, whatever the ratio; ``folder``
    is where both run.
    """

    name: str
    command: list[str]
    bare: list[str]
    ratio: float
    memory: float | None = None
    above: float = inf
    folder: Path | None = None


def main() -> int:
    """Make the stores, measure every case, print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path(".bench"), help="folder for the stores")
    parser.add_argument("--rounds", type=int, default=9, help="measurements of each side")
    parser.add_argument("--keep", action="store_true", help="keep the stores for the next time")
    parser.add_argument(
        "--wandb", type=Path, default=Path(sys.executable), help="a Python that has the extra wandb"
    )
    arguments = parser.parse_args()
    print(f"{'case':42} {'ours ms':>8} {'bare ms':>8} {'ratio':>6} {'limit':>6} {'MB':>4}")
    within = [measure(case, arguments.rounds) for case in cases(arguments.work)]
    within.append(measure(in_turns(arguments.work), arguments.rounds))
    within += [measure(case, arguments.rounds) for case in exports(arguments.work, arguments.wandb)]
    within.append(measure_install(arguments.work))
    if not arguments.keep:
        shutil.rmtree(arguments.work, ignore_errors=True)
    print("all within their limits" if all(within) else f"{within.count(False)} over a limit")
    return 0 if all(within) else 1


def cases(work: Path) -> Iterator[Case]:
    """Yield the cases, making each store when it is first needed."""
    python, calibrax = sys.executable, str(Path(sys.executable).with_name("calibrax"))
    bare = [python, "-c", READ_AND_PARSE]
    yield Case("import calibrax", [python, "-c", "import calibrax"], [python, "-c", "pass"], 1.2)
    yield Case("calibrax --help", [calibrax, "--help"], [python, "-c", "import click"], 2)
    for name in ("fmean", "median"):
        ours, alone = BOOTSTRAP.format(name=name), STATISTIC_ALONE.format(name=name)
        label = f"200 bootstraps of {name}, n=20, 1,000 draws"
        yield Case(label, [python, "-c", ours], [python, "-c", alone], 4)
    for label, runs, samples in (("365 runs, 20 samples", 365, 20), ("5000 runs", 5000, 0)):
        data = work / f"{runs}-runs"
        paths = store(data, runs, samples)
        option = ["--data", str(data)]
        check = ["check", "--threshold", "99%"]
        newest, baseline = str(paths[-1]), str(data / "baselines" / "main.json")
        for name, command, files in (
            ("check --mode fixed", [*check, "--mode", "fixed"], [newest, baseline]),
            ("summary", ["summary"], [newest]),
            ("baseline", ["baseline"], [newest]),
            ("trend --n-runs 10", ["trend", *SERIES, "--n-runs", "10"], map(str, paths[-10:])),
        ):
            yield Case(f"{name}, {label}", [calibrax, *command, *option], [*bare, *files], 1.5, 60)
        plain = [calibrax, *check, "--mode", "fixed", *option]
        yield Case(f"check by the noise, {label}", [calibrax, *check, *option], plain, 20, 150, 1)
    whole = [python, "-c", READ_FOLDER, str(data / "runs")]
    yield Case(f"whole trend, {label}", [calibrax, "trend", *SERIES, *option], whole, 3, 150)


def in_turns(work: Path) -> Case:
    """Return the case of an A/A of which each process only copies a file of 8 results."""
    folder = (work / "repository").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    result = {
        "points": [
            {"name": f"bench_{place}", "scenario": "suite", "metrics": {"time": {"value": 1.0}}}
            for place in range(8)
        ],
        "metric_defs": {"time": {"name": "time", "unit": "s", "direction": "lower"}},
    }
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    author = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")
    for command in (("init", "-q"), ("add", "result.json"), (*author, "commit", "-qm", "One")):
        subprocess.run(("git", *command), cwd=folder, check=True)
    sides = ["--base", "HEAD", "--head", "HEAD", "--no-venv"]
    chosen = ["--rounds", str(ROUNDS), "--data", str(folder.with_name("turns"))]
    ours = [str(Path(sys.executable).with_name("calibrax")), "ab", *sides, *chosen]
    processes = 2 * (ROUNDS + 1)  # a warm-up comes first
    bare = [sys.executable, "-c", TURNS, str(processes), str(folder.with_name("copy.json"))]
    return Case(
        f"ab, {ROUNDS} rounds",
        [*ours, "--", "cp", "result.json", "{output}"],
        bare,
        ratio=6,
        above=ROUNDS * A_ROUND,
        folder=folder,
    )


def exports(work: Path, python: Path) -> Iterator[Case]:
    """Yield the case of an offline export, or say that the SDK is not installed."""
    if subprocess.run([python, "-c", "import wandb"], stderr=subprocess.DEVNULL).returncode:
        print(f"export, offline: left out, {python} has no wandb")
        return
    data, kept = work / "2-runs", work / "exported"
    store(data, 2, 0)
    kept.mkdir(exist_ok=True)
    os.environ |= {"WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_DIR": str(kept)}
    command = [str(python), "-m", "calibrax", "export", "--data", str(data), "--project", "bench"]
    bare = [str(python), "-c", LOG_TABLE, str(kept)]
    yield Case("export, offline, 300 points x 5 metrics", command, bare, 2)


def store(data: Path, runs: int, samples: int) -> list[Path]:
    """Return the run files of a store, oldest first.

    A process of its own makes it: the memory of this one would count for those that it starts.
    """
    folder = data / "runs"
    if not folder.is_dir() or len(list(folder.iterdir())) != runs:
        script = Path(__file__).with_name("stores.py")
        subprocess.run([sys.executable, script, data, str(runs), str(samples)], check=True)
    return sorted(folder.iterdir())


def measure(case: Case, rounds: int) -> bool:
    """Print the case's row; tell whether it is within its limits."""
    pairs = [
        (run(case.command, case.folder), run(case.bare, case.folder)) for _ in range(rounds + 1)
    ][1:]
    ratio = statistics.median(ours.cpu / bare.cpu for ours, bare in pairs)
    ours, bare = (statistics.median(pair[side].cpu for pair in pairs) for side in (0, 1))
    memory = max(ours.memory for ours, _ in pairs)
    above = statistics.median(ours.cpu - bare.cpu for ours, bare in pairs)
    within = ratio <= case.ratio and (case.memory is None or memory <= case.memory)
    within = within and above <= case.above
    print(
        f"{case.name:42} {ours * 1e3:8.1f} {bare * 1e3:8.1f} {ratio:6.2f} {case.ratio:6.1f} "
        f"{memory:4.0f}{'' if case.memory is None else f' of {case.memory:.0f}'}"
        f"{'' if within else '  OVER'}",
        flush=True,
    )
    return within


def measure_install(work: Path) -> bool:
    """Print what a plain install brings; tell whether it is at most 4 packages and 10 MB."""
    target = work / "installed"
    project = Path(__file__).resolve().parents[1]
    uv = shutil.which("uv")
    installer = [uv, "pip"] if uv else [sys.executable, "-m", "pip"]
    shutil.rmtree(target, ignore_errors=True)
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
