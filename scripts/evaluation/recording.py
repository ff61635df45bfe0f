"""One long A/A session: commands of code that never changes, each time in a fresh process.

Nothing says which side a process belongs to. Both sides hold the same code, so that each trial may
draw its own order of the sides, as ``calibrax ab`` draws one for each measurement.
"""

import csv
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from calibrax.measure.fingerprint import fingerprint
from evaluation import workloads

COMMANDS = (("sort", "json"), ("loop", "alloc"), ("hash", "compress"), ("copy", "lookup"))
"""The benchmarks of each command; all commands, one after the other, stand for one process."""


def record(path: Path, minutes: float, least: int) -> None:
    """Measure for so long, and write the samples as ``suites.container`` reads them.

    However short the time is, ``least`` processes are measured.
    """
    begin, now = datetime.now(UTC), time.monotonic()
    end = now + 60 * minutes
    output = path.with_name(f"{path.name}.json")
    rows: list[tuple[int, str, str]] = []
    with click.progressbar(length=round(60 * minutes), label="session", file=sys.stderr) as bar:
        run = 0
        while (before := now) < end or run < least:
            for names in COMMANDS:
                rows += [(run, name, samples) for name, samples in _measured(output, names)]
            run += 1
            now = time.monotonic()
            bar.update(round(now) - round(before))
    output.unlink()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {_minute(begin)} to {_minute(datetime.now(UTC))}; {machine()}\n")
        writer = csv.writer(file)
        writer.writerow(("run", "bench", "samples_s"))
        writer.writerows(rows)


def facts(path: Path) -> str:
    """Return when and on what machine a session was recorded, where it says so."""
    with path.open(encoding="utf-8") as file:
        first = file.readline()
    return first.removeprefix("#").strip() if first.startswith("#") else "unknown machine"


def machine() -> str:
    """Return the facts about this machine in one line."""
    known = fingerprint()
    cpu, system = known["cpu"], known["os"]
    return (
        f"{cpu['model']}, {cpu['cores']} cores, {known['memory_gib']} GiB, "
        f"{system['system']}, Python {known['python']}"
    )


def _measured(output: Path, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Run a command and return the samples of its benchmarks."""
    command = [sys.executable, "-I", workloads.__file__, str(output), *names]
    subprocess.run(command, check=True)
    points = json.loads(output.read_bytes())["points"]
    return [
        (point["name"], " ".join(f"{each:.9f}" for each in point["metrics"]["time"]["samples"]))
        for point in points
    ]


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
