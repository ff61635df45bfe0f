"""One value a process."""

from statistics import fmean

from calibrax.analysis.processes import per_process
from calibrax.core import Metric


def test_a_flat_list_is_the_values_of_one_process() -> None:
    assert per_process((3.0, 1.0, 2.0, 9.0)) == (2.5,)
    assert per_process((3.0,)) == (3.0,)
    assert per_process((3.0, 1.0, 2.0), min) == (1.0,)


def test_each_process_has_its_median() -> None:
    assert per_process(((1.0, 9.0, 2.0), (4.0,), (5.0, 6.0))) == (2.0, 4.0, 5.5)


def test_another_statistic_on_request() -> None:
    processes = ((1.0, 9.0, 2.0), (4.0,), (5.0, 6.0))
    assert per_process(processes, min) == (1.0, 4.0, 5.0)
    assert per_process(processes, fmean) == (4.0, 4.0, 5.5)


def test_it_takes_the_samples_of_a_metric_as_they_are() -> None:
    metric = Metric.from_dict({"value": 1, "samples": [[1, 2, 3], [4, 6]]})
    assert metric.samples is not None
    assert per_process(metric.samples) == (2.0, 5.0)
