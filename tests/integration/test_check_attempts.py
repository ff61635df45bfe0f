"""calibrax check --attempt: the same run measured again, judged together and never alone."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run
from tests.integration.conftest import Cli
from tests.integration.courses import TEN, at, now, quiet

Write = Callable[[str, Any], Path]


@pytest.fixture
def again(write: Write) -> Callable[..., Path]:
    """Return a function that writes the results of a further measurement."""

    def results(number: int, value: float, **fields: Any) -> Path:
        known = {"branch": "feature", "commit": "c0ffee", **fields}
        return write(
            f"again{number}.json", at(20 + number, f"again{number}", values={"t": value}, **known)
        )

    return results


Again = Callable[..., Path]


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> None:
    """Make a store whose newest run is 6% slower: inconclusive until it is measured again."""
    quiet(tmp_path, now(106.0, commit="c0ffee"))


def runs(folder: Path) -> int:
    """Return how many runs are stored."""
    return len(list((folder / "benchmark-data" / "runs").glob("*.json")))


def report(cli: Cli, *options: str | Path) -> dict[str, Any]:
    """Return the report of a check."""
    content: dict[str, Any] = json.loads(cli("check", "--json", *options).out)
    return content


def test_three_more_measurements_that_agree_are_a_regression(
    cli: Cli, again: Again, tmp_path: Path
) -> None:
    assert cli("check").code == 0
    for number in (1, 2):
        done = cli("check", "--attempt", again(number, 106.0))
        assert done.code == 0
        assert done.out.startswith("PASS (1 inconclusive)")
    done = cli("check", "--attempt", again(3, 106.0))
    assert done.code == 1
    assert "worse than all 10 past runs in 4 of 4 measurements" in done.out
    assert runs(tmp_path) == 14


def test_several_attempts_at_once_are_as_many_one_by_one(cli: Cli, again: Again) -> None:
    files = [again(number, 106.0) for number in (1, 2, 3)]
    options = [option for file in files for option in ("--attempt", file)]
    assert cli("check", *options).code == 1
    assert report(cli)["comparisons"][0]["evidence"]["measured"] == 4
    assert len(report(cli)["attempts"]) == 3


def test_high_sensitivity_is_content_with_two(cli: Cli, again: Again) -> None:
    files = ("--attempt", again(1, 106.0), "--attempt", again(2, 106.0))
    assert cli("check", *files).code == 0
    assert cli("check", "--sensitivity", "high").code == 1


def test_all_attempts_are_judged_together_and_never_the_best(cli: Cli, again: Again) -> None:
    assert cli("check", "--attempt", again(1, 130.0), "--fail-on", "inconclusive").code == 3
    found = report(cli, "--attempt", again(2, 100.0))["comparisons"][0]
    assert found["current_value"] == 106.0  # the median of 106, 130 and 100
    assert found["outcome"] == "inconclusive"
    assert (found["evidence"]["bad"], found["evidence"]["measured"]) == (2, 3)


def test_an_attempt_is_stored_beside_the_run(cli: Cli, again: Again, tmp_path: Path) -> None:
    cli("check", "--attempt", again(1, 106.0))
    (first,) = report(cli)["attempts"]
    assert report(cli)["run"]["id"] == "now"
    (path,) = (tmp_path / "benchmark-data" / "runs").glob(f"*{first}.json")
    stored = Run.from_dict({k: v for k, v in json.loads(path.read_text()).items() if k != "schema"})
    assert (stored.attempt_of, stored.metadata["attempt"]) == ("now", 2)
    assert (stored.branch, stored.commit, stored.suite) == ("feature", "c0ffee", "main")
    assert not stored.stands_alone
    cli("check", "--attempt", again(2, 107.0))
    assert report(cli)["attempts"][0] == first


def test_an_attempt_is_never_the_latest_run(cli: Cli, again: Again) -> None:
    cli("check", "--attempt", again(1, 106.0))
    assert report(cli)["run"]["id"] == "now"
    assert report(cli, "--run", "latest")["run"]["id"] == "now"
    assert cli("baseline").code == 0
    done = cli("check")
    assert "the run is the baseline itself" in done.out


def test_an_attempt_is_never_history(cli: Cli, again: Again, tmp_path: Path) -> None:
    cli("check", "--attempt", again(1, 500.0), "--attempt", again(2, 500.0))
    cli("baseline", "--run", "now")
    Store(tmp_path / "benchmark-data").save(at(40, "next", branch="feature", values={"t": 107.0}))
    found = report(cli)["comparisons"][0]
    assert found["evidence"] == {}  # one run of the branch, the baseline's: the plain rule
    assert found["baseline_value"] == 106.0


def test_an_attempt_is_never_a_baseline_and_not_judged_alone(cli: Cli, again: Again) -> None:
    cli("check", "--attempt", again(1, 106.0))
    (first,) = report(cli)["attempts"]
    done = cli("baseline", "--run", first)
    assert (done.code, done.err.count("\n")) == (2, 1)
    refused = cli("check", "--run", first, "--attempt", again(2, 106.0))
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "an attempt of 'now'" in refused.err


def test_the_same_file_again_is_one_attempt(cli: Cli, again: Again, tmp_path: Path) -> None:
    file = again(1, 106.0)
    assert cli("check", "--attempt", file, "--attempt", file).code == 0
    assert cli("check", "--attempt", file).code == 0
    assert len(report(cli)["attempts"]) == 1
    assert runs(tmp_path) == 12


def test_the_runs_own_results_are_no_attempt(cli: Cli, write: Write, tmp_path: Path) -> None:
    own = write("own.json", now(106.0, commit="c0ffee"))
    done = cli("check", "--attempt", own)
    assert (done.code, done.err.count("\n")) == (4, 1)
    assert "own.json: is the measurement of run now that is judged already" in done.err
    assert runs(tmp_path) == 11


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"commit": "decade"}, "is of commit decade, in run now c0ffee"),
        ({"suite": "nightly"}, "is of suite nightly, in run now main"),
        ({"kind": "ab"}, "is a side of an A/B"),
    ],
)
def test_what_was_measured_elsewhere_is_no_attempt(
    cli: Cli, again: Again, tmp_path: Path, fields: dict[str, Any], said: str
) -> None:
    done = cli("check", "--attempt", again(1, 106.0, **fields))
    assert (done.code, done.err.count("\n")) == (4, 1)
    assert said in done.err
    assert runs(tmp_path) == 11


def test_another_machine_makes_no_attempt(cli: Cli, again: Again, tmp_path: Path) -> None:
    quiet(tmp_path / "two", now(106.0, machine="x86", commit="c0ffee"), machine="x86")
    data = ("--data", tmp_path / "two" / "benchmark-data")
    done = cli("check", *data, "--attempt", again(1, 106.0, machine="arm"))
    assert done.code == 4
    assert "is of machine arm, in run now x86" in done.err
    assert cli("check", *data, "--attempt", again(2, 106.0, machine="x86")).code == 0


def test_a_file_without_a_measurement_is_no_attempt(cli: Cli, write: Write) -> None:
    other = at(21, "x", branch="feature", commit="c0ffee", values={})
    assert cli("check", "--attempt", write("none.json", other)).code == 4
    assert cli("check", "--attempt", "gone.json").code == 4
    assert cli("check", "--attempt", write("broken.json", [1])).code == 4


def test_an_attempt_may_measure_the_candidates_alone(
    cli: Cli, again: Again, tmp_path: Path
) -> None:
    store = Store(tmp_path / "wide")
    for place, value in enumerate(TEN):
        points = a_point("sort", t=value), a_point("find", t=value)
        store.save(
            a_run(
                *points, id=f"past{place}", branch="main", timestamp=NOON + timedelta(hours=place)
            )
        )
    store.set_baseline("past9")
    slow = a_point("sort", t=106.0), a_point("find", t=100.0)
    store.save(
        a_run(*slow, id="now", branch="b", commit="c0ffee", timestamp=NOON + timedelta(hours=20))
    )
    files = [
        option for number in (1, 2, 3) for option in ("--attempt", again(number, 106.0, branch="b"))
    ]
    done = cli("check", "--data", "wide", *files)
    assert done.code == 1
    assert done.out.count("regression(s) detected") == 1
    assert "sort t" in done.out
    assert "find" not in done.out


def test_results_without_context_are_of_the_run(cli: Cli, write: Write) -> None:
    plain = {"points": [{"name": "sort", "scenario": "sort", "metrics": {"t": {"value": 106.0}}}]}
    later = {**plain, "timestamp": "2026-01-04T00:00:00Z"}
    assert cli("check", "--attempt", write("plain.json", later)).code == 0
    assert report(cli)["comparisons"][0]["evidence"]["measured"] == 2


def test_the_plain_rule_judges_the_median(cli: Cli, again: Again) -> None:
    fixed = ("--mode", "fixed", "--threshold", "3%")
    assert cli("check", *fixed).code == 1  # 106 against 101.0
    files = ("--attempt", again(1, 101.0), "--attempt", again(2, 102.0))
    assert cli("check", *fixed, *files).code == 0
