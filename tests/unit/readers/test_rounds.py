"""The processes of one side become one run."""

import pytest
from msgspec.structs import replace

from calibrax.core import Metric, Point, Run
from calibrax.errors import DataError
from calibrax.readers.rounds import appended, one_run
from tests.builders import a_def, a_point, a_run


def samples(run: Run, name: str) -> object:
    (metric,) = (point.metrics["t"] for point in run.points if point.name == name)
    return metric.samples


def repeated(name: str, *values: float) -> Point:
    metric = Metric(value=values[0], samples=values)
    return Point(name=name, scenario=name, metrics={"t": metric})


def test_each_process_is_a_row_of_samples() -> None:
    run = one_run([a_run(repeated("sort", 1.0, 2.0, 3.0)), a_run(a_point("sort", t=8.0))])
    assert samples(run, "sort") == ((1.0, 2.0, 3.0), (8.0,))
    assert run.points[0].metrics["t"].value == 5.0  # of the medians 2 and 8


def test_a_single_process_is_a_row_too() -> None:
    assert samples(one_run([a_run(repeated("sort", 1.0, 2.0))]), "sort") == ((1.0, 2.0),)


def test_what_is_measured_no_longer_has_fewer_rows() -> None:
    both = a_run(a_point("sort", t=1.0), a_point("scan", t=2.0))
    run = one_run([both, a_run(a_point("scan", t=3.0))])
    assert samples(run, "sort") == ((1.0,),)
    assert samples(run, "scan") == ((2.0,), (3.0,))


def test_what_failed_once_has_failed() -> None:
    fine = a_run(a_point("sort", t=1.0))
    failed = replace(fine, metadata={"failed": {"scan": "out of memory"}})
    assert one_run([fine, failed, fine]).failed == {"scan": "out of memory"}


def test_two_definitions_of_a_metric() -> None:
    ms = a_run(a_point("sort", t=1.0))
    seconds = a_run(a_point("sort", t=1.0), defs=(a_def("t", unit="s"),))
    with pytest.raises(DataError, match="the metric 't' is defined otherwise in another round"):
        one_run([ms, seconds])


def test_rounds_are_added_behind_those_there_are() -> None:
    earlier = one_run([a_run(a_point("sort", t=1.0), a_point("scan", t=2.0))] * 2)
    later = one_run([a_run(a_point("scan", t=3.0), a_point("new", t=4.0))])
    run = appended(earlier, later)
    assert samples(run, "sort") == ((1.0,), (1.0,))
    assert samples(run, "scan") == ((2.0,), (2.0,), (3.0,))
    assert samples(run, "new") == ((4.0,),)
