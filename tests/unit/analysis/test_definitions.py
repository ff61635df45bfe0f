"""Which definition of a metric holds, and what nobody defined."""

from calibrax.analysis.definitions import effective, redefined, undefined
from calibrax.core import MetricDirection
from tests.builders import a_def, a_point, a_run


def test_overrides_win_over_the_run_and_the_run_over_the_baseline() -> None:
    names = ("a", "b", "c")
    baseline = a_run(
        a_point("sort", a=1.0, b=1.0, c=1.0),
        defs=tuple(a_def(name, unit="baseline") for name in names),
    )
    run = a_run(
        a_point("sort", a=1.0, b=1.0, c=1.0),
        defs=tuple(a_def(name, unit="run") for name in names[:2]),
    )
    found = effective(run, baseline, {"a": a_def("a", unit="config")})
    units = {name: each.unit for name, each in found.items()}
    assert units == {"a": "config", "b": "run", "c": "baseline"}


def test_each_measured_metric_is_there_once_the_runs_first() -> None:
    baseline = a_run(a_point("sort", old=1.0, both=1.0))
    run = a_run(a_point("sort", new=1.0, both=1.0))
    assert list(effective(run, baseline)) == ["new", "both", "old"]


def test_what_is_defined_and_not_measured_is_left_out() -> None:
    run = a_run(a_point("sort", time=1.0), defs=(a_def("time"), a_def("unused")))
    assert list(effective(run, run, {"unused too": a_def("unused too")})) == ["time"]


def test_what_nobody_defined_is_info_without_unit() -> None:
    run = a_run(a_point("sort", mystery=1.0), defs=())
    found = effective(run, run)["mystery"]
    assert (found.name, found.unit, found.direction) == ("mystery", "", MetricDirection.INFO)


def test_undefined_names_the_metrics_of_both_runs_that_nobody_defined() -> None:
    baseline = a_run(a_point("sort", time=1.0, gone=1.0), defs=(a_def("time"),))
    run = a_run(a_point("sort", time=1.0, fresh=1.0, known=1.0), defs=())
    assert undefined(run, baseline, {"known": a_def("known")}) == ("fresh", "gone")


def test_redefined_names_the_metrics_whose_direction_or_unit_changed() -> None:
    baseline = a_run(
        defs=(a_def("time"), a_def("rate", "higher"), a_def("size", unit="B"), a_def("gone"))
    )
    run = a_run(
        defs=(a_def("time"), a_def("rate", "lower"), a_def("size", unit=""), a_def("fresh", "info"))
    )
    assert redefined(run, baseline) == {
        "rate": "the direction changed from higher to lower",
        "size": "the unit changed from B to none",
    }
    assert redefined(run, baseline, {"rate": a_def("rate")}) == {
        "size": "the unit changed from B to none"
    }


def test_the_unit_of_an_info_metric_may_change() -> None:
    baseline = a_run(defs=(a_def("load", "info", "%"),))
    assert redefined(a_run(defs=(a_def("load", "info", "share"),)), baseline) == {}


def test_the_unit_of_a_metric_that_config_has_judged_may_not_change() -> None:
    baseline = a_run(defs=(a_def("m", "info", "ms"),))
    run = a_run(defs=(a_def("m", "info", "s"),))
    assert redefined(run, baseline, {"m": a_def("m", "lower", "ms")}) == {
        "m": "the unit changed from ms to s"
    }
