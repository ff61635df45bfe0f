"""Say how good ``calibrax ab`` is: trials from recordings, and self-tests of this machine."""

import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import reduce
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

import click

from evaluation import recording, suites, trials
from evaluation.self_tests import SelfTest, sessions
from evaluation.trials import Count, Process


class Chosen(NamedTuple):
    """What is asked for; ``session`` is a recording to replay, or where a new one is kept.

    ``block`` is how many processes in a row of a recording stay together in a trial.
    """

    data: Path
    session: Path | None
    minutes: float
    trials: int
    block: int
    self_tests: int
    seed: int


class Found(NamedTuple):
    """The counts of a recording by the way to measure, and what is known of the recording."""

    title: str
    facts: str
    counts: dict[str, Count]


def recorded(chosen: Chosen) -> list[Found]:
    """Count the trials of a session on this machine, and of the container's."""
    with tempfile.TemporaryDirectory() as folder:
        session = chosen.session or Path(folder, "session.csv")
        if not session.is_file():
            recording.record(session, chosen.minutes, chosen.block)
        found = [_counted("A/A session", recording.facts(session), session, chosen)]
    container = chosen.data / "container-aa.csv"
    if container.is_file():
        found.append(_counted("container A/A", "a container on a busy machine", container, chosen))
    else:
        print(
            f"skipped {container.name}: {chosen.data} does not hold it (--data FOLDER)",
            file=sys.stderr,
        )
    return found


def self_tests(chosen: Chosen) -> list[SelfTest]:
    """Run the self-tests of this machine."""
    with click.progressbar(
        sessions(chosen.self_tests, chosen.seed), chosen.self_tests, "self-tests", file=sys.stderr
    ) as bar:
        return list(bar)


def plain(found: Sequence[Found], tests: Sequence[SelfTest]) -> dict[str, Any]:
    """Return all counts, as JSON holds them."""
    return {
        **{
            each.title: {way: count._asdict() for way, count in each.counts.items()}
            for each in found
        },
        "self-tests": [each._asdict() for each in tests],
    }


def _counted(title: str, facts: str, path: Path, chosen: Chosen) -> Found:
    processes = suites.container(path)
    counts = _trials(title, processes, chosen)
    about = f"{facts}; {len(processes)} processes x {len(processes[0])} metrics"
    return Found(title, about, counts)


def _trials(title: str, processes: Sequence[Process], chosen: Chosen) -> dict[str, Count]:
    """Count the trials of a recording on all cores, each metric slowed as often as the others."""
    number = chosen.trials
    seeds = [f"{chosen.seed} {place}" for place in range(number)]
    with ProcessPoolExecutor() as pool:
        results = pool.map(
            trials.trial,
            repeat(processes),
            repeat(chosen.block),
            seeds,
            range(number),
            chunksize=25,
        )
        with click.progressbar(results, number, title, file=sys.stderr) as bar:
            return reduce(_both, bar)


def _both(one: dict[str, Count], other: dict[str, Count]) -> dict[str, Count]:
    return {way: count.plus(other[way]) for way, count in one.items()}
