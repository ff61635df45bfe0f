"""Google Benchmark's files: expected values were read from the files by hand, never from a run."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import MetricDef, MetricDirection, Point
from calibrax.errors import DataError
from calibrax.readers import read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import (
    ALLOCATIONS,
    BYTES_PER_SECOND,
    CPU_TIME,
    ITEMS_PER_SECOND,
    PEAK_MEMORY,
    TIME,
)
from calibrax.readers.reading import Reading
from tests.shared import SHARED, needs_shared

DATA = Path(__file__).resolve().parents[2] / "data" / "google-benchmark"
FOREIGN = SHARED / "data" / "formats" / "foreign" / "googlebenchmark" / "gab_googlecpp.json"
DEBUG = "the benchmark library is a debug build: times may be off"
NAMES = [
    *("BM_Sort/8", "BM_Sort/512"),
    *("BM_Memcpy/8", "BM_Memcpy/64", "BM_Memcpy/512", "BM_Memcpy/4096", "BM_Ms"),
]


def reading_of(name: str) -> Reading:
    return read_input(DATA / name).reading


def point_of(reading: Reading, name: str) -> Point:
    (found,) = [point for point in reading.points if point.name == name]
    return found


def values(point: Point) -> dict[str, float]:
    return {name: metric.value for name, metric in point.metrics.items()}


def counter(name: str) -> MetricDef:
    return MetricDef(name=name, unit="", direction=MetricDirection.INFO)


def undirected(name: str) -> str:
    return (
        f"the metric '{name}' has no direction, so it is shown and not judged; "
        f"calibrax.yml declares it: metrics: [{{metric: '{name}', direction: lower}}]"
    )


@pytest.mark.parametrize("name", ["dev_plain.json", "dev_reps.json", "dev_aggonly.json"])
def test_each_benchmark_is_one_point_however_often_it_was_repeated(name: str) -> None:
    reading = reading_of(name)

    assert [point.name for point in reading.points] == NAMES
    assert [point.scenario for point in reading.points] == [
        name.partition("/")[0] for name in NAMES
    ]
    assert [point.tags for point in reading.points] == [{}] * 7
    assert (reading.failed, reading.skipped) == ({}, {})
    assert reading.metric_defs == {
        each.name: each
        for each in (
            *(TIME, CPU_TIME, ITEMS_PER_SECOND, BYTES_PER_SECOND),
            *(counter("Foo"), counter("Rate")),
        )
    }


def test_a_benchmark_that_ran_once_has_one_sample() -> None:
    reading = reading_of("dev_plain.json")

    sort = point_of(reading, "BM_Sort/8")
    assert values(sort) == pytest.approx(
        {
            "time": 1.3365507503064867e-07,
            "cpu_time": 8.1715111408946228e-08,
            "items_per_second": 9.7901108645177171e07,
        },
        rel=1e-14,
    )
    assert sort.metrics["time"].samples == (sort.metrics["time"].value,)
    assert values(point_of(reading, "BM_Memcpy/64")) == pytest.approx(
        {
            "time": 6.8022500958970734e-09,
            "cpu_time": 4.5216187763695900e-09,
            "bytes_per_second": 1.4154222893462421e10,
        },
        rel=1e-14,
    )
    assert values(point_of(reading, "BM_Ms")) == pytest.approx(
        {
            "time": 3.9875235555276350e-04,
            "cpu_time": 3.0968306666666673e-04,
            "Foo": 3.0,
            "Rate": 7.1757950673297660e02,
        },
        rel=1e-14,
    )


def test_where_and_when_it_was_measured_and_what_makes_it_doubtful() -> None:
    reading = reading_of("dev_plain.json")

    assert reading.timestamp == datetime(2026, 11, 22, 20, 2, 20, tzinfo=UTC)
    assert reading.observed == {"cpu": {"cores": 2}}
    assert (reading.commit, reading.branch, reading.machine) == (None, None, None)
    assert reading.warnings == (DEBUG, undirected("Foo"), undirected("Rate"))


def test_repetitions_are_the_samples_of_one_process_and_the_value_is_their_median() -> None:
    sort = point_of(reading_of("dev_reps.json"), "BM_Sort/8")

    assert sort.metrics["time"].samples == pytest.approx(
        (
            *(9.6101011416585877e-08, 2.1387209940939255e-07),
            *(2.1208711169064213e-07, 2.1329712469102017e-07),
        ),
        rel=1e-14,
    )
    # the median of four: between 212.087 ns and 213.297 ns
    assert sort.metrics["time"].value == pytest.approx(2.1269211819083115e-07, rel=1e-14)
    assert sort.metrics["cpu_time"].samples == pytest.approx(
        (
            *(9.6141655830082357e-08, 9.8019722583441705e-08),
            *(9.6525964456003479e-08, 9.7214578818089862e-08),
        ),
        rel=1e-14,
    )


def test_where_only_aggregates_were_written_the_median_counts_without_samples() -> None:
    sort = point_of(reading_of("dev_aggonly.json"), "BM_Sort/8")

    assert values(sort) == pytest.approx(
        {
            "time": 1.4999423774406080e-07,
            "cpu_time": 9.7034479516454027e-08,
            "items_per_second": 8.2444921020506442e07,
        },
        rel=1e-14,
    )
    assert [metric.samples for metric in sort.metrics.values()] == [None, None, None]


def test_named_arguments_become_tags_and_settings_of_the_tool_do_not() -> None:
    reading = reading_of("odd_plain.json")

    assert {point.name: (point.scenario, point.tags) for point in reading.points} == {
        "BM_Copy/n:64": ("BM_Copy", {"n": "64"}),
        "BM_Copy/n:512": ("BM_Copy", {"n": "512"}),
        "BM_Copy/n:4096": ("BM_Copy", {"n": "4096"}),
        "BM_Two/rows:2/cols:3": ("BM_Two", {"rows": "2", "cols": "3"}),
        "BM_Two/rows:4/cols:-5": ("BM_Two", {"rows": "4", "cols": "-5"}),
        "BM_Error/1": ("BM_Error", {}),
        "BM_Manual/iterations:3/manual_time": ("BM_Manual", {}),
        "BM_Temp<std::vector<int>,16>": ("BM_Temp<std::vector<int>,16>", {}),
        "BM_Cap/int_string": ("BM_Cap/int_string", {}),
        "BM_Thr/min_time:0.010/real_time/threads:1": ("BM_Thr", {}),
        "BM_Thr/min_time:0.010/real_time/threads:2": ("BM_Thr", {}),
        "BM_Alloc": ("BM_Alloc", {}),
    }


def test_an_error_is_a_failure_with_the_message_of_the_benchmark() -> None:
    for name in ("odd_plain.json", "odd_aggonly.json"):
        assert reading_of(name).failed == {"BM_Error/2": "no such device"}


def test_memory_and_counters_are_metrics_beside_the_times() -> None:
    reading = reading_of("odd_plain.json")

    memory = {
        "allocations": 1.0,
        "peak_memory": 4096.0,
        "total_allocated_bytes": 6400.0,
        "net_heap_growth": -8.0,
    }
    assert values(point_of(reading, "BM_Alloc")) == pytest.approx(
        {"time": 4.2733941125643000e-08, "cpu_time": 4.2735158557116421e-08, **memory}, rel=1e-14
    )
    # the counter nan is left out, and the one called time is not taken for the time
    assert values(point_of(reading, "BM_Two/rows:2/cols:3")) == pytest.approx(
        {
            "time": 5.4499452551480865e-10,
            "cpu_time": 5.4502711350969690e-10,
            "inv": 4.6606416666666638e-03,
            "counter_time": 7.0,
            **memory,
        },
        rel=1e-14,
    )
    manual = point_of(reading, "BM_Manual/iterations:3/manual_time")
    assert manual.metrics["time"].value == 0.002
    assert reading.metric_defs["allocations"] is ALLOCATIONS
    assert reading.metric_defs["peak_memory"] is PEAK_MEMORY
    assert "nan" not in reading.metric_defs
    assert reading.warnings == (
        DEBUG,
        "BM_Two/rows:2/cols:3: no 'nan': a value of nan",
        "BM_Two/rows:4/cols:-5: no 'nan': a value of nan",
        undirected("inv"),
        undirected("counter_time"),
    )


def test_complexity_is_no_benchmark_where_only_aggregates_were_written() -> None:
    reading = reading_of("odd_aggonly.json")

    assert [point.name for point in reading.points] == [
        *("BM_Copy/n:64", "BM_Copy/n:512", "BM_Copy/n:4096"),
        *("BM_Two/rows:2/cols:3", "BM_Two/rows:4/cols:-5", "BM_Error/1"),
    ]
    copy = point_of(reading, "BM_Copy/n:64")
    assert values(copy) == pytest.approx(
        {
            "time": 3.2858304968447687e-09,
            "cpu_time": 3.2814434109466290e-09,
            "bytes_per_second": 1.9503729125036606e10,
        },
        rel=1e-14,
    )


def test_the_python_library_of_version_1_9() -> None:
    reading = reading_of("py_reps.json")

    assert [(each.name, each.scenario, each.tags) for each in reading.points] == [
        ("py/sum/n:10", "py/sum", {"n": "10"}),
        ("py/sum/n:1000", "py/sum", {"n": "1000"}),
    ]
    assert values(reading.points[0]) == pytest.approx(
        {
            "time": 2.634225296276034e-07,
            "cpu_time": 2.6220041163813261e-07,
            "foo": 2.1408232078937007e02,
        },
        rel=1e-14,
    )
    assert len(reading.points[0].metrics["time"].samples or ()) == 3
    assert reading.failed == {"err": "boom"}
    assert reading.warnings == (undirected("foo"),)


def test_a_program_that_crashed_left_a_file_that_is_refused() -> None:
    with pytest.raises(DataError, match=r"py_crashed\.json: not JSON"):
        reading_of("py_crashed.json")


@needs_shared
def test_a_file_of_2019_whose_date_has_no_zone() -> None:
    reading = read_input(FOREIGN).reading

    assert {point.name: values(point)["time"] for point in reading.points} == pytest.approx(
        {"fib_10": 2.1498980114547953e-07, "fib_20": 2.7455600415007055e-05}, rel=1e-14
    )
    assert reading.timestamp == datetime(2019, 11, 29, 21, 26, 59, tzinfo=UTC)
    assert reading.warnings == ("the timestamp 2019-11-29 21:26:59 has no time zone: taken as UTC",)


def row(**fields: Any) -> dict[str, Any]:
    plain = {
        **{"name": "a", "run_name": "a", "run_type": "iteration", "repetition_index": 0},
        **{"iterations": 5, "real_time": 2.0, "cpu_time": 1.0, "time_unit": "us"},
    }
    return {key: value for key, value in {**plain, **fields}.items() if value is not None}


def read_rows(*rows: Any, **context: Any) -> Reading:
    known = {"date": "2026-11-22T20:02:20+00:00", "num_cpus": 2, "mhz_per_cpu": 1}
    data = {"context": {**known, **context}, "benchmarks": list(rows)}
    return read(Document("a.json", json.dumps(data).encode()))[1]


def test_what_the_user_skipped_is_listed_apart_from_what_failed() -> None:
    skip = row(name="b", run_name="b", skipped=True, skip_message="no GPU here", real_time=0.0)
    error = row(name="c", run_name="c", error_occurred=True, error_message="", real_time=0.0)

    reading = read_rows(row(), skip, error)

    assert [point.name for point in reading.points] == ["a"]
    assert reading.skipped == {"b": "no GPU here"}
    assert reading.failed == {"c": "no reason given"}


def test_one_repetition_that_failed_makes_the_benchmark_fail() -> None:
    failed = row(repetition_index=1, error_occurred=True, error_message="out of memory")
    fine = row(run_name="b")

    assert read_rows(row(), failed, fine).failed == {"a": "out of memory"}


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_time_that_is_not_finite_is_a_failure(value: str) -> None:
    reading = read_rows(row(real_time=float(value)), row(run_name="b"))

    assert reading.failed == {"a": f"a value of {float(value)}"}
    assert [point.name for point in reading.points] == ["b"]


@pytest.mark.parametrize("value", ["fast", None, True, [1.0]])
def test_a_counter_that_is_no_number_is_left_out_with_a_word(value: object) -> None:
    data = row()
    data["Foo"] = value

    reading = read_rows(data)

    assert values(reading.points[0]) == {"time": 2e-6, "cpu_time": 1e-6}
    assert reading.warnings[0].startswith("a: no 'Foo': a value of ")


def test_the_unit_of_each_row_counts() -> None:
    units = {"ns": 2e-9, "us": 2e-6, "ms": 2e-3, "s": 2.0}

    reading = read_rows(*(row(run_name=unit, time_unit=unit) for unit in units))

    assert {point.name: values(point)["time"] for point in reading.points} == units


def test_the_mean_counts_where_the_median_was_not_written() -> None:
    mean = row(run_type="aggregate", aggregate_name="mean", repetition_index=None)

    assert values(read_rows(mean).points[0]) == {"time": 2e-6, "cpu_time": 1e-6}


def test_what_is_known_of_the_surroundings_is_a_warning() -> None:
    reading = read_rows(row(), library_build_type="debug", cpu_scaling_enabled=True)

    assert reading.warnings == (DEBUG, "CPU scaling was enabled: times may be noisy")


def test_the_date_of_old_versions() -> None:
    reading = read_rows(row(run_type=None, run_name=None), date="2015/03/17-18:40:25")

    assert reading.timestamp == datetime(2015, 3, 17, 18, 40, 25, tzinfo=UTC)
    assert [point.name for point in reading.points] == ["a"]


TWINS = "two benchmarks are called 'a'; give one of them another name"
REFUSED: dict[str, tuple[list[Any], str]] = {
    "a row that is none": ([5], r"benchmarks\[0\]: expected an object, got 5"),
    "no name": ([row(name=None, run_name=None)], r"benchmarks\[0\]: run_name: expected a name"),
    "a name that is none": ([row(run_name=["a"])], r"benchmarks\[0\]: run_name: expected a name"),
    "no time": ([row(real_time=None)], "a: real_time: expected a number, got None"),
    "a time that is text": ([row(real_time="2")], "a: real_time: expected a number, got '2'"),
    "a huge time": ([row(real_time=10**400)], "a: real_time: expected a number"),
    "no unit": ([row(time_unit=None)], "a: time_unit None.*: expected ns, us, ms, s"),
    "an unknown unit": ([row(time_unit="h")], "a: time_unit 'h'.*: expected ns, us, ms, s"),
    "a unit that is none": ([row(time_unit=[])], r"a: time_unit \[\].*: expected ns, us, ms, s"),
    "an unknown type": ([row(run_type="x")], r"benchmarks\[0\]: run_type 'x' .*is not known"),
    "a summary of old versions": (
        [row(run_type=None, run_name=None, name="a_mean")],
        r"benchmarks\[0\]: 'a_mean' has no run_type",
    ),
    "only deviations": (
        [row(run_type="aggregate", aggregate_name="stddev")],
        "a: has neither repetitions nor their median or mean",
    ),
    "twins of old versions": ([row(), row()], TWINS),
    "twins": (
        [row(family_index=0), row(family_index=1)],
        "the benchmarks 1 and 2 in it are both 'a' with tags {}",
    ),
    "twins that do not stand together": (
        [row(), row(run_name="b"), row(repetition_index=1)],
        "the benchmarks 1 and 3 in it are both 'a' with tags {}",
    ),
    "no benchmarks": ([], "it measured nothing"),
}


@pytest.mark.parametrize(("rows", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_told_with_its_place(rows: list[Any], reason: str) -> None:
    with pytest.raises(DataError, match=rf"^a\.json \[google-benchmark\]: {reason}"):
        read_rows(*rows)


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_version_of_the_schema_is_refused(version: object) -> None:
    with pytest.raises(DataError, match=r"context: json_schema_version .*, and 1 is read"):
        read_rows(row(), json_schema_version=version)


@pytest.mark.parametrize("date", ["yesterday", 5])
def test_a_date_that_is_none_is_told(date: object) -> None:
    with pytest.raises(DataError, match=r"context: date: .* is no ISO 8601 time"):
        read_rows(row(), date=date)


def test_benchmarks_that_are_no_list_are_told() -> None:
    data = b'{"context": {"date": null, "num_cpus": 1, "mhz_per_cpu": 1}, "benchmarks": {}}'

    with pytest.raises(DataError, match=r"benchmarks: expected a list, got \{\}"):
        read(Document("a.json", data))
