"""A results folder of asv, against one written by hand, and what no folder can hold."""

import json
from datetime import timedelta
from math import isnan
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given

from calibrax.core import Metric, Point, Run
from calibrax.exporters import plain_asv
from tests.builders import NOON, a_def, a_point, a_run, an_attempt
from tests.strategies import runs

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NOON_MS = 1767355200000
ENVIRONMENT = {
    "os": {"name": "Ubuntu", "version": "24.04", "machine": "x86_64"},
    "cpu": {"model": "AMD EPYC", "cores": 4},
    "python": "3.11.7",
}


def contents(*measured: Run) -> dict[str, Any]:
    written = plain_asv.contents(measured, lambda run: run.metric_defs)
    return {path: json.loads(content) for path, content in written.items()}


def results(folder: dict[str, Any]) -> list[dict[str, Any]]:
    return [content for content in folder.values() if "results" in content]


def test_the_whole_of_a_small_folder() -> None:
    run = Run(
        id="one",
        timestamp=NOON,
        commit=COMMIT,
        machine="box",
        environment=ENVIRONMENT,
        points=(
            Point(
                name="mod.sort",
                scenario="",
                tags={"size": "10"},
                metrics={"t": Metric(value=0.5, samples=((0.4, 0.5), (0.6,)))},
            ),
            Point(name="mod.sort", scenario="", tags={"size": "2"}, metrics={"t": Metric(value=1)}),
        ),
        metric_defs={"t": a_def("t", unit="s")},
    )
    folder = contents(run)
    (machine,) = {PurePosixPath(path).parts[0] for path in folder} - {"benchmarks.json"}
    assert machine.startswith("box-")
    assert set(folder) == {
        "benchmarks.json",
        f"{machine}/machine.json",
        f"{machine}/01234567-main-py3.11.7.json",
    }
    facts = {
        "arch": "x86_64",
        "cpu": "AMD EPYC",
        "machine": machine,
        "num_cpu": "4",
        "os": "Ubuntu 24.04",
        "ram": "",
    }
    assert folder[f"{machine}/machine.json"] == {**facts, "version": 1}
    version = folder["benchmarks.json"]["mod.sort.t"]["version"]
    params = [["'10'", "'2'"]]
    assert folder["benchmarks.json"] == {
        "mod.sort.t": {
            "code": "",
            "name": "mod.sort.t",
            "param_names": ["size"],
            "params": params,
            "type": "track",
            "unit": "seconds",
            "version": version,
        },
        "version": 2,
    }
    samples = [[0.4, 0.5, 0.6], None]
    assert folder[f"{machine}/01234567-main-py3.11.7.json"] == {
        "commit_hash": COMMIT,
        "env_name": "main-py3.11.7",
        "date": NOON_MS,
        "params": {**facts, "python": "3.11.7", "suite": "main"},
        "python": "3.11.7",
        "requirements": {},
        "env_vars": {},
        "result_columns": [
            *("result", "params", "version", "started_at", "duration"),
            *("stats_ci_99_a", "stats_ci_99_b", "stats_q_25", "stats_q_75"),
            *("stats_number", "stats_repeat", "samples", "profile"),
        ],
        "results": {
            "mod.sort.t": [[0.5, 1.0], params, version, NOON_MS, None, *[None] * 6, samples]
        },
        "durations": {},
        "version": 2,
    }


def test_what_was_not_measured_is_nan_and_results_keep_the_order_of_the_parameters() -> None:
    def point(a: str, b: str, value: float) -> Point:
        return a_point("p", {"a": a, "b": b}, t=value)

    first = a_run(
        point("x", "1", 1), point("x", "2", 2), point("y", "1", 3), id="one", commit=COMMIT
    )
    second = a_run(point("y", "2", 4), id="two", commit="f" * 40)
    one, two = results(contents(first, second))
    values, params = one["results"]["p.t"][:2]
    assert params == [["'x'", "'y'"], ["'1'", "'2'"]]
    assert values[:3] == [1, 2, 3]
    assert isnan(values[3])
    values, params = two["results"]["p.t"][:2]
    assert params == [["'x'", "'y'"], ["'1'", "'2'"]]
    assert all(map(isnan, values[:3]))
    assert values[3] == 4


def test_a_tag_that_only_some_points_carry() -> None:
    run = a_run(a_point("p", t=1.0), a_point("p", {"k": "v"}, t=2.0), commit=COMMIT)
    (one,) = results(contents(run))
    assert one["results"]["p.t"][:2] == [[2, 1], [["'v'", "None"]]]


def test_tags_that_are_hardly_ever_combined_are_one_parameter() -> None:
    points = [a_point("p", dict.fromkeys("abc", str(place)), t=place) for place in range(20)]
    folder = contents(a_run(*points, commit=COMMIT))
    described = folder["benchmarks.json"]["p.t"]
    assert described["param_names"] == ["tags"]
    assert described["params"][0][0] == "a='0', b='0', c='0'"
    assert len(described["params"][0]) == 20
    (one,) = results(folder)
    assert sorted(one["results"]["p.t"][0]) == list(range(20))


def test_runs_of_a_commit_share_a_file_and_suites_do_not() -> None:
    first = a_run(a_point("a", t=1.0), a_point("b", t=1.0), id="one", commit=COMMIT)
    again = a_run(a_point("a", t=2.0), id="two", commit=COMMIT, timestamp=NOON + timedelta(hours=1))
    nightly = a_run(a_point("a", t=3.0), id="three", commit=COMMIT, suite="nightly")
    main, other = results(contents(first, again, nightly))
    assert {name: row[0] for name, row in main["results"].items()} == {"a.t": [2], "b.t": [1]}
    assert {name: row[0] for name, row in other["results"].items()} == {"a.t": [3]}
    assert main["params"]["suite"] == "main"
    assert other["params"]["suite"] == "nightly"


def test_a_value_in_another_unit_has_another_version() -> None:
    old = a_run(a_point("a", t=1.0), id="one", commit=COMMIT, defs=(a_def("t", unit="ms"),))
    new = a_run(a_point("a", t=1.0), id="two", commit="f" * 40, defs=(a_def("t", unit="B"),))
    folder = contents(old, new)
    described = folder["benchmarks.json"]["a.t"]
    assert described["unit"] == "bytes"
    one, two = (each["results"]["a.t"][2] for each in results(folder))
    assert two == described["version"] != one


def test_no_two_benchmarks_share_a_name() -> None:
    run = a_run(a_point("a", **{"b.c": 1.0}), a_point("a.b", c=2.0), commit=COMMIT)
    (one,) = results(contents(run))
    assert {name: row[0] for name, row in one["results"].items()} == {
        "a.b%2Ec": [1],
        "a.b.c": [2],
    }


def test_points_of_several_machines() -> None:
    here, there = (
        a_point("a", t=1.0),
        Point(
            name="a", scenario="", tags={"k": "v"}, metrics={"t": Metric(value=2)}, machine="there"
        ),
    )
    run = Run(
        points=(here, there), commit=COMMIT, machine="here", environment=ENVIRONMENT, timestamp=NOON
    )
    folder = contents(run)
    machines = {path: each for path, each in folder.items() if path.endswith("/machine.json")}
    assert [each["cpu"] for each in machines.values()] == ["AMD EPYC", ""]
    assert len({each["machine"] for each in machines.values()}) == 2


@pytest.mark.parametrize(
    ("run", "fits"),
    [
        (a_run(commit=COMMIT), True),
        (a_run(commit="0123abc"), True),
        (a_run(), False),
        (a_run(commit="../../x"), False),
        (a_run(commit="main"), False),
        (Run(points=(), commit=COMMIT, kind="ab"), False),
        (an_attempt(a_run(commit=COMMIT), a_run()), False),
    ],
)
def test_which_runs_it_can_hold(run: Run, fits: bool) -> None:
    assert plain_asv.fits(run) is fits


@given(runs())
def test_no_name_leads_out_of_the_folder(run: Run) -> None:
    plain = run.to_dict() | {"commit": COMMIT, "kind": "run"}
    folder = contents(Run.from_dict(plain))
    for path in folder:
        parts = PurePosixPath(path).parts
        assert len(parts) == (1 if path == "benchmarks.json" else 2)
        assert not {"..", "."} & set(parts)
        assert all(part.isprintable() for part in parts)
    measured = {(point.name, name) for point in run.points for name in point.metrics}
    names = set(folder["benchmarks.json"]) - {"version"}
    assert len(names) == len(measured)
    assert not any("/" in name or "\\" in name for name in names)
