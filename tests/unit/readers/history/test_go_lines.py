"""What github-action-benchmark keeps of Go, as its versions write it."""

from pathlib import Path
from typing import Any

import pytest

from calibrax.core import MetricDirection
from calibrax.readers import read
from calibrax.readers.document import Document
from calibrax.readers.history.go_lines import from_go
from calibrax.readers.metrics import open_direction

DATA = Path(__file__).resolve().parents[3] / "data"
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
    assert reading.warnings == (open_direction("hits"),)


@pytest.mark.parametrize("besides", [True, False])
def test_the_values_of_count_are_samples(besides: bool) -> None:
    benches = []
    for time in (260, 240, 250):
        benches.append(bench("BenchmarkSort", time, "ns/op\t 8 B/op"))
        if besides:
            benches.append(bench("BenchmarkSort - ns/op", time, "ns/op"))
            benches.append(bench("BenchmarkSort - B/op", 8, "B/op"))
    (point,) = from_go(benches).points
    assert point.tags == {}
    assert (point.metrics["time"].value, point.metrics["time"].samples) == (
        2.5e-7,
        (2.6e-7, 2.4e-7, 2.5e-7),
    )
    assert point.metrics["allocated"].samples == (8.0, 8.0, 8.0)


def test_numbers_of_processors_are_told_apart_where_there_are_several() -> None:
    benches = [
        {**bench("BenchmarkSort", 8, "ns/op"), "extra": "100 times"},
        {**bench("BenchmarkSort", 4, "ns/op"), "extra": "100 times\n2 procs"},
        bench("BenchmarkFib", 40, "ns/op"),
    ]
    assert [
        (point.name, point.tags, point.metrics["time"].value) for point in from_go(benches).points
    ] == [
        ("BenchmarkSort", {"cpu": "1"}, 8e-9),
        ("BenchmarkSort", {"cpu": "2"}, 4e-9),
        ("BenchmarkFib", {}, 4e-8),
    ]


def kept(line: str) -> dict[str, Any]:
    """Return what the oldest versions keep of a line."""
    named, times, value, unit = line.split(maxsplit=3)
    name, _, processors = named.rpartition("-")
    extra = f"{times} times\n{processors} procs"
    return {"name": name, "value": float(value), "unit": unit, "extra": extra}


def test_the_history_of_a_real_output_is_what_ingest_reads_of_it() -> None:
    path = DATA / "gobench" / "dev_mem_count3.txt"
    text = path.read_text(encoding="utf-8")
    _, ingested = read(Document(str(path), text.encode()))
    reading = from_go([kept(line) for line in text.splitlines() if line.startswith("Benchmark")])
    assert len(reading.points) > 3
    assert [(point.name, point.metrics) for point in reading.points] == [
        (point.name, point.metrics) for point in ingested.points
    ]
    assert [point.tags for point in reading.points] == [
        {name: value for name, value in point.tags.items() if name != "pkg"}
        for point in ingested.points
    ]
    assert reading.metric_defs == ingested.metric_defs


def test_a_benchmark_without_a_value_failed() -> None:
    reading = from_go([bench("BenchmarkA", None, "ns/op"), bench("BenchmarkB", 1, "ns/op")])
    assert list(reading.failed) == ["BenchmarkA"]
    assert [point.name for point in reading.points] == ["BenchmarkB"]


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
            [bench("BenchmarkA", 1, "ns/op"), bench("BenchmarkA - ns/op", 2, "ns/op")],
            r"^\[1\] 'BenchmarkA - ns/op': 2\.?0? ns/op, and 1\.?0? in its line",
        ),
        (
            [
                bench("BenchmarkA", 1, "ns/op"),
                bench("B", 2, "ns/op"),
                bench("BenchmarkA", 2, "ns/op"),
            ],
            "'BenchmarkA' stands in 2 places, as if of several packages that are not named",
        ),
    ],
)
def test_what_is_no_entry_or_says_two_things_is_refused(benches: list[Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        from_go(benches)
