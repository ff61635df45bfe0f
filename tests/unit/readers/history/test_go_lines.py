"""What github-action-benchmark keeps of Go, as its versions write it."""

from typing import Any

import pytest

from calibrax.core import MetricDirection
from calibrax.readers.history.go_lines import from_go

ALL = "ns/op\t    1056 B/op\t       4 allocs/op"


def bench(name: str, value: object, unit: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "extra": "4570 times\n8 procs"}


def values(benches: list[Any]) -> dict[str, dict[str, float]]:
    return {
        point.name: {name: metric.value for name, metric in point.metrics.items()}
        for point in from_go(benches).points
    }


SORT = {"BenchmarkSort": {"time": 2.625e-7, "allocated": 1056.0, "allocations": 4.0}}


def test_the_one_entry_of_old_files_has_all_values_in_its_unit() -> None:
    assert values([bench("BenchmarkSort", 262.5, ALL)]) == SORT


def test_the_entries_that_newer_files_have_besides_repeat_them() -> None:
    benches = [
        bench("BenchmarkSort", 262.5, ALL),
        bench("BenchmarkSort - ns/op", 262.5, "ns/op"),
        bench("BenchmarkSort - B/op", 1056, "B/op"),
        bench("BenchmarkSort - allocs/op", 4, "allocs/op"),
    ]
    assert values(benches) == SORT


def test_a_benchmark_with_a_time_alone_has_its_unit_alone() -> None:
    assert values([bench("BenchmarkFib", 40, "ns/op")]) == {"BenchmarkFib": {"time": 4e-8}}


def test_metrics_and_directions_are_those_of_the_output_of_go() -> None:
    unit = "ns/op\t 125.00 MB/s\t 90.5 p99-ns/op\t 0.25 hits"
    reading = from_go([bench("BenchmarkRead", 8, unit)])
    (point,) = reading.points
    assert {name: metric.value for name, metric in point.metrics.items()} == {
        "time": 8e-9,
        "bytes_per_second": 1.25e8,
        "p99-sec/op": 9.05e-8,
        "hits": 0.25,
    }
    assert {name: each.direction for name, each in reading.metric_defs.items()} == {
        "time": MetricDirection.LOWER,
        "bytes_per_second": MetricDirection.HIGHER,
        "p99-sec/op": MetricDirection.LOWER,
        "hits": MetricDirection.INFO,
    }
    assert reading.warnings == ()


def test_package_and_parameters_become_tags() -> None:
    benches = [
        bench("BenchmarkSort/n=10 (example.com/a)", 262.5, ALL),
        bench("BenchmarkSort/n=10 (example.com/a) - ns/op", 262.5, "ns/op"),
        bench("BenchmarkSort/n=10 - B/op (example.com/a)", 1056, "B/op"),
        bench("BenchmarkSort/n=10 (example.com/b)", 262.5, ALL),
    ]
    reading = from_go(benches)
    assert [(point.name, point.scenario, point.tags) for point in reading.points] == [
        ("BenchmarkSort/n=10", "BenchmarkSort", {"pkg": "example.com/a", "n": "10"}),
        ("BenchmarkSort/n=10", "BenchmarkSort", {"pkg": "example.com/b", "n": "10"}),
    ]
    assert [len(point.metrics) for point in reading.points] == [3, 3]


@pytest.mark.parametrize(
    ("benches", "reason"),
    [
        (["BenchmarkA"], "expected an object"),
        ([{"name": "BenchmarkA", "unit": "ns/op"}], "it has no value"),
        ([{"name": "BenchmarkA", "value": 1}], "unit: expected a text"),
        ([{"name": ["BenchmarkA"], "value": 1, "unit": "ns/op"}], "name"),
        ([bench("BenchmarkA", 1, "ns/op\t many B/op")], "'many' is no number"),
        (
            [bench("BenchmarkA", 1, "ns/op"), bench("BenchmarkA", 2, "ns/op")],
            "are both the 'time' of 'BenchmarkA'",
        ),
    ],
)
def test_what_is_no_entry_or_says_two_things_is_refused(benches: list[Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        from_go(benches)
