"""BenchmarkDotNet's files: of other projects, and by hand as its exporter's source writes them."""

import json
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric, MetricDef
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import ALLOCATED, HIGHER, LOWER, TIME
from calibrax.readers.reading import Reading
from tests.shared import SHARED, needs_shared

DATA = Path(__file__).resolve().parents[2] / "data" / "benchmarkdotnet"
FOREIGN = SHARED / "data" / "formats" / "foreign" / "benchmarkdotnet"


def close(value: float) -> Any:
    """Return what a scaled value of the file may differ from only by rounding."""
    return pytest.approx(value, rel=1e-14)


def a_benchmark(method: str = "Sort", parameters: str = "", **fields: Any) -> dict[str, Any]:
    shown = f"({parameters.replace('=', ': ').replace('&', ', ')})" if parameters else ""
    return {
        "DisplayInfo": f"Lists.{method}: DefaultJob",
        "Namespace": "Sample",
        "Type": "Lists",
        "Method": method,
        "Parameters": parameters,
        "FullName": f"Sample.Lists.{method}{shown}",
        "Statistics": {"OriginalValues": [1.0, 4.0, 2.0], "Median": 2.0, "Mean": 2.5},
        **fields,
    }


def a_measurement(launch: int, nanoseconds: float, **fields: Any) -> dict[str, Any]:
    return {
        "IterationMode": "Workload",
        "IterationStage": "Result",
        "LaunchIndex": launch,
        "Operations": 10,
        "Nanoseconds": nanoseconds,
        **fields,
    }


def a_metric(id: str, value: object, unit: str = "Count", **fields: Any) -> dict[str, Any]:
    return {"Value": value, "Descriptor": {"Id": id, "Unit": unit, **fields}}


def reading(*benchmarks: object, **host: object) -> Reading:
    plain = {"Title": "t", "HostEnvironmentInfo": host, "Benchmarks": list(benchmarks)}
    return read(Document("bdn.json", json.dumps(plain).encode()), "benchmarkdotnet")[1]


def refusal(*benchmarks: object) -> str:
    with pytest.raises(DataError) as caught:
        reading(*benchmarks)
    return str(caught.value).removeprefix("bdn.json [benchmarkdotnet]: ")


@needs_shared
def test_a_full_file_of_another_project() -> None:
    found = read_input(FOREIGN / "gab.json")

    assert found.format == "benchmarkdotnet"
    first, second = found.reading.points
    assert (first.name, first.scenario, first.tags) == (
        "Sample.Benchmarks.Fib10",
        "Sample.Benchmarks.Fib10",
        {},
    )
    time = first.metrics["time"]
    assert time.samples is not None
    assert len(time.samples) == 14
    assert time.samples[:2] == (close(24.805462032556534e-9), close(24.505721479654312e-9))
    assert time.value == close(24.419498533010483e-9)
    assert second.name == "Sample.Benchmarks.Fib20"
    assert len(second.metrics["time"].samples or ()) == 13
    assert found.reading.metric_defs == {"time": TIME}
    assert found.reading.observed == {
        "os": {"system": "Darwin", "machine": "x86_64"},
        "cpu": {"cores": 8},
        "dotnet": ".NET Core 3.0.0 (CoreCLR 4.700.19.46205, CoreFX 4.700.19.46214)",
    }
    assert (found.reading.failed, found.reading.warnings) == ({}, ())


@needs_shared
def test_a_file_of_version_0_9_has_no_full_names_and_no_samples() -> None:
    found = read_input(FOREIGN / "bencher_two.json").reading

    assert {point.name: point.metrics for point in found.points} == {
        f"BenchmarkDotNet.Samples.Intro.IntroJsonExport.{method}": {"time": Metric(value=value)}
        for method, value in {
            "Sleep10": 10360382.6953125 / 1e9,
            "Sleep20": 20362636.192500003 / 1e9,
        }.items()
    }
    assert found.observed == {
        "os": {"system": "Windows"},
        "cpu": {"cores": 8},
        "dotnet": "MS.NET 4.0.30319.42000",
    }


def test_a_file_by_hand() -> None:
    found = read_input(DATA / "hand_launches.json")

    assert found.format == "benchmarkdotnet"
    assert [(point.name, point.scenario, point.tags) for point in found.reading.points] == [
        (
            "Sample.Lists.Sort(N: 10, Mode: Fast)",
            "Sample.Lists.Sort",
            {"N": "10", "Mode": "Fast"},
        ),
        ("Sample.Lists.Fill", "Sample.Lists.Fill", {"job": "Runtime=.NET 9.0"}),
        ("Sample.Lists.Fill", "Sample.Lists.Fill", {"job": ".NET 8.0(Runtime=.NET 8.0)"}),
    ]
    sort, fill, _ = (point.metrics for point in found.reading.points)
    assert sort["time"].samples == ((100e-9, 104e-9), (120e-9, 122e-9))
    assert sort["time"].value == close(111.5e-9)
    assert {name: metric.value for name, metric in sort.items() if name != "time"} == {
        "allocated": 32.0,
        "Gen0Collects": 0.5,
        "Native Code Size": 2000.0,
        "InstructionsPerCycle": 3.5,
    }
    assert fill["time"].samples == (7.5e-9, 7.25e-9, 8e-9)
    assert found.reading.failed == {"Sample.Lists.Break(N: 10)": "no statistics"}
    assert found.reading.warnings == ("it was measured in a debug build",)
    assert found.reading.observed == {
        "os": {"system": "Linux", "machine": "x86_64"},
        "cpu": {"cores": 4},
        "dotnet": ".NET 9.0.0 (9.0.0, 9.0.24.52809)",
    }


def test_parameters_are_tags_and_stand_in_the_full_name() -> None:
    (point,) = reading(a_benchmark(parameters="N=10&Text=a=b&c&Mode=Fast")).points

    assert point.name == "Sample.Lists.Sort(N: 10, Text: a: b, c, Mode: Fast)"
    assert point.scenario == "Sample.Lists.Sort"
    assert point.tags == {"N": "10", "Text": "a=b&c", "Mode": "Fast"}


def test_a_class_without_a_namespace() -> None:
    (point,) = reading(a_benchmark(Namespace=None, FullName="Lists.Sort")).points

    assert (point.name, point.scenario) == ("Lists.Sort", "Lists.Sort")


def test_the_values_of_one_launch_are_one_process() -> None:
    (point,) = reading(a_benchmark()).points

    assert point.metrics["time"] == Metric(value=2e-9, samples=(1e-9, 4e-9, 2e-9))


def test_launches_are_processes_where_each_measurement_stands_in_the_file() -> None:
    measurements = [
        a_measurement(1, 900.0, IterationMode="Overhead"),
        a_measurement(1, 900.0, IterationStage="Warmup"),
        a_measurement(1, 900.0, IterationStage="Actual"),
        a_measurement(1, 10.0),
        a_measurement(1, 40.0),
        a_measurement(2, 20.0),
    ]
    (point,) = reading(a_benchmark(Measurements=measurements)).points

    assert point.metrics["time"].samples == ((1e-9, 4e-9), (2e-9,))
    assert point.metrics["time"].value == close(2.25e-9)


@pytest.mark.parametrize("times", [[10.0, 40.0], [10.0, 40.0, 20.1], [10.0, 40.0, 20.0, 20.0]])
def test_measurements_that_are_not_those_of_the_statistics_are_not_used(
    times: list[float],
) -> None:
    measurements = [a_measurement(launch, time) for launch, time in enumerate(times)]
    (point,) = reading(a_benchmark(Measurements=measurements)).points

    assert point.metrics["time"].samples == (1e-9, 4e-9, 2e-9)


def test_measurements_of_no_operation_are_not_used() -> None:
    (point,) = reading(a_benchmark(Measurements=[a_measurement(1, 5.0, Operations=0)])).points

    assert point.metrics["time"].samples == (1e-9, 4e-9, 2e-9)


def test_the_memory_of_an_operation_is_allocated() -> None:
    memory = {"Gen0Collections": 4, "TotalOperations": 100, "BytesAllocatedPerOperation": 32}
    found = reading(a_benchmark(Memory=memory))

    assert found.points[0].metrics["allocated"] == Metric(value=32.0)
    assert found.metric_defs == {"time": TIME, "allocated": ALLOCATED}


@pytest.mark.parametrize("memory", [None, {}, {"BytesAllocatedPerOperation": None}])
def test_memory_that_was_not_measured_is_no_metric(memory: object) -> None:
    assert list(reading(a_benchmark(Memory=memory)).points[0].metrics) == ["time"]


def test_the_metrics_of_diagnosers_say_themselves_how_they_are_read() -> None:
    found = reading(
        a_benchmark(
            Memory={"BytesAllocatedPerOperation": 32},
            Metrics=[
                a_metric("Gen0Collects", 0.5, TheGreaterIsBetter=False),
                a_metric("Allocated Memory", 32, "B", TheGreaterIsBetter=False),
                a_metric("Native Code Size", 2, "KB", TheGreaterIsBetter=False),
                a_metric("InstructionsPerCycle", 3, "", TheGreaterIsBetter=True),
            ],
        )
    )

    assert {name: metric.value for name, metric in found.points[0].metrics.items()} == {
        "time": 2e-9,
        "allocated": 32.0,
        "Gen0Collects": 0.5,
        "Native Code Size": 2000.0,
        "InstructionsPerCycle": 3.0,
    }
    assert found.metric_defs == {
        "time": TIME,
        "allocated": ALLOCATED,
        "Gen0Collects": MetricDef(name="Gen0Collects", unit="Count", direction=LOWER),
        "Native Code Size": MetricDef(name="Native Code Size", unit="B", direction=LOWER),
        "InstructionsPerCycle": MetricDef(name="InstructionsPerCycle", unit="", direction=HIGHER),
    }


def test_the_allocated_memory_stands_among_the_metrics_alone_too() -> None:
    found = reading(a_benchmark(Metrics=[a_metric("Allocated Memory", 7, "B")]))

    assert found.points[0].metrics["allocated"] == Metric(value=7.0)


def test_jobs_tell_apart_what_nothing_else_does() -> None:
    found = reading(
        a_benchmark(DisplayInfo="Lists.Sort: .NET 8.0(Runtime=.NET 8.0) [N=1]"),
        a_benchmark(DisplayInfo="Lists.Sort: Job-XQZBLA(Runtime=.NET 9.0, Server=True) [N=1]"),
        a_benchmark("Other", DisplayInfo="Lists.Other: Job-XQZBLA(Server=True)"),
    )

    assert [point.tags for point in found.points] == [
        {"job": ".NET 8.0(Runtime=.NET 8.0)"},
        {"job": "Runtime=.NET 9.0, Server=True"},
        {},
    ]
    assert "are both 'Sample.Lists.Sort'" in refusal(a_benchmark(), a_benchmark())


def test_a_benchmark_without_statistics_has_failed() -> None:
    job = "Lists.Sort: Job-A(Server=True)"
    found = reading(
        a_benchmark(DisplayInfo=job, Statistics=None),
        a_benchmark(),
        a_benchmark("Fill", "N=3", Statistics=None),
        a_benchmark("Old", "N=3", FullName=None, Statistics={}),
    )

    assert [point.name for point in found.points] == ["Sample.Lists.Sort"]
    assert found.failed == {
        "Sample.Lists.Sort(job=Server=True)": "no statistics",
        "Sample.Lists.Fill(N: 3)": "no statistics",
        "Sample.Lists.Old(N=3)": "no statistics",
    }


def test_values_that_are_not_finite() -> None:
    found = reading(
        a_benchmark("Bad", Statistics={"OriginalValues": [1.0, float("nan")]}),
        a_benchmark(Metrics=[a_metric("CacheMisses", float("inf"))]),
    )

    assert found.failed == {"Sample.Lists.Bad": "a value of nan"}
    assert list(found.points[0].metrics) == ["time"]
    assert found.warnings == ("Sample.Lists.Sort: no 'CacheMisses': a value of inf",)


def test_a_debug_build_and_a_debugger_are_warned_about() -> None:
    found = reading(a_benchmark(), Configuration="DEBUG", HasAttachedDebugger=True)

    assert found.warnings == (
        "it was measured in a debug build",
        "it was measured with a debugger attached",
    )
    assert reading(a_benchmark(), Configuration="RELEASE", HasAttachedDebugger=False).warnings == ()


@pytest.mark.parametrize(
    ("version", "architecture", "expected"),
    [
        ("Windows 11 (10.0.22631.3155/23H2)", "X64", {"system": "Windows", "machine": "AMD64"}),
        ("macOS Sonoma 14.2", "Arm64", {"system": "Darwin", "machine": "arm64"}),
        ("Ubuntu 22.04.3 LTS (Jammy)", "Arm64", {"system": "Linux", "machine": "aarch64"}),
        ("debian 12 (container)", "X64", {"system": "Linux", "machine": "x86_64"}),
        ("FreeBSD 14.0", "X64", {}),
        ("", "X64", {}),
        ("Ubuntu 22.04", "64-bit", {"system": "Linux"}),
    ],
)
def test_the_system_and_the_architecture(
    version: str, architecture: str, expected: dict[str, str]
) -> None:
    found = reading(a_benchmark(), OsVersion=version, Architecture=architecture)

    assert found.observed.get("os", {}) == expected


def test_the_rewritten_name_of_the_processor_is_no_fact() -> None:
    assert reading(a_benchmark(), ProcessorName="Intel Core i7 (Kaby Lake)").observed == {}


def test_no_benchmarks_measured_nothing() -> None:
    assert refusal().startswith("it measured nothing")


@pytest.mark.parametrize(
    ("benchmark", "reason"),
    [
        (3, "Benchmarks[0]: expected an object, got 3 (int)"),
        ({}, "Benchmarks[0]: FullName: expected a name, got ''"),
        (a_benchmark(FullName=5), "Benchmarks[0]: FullName: expected a name, got 5"),
        (a_benchmark(Statistics=5), "Sample.Lists.Sort: Statistics: expected an object, got 5"),
        (a_benchmark(Statistics={"N": 3}), "Statistics: Median: expected a number, got None"),
        (
            a_benchmark(Statistics={"OriginalValues": ["1"]}),
            "Statistics: OriginalValues: expected a number, got '1'",
        ),
        (a_benchmark(Measurements=5), "Measurements: expected a list, got 5"),
        (a_benchmark(Measurements=[5]), "Measurements: expected an object, got 5"),
        (
            a_benchmark(Measurements=[a_measurement(1, 5.0, Operations=None)]),
            "Sample.Lists.Sort: Operations: expected a number, got None",
        ),
        (a_benchmark(Memory=[1]), "Sample.Lists.Sort: Memory: expected an object"),
        (a_benchmark(Metrics=[{"Value": 3}]), "Metrics: Descriptor: expected an object, got None"),
        (a_benchmark(Metrics=[a_metric("A", "x")]), "Metrics: A: expected a number, got 'x'"),
        (
            a_benchmark(Metrics=[a_metric("A", 1), a_metric("A", 1)]),
            "Sample.Lists.Sort: Metrics: 'A' stands twice",
        ),
        (a_benchmark(Metrics=[a_metric("time", 1)]), "Metrics: 'time' stands twice"),
    ],
)
def test_a_wrong_shape_is_named_with_its_place(benchmark: object, reason: str) -> None:
    assert reason in refusal(benchmark)


def test_a_metric_of_two_units_is_refused() -> None:
    assert refusal(
        a_benchmark(Metrics=[a_metric("A", 1)]), a_benchmark("B", Metrics=[a_metric("A", 1, "B")])
    ).startswith("Sample.Lists.B: Metrics: 'A' has another unit")


@pytest.mark.parametrize("plain", [[], {}, {"Benchmarks": []}, {"HostEnvironmentInfo": {}}])
def test_what_has_another_shape_is_not_recognised(plain: object) -> None:
    assert claims(Document("a.json", json.dumps(plain).encode())) == []
