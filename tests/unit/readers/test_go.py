"""Go's output: expected values were read from the files by hand, never from a run."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calibrax.core import MetricDef, MetricDirection
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import ALLOCATED, ALLOCATIONS, BYTES_PER_SECOND, TIME
from calibrax.readers.reading import Reading
from tests.shared import SHARED, needs_shared

DATA = Path(__file__).resolve().parents[2] / "data" / "gobench"
FOREIGN = SHARED / "data" / "formats" / "foreign" / "gobench"
HOST = {"os": {"system": "Linux", "machine": "x86_64"}, "cpu": {"model": "AMD EPYC"}}
TINY = {"pkg": "example.com/tiny"}


def reading_of(text: str) -> Reading:
    """Return what a text says."""
    return read(Document("bench.txt", text.encode()), "go")[1]


def events(*outputs: tuple[str, str]) -> str:
    """Return events of go test -json: package and output."""
    return "".join(
        f"{json.dumps({'Action': 'output', 'Package': package, 'Output': output})}\n"
        for package, output in outputs
    )


def samples(reading: Reading, metric: str) -> dict[str, object]:
    """Return the samples of a metric by the name of the benchmark."""
    return {
        point.name: point.metrics[metric].samples
        for point in reading.points
        if metric in point.metrics
    }


def test_the_repeats_of_a_benchmark_are_samples_of_one_process() -> None:
    source = read_input(DATA / "dev_mem_count3.txt")
    reading = source.reading

    assert source.format == "go"
    assert [(point.name, point.scenario, point.tags) for point in reading.points] == [
        ("BenchmarkRepeat", "BenchmarkRepeat", TINY),
        ("BenchmarkSub/n=1", "BenchmarkSub", {"n": "1", **TINY}),
        ("BenchmarkSub/n=10", "BenchmarkSub", {"n": "10", **TINY}),
        ("BenchmarkMetric", "BenchmarkMetric", TINY),
    ]
    assert samples(reading, "time") == {
        "BenchmarkRepeat": (262.3e-9, 209.2e-9, 235.8e-9),
        "BenchmarkSub/n=1": (105.6e-9, 107.2e-9, 145.2e-9),
        "BenchmarkSub/n=10": (1064e-9, 837.3e-9, 1198e-9),
        "BenchmarkMetric": (477.4e-9, 775.7e-9, 569.4e-9),
    }
    assert [point.metrics["time"].value for point in reading.points] == [
        235.8e-9,
        107.2e-9,
        1064e-9,
        569.4e-9,
    ]
    assert samples(reading, "bytes_per_second") == {
        "BenchmarkSub/n=1": (9.47e6, 9.33e6, 6.88e6),
        "BenchmarkSub/n=10": (9.40e6, 11.94e6, 8.35e6),
    }
    assert samples(reading, "allocated")["BenchmarkRepeat"] == (208, 208, 208)
    assert samples(reading, "allocations")["BenchmarkMetric"] == (0, 0, 0)
    assert samples(reading, "widgets/op") == {"BenchmarkMetric": (12.5, 12.5, 12.5)}
    assert reading.metric_defs == {
        "time": TIME,
        "bytes_per_second": BYTES_PER_SECOND,
        "allocated": ALLOCATED,
        "allocations": ALLOCATIONS,
        "widgets/op": MetricDef(
            name="widgets/op", unit="widgets/op", direction=MetricDirection.INFO
        ),
    }
    (warning,) = reading.warnings
    assert "'widgets/op' has no direction" in warning
    assert reading.observed == HOST
    assert reading.timestamp is None


def test_a_plain_run() -> None:
    reading = read_input(DATA / "dev_plain.txt").reading

    assert samples(reading, "time") == {
        "BenchmarkRepeat": (455.9e-9,),
        "BenchmarkSub/n=1": (137.6e-9,),
        "BenchmarkSub/n=10": (1155e-9,),
        "BenchmarkMetric": (480.8e-9,),
    }
    assert samples(reading, "bytes_per_second") == {
        "BenchmarkSub/n=1": (7.27e6,),
        "BenchmarkSub/n=10": (8.66e6,),
    }


def test_events_whose_lines_are_in_fragments() -> None:
    source = read_input(DATA / "dev_test2json.jsonl")

    assert source.format == "go"
    assert samples(source.reading, "time") == {
        "BenchmarkRepeat": (327.4e-9,),
        "BenchmarkSub/n=1": (97.67e-9,),
        "BenchmarkSub/n=10": (477.4e-9,),
        "BenchmarkMetric": (262.1e-9,),
    }
    assert samples(source.reading, "bytes_per_second") == {
        "BenchmarkSub/n=1": (10.24e6,),
        "BenchmarkSub/n=10": (20.94e6,),
    }
    assert [point.tags for point in source.reading.points] == [
        TINY,
        {"n": "1", **TINY},
        {"n": "10", **TINY},
        TINY,
    ]
    assert source.reading.timestamp == datetime(2026, 11, 22, 20, 2, 51, 48590, UTC)
    assert source.reading.observed == HOST
    assert (source.reading.failed, source.reading.skipped) == ({}, {})


FAILED = {
    "BenchmarkFails": "it failed",
    "BenchmarkPartly/bad": "it failed",
    "BenchmarkPanics": "panic: assignment to entry in nil map",
}


def test_logs_prints_failures_and_a_panic() -> None:
    reading = read_input(DATA / "odd_all.txt").reading

    assert [
        (point.name, point.tags["pkg"].removeprefix("example.com/odd"), time.value)
        for point in reading.points
        if (time := point.metrics.get("time"))
    ] == [
        ("BenchmarkPlain", "", 29.95e-9),
        ("BenchmarkSize/size-10", "", 4.705e-9),
        ("BenchmarkSize/size-100", "", 32.90e-9),
        ("BenchmarkParams/n=1/kind=list", "", 3.855e-9),
        ("BenchmarkParams/n=1/kind=a_b", "", 4.505e-9),
        ("BenchmarkParams/n=10/kind=list", "", 6.560e-9),
        ("BenchmarkParams/n=10/kind=a_b", "", 4.655e-9),
        ("BenchmarkMetric", "", 6.055e-9),
        ("BenchmarkLogs", "", 921.1e-9),
        ("BenchmarkPrints", "", 82.83e-9),
        ("BenchmarkPartly/good", "", 4.260e-9),
        ("BenchmarkUnicode日本", "", 4.710e-9),
        ("BenchmarkFirst", "/broken", 4.205e-9),
        ("BenchmarkPlain", "/other", 4.005e-9),
    ]
    assert reading.failed == FAILED
    assert reading.skipped == {}  # Go says nothing of it without -v


def test_own_metrics_have_the_direction_of_their_unit() -> None:
    reading = read_input(DATA / "odd_all.txt").reading
    metric = next(point for point in reading.points if point.name == "BenchmarkMetric")
    alone = next(point for point in reading.points if point.name == "BenchmarkOnlyOwn")

    assert {name: each.value for name, each in metric.metrics.items()} == {
        "time": 6.055e-9,
        "hit-ratio": 0.25,
        "p99-sec/op": 3e-9,
        "rows/s": 1e6,
        "widgets/op": 12.5,
    }
    assert {name: each.value for name, each in alone.metrics.items()} == {"widgets/op": 7}
    assert {
        name: (each.unit, each.direction.value) for name, each in reading.metric_defs.items()
    } == {
        "time": ("s", "lower"),
        "bytes_per_second": ("B/s", "higher"),
        "allocated": ("B", "lower"),
        "allocations": ("", "lower"),
        "hit-ratio": ("hit-ratio", "info"),
        "p99-sec/op": ("s", "lower"),
        "rows/s": ("rows/s", "higher"),
        "widgets/op": ("widgets/op", "info"),
    }


def test_events_of_several_packages() -> None:
    reading = read_input(DATA / "odd_all.jsonl").reading
    text = read_input(DATA / "odd_all.txt").reading

    assert [point.key for point in reading.points] == [point.key for point in text.points]
    assert samples(reading, "time")["BenchmarkPrints"] == (86.03e-9,)
    assert samples(reading, "time")["BenchmarkFirst"] == (1.155e-9,)
    assert reading.failed == FAILED
    assert reading.skipped == {"BenchmarkSkipped": "skipped"}


def test_announced_names_are_no_results() -> None:
    reading = read_input(DATA / "odd_v.txt").reading

    assert len(reading.points) == 13
    assert samples(reading, "time")["BenchmarkLogs"] == (158.6e-9,)
    assert samples(reading, "time")["BenchmarkPrints"] == (155.9e-9,)
    assert list(reading.failed) == ["BenchmarkFails", "BenchmarkPartly/bad"]
    assert reading.skipped == {"BenchmarkSkipped": "skipped"}


def test_a_number_at_the_end_of_a_name_stays_where_gomaxprocs_is_1() -> None:
    reading = read_input(DATA / "odd_cpu1.txt").reading

    assert samples(reading, "time")["BenchmarkSize/size-10"] == (4.005e-9,)
    assert samples(reading, "time")["BenchmarkPlain"] == (29.25e-9,)
    assert all("cpu" not in point.tags for point in reading.points)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "odd_cpu12.txt",
            {
                ("BenchmarkPlain", "1"): (29.45e-9, 31.39e-9),
                ("BenchmarkPlain", "2"): (29.50e-9, 29.89e-9),
                ("BenchmarkSize/size-10", "1"): (4.310e-9, 3.955e-9),
                ("BenchmarkSize/size-10", "2"): (5.110e-9, 4.455e-9),
                ("BenchmarkPrints", "1"): (37.70e-9, 27.09e-9),
            },
        ),
        (
            "odd_cpu24.txt",
            {
                ("BenchmarkPlain", "2"): (32.15e-9,),
                ("BenchmarkPlain", "4"): (29.89e-9,),
                ("BenchmarkSize/size-10", "2"): (6.160e-9,),
                ("BenchmarkSize/size-10", "4"): (8.710e-9,),
            },
        ),
    ],
)
def test_several_values_of_gomaxprocs_are_a_tag(
    name: str, expected: dict[tuple[str, str], tuple[float, ...]]
) -> None:
    reading = read_input(DATA / name).reading
    found = {
        (point.name, point.tags["cpu"]): point.metrics["time"].samples
        for point in reading.points
        if "time" in point.metrics
    }

    assert len(reading.points) == 26
    assert {key: found[key] for key in expected} == expected
    assert list(reading.failed) == ["BenchmarkFails", "BenchmarkPartly/bad"]


@pytest.mark.parametrize(("name", "value"), [("txt", 2.1e-9), ("jsonl", 1.45e-9)])
def test_a_package_that_does_not_compile_is_a_failure(name: str, value: float) -> None:
    reading = read_input(DATA / f"odd_nobuild.{name}").reading

    assert samples(reading, "time") == {"BenchmarkPlain": (value,)}
    assert reading.failed == {"example.com/odd/nobuild": "build failed"}


def test_the_first_event_with_a_time_dates_the_run() -> None:
    reading = read_input(DATA / "odd_nobuild.jsonl").reading

    assert reading.timestamp is not None
    assert reading.timestamp.replace(microsecond=0) == datetime(
        2026, 11, 25, 20, 18, 18, tzinfo=UTC
    )


@needs_shared
def test_the_files_of_others() -> None:
    reading = read_input(FOREIGN / "gab_go_output.txt").reading

    assert samples(reading, "time") == {
        "BenchmarkFib10": (325e-9,),
        "BenchmarkFib20": (40537.123e-9,),
        "BenchmarkFib/my_tabled_benchmark_-_10": (325e-9,),
        "BenchmarkFib/my_tabled_benchmark_-_20": (40537.123e-9,),
        "BenchmarkFib/my/tabled/benchmark_-_20": (40537.456e-9,),
        "BenchmarkFib/my/tabled/benchmark_-_20,var1=13,var2=14": (40537.456e-9,),
        "BenchmarkFib11": (262.7e-9,),
        "BenchmarkFib22": (31915e-9,),
    }
    assert samples(reading, "auxMetricUnits") == {"BenchmarkFib11": (3,), "BenchmarkFib22": (4,)}
    assert all(point.tags == {} for point in reading.points)

    reading = read_input(FOREIGN / "gab_single_package.txt").reading
    assert samples(reading, "time") == {"BenchmarkFib10": (325e-9,), "BenchmarkFib20": (40537e-9,)}
    assert {point.tags["pkg"] for point in reading.points} == {"github.com/example/mypackage"}
    assert reading.observed == {"os": {"system": "Darwin", "machine": "arm64"}}


def test_runs_one_after_another_are_processes() -> None:
    results = "BenchmarkX-2 \t 10 \t 100 ns/op\nBenchmarkX-2 \t 10 \t 300 ns/op\n"
    run = f"pkg: a\n{results}PASS\nok  \ta\t1s\n"

    (point,) = reading_of(run * 2).points
    assert point.metrics["time"].samples == ((100e-9, 300e-9), (100e-9, 300e-9))
    assert point.metrics["time"].value == 200e-9


def test_configuration_lines_say_what_was_measured() -> None:
    reading = reading_of(
        "commit: 0123456789abcdef\nbranch: main\ndate: 2026-01-02T03:04:05Z\n"
        "Unit hit-ratio better=higher\nUnit steps/op better=lower assume=exact\n"
        "BenchmarkX-2 \t 10 \t 100 ns/op \t 0.5 hit-ratio \t 7 steps/op\n"
    )

    assert (reading.commit, reading.branch) == ("0123456789abcdef", "main")
    assert reading.timestamp == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert reading.metric_defs["hit-ratio"].direction is MetricDirection.HIGHER
    assert reading.metric_defs["steps/op"].direction is MetricDirection.LOWER
    assert reading.metric_defs["steps/op"].description == "the same in every run"
    assert reading.warnings == ()


def test_a_date_that_is_none_is_a_warning() -> None:
    reading = reading_of("date: yesterday\nBenchmarkX-2 \t 10 \t 100 ns/op\n")

    assert reading.timestamp is None
    assert reading.warnings == ("date: 'yesterday' (str) is no ISO 8601 time: not taken",)


def test_two_commits_are_an_error() -> None:
    with pytest.raises(DataError, match="of the commits a and b: split it, a run has one"):
        reading_of("commit: b\nBenchmarkX \t 10 \t 100 ns/op\ncommit: a\n")


def test_what_a_benchmark_prints_is_no_configuration() -> None:
    reading = reading_of(
        "BenchmarkX-2 \tbranch: left\ncommit: none\n     200\t        82.83 ns/op\n"
    )

    assert (reading.commit, reading.branch) == (None, None)
    assert samples(reading, "time") == {"BenchmarkX": (82.83e-9,)}


def test_output_without_an_end_of_line_stands_before_the_numbers() -> None:
    reading = reading_of("BenchmarkX-2 \tstep 7, step 8     200\t        82.83 ns/op\t   1 B/op\n")

    assert samples(reading, "time") == {"BenchmarkX": (82.83e-9,)}
    assert samples(reading, "allocated") == {"BenchmarkX": (1,)}


@pytest.mark.parametrize(
    ("cut", "reason"),
    [
        ("BenchmarkX-2 \t", "it began and has no result"),
        ("BenchmarkX-2 \t 200 \t 82.83", "it began and has no result"),
        ("BenchmarkX-2   200   82.83 ns/op  7", "it began and has no result"),
        ("BenchmarkX-2 \t--- FAIL: BenchmarkX-2", "it failed"),
        (
            "BenchmarkX-2 \tfatal error: all goroutines are asleep",
            "fatal error: all goroutines are asleep",
        ),
        ("BenchmarkX-2 \t 200 \t NaN ns/op", "a value of nan"),
        ("BenchmarkX-2 \t 200 \t +Inf ns/op", "a value of inf"),
    ],
)
def test_a_benchmark_without_a_result_is_a_failure(cut: str, reason: str) -> None:
    reading = reading_of(f"BenchmarkY-2 \t 10 \t 100 ns/op\n{cut}")

    assert reading.failed == {"BenchmarkX": reason}
    assert list(samples(reading, "time")) == ["BenchmarkY"]


def test_a_value_among_others_that_is_not_finite_is_left_out_with_a_warning() -> None:
    reading = reading_of("BenchmarkX-2 \t 200 \t 100 ns/op \t NaN rows/s\n")

    assert set(reading.points[0].metrics) == set(reading.metric_defs) == {"time"}
    assert reading.warnings == ("BenchmarkX: no 'rows/s': a value of nan",)


def test_two_units_of_one_quantity_are_two_metrics() -> None:
    reading = reading_of("BenchmarkX-2 \t 200 \t 100 ns/op \t 5 ms/op\n")

    assert {name: each.value for name, each in reading.points[0].metrics.items()} == {
        "time": 100e-9,
        "ms/op": 5e-3,
    }


def test_a_failure_that_only_a_package_tells_is_listed_under_its_name() -> None:
    reading = reading_of(
        "BenchmarkX-2 \t 10 \t 100 ns/op\nok  \ta\t1s\n--- FAIL: TestY (0.00s)\nFAIL\nFAIL\tb\t1s\n"
    )

    assert reading.failed == {"b": "it failed"}


def test_packages_run_side_by_side_in_events() -> None:
    reading = reading_of(
        events(("a", "BenchmarkX-2 \t"), ("b", "BenchmarkX-2 \t"), ("a", " 10\t 100 ns/op\n"))
        + events(("b", " 10\t 300 ns/op\n"))
    )

    assert [(point.tags["pkg"], point.metrics["time"].value) for point in reading.points] == [
        ("a", 100e-9),
        ("b", 300e-9),
    ]


def test_what_go_prints_besides_events_is_no_part_of_them() -> None:
    text = "go: downloading x v1\n" + events(("a", "BenchmarkX-2 \t 10\t 100 ns/op\n"))

    assert claims(Document("a", text.encode())) == ["go"]
    assert samples(reading_of(text), "time") == {"BenchmarkX": (100e-9,)}


@pytest.mark.parametrize("line", ['{"Action":"output","Pack', '{"Action":5}', "{" * 2000])
def test_an_event_that_is_none_is_an_error_with_its_line(line: str) -> None:
    with pytest.raises(DataError, match=r"^bench\.txt \[go\]: line 2: no event of go test -json"):
        reading_of(events(("a", "BenchmarkX-2 \t 10\t 100 ns/op\n")) + line)


@pytest.mark.parametrize(
    "text",
    [
        "Benchmarking 10 20 ns\n",
        "Benchmark results of today\n",
        '{"Actions": []}',
        "Benchmarking x: Warming up for 50.000 ms\n",
    ],
)
def test_other_text_is_not_of_the_format(text: str) -> None:
    assert "go" not in claims(Document("a", text.encode()))
