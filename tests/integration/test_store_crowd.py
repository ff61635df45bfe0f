"""A crowd at one store: no run is lost, and whoever reads sees whole files."""

import json
import multiprocessing
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import timedelta
from io import StringIO
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import msgspec

from calibrax.core import Run
from calibrax.errors import RunConflict
from calibrax.storage import Store
from calibrax.storage.temporary import temporary_files
from calibrax.storage.verify import verify
from tests.builders import NOON, a_def, a_point, a_run

WRITERS, RUNS_EACH = 16, 50
EVERYTHING = 1 + WRITERS * RUNS_EACH
OLD = 400
RIVALS, IDS = 8, 40
POINTS = 8
PATIENCE = 100.0
CONTEXT = multiprocessing.get_context("spawn")


def the_run(number: int) -> Run:
    """Return the run of that number: its points say the number too, so that a torn one shows.

    Those below 0 are of another suite, and older than the others.
    """
    points = [a_point(f"p{place}", t=1.0, number=number) for place in range(POINTS)]
    defs = (a_def("t"), a_def("number", direction="info"))
    time = NOON + timedelta(seconds=number)
    suite = "main" if number >= 0 else "old"
    return a_run(*points, id=f"run-{number:04}", timestamp=time, defs=defs, suite=suite)


def is_whole(run: Run) -> bool:
    return run == the_run(int(run.id.removeprefix("run-")))


def ingest(folder: Path, writer: int, start: Barrier) -> None:
    """Ingest this writer's runs, each from a file, and make the last a baseline of its own."""
    results = folder.parent / f"{writer}.json"
    start.wait(PATIENCE)
    for step in range(RUNS_EACH):
        run = the_run(1 + step * WRITERS + writer)
        results.write_bytes(msgspec.json.encode(run))
        Store(folder).ingest(results)
    Store(folder).set_baseline(run.id, f"writer-{writer}")


def calibrax(folder: Path, *words: str) -> tuple[int, str]:
    """Run a command in this process; any error ends the process."""
    from calibrax.cli import main

    shown = StringIO()
    with redirect_stdout(shown):
        code = main.main(args=[*words, "--data", str(folder)], standalone_mode=False)
    return (code if isinstance(code, int) else 0), shown.getvalue()


def judge(folder: Path, seen: int) -> int:
    code, shown = calibrax(folder, "check")
    assert code == 0, shown
    assert shown.startswith("PASS")
    return seen


def trend(folder: Path, seen: int) -> int:
    code, shown = calibrax(folder, "trend", "--metric", "number", "--point", "p3", "--json")
    values = [each["value"] for each in json.loads(shown)["points"]]
    assert code == 0
    assert values == sorted(set(values))
    return len(values)


def promote(folder: Path, seen: int) -> int:
    assert calibrax(folder, "baseline", "--reason", "newer")[0] == 0
    baseline = Store(folder).get_baseline()
    assert baseline
    assert is_whole(baseline)
    return seen + 1


def prune(folder: Path, seen: int) -> int:
    """Let each run that is written push out an old one, once all would be too many."""
    code, shown = calibrax(folder, "store", "prune", "--keep", str(EVERYTHING))
    told = re.match(r"Removed (\d+) runs? from ", shown)
    assert code == 0
    assert told, shown
    return seen + int(told[1])


def check_files(folder: Path, seen: int) -> int:
    flaws = [each for each in verify(folder) if each.is_flaw]
    assert flaws == [], flaws
    return seen


def read(folder: Path, seen: int) -> int:
    store = Store(folder)
    latest = store.latest()
    runs = store.list_runs()
    assert latest
    assert is_whole(latest)
    assert all(map(is_whole, runs))
    assert latest.id <= runs[0].id
    return sum(run.suite == "main" for run in runs)


BESIDE = (judge, trend, promote, prune, check_files, read)


def beside(
    what: Callable[[Path, int], int], folder: Path, start: Barrier, done: Event, answers: Any
) -> None:
    """Do one thing again and again until all is written; what was seen never becomes less."""
    start.wait(PATIENCE)
    seen, rounds, last = 0, 0, False
    while not last:
        last = done.is_set()
        now = what(folder, seen)
        assert now >= seen
        seen = now
        rounds += 1
        sleep(0.02)
    answers.put((what.__name__, rounds, seen))


def finish(
    processes: Sequence[BaseProcess], until: float, others: Sequence[BaseProcess] = ()
) -> set[int | None]:
    """Wait for processes and return their exit codes.

    All, with the others beside them, are ended when the time is up or one of them has failed.
    """
    while waiting := [each for each in processes if each.is_alive()]:
        neighbours = [each for each in others if each.is_alive()]
        if monotonic() > until or any(each.exitcode for each in (*processes, *others)):
            for each in (*processes, *others):
                each.kill()
            break
        wait([each.sentinel for each in (*waiting, *neighbours)], max(0.0, until - monotonic()))
    for each in processes:
        each.join()
    return {each.exitcode for each in processes}


def test_sixteen_writers_with_readers_promotions_and_pruning_beside(tmp_path: Path) -> None:
    folder = tmp_path / "benchmark-data"
    for number in range(-OLD, 1):
        Store(folder).save(the_run(number))
    Store(folder).set_baseline("run-0000")
    start, done = CONTEXT.Barrier(WRITERS + len(BESIDE)), CONTEXT.Event()
    answers = CONTEXT.SimpleQueue()
    writing: list[BaseProcess] = [
        CONTEXT.Process(daemon=True, target=ingest, args=(folder, writer, start))
        for writer in range(WRITERS)
    ]
    others: list[BaseProcess] = [
        CONTEXT.Process(daemon=True, target=beside, args=(what, folder, start, done, answers))
        for what in BESIDE
    ]
    for process in (*writing, *others):
        process.start()
    until = monotonic() + PATIENCE
    assert finish(writing, until, others) == {0}
    done.set()
    assert finish(others, until) == {0}

    told = {name: (rounds, seen) for name, rounds, seen in (answers.get() for _ in BESIDE)}
    assert min(rounds for rounds, _ in told.values()) >= 2
    assert told["read"][1] == told["trend"][1] == EVERYTHING
    assert told["prune"][1] == OLD
    runs = Store(folder).list_runs()
    assert [run.id for run in runs] == [f"run-{place:04}" for place in reversed(range(EVERYTHING))]
    assert all(map(is_whole, runs))
    assert len(os.listdir(folder / "runs")) == EVERYTHING
    log = (folder / "baselines" / "log.jsonl").read_bytes().splitlines()
    assert len(log) == 1 + told["promote"][1] + WRITERS
    assert len(Store(folder).baselines()) == 1 + WRITERS
    assert temporary_files(str(folder)) == []
    assert verify(folder) == []


def test_real_commands_at_once_some_with_the_same_run(tmp_path: Path) -> None:
    places = [*range(12), *range(4)]
    for place in range(12):
        (tmp_path / f"{place}.json").write_bytes(msgspec.json.encode(the_run(place)))
    command = [sys.executable, "-m", "calibrax", "ingest", "--input"]
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    quiet = subprocess.DEVNULL
    writers = [
        subprocess.Popen(
            [*command, f"{place}.json"], cwd=tmp_path, env=environ, stdout=quiet, stderr=quiet
        )
        for place in places
    ]
    assert [writer.wait(PATIENCE) for writer in writers] == [0] * len(places)
    runs = Store(tmp_path / "benchmark-data").list_runs()
    assert [run.points for run in runs] == [the_run(place).points for place in range(11, -1, -1)]
    assert len(os.listdir(tmp_path / "benchmark-data" / "runs")) == 12
    assert verify(tmp_path / "benchmark-data") == []


def compete(folder: Path, writer: int, together: Barrier, answers: Any) -> None:
    """Save each id with a content of this writer's own, at the same moment as all others."""
    won = []
    for number in range(IDS):
        run = msgspec.structs.replace(the_run(number), commit=f"writer{writer}")
        together.wait(PATIENCE)
        try:
            Store(folder).save(run)
        except RunConflict:
            continue
        won.append(number)
    answers.put((writer, won))


def test_of_many_who_save_one_id_with_different_contents_one_wins(tmp_path: Path) -> None:
    folder = tmp_path / "benchmark-data"
    together, answers = CONTEXT.Barrier(RIVALS), CONTEXT.SimpleQueue()
    rivals: list[BaseProcess] = [
        CONTEXT.Process(daemon=True, target=compete, args=(folder, writer, together, answers))
        for writer in range(RIVALS)
    ]
    for rival in rivals:
        rival.start()
    assert finish(rivals, monotonic() + PATIENCE) == {0}
    won = [
        (number, f"writer{writer}")
        for writer, each in (answers.get() for _ in rivals)
        for number in each
    ]
    stored = [(place, run.commit) for place, run in enumerate(reversed(Store(folder).list_runs()))]
    assert sorted(won) == stored
    assert len(stored) == IDS
    assert verify(folder) == []


def remove(folder: Path, start: Barrier, done: Event) -> None:
    """Let the store shrink in small steps."""
    start.wait(PATIENCE)
    for keep in range(290, 9, -10):
        assert calibrax(folder, "store", "prune", "--keep", str(keep))[0] == 0
    done.set()


def look(folder: Path, start: Barrier, done: Event) -> None:
    """Read all that shrinks; a run that went meanwhile is no error."""
    start.wait(PATIENCE)
    while not done.is_set():
        judge(folder, 0)
        trend(folder, 0)
        read(folder, 0)
        check_files(folder, 0)


def test_readers_while_runs_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "benchmark-data"
    store = Store(folder)
    for number in range(300):
        store.save(the_run(number))
    store.set_baseline("run-0005")
    start, done = CONTEXT.Barrier(3), CONTEXT.Event()
    processes: list[BaseProcess] = [
        CONTEXT.Process(daemon=True, target=target, args=(folder, start, done))
        for target in (remove, look, look)
    ]
    for process in processes:
        process.start()
    assert finish(processes, monotonic() + PATIENCE) == {0}
    left = [*range(299, 289, -1), 5]
    assert [run.id for run in store.list_runs()] == [f"run-{place:04}" for place in left]
