"""Replay histories by the rules of check and by those of other tools, and print what each does.

With ``--ab``: how good is ``calibrax ab``? Prints Markdown, one table for each data set;
docs/verdicts.md holds them.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click
from evaluation import ab, ab_table, processes, replay, suites, synthetic, table, trials
from evaluation.counts import Count, total

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "noise"


class Task(NamedTuple):
    """A data set: what to count at each of its moments."""

    title: str
    moments: list[Callable[[], dict[str, Count]]]


def main() -> int:
    """Count every data set on all cores; skip what is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the recorded histories")
    parser.add_argument(
        "--synthetic", action="store_true", help="a made-up suite of 60 metrics, and nothing else"
    )
    parser.add_argument("--runs", type=int, default=640, help="runs of a made-up suite")
    parser.add_argument("--seeds", type=int, default=4, help="made-up suites")
    parser.add_argument("--ab", action="store_true", help="calibrax ab, and nothing else")
    parser.add_argument(
        "--session",
        type=Path,
        help="a recorded A/A session to replay; where it is missing it is recorded to it",
    )
    parser.add_argument("--minutes", type=float, default=8, help="of the session to be recorded")
    parser.add_argument("--trials", type=int, default=2000, help="trials from each recording")
    parser.add_argument(
        "--block", type=int, default=trials.BLOCK, help="processes in a row that trials are made of"
    )
    parser.add_argument("--self-tests", type=int, default=20, help="real sessions of calibrax ab")
    parser.add_argument("--seed", type=int, default=1, help="of the trials and of the self-tests")
    parser.add_argument("--json", action="store_true", help="print the counts")
    chosen = parser.parse_args()
    if chosen.ab:
        return in_turns(chosen)
    tasks = list(made_up(chosen.runs, chosen.seeds) if chosen.synthetic else recorded(chosen.data))
    found = {task.title: counted(task) for task in tasks}
    if chosen.json:
        print(json.dumps({title: table.plain(counts) for title, counts in found.items()}, indent=1))
    else:
        print("\n".join(table.markdown(title, counts) for title, counts in found.items()))
    return 0


def in_turns(chosen: argparse.Namespace) -> int:
    """Count trials and self-tests of calibrax ab."""
    asked = ab.Chosen(
        data=chosen.data,
        session=chosen.session,
        minutes=chosen.minutes,
        trials=chosen.trials,
        block=chosen.block,
        self_tests=chosen.self_tests,
        seed=chosen.seed,
    )
    found, tests = ab.recorded(asked), ab.self_tests(asked)
    print(
        json.dumps(ab.plain(found, tests), indent=1)
        if chosen.json
        else ab_table.markdown(found, tests, asked)
    )
    return 0


def made_up(runs: int, seeds: int) -> Iterator[Task]:
    """Yield the made-up suites, as one data set."""
    title = f"synthetic: {synthetic.METRICS} metrics, {seeds} suites of {runs} runs"
    yield single_values(title, synthetic.suites(runs, seeds))


def recorded(folder: Path) -> Iterator[Task]:
    """Yield the recorded histories that the folder holds."""
    readers: dict[str, Callable[[Path], Iterator[Task]]] = {
        "hyper.csv": hyper,
        "avalanchego.csv": avalanchego,
        "container-aa.csv": container,
    }
    for name, read in readers.items():
        if (folder / name).is_file():
            yield from read(folder / name)
        else:
            print(f"skipped {name}: {folder} does not hold it (--data FOLDER)", file=sys.stderr)


def hyper(path: Path) -> Iterator[Task]:
    """Yield hyper's history."""
    yield single_values("hyper: hosted runners, 27 metrics", [suites.hyper(path)])


def avalanchego(path: Path) -> Iterator[Task]:
    """Yield avalanchego's history."""
    title = "avalanchego: self-hosted runners, 6 suites of 5 metrics"
    yield single_values(title, suites.avalanchego(path))


def container(path: Path) -> Iterator[Task]:
    """Yield the A/A processes, as single values and as samples."""
    samples = suites.container(path)
    title = "container A/A: code that never changes, 8 metrics, one process a run"
    yield single_values(title, [suites.one_value_each(samples)])
    yield Task(
        "container A/A: 10 processes a run, one run after the other",
        [partial(processes.replay, samples, place) for place in processes.moments(samples)],
    )


def single_values(title: str, histories: list[suites.Suite]) -> Task:
    """Return the replay of suites with one value a run."""
    return Task(
        title,
        [
            partial(replay.replay, suite, place)
            for suite in histories
            for place in replay.moments(suite)
        ],
    )


def counted(task: Task) -> dict[str, Count]:
    """Count a data set, with a bar on stderr where that is a terminal."""
    with ProcessPoolExecutor() as pool:
        results = pool.map(_call, task.moments, chunksize=32)
        with click.progressbar(
            results, length=len(task.moments), label=task.title, file=sys.stderr
        ) as bar:
            return total(bar)


def _call(moment: Callable[[], dict[str, Count]]) -> dict[str, Count]:
    return moment()


if __name__ == "__main__":
    sys.exit(main())
