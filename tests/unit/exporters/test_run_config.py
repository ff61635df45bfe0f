import re
from datetime import UTC, datetime

from hypothesis import given

from calibrax.core import Run
from calibrax.exporters.run_config import artifact_name, run_config
from tests.builders import a_def
from tests.strategies import names


def test_what_is_known_of_a_run() -> None:
    run = Run(
        points=(),
        id="abc",
        timestamp=datetime(2026, 1, 2, 12, 0, 0, 500000, tzinfo=UTC),
        commit="c0ffee",
        branch="main",
        machine="Linux, 2 cores",
        environment={"python": "3.11.7", "gpu": None},
    )
    assert run_config(run, {"t": a_def("t")}) == {
        "run_id": "abc",
        "suite": "main",
        "kind": "run",
        "commit": "c0ffee",
        "branch": "main",
        "timestamp": "2026-01-02T12:00:00.500000Z",
        "timestamp_unix": 1767355200.5,
        "machine": "Linux, 2 cores",
        "environment": {"python": "3.11.7", "gpu": None},
        "metric_defs": {
            "t": {
                "name": "t",
                "unit": "ms",
                "direction": "lower",
                "group": "",
                "priority": "primary",
                "description": "",
            }
        },
    }


def test_of_a_side_of_an_ab_it_says_that_it_was_one() -> None:
    sides = {
        "base": {"name": "main", "commit": "c0ffee", "tree": "beef", "changed": False},
        "head": {"name": ".", "commit": "c0ffee", "tree": "f00d", "changed": True},
    }
    order = [["base", "head"], ["head", "base"]]
    known = {"side": "head", "other": "abd", "seed": 7, "order": order, "command": ["x"], **sides}
    config = run_config(Run(points=(), id="abc", kind="ab", metadata={"ab": known}), {})
    assert config["kind"] == "ab"
    assert config["ab"] == {
        "side": "head",
        "other": "abd",
        "seed": 7,
        "rounds": 2,
        "measured": "in turns on one machine",
        **sides,
    }
    assert "ab" not in run_config(Run(points=(), id="abc", metadata={"ab": known}), {})


def test_runs_of_a_suite_share_an_artifact() -> None:
    assert artifact_name("main") == "benchmarks-main"


@given(names, names)
def test_suites_do_not_share_one(suite: str, other: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,128}", artifact_name(suite))
    assert suite == other or artifact_name(suite) != artifact_name(other)
