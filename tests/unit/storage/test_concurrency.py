"""Eight processes save into one store while others read it: nothing is lost, nothing is torn."""

import multiprocessing
import os
from datetime import timedelta
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from queue import Empty
from typing import Any

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run

WRITERS = 8
RUNS_EACH = 25
POINTS = 40
PATIENCE = 50.0


def the_run(number: int) -> Run:
    """Return the run of that number: its points say the number too, so that a torn one shows."""
    points = [a_point(f"p{place}", t=float(number)) for place in range(POINTS)]
    return a_run(*points, id=f"run-{number:04}", timestamp=NOON + timedelta(seconds=number))


def is_whole(run: Run) -> bool:
    return run == the_run(int(run.id.removeprefix("run-")))


def write(folder: str, writer: int, start: Barrier) -> None:
    store = Store(folder)
    start.wait(PATIENCE)
    for step in range(RUNS_EACH):
        store.save(the_run(step * WRITERS + writer))
    store.set_baseline(the_run(writer).id, name=f"writer-{writer}")


def write_the_same(folder: str, start: Barrier) -> None:
    store = Store(folder)
    start.wait(PATIENCE)
    for number in range(RUNS_EACH):
        store.save(the_run(number))


def read(folder: str, start: Barrier, done: Event, answers: Any) -> None:
    """Read until told to stop; answer how often, what was not whole, and whether runs got lost."""
    store = Store(folder)
    start.wait(PATIENCE)
    rounds, most, lost = 0, 0, 0
    torn: list[str] = []
    last = False
    while not last:
        last = done.is_set()
        latest = store.latest()
        runs = store.list_runs()
        torn += [run.id for run in [*runs, *([latest] if latest else [])] if not is_whole(run)]
        lost += len(runs) < most or bool(latest and runs and runs[0].id < latest.id)
        most = max(most, len(runs))
        rounds += 1
    answers.put((rounds, most, torn, lost))


def test_no_run_is_lost_and_no_reader_sees_half_of_one(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    readers = 2
    start, done = context.Barrier(WRITERS + readers), context.Event()
    answers = context.Queue()
    reading = [
        context.Process(daemon=True, target=read, args=(str(folder), start, done, answers))
        for _ in range(readers)
    ]
    writing = [
        context.Process(daemon=True, target=write, args=(str(folder), writer, start))
        for writer in range(WRITERS)
    ]
    try:
        for process in (*reading, *writing):
            process.start()
        for process in writing:
            process.join(PATIENCE)
        done.set()
        said = []
        for _ in reading:
            try:
                said.append(answers.get(timeout=PATIENCE))
            except Empty:
                said.append((0, 0, ["a reader failed"], 0))
        for process in reading:
            process.join(PATIENCE)
        codes = [process.exitcode for process in (*reading, *writing)]
    finally:
        for process in (*reading, *writing):
            if process.is_alive():
                process.kill()

    assert codes == [0] * (WRITERS + readers)
    everything = WRITERS * RUNS_EACH
    for rounds, most, torn, lost in said:
        assert rounds >= 1
        assert (most, torn, lost) == (everything, [], 0)
    store = Store(folder)
    runs = store.list_runs()
    assert [run.id for run in runs] == [f"run-{number:04}" for number in reversed(range(200))]
    assert all(map(is_whole, runs))
    assert len(os.listdir(folder / "runs")) == everything
    log = (folder / "baselines" / "log.jsonl").read_bytes().splitlines()
    assert len(log) == WRITERS
    for writer in range(WRITERS):
        assert store.get_baseline(f"writer-{writer}") == the_run(writer)


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
