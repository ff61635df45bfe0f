"""What a judgement rests on: measurements pooled into one, and every benchmark's present name."""

import msgspec

from calibrax.core import Metric, Point, Run
from calibrax.core.past import past_of
from calibrax.gate.case import Case, past_renamed, pooled, renamed, under_present_names
from tests.builders import a_point, a_run


def measured(**metrics: Metric) -> Run:
    """Return a run of one benchmark."""
    return a_run(Point(name="sort", scenario="sort", metrics=metrics))


def only(run: Run, metric: str = "t") -> Metric:
    """Return the metric of the run's one benchmark."""
    return run.points[0].metrics[metric]


def test_one_measurement_is_what_it_is() -> None:
    run = measured(t=Metric(value=1.0, samples=(1.0, 2.0)))
    assert pooled([run]) is run


def test_several_measurements_are_their_median_and_all_their_processes() -> None:
    found = pooled(
        [
            measured(t=Metric(value=10.0, samples=((9.0, 11.0), (10.0,)))),
            measured(t=Metric(value=30.0)),  # one process, of one value
            measured(t=Metric(value=20.0, samples=(20.0, 21.0))),  # one process, of two
        ]
    )
    assert only(found) == Metric(value=20.0, samples=((9.0, 11.0), (10.0,), (30.0,), (20.0, 21.0)))


def test_an_even_number_has_its_middle_between_two() -> None:
    found = pooled([measured(t=Metric(value=10.0)), measured(t=Metric(value=20.0))])
    assert only(found).value == 15.0


def test_what_an_attempt_lacks_is_as_it_was_measured_first() -> None:
    first = a_run(a_point("sort", t=1.0, u=2.0), a_point("find", t=3.0), id="first")
    again = a_run(a_point("find", t=5.0), a_point("other", t=9.0), id="again")
    found = pooled([first, again])
    assert found.id == "first"
    assert found.points[0] == first.points[0]
    assert found.points[1].metrics["t"].value == 4.0
    assert [point.name for point in found.points] == ["sort", "find"]


NAMES = {"old/name": "new/name"}


def test_a_benchmark_goes_by_its_present_name_everywhere() -> None:
    before = a_run(a_point("old/name", {"n": "1"}, t=1.0), a_point("other", t=2.0), id="before")
    now = a_run(a_point("new/name", {"n": "1"}, t=1.0), id="now")
    case = Case(
        run=now,
        baseline=before,
        attempts=(before,),
        history=(past_of(before),),
        levels={"abc": past_of(before)},
        tip=past_of(before),
        reference=before,
    )
    found = under_present_names(case, NAMES)
    assert found.run is now
    key = ("new/name", (("n", "1"),), "t")
    for run in (found.baseline, *found.attempts, found.reference):
        assert run is not None
        assert past_of(run).values == {key: 1.0, ("other", (), "t"): 2.0}
    for past in (*found.history, found.levels["abc"], found.tip):
        assert past is not None
        assert past.values == {key: 1.0, ("other", (), "t"): 2.0}
    assert under_present_names(case, {}) is case


def test_where_a_run_holds_both_names_the_present_one_is_kept() -> None:
    both = a_run(a_point("old/name", t=1.0), a_point("new/name", t=2.0), a_point("x", t=3.0))
    kept = {("new/name", (), "t"): 2.0, ("x", (), "t"): 3.0}
    assert past_of(renamed(both, NAMES)).values == kept
    assert past_renamed(past_of(both), NAMES).values == kept


def test_names_are_told_apart_by_their_tags() -> None:
    both = a_run(a_point("old/name", {"n": "1"}, t=1.0), a_point("new/name", {"n": "2"}, t=2.0))
    assert len(renamed(both, NAMES).points) == 2
    assert {point.name for point in renamed(both, NAMES).points} == {"new/name"}


def test_two_benchmarks_may_swap_their_names() -> None:
    run = a_run(a_point("a", t=1.0), a_point("b", t=2.0))
    swapped = {"a": "b", "b": "a"}
    values = {("b", (), "t"): 1.0, ("a", (), "t"): 2.0}
    assert past_of(renamed(run, swapped)).values == values
    assert past_renamed(past_of(run), swapped).values == values


def test_a_machine_of_its_own_goes_with_the_benchmark() -> None:
    point = msgspec.structs.replace(a_point("old/name", t=1.0), machine="arm")
    found = past_renamed(past_of(a_run(point)), NAMES)
    assert found.machines == {("new/name", ()): "arm"}
