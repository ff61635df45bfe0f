"""What became of the benchmarks of a file, together."""

import pytest

from calibrax.core import Metric, MetricDef, MetricDirection
from calibrax.readers.metrics import ALLOCATIONS, TIME
from calibrax.readers.outcomes import Outcome, reading_of
from calibrax.readers.reading import Identity

ONE = Metric(value=1.0)


def test_benchmarks_with_values_are_points_and_define_their_metrics() -> None:
    reading = reading_of(
        [
            Outcome(
                name="a/1", scenario="a", tags={"n": "1"}, source="a.rs", metrics=((TIME, ONE),)
            ),
            Outcome(name="b", scenario="b", metrics=((TIME, ONE), (ALLOCATIONS, ONE))),
        ],
        commit="abc",
    )

    first, second = reading.points
    assert (first.name, first.scenario, first.tags, first.source) == (
        "a/1",
        "a",
        {"n": "1"},
        "a.rs",
    )
    assert second.metrics == {"time": ONE, "allocations": ONE}
    assert reading.metric_defs == {"time": TIME, "allocations": ALLOCATIONS}
    assert reading.commit == "abc"
    assert (reading.failed, reading.skipped, reading.warnings) == ({}, {}, ())


def test_the_first_metric_decides_whether_a_benchmark_failed() -> None:
    reading = reading_of(
        [
            Outcome(name="a", scenario="a", metrics=((TIME, "too odd"), (ALLOCATIONS, ONE))),
            Outcome(name="b", scenario="b", metrics=((TIME, ONE), (ALLOCATIONS, "too odd"))),
            Outcome(name="c", scenario="c"),
            Outcome(name="d", scenario="d", failed="it broke", metrics=((TIME, ONE),)),
            Outcome(name="e", scenario="e", skipped="not here"),
        ]
    )

    assert [point.name for point in reading.points] == ["b"]
    assert reading.failed == {"a": "too odd", "c": "no value", "d": "it broke"}
    assert reading.skipped == {"e": "not here"}
    assert reading.warnings == ("b: no 'allocations': too odd",)
    assert set(reading.metric_defs) == {"time"}


def test_cases_of_one_name_without_a_value_are_told_apart() -> None:
    reading = reading_of(
        [
            Outcome(name="a", scenario="a", tags={"n": "1", "k": "x"}, failed="it broke"),
            Outcome(name="a", scenario="a", tags={"n": "2", "k": "x"}, failed="it broke too"),
            Outcome(name="b", scenario="b", tags={"n": "1"}, metrics=((TIME, ONE),)),
            Outcome(name="b", scenario="b", tags={"n": "2"}, skipped="not here"),
        ]
    )

    assert reading.failed == {
        "a(n='1', k='x')": "it broke",
        "a(n='2', k='x')": "it broke too",
    }
    assert reading.skipped == {"b(n='2')": "not here"}
    assert reading.cases["a(n='2', k='x')"] == Identity("a", {"n": "2", "k": "x"})
    assert set(reading.cases) == {*reading.failed, *reading.skipped}


def test_no_time_is_below_zero() -> None:
    below = Metric(value=-1.0)
    reading = reading_of([Outcome(name="a", scenario="a", metrics=((TIME, below),))])
    assert reading.failed == {"a": "a time of -1.0 s"}


def test_a_warning_says_which_case_of_a_name_it_is_about() -> None:
    reading = reading_of(
        [
            Outcome(name="a", scenario="a", tags={"n": n}, metrics=((TIME, ONE),), warning=said)
            for n, said in (("1", "rounded"), ("2", None))
        ]
    )
    assert reading.warnings == ("a(n='1'): rounded",)


def test_a_metric_without_a_direction_and_a_doubtful_value_are_warnings_said_once() -> None:
    steps = MetricDef(name="steps", unit="steps", direction=MetricDirection.INFO)
    reading = reading_of(
        [
            Outcome(name=name, scenario=name, metrics=((steps, ONE),), warning="rounded")
            for name in ("a", "b")
        ],
        warnings=["a debug build", "a debug build"],
    )

    said, rounded_a, rounded_b, direction = reading.warnings
    assert (said, rounded_a, rounded_b) == ("a debug build", "a: rounded", "b: rounded")
    assert "'steps' has no direction" in direction


def test_one_name_for_two_metrics_is_an_error() -> None:
    bytes_of_time = MetricDef(name="time", unit="B", direction=MetricDirection.LOWER)

    with pytest.raises(ValueError, match=r"^b: the metric 'time' is in 'B', .* in 's'"):
        reading_of(
            [
                Outcome(name="a", scenario="a", metrics=((TIME, ONE),)),
                Outcome(name="b", scenario="b", metrics=((bytes_of_time, ONE),)),
            ]
        )
