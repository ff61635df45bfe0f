"""Runs of different machines are never told apart by their values alone."""

from collections.abc import Mapping

import msgspec
import pytest

from calibrax.core import Run
from calibrax.core.past import past_of
from calibrax.gate.case import Case
from calibrax.gate.machines import elsewhere, machine_of
from calibrax.settings import Settings
from calibrax.settings.agreements import Limit
from calibrax.settings.metric_rule import MetricRule, Noise
from tests.builders import a_point, a_run
from tests.unit.gate.cases import a_case, course, the_row, wobble


def run_on(machine: str | None, points: Mapping[str, str | None] = {}, value: float = 1.0) -> Run:
    """Return a run of a machine, with the benchmarks' own ones."""
    each = [
        msgspec.structs.replace(a_point(name, t=value), machine=own)
        for name, own in (points or {"sort": None}).items()
    ]
    return msgspec.structs.replace(a_run(*each), machine=machine)


def test_a_benchmarks_own_machine_comes_before_the_runs() -> None:
    run = run_on("arm", {"sort": "x86", "find": None})
    assert [machine_of(run, point) for point in run.points] == ["x86", "arm"]


@pytest.mark.parametrize(
    ("now", "before", "moved"),
    [
        ("arm", "arm", False),
        ("arm", "x86", True),
        (None, "x86", False),  # what nobody stated is not known to differ
        ("arm", None, False),
        (None, None, False),
    ],
)
def test_machines_differ_where_both_are_known(
    now: str | None, before: str | None, moved: bool
) -> None:
    assert elsewhere(run_on(now), run_on(before)) == ({("sort", ())} if moved else set())


def test_only_the_benchmarks_that_moved_are_elsewhere() -> None:
    now = run_on(None, {"sort": "arm", "find": "x86", "new": "arm"})
    before = run_on("x86", {"sort": None, "find": None})
    assert elsewhere(now, before) == {("sort", ())}


def moved(value: float, settings: Settings | None = None) -> tuple[str, str, tuple[str, ...]]:
    """Return outcome, remedy and warnings of a value of another machine than the baseline's."""
    case = Case(run=run_on("arm", value=value), baseline=run_on("x86", value=100.0))
    row = the_row(case, settings)
    assert not row.candidate
    return str(row.outcome), row.remedy, row.warnings


REMEDY = "measure the baseline on this machine"


def test_a_change_on_another_machine_is_inconclusive_at_most() -> None:
    assert moved(150.0) == ("inconclusive", REMEDY, ("different machine",))
    assert moved(50.0) == ("inconclusive", REMEDY, ("different machine",))
    assert moved(101.0) == ("unchanged", "", ("different machine",))


def test_measuring_again_does_not_settle_what_another_machine_did() -> None:
    case = a_case(course(wobble(10)), {"t": 106.0})
    assert the_row(case).candidate
    run = msgspec.structs.replace(case.run, machine="arm")
    baseline = msgspec.structs.replace(case.baseline, machine="x86")
    row = the_row(msgspec.structs.replace(case, run=run, baseline=baseline))
    assert (row.outcome, row.remedy, row.candidate) == ("inconclusive", REMEDY, False)


def test_what_has_no_noise_and_a_budget_hold_on_any_machine() -> None:
    exact = Settings(metrics=(MetricRule(metric="t", noise=Noise.EXACT),))
    assert moved(150.0, exact) == ("regression", "", ())
    budget = Settings(limits=(Limit(metric="t", max=120.0),))
    assert moved(150.0, budget)[0] == "regression"
    assert moved(110.0, budget)[0] == "inconclusive"


def test_the_plain_mode_does_not_know_machines() -> None:
    case = Case(run=run_on("arm", value=150.0), baseline=run_on("x86", value=100.0))
    assert the_row(case, mode="fixed").outcome == "regression"


def with_machines(past: str | None, own: str | None, now: str | None) -> int:
    """Return how many runs of the history count: past runs on ``past``, the benchmark on ``own``.

    Now the benchmark has a machine of its own.
    """
    case = a_case(course(wobble(10)), {"t": 100.0})

    def at(run: Run, machine: str | None, point: str | None) -> Run:
        (each,) = run.points
        return msgspec.structs.replace(
            run, machine=machine, points=(msgspec.structs.replace(each, machine=point),)
        )

    earlier = a_run(a_point("sort", t=100.0), id="past")
    history = tuple(
        msgspec.structs.replace(past_of(at(earlier, past, own)), id=f"past{place}")
        for place in range(10)
    )
    found = Case(run=at(case.run, None, now), baseline=case.baseline, history=history)
    return the_row(found).evidence.runs


@pytest.mark.parametrize(
    ("past", "own", "now", "counting"),
    [
        (None, "arm", "arm", 10),
        (None, "x86", "arm", 0),
        ("x86", None, "arm", 0),
        ("arm", None, "arm", 10),
        ("x86", "arm", "arm", 10),
        (None, None, "arm", 10),
        ("x86", None, None, 10),
    ],
)
def test_a_history_never_mixes_machines(
    past: str | None, own: str | None, now: str | None, counting: int
) -> None:
    assert with_machines(past, own, now) == counting
