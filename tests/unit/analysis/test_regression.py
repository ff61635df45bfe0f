"""The view that users call: only what got worse, in the order of the run."""

from math import inf

import pytest

from calibrax.analysis import Regression, detect_regressions
from calibrax.core import MetricDirection
from calibrax.errors import UsageError
from tests.builders import a_def, a_point, a_run

DEFS = (a_def("throughput", "higher", "elem/s"), a_def("latency_p50"), a_def("load", "info"))


def test_a_regression_says_what_got_worse_and_by_how_much() -> None:
    baseline = a_run(
        a_point("CV-1/small", {"framework": "Grain"}, throughput=20000.0, latency_p50=12.0),
        defs=DEFS,
    )
    run = a_run(
        a_point("CV-1/small", {"framework": "Grain"}, throughput=18000.0, latency_p50=15.0),
        defs=DEFS,
    )
    assert detect_regressions(run, baseline) == [
        Regression(
            metric="throughput",
            point_name="CV-1/small",
            tags={"framework": "Grain"},
            baseline_value=20000.0,
            current_value=18000.0,
            delta_pct=-10.0,
            direction=MetricDirection.HIGHER,
        ),
        Regression(
            metric="latency_p50",
            point_name="CV-1/small",
            tags={"framework": "Grain"},
            baseline_value=12.0,
            current_value=15.0,
            delta_pct=25.0,
            direction=MetricDirection.LOWER,
        ),
    ]


def test_the_threshold_is_five_percent_when_not_given() -> None:
    baseline = a_run(a_point("at", time=100.0), a_point("above", time=100.0))
    run = a_run(a_point("at", time=105.0), a_point("above", time=105.1))
    assert [found.point_name for found in detect_regressions(run, baseline)] == ["above"]


def test_a_wider_threshold_tolerates_more() -> None:
    baseline = a_run(a_point("sort", time=100.0))
    run = a_run(a_point("sort", time=150.0))
    assert len(detect_regressions(run, baseline, threshold=0.49)) == 1
    assert detect_regressions(run, baseline, threshold=0.5) == []


def test_nothing_but_regressions_is_returned() -> None:
    baseline = a_run(
        a_point("better", throughput=1.0),
        a_point("same", throughput=1.0),
        a_point("gone", throughput=1.0),
        a_point("noted", load=1.0),
        defs=DEFS,
    )
    run = a_run(
        a_point("better", throughput=2.0),
        a_point("same", throughput=1.0),
        a_point("fresh", throughput=0.0),
        a_point("noted", load=9.0),
        defs=DEFS,
    )
    assert detect_regressions(run, baseline) == []


@pytest.mark.parametrize(
    ("direction", "after", "delta"), [("lower", 5.0, inf), ("higher", -5.0, -inf)]
)
def test_from_zero_the_change_is_infinite_in_its_own_sign(
    direction: str, after: float, delta: float
) -> None:
    defs = (a_def("time", direction),)
    baseline = a_run(a_point("sort", time=0.0), defs=defs)
    (found,) = detect_regressions(a_run(a_point("sort", time=after), defs=defs), baseline)
    assert found.delta_pct == delta


def test_definitions_of_config_win() -> None:
    baseline = a_run(a_point("sort", time=100.0))
    run = a_run(a_point("sort", time=50.0))
    assert detect_regressions(run, baseline) == []
    (found,) = detect_regressions(run, baseline, metric_defs={"time": a_def("time", "higher")})
    assert found.direction is MetricDirection.HIGHER


def test_a_percentage_as_threshold_is_taken_as_the_share_it_is() -> None:
    baseline = a_run(a_point("sort", time=100.0))
    run = a_run(a_point("sort", time=599.0))
    assert detect_regressions(run, baseline, threshold=5) == []
    with pytest.raises(UsageError):
        detect_regressions(run, baseline, threshold=-5)


def test_a_regression_cannot_be_changed() -> None:
    baseline = a_run(a_point("sort", time=1.0))
    (found,) = detect_regressions(a_run(a_point("sort", time=2.0)), baseline)
    with pytest.raises(AttributeError):
        found.delta_pct = 0.0  # type: ignore[misc]
