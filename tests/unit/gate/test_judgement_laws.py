"""What no judgement may depend on: the unit, the way that is better, the order of the metrics."""

from math import exp
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import Metric, Point
from calibrax.gate.case import Case
from tests.builders import a_def, a_run
from tests.unit.gate.cases import Values, a_case, outcomes, sampled, the_row, verdict_on

step = st.floats(-0.3, 0.3).map(lambda value: round(value, 3))
series = st.lists(step, min_size=5, max_size=25)
measurements = st.lists(step, min_size=1, max_size=4)


def judged_at(history: list[float], now: list[float], factor: float) -> tuple[str, bool, int]:
    """Return outcome, candidate and bad measurements of places on logs around a level."""
    past = [{"t": factor * exp(place)} for place in history]
    first, *again = ({"t": factor * exp(place)} for place in now)
    row = the_row(a_case(past, first, *again))
    return str(row.outcome), row.candidate, row.evidence.bad


@given(series, measurements, st.floats(1e-6, 1e9))
def test_the_unit(history: list[float], now: list[float], factor: float) -> None:
    assert judged_at(history, now, factor) == judged_at(history, now, 100.0)


@given(series, measurements)
def test_the_way_that_is_better(history: list[float], now: list[float]) -> None:
    # Falling by 20% and rising by 25% are equally far on logs.
    def row(sign: int, direction: str, threshold: float) -> tuple[str, bool]:
        past: list[Values] = [{"t": 100 * exp(sign * place)} for place in history]
        first, *again = ({"t": 100 * exp(sign * place)} for place in now)
        case = a_case(past, first, *again, defs=(a_def("t", direction),))
        found = the_row(case, threshold=threshold)
        # an improvement may be as large as the other threshold, which is another distance
        return str(found.outcome).replace("improvement", "unchanged"), found.candidate

    assert row(1, "lower", 0.25) == row(-1, "higher", 0.2)


@given(st.integers(1, 12), st.permutations(range(12)), st.integers(0, 10_000))
def test_the_order_of_the_metrics(metrics: int, order: list[int], seed: int) -> None:
    draw = Random(seed).gauss
    common = [draw(0, 0.05) for _ in range(22)]
    past = [
        {f"m{each:02}": 100 * exp(shift + draw(0, 0.01)) for each in range(metrics)}
        for shift in common
    ]
    now = {f"m{each:02}": 100 * exp(draw(0.03, 0.05)) for each in range(metrics)}
    names = [f"m{each:02}" for each in order if each < metrics]
    mixed = a_case(
        [{name: run[name] for name in names} for run in past], {name: now[name] for name in names}
    )
    before, after = verdict_on(a_case(past, now)), verdict_on(mixed)
    assert outcomes(before) == outcomes(after)
    assert before.warnings == after.warnings


processes = st.lists(st.floats(90, 110), min_size=4, max_size=8)


@given(processes, processes, st.integers(-20, 20))
def test_the_unit_of_samples(before: list[float], after: list[float], power: int) -> None:
    def row(unit: float) -> tuple[str, str]:
        now, old = ([value * unit for value in side] for side in (after, before))
        found = the_row(Case(run=sampled(*now), baseline=sampled(*old, id="past00")))
        return str(found.outcome), found.remedy

    assert row(1.0) == row(2.0**power)


@given(processes, processes)
def test_the_order_of_the_processes(before: list[float], after: list[float]) -> None:
    def row(old: list[float], now: list[float]) -> tuple[str, float | None]:
        found = the_row(Case(run=sampled(*now), baseline=sampled(*old, id="past00")))
        return str(found.outcome), found.evidence.p

    assert row(before, after) == row(before[::-1], sorted(after))


@given(series, step)
def test_more_tolerance_never_finds_more(history: list[float], now: float) -> None:
    past: list[Values] = [{"t": 100 * exp(place)} for place in history]
    case = a_case(past, {"t": 100 * exp(now)})
    order = ["improvement", "unchanged", "inconclusive", "regression"]
    found = [
        max(order.index(the_row(case, threshold=threshold).outcome), 1)
        for threshold in (0.01, 0.05, 0.2)
    ]
    assert found == sorted(found, reverse=True)


@given(series, measurements)
def test_what_is_found_is_found_by_both_modes(history: list[float], now: list[float]) -> None:
    past: list[Values] = [{"t": 100 * exp(place)} for place in history]
    first, *again = ({"t": 100 * exp(place)} for place in now)
    case = a_case(past, first, *again)
    assert the_row(case) == the_row(case, mode="noise-aware")


def test_a_metric_with_samples_and_one_without_stand_beside_each_other() -> None:
    def side(id: str, factor: float) -> Point:
        values = (99.0, 100.0, 101.0, 102.0)
        nested = tuple((factor * value,) for value in values)
        metrics = {
            "t": Metric(value=100 * factor, samples=nested),
            "u": Metric(value=100 * factor),
        }
        return Point(name="sort", scenario="sort", metrics=metrics)

    case = Case(run=a_run(side("new", 1.2), id="new"), baseline=a_run(side("old", 1.0), id="old"))
    rules = {row.metric: str(row.evidence.rule) for row in verdict_on(case).comparisons}
    assert rules == {"t": "samples", "u": "fixed"}
