"""calibrax's own run JSON: what a file says is kept, what it leaves open stays open."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from calibrax.core import run_json
from calibrax.errors import DataError
from calibrax.readers import read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.reading import Reading
from tests.builders import NOON, a_def, a_point, a_run
from tests.shared import SHARED, needs_shared

BARE: dict[str, Any] = {
    "points": [{"name": "a", "scenario": "s", "metrics": {"t": {"value": 1.0}}}]
}

ENVIRONMENT = {
    "os": {"name": "Ubuntu", "version": "24.04", "machine": "x86_64"},
    "cpu": {"model": "AMD EPYC 7763", "cores": 4},
}

DATARAX = [
    ("run_01_3fcabcd", "6a03f91384ca", "2026-02-17T23:05:16+00:00", 47),
    ("run_02_b6fd895", "1d295fcdb240", "2026-07-03T02:47:17+00:00", 60),
    ("run_03_3656827", "90a7ee435bc8", "2026-07-03T03:26:48+00:00", 75),
    ("run_04_50de48d", "2156e5e3241d", "2026-07-04T20:37:52+00:00", 75),
]


def reading(data: bytes) -> Reading:
    """Return what the bytes say as calibrax's own JSON."""
    return read(Document("run.json", data), "calibrax")[1]


def reading_with(**fields: Any) -> Reading:
    """Return what the smallest run says, with other fields added."""
    return reading(json.dumps({**BARE, **fields}).encode())


def test_a_stored_run_is_read_with_everything_it_says() -> None:
    run = a_run(
        a_point("CV-1", {"framework": "Grain"}, time=1.5),
        id="abc",
        suite="nightly",
        branch="main",
        commit="c0ffee",
    )

    found = reading(run_json.encode(run))

    assert (found.id, found.timestamp) == ("abc", NOON)
    assert (found.suite, found.branch, found.commit, found.kind) == (
        "nightly",
        "main",
        "c0ffee",
        "run",
    )
    assert found.points == run.points
    assert found.metric_defs == {"time": a_def("time")}
    assert (found.failed, found.warnings, found.observed) == ({}, (), {})


def test_id_time_and_suite_are_left_open_where_the_file_does() -> None:
    found = reading_with()

    assert (found.id, found.timestamp, found.suite) == (None, None, None)
    assert (found.commit, found.branch, found.machine) == (None, None, None)


def test_what_the_file_states_is_kept_even_where_it_is_the_default() -> None:
    assert reading_with(suite="main").suite == "main"


def test_the_machine_is_the_one_that_the_file_states() -> None:
    assert reading_with(machine="m1", environment=ENVIRONMENT).machine == "m1"


def test_else_the_machine_follows_from_the_files_environment() -> None:
    found = reading_with(environment=ENVIRONMENT)

    assert found.machine == "Ubuntu 24.04 x86_64, AMD EPYC 7763, 4 cores"
    assert found.environment == ENVIRONMENT


@pytest.mark.parametrize(
    "zoned", ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00", "2026-01-01T19:04:05.000-08:00"]
)
def test_a_time_with_a_zone_is_no_warning(zoned: str) -> None:
    found = reading_with(timestamp=zoned)

    assert found.timestamp == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert found.warnings == ()


@pytest.mark.parametrize("naive", ["2026-01-02T03:04:05", "2026-01-02 03:04:05.000000"])
def test_a_time_without_a_zone_is_utc_with_a_warning(naive: str) -> None:
    found = reading_with(timestamp=naive)

    assert found.timestamp == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert found.warnings == (f"the timestamp {naive} has no time zone: taken as UTC",)


def test_values_are_kept_as_they_are_and_never_scaled() -> None:
    found = reading_with(
        metric_defs={"t": {"name": "t", "unit": "ms", "direction": "lower"}},
        points=[
            {"name": "a", "scenario": "", "metrics": {"t": {"value": 12, "samples": [11, 13]}}}
        ],
    )

    assert found.points[0].metrics["t"].value == 12.0
    assert found.points[0].metrics["t"].samples == (11.0, 13.0)
    assert found.metric_defs["t"].unit == "ms"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            b'{"points": [{"name": "CV-1", "scenario": "", "metrics": {"t": {"value": "1"}}}]}',
            "point 'CV-1', metric 't': value: expected float, got string",
        ),
        (
            b'{"points": [{"name": "CV-1", "scenario": "", "scenario": ""}]}',
            "points[0]: the key 'scenario' stands twice",
        ),
        (b'{"points": [], "schema": 99}', "schema 99 is not 1, the one this version reads"),
        (b"[]", "expected object, got array"),
        (b'{"points": []}', "it measured nothing"),
    ],
)
def test_a_wrong_run_is_one_line_with_file_place_and_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DataError) as caught:
        reading(data)

    message = str(caught.value)
    assert message.startswith("run.json")
    assert message.count("run.json") == 1
    assert reason in message
    assert "\n" not in message


@needs_shared
@pytest.mark.parametrize(("name", "run_id", "timestamp", "count"), DATARAX)
def test_the_real_runs_of_datarax(name: str, run_id: str, timestamp: str, count: int) -> None:
    source = read_input(SHARED / "data" / "datarax" / f"{name}.json")

    assert source.format == "calibrax"
    found = source.reading
    assert found.id == run_id
    assert found.timestamp is not None
    assert found.timestamp.isoformat() == timestamp
    assert found.branch == "main"
    assert (found.commit or "").startswith(name[-7:])
    assert len(found.points) == count
    assert found.warnings == ()


@needs_shared
def test_the_values_of_a_real_run_of_datarax() -> None:
    source = read_input(SHARED / "data" / "datarax" / "run_01_3fcabcd.json")
    first = source.reading.points[0]

    assert first.name == "CV-1/medium"
    assert first.tags == {
        "framework": "Datarax",
        "variant": "medium",
        "platform": "gpu_rtx4090",
    }
    assert first.metrics["throughput"].value == 18385.737140024805
    assert first.metrics["latency_p50"].value == 0.013971468433737755
    assert first.metrics["num_batches"].value == 10.0
