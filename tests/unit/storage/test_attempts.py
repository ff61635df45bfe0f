"""Further measurements of a run: what is one, what is refused, and that none stands alone."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from calibrax.core import Point, Run
from calibrax.errors import DataError, UsageError
from calibrax.readers.assembly import Overrides, Source
from calibrax.readers.inputs import read_input
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run, an_attempt

Picture = Callable[[], dict[str, bytes | None]]

EPYC = {
    "os": {"name": "Ubuntu", "version": "24.04", "system": "Linux", "machine": "x86_64"},
    "cpu": {"model": "AMD EPYC", "cores": 2},
}
ON_EPYC = "Ubuntu 24.04 x86_64, AMD EPYC, 2 cores"
FIRST = Run(
    points=(a_point("sort", time=1.0), a_point("load", {"n": "8"}, time=2.0)),
    id="first",
    timestamp=NOON,
    commit="c0ffee",
    branch="feature/x",
    suite="nightly",
    machine=ON_EPYC,
    environment=EPYC,
)


@pytest.fixture
def store(folder: Path) -> Store:
    saved = Store(folder)
    saved.save(FIRST)
    return saved


@pytest.fixture
def results(tmp_path: Path) -> Callable[..., list[Source]]:
    """Return a function that writes results as a script would, and returns what they say."""
    written = iter(range(100))

    def write(*points: Point, **header: Any) -> list[Source]:
        path = tmp_path / f"results-{next(written)}.json"
        plain = [point.to_dict() for point in points]
        path.write_text(json.dumps({"points": plain, **header}), encoding="utf-8")
        return [read_input(path)]

    return write


Results = Callable[..., list[Source]]


def sort(time: float) -> Point:
    return a_point("sort", time=time)


def later(hours: int) -> str:
    return (NOON + timedelta(hours=hours)).isoformat()


# --- what an attempt is --------------------------------------------------------------------------


def test_what_the_file_leaves_open_is_as_it_was_for_the_run(store: Store, results: Results) -> None:
    attempt, before = store.ingest_attempt(results(sort(3.0)), FIRST)
    assert not before
    assert attempt == Run(
        points=(sort(3.0),),
        id=attempt.id,
        timestamp=NOON,
        commit="c0ffee",
        branch="feature/x",
        suite="nightly",
        machine=ON_EPYC,
        environment=EPYC,
        metadata={"attempt": 2, "attempt_of": "first"},
    )
    assert store.load(attempt.id) == attempt
    assert store.attempts(FIRST) == (attempt,)


def test_what_the_file_states_of_the_same_measurement_is_kept(
    store: Store, results: Results
) -> None:
    stated = {
        "commit": "c0ffee",
        "suite": "nightly",
        "branch": "HEAD",
        "environment": {**EPYC, "python": "3.14.0"},
        "timestamp": later(2),
        "metadata": {"note": "again", "attempt": 7, "attempt_of": "other"},
    }
    attempt, _ = store.ingest_attempt(results(sort(3.0), **stated), FIRST)
    assert attempt.timestamp == NOON + timedelta(hours=2)
    assert attempt.branch == "feature/x"
    assert attempt.environment["python"] == "3.14.0"
    assert attempt.metadata == {"note": "again", "attempt": 2, "attempt_of": "first"}


def test_attempts_are_numbered_and_given_in_that_order(store: Store, results: Results) -> None:
    made = [
        store.ingest_attempt(results(sort(time), timestamp=later(hours)), FIRST)[0]
        for time, hours in ((3.0, 9), (4.0, 5), (5.0, 7))
    ]
    assert [run.metadata["attempt"] for run in made] == [2, 3, 4]
    assert store.attempts(FIRST) == tuple(made)


def test_an_attempt_is_not_older_than_its_run(store: Store, results: Results) -> None:
    attempt, _ = store.ingest_attempt(results(sort(3.0), timestamp=later(-5)), FIRST)
    assert attempt.timestamp == NOON
    assert store.attempts(FIRST) == (attempt,)


def test_the_same_file_again_is_the_same_attempt(
    store: Store, results: Results, picture: Picture
) -> None:
    for header in ({}, {"timestamp": later(3)}, {"id": "own"}, {"timestamp": later(-3)}):
        time = float(len(store.attempts(FIRST)) + 3)
        sources = results(sort(time), **header)
        attempt, _ = store.ingest_attempt(sources, FIRST)
        stored = picture()
        assert store.ingest_attempt(sources, FIRST) == (attempt, True)
        assert picture() == stored
    assert len(store.attempts(FIRST)) == 4


def test_equal_values_of_another_time_are_another_attempt(store: Store, results: Results) -> None:
    for hours in (1, 2):
        store.ingest_attempt(results(sort(1.0), timestamp=later(hours)), FIRST)
    assert [run.metadata["attempt"] for run in store.attempts(FIRST)] == [2, 3]


@pytest.mark.parametrize("own", ["first", "x", "other"])
def test_an_id_of_the_file_s_own_is_in_nobody_s_way(
    own: str, store: Store, results: Results
) -> None:
    store.save(a_run(sort(9.0), id="other"))
    attempt, _ = store.ingest_attempt(results(sort(3.0), id=own), FIRST)
    assert attempt.id not in ("first", "x", "other")
    assert store.attempts(FIRST) == (attempt,)
    assert store.load("first") == FIRST


def test_several_files_are_one_attempt(store: Store, results: Results) -> None:
    sources = results(sort(3.0)) + results(a_point("load", {"n": "8"}, time=4.0))
    attempt, _ = store.ingest_attempt(sources, FIRST)
    assert [point.name for point in attempt.points] == ["sort", "load"]


def test_what_the_user_states_counts_as_for_the_run(store: Store, results: Results) -> None:
    stated = Overrides(suite="nightly", commit="c0ffee", tags={"n": "8"})
    sources = results(a_point("load", time=4.0), suite="main", commit="abc")
    attempt, _ = store.ingest_attempt(sources, FIRST, stated)
    assert attempt.points == (a_point("load", {"n": "8"}, time=4.0),)
    assert (attempt.suite, attempt.commit) == ("nightly", "c0ffee")


def test_a_benchmark_that_is_new_in_an_attempt_is_kept(store: Store, results: Results) -> None:
    attempt, _ = store.ingest_attempt(results(sort(3.0), a_point("new", time=1.0)), FIRST)
    assert [point.name for point in attempt.points] == ["sort", "new"]


def test_a_run_of_several_machines_is_measured_again_on_one(store: Store, results: Results) -> None:
    arm = msgspec.structs.replace(sort(1.0), machine="arm")
    spread = Run(points=(arm, a_point("load", time=1.0)), id="spread", timestamp=NOON)
    store.save(spread)
    attempt, _ = store.ingest_attempt(results(sort(2.0), machine="arm"), spread)
    assert store.attempts(spread) == (attempt,)
    with pytest.raises(DataError, match="'sort' is of machine x86, in run spread arm; "):
        store.ingest_attempt(results(sort(2.0), machine="x86"), spread)


# --- what is refused -----------------------------------------------------------------------------

OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "commit": ({"commit": "abc"}, "is of commit abc, in run first c0ffee; an attempt measures the"),
    "suite": ({"suite": "main"}, "is of suite main, in run first nightly; an attempt measures the"),
    "machine": ({"machine": "arm"}, f"'sort' is of machine arm, in run first {ON_EPYC}; an attemp"),
    "side": ({"kind": "ab"}, "is a side of an A/B; an attempt is an ordinary measurement"),
}


@pytest.mark.parametrize(("header", "reason"), OTHERS.values(), ids=OTHERS)
def test_a_measurement_of_something_else_is_refused(
    header: dict[str, Any], reason: str, store: Store, results: Results, picture: Picture
) -> None:
    before = picture()
    with pytest.raises(DataError) as caught:
        store.ingest_attempt(results(sort(3.0), **header), FIRST)
    path, _, said = str(caught.value).partition(": ")
    assert path.endswith("results-0.json")
    assert said.startswith(reason)
    assert picture() == before


def test_what_the_run_does_not_say_is_not_assumed(folder: Path, results: Results) -> None:
    store = Store(folder)
    first = a_run(sort(1.0))
    store.save(first)
    with pytest.raises(DataError, match=r"is of commit abc, in run a1b2c3d4e5f6 unknown; "):
        store.ingest_attempt(results(sort(2.0), commit="abc"), first)
    with pytest.raises(DataError, match=r"'sort' is of machine arm, in run a1b2c3d4e5f6 unknown"):
        store.ingest_attempt(results(sort(2.0), machine="arm"), first)


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ([], "results-0.json [calibrax]: it measured nothing; run the benchmarks again"),
        ([a_point("sort")], "results-0.json [calibrax]: every benchmark in it failed (sort); run"),
        (
            [a_point("load", time=1.0)],
            "results-0.json: holds no benchmark of run first; give a file that",
        ),
    ],
)
def test_a_file_without_a_value_of_the_run_s_benchmarks_is_refused(
    points: list[Point], reason: str, store: Store, results: Results, picture: Picture
) -> None:
    before = picture()
    with pytest.raises(DataError, match=re.escape(reason)):
        store.ingest_attempt(results(*points), FIRST)
    assert picture() == before


def test_the_results_of_the_run_itself_are_no_attempt(
    folder: Path, results: Results, picture: Picture
) -> None:
    store = Store(folder)
    one = results(sort(1.0), timestamp=later(0), id="x")
    two = results(a_point("load", time=2.0), timestamp=later(1))
    for sources in (one, two, one + two):
        first, _ = store.ingest_sources(sources)
        before = picture()
        with pytest.raises(DataError, match="that is judged already; measure once more, and give"):
            store.ingest_attempt(sources, first)
        assert picture() == before
    with pytest.raises(DataError, match="that is judged already"):
        store.ingest_attempt(one, store.ingest_sources(one + two)[0])


def test_results_without_a_time_are_told_from_the_run_by_their_values(
    folder: Path, results: Results
) -> None:
    store = Store(folder)
    first, _ = store.ingest_sources(results(sort(1.0)))
    with pytest.raises(DataError, match="that is judged already"):
        store.ingest_attempt(results(sort(1.0)), first)
    assert store.ingest_attempt(results(sort(1.5)), first)[1] is False


@pytest.mark.parametrize(
    ("run", "role"),
    [
        (msgspec.structs.replace(FIRST, id="side", kind="ab"), "a side of an A/B"),
        (an_attempt(msgspec.structs.replace(FIRST, id="again"), FIRST), "an attempt of 'first'"),
    ],
)
def test_only_a_run_that_stands_alone_is_measured_again(
    run: Run, role: str, store: Store, results: Results
) -> None:
    store.save(run)
    with pytest.raises(UsageError, match=f"the run '{run.id}' is {role}, which is not measured"):
        store.ingest_attempt(results(sort(3.0)), run)


# --- finding them, and leaving them out ----------------------------------------------------------


def test_attempts_are_found_by_the_headers_of_runs_that_are_not_older(
    store: Store, opened: list[str]
) -> None:
    for hour in range(-5, 6):
        store.save(a_run(id=f"run-{hour + 5}", timestamp=NOON + timedelta(hours=hour, minutes=1)))
    again = an_attempt(msgspec.structs.replace(FIRST, id="again"), FIRST)
    other = an_attempt(msgspec.structs.replace(FIRST, id="other"), a_run(id="run-3"))
    store.save(again)
    store.save(other)
    opened.clear()
    assert store.attempts(FIRST) == (again,)
    names = [name.partition("_")[2].removesuffix(".json") for name in opened]
    newer = ["run-10", "run-9", "run-8", "run-7", "run-6", "run-5"]
    assert names == [*newer, "other", "first", "again", "run-4", "again"]


def test_attempts_of_the_same_number_have_an_order_too(store: Store) -> None:
    made = [an_attempt(msgspec.structs.replace(FIRST, id=each), FIRST) for each in ("c", "a", "b")]
    for run in made:
        store.save(run)
    assert [run.id for run in store.attempts(FIRST)] == ["a", "b", "c"]


def test_a_number_that_is_none_comes_first_and_the_next_is_still_the_next(
    store: Store, results: Results
) -> None:
    odd = an_attempt(msgspec.structs.replace(FIRST, id="odd"), FIRST)
    store.save(msgspec.structs.replace(odd, metadata={"attempt": "x", "attempt_of": "first"}))
    store.save(an_attempt(msgspec.structs.replace(FIRST, id="fifth"), FIRST, 5))
    store.ingest_attempt(results(sort(3.0)), FIRST)
    numbers = [run.metadata["attempt"] for run in store.attempts(FIRST)]
    assert numbers == ["x", 5, 6]


def test_an_attempt_is_never_latest_a_baseline_or_part_of_a_trend(
    store: Store, results: Results, picture: Picture
) -> None:
    attempt, _ = store.ingest_attempt(results(sort(3.0), timestamp=later(2)), FIRST)
    assert store.latest() == FIRST
    assert store.latest(suite="nightly") == FIRST
    trend = store.extract_trend("time", "sort")
    assert [point.value for point in trend.points] == [1.0]
    before = picture()
    for run in (attempt.id, attempt):
        with pytest.raises(UsageError) as caught:
            store.set_baseline(run)
        assert str(caught.value) == (
            f"the run {attempt.id!r} is an attempt of 'first', which is never a baseline; "
            "choose an ordinary run"
        )
    assert picture() == before
    assert {header.id for header in store.headers()} == {"first", attempt.id}
