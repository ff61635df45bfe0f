"""Four processes save the same runs at once: each is one whole file."""

import multiprocessing
import os
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run

RUNS_EACH = 25
POINTS = 40
PATIENCE = 50.0


def the_run(number: int) -> Run:
    """Return the run of that number: its points say the number too, so that a torn one shows."""
    points = [a_point(f"p{place}", t=float(number)) for place in range(POINTS)]
    return a_run(*points, id=f"run-{number:04}", timestamp=NOON + timedelta(seconds=number))


def is_whole(run: Run) -> bool:
    return run == the_run(int(run.id.removeprefix("run-")))


def write_the_same(folder: str, start: Barrier) -> None:
    store = Store(folder)
    start.wait(PATIENCE)
    for number in range(RUNS_EACH):
        store.save(the_run(number))


def test_the_same_runs_saved_at_once_are_each_one_file(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(4)
    writing = [
        context.Process(daemon=True, target=write_the_same, args=(str(folder), start))
        for _ in range(4)
    ]
    for process in writing:
        process.start()
    for process in writing:
        process.join(PATIENCE)
    assert [process.exitcode for process in writing] == [0, 0, 0, 0]
    runs = Store(folder).list_runs()
    assert [run.id for run in runs] == [f"run-{number:04}" for number in reversed(range(RUNS_EACH))]
    assert all(map(is_whole, runs))
    assert len(os.listdir(folder / "runs")) == RUNS_EACH
