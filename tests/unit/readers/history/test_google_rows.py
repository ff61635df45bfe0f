"""The rows of Google Benchmark in a data.js: repetitions, aggregates, names."""

import json
from pathlib import Path
from typing import Any

import pytest

from calibrax.readers import read
from calibrax.readers.document import Document
from calibrax.readers.history.google_rows import from_google_benchmark

DATA = Path(__file__).resolve().parents[3] / "data" / "google-benchmark"


def rows(**values: float) -> list[dict[str, Any]]:
    return [{"name": name, "value": value, "unit": "ns/iter"} for name, value in values.items()]


def values(benches: list[Any]) -> dict[str, float]:
    points = from_google_benchmark(benches).points
    return {point.name: point.metrics["time"].value for point in points}


def test_a_row_is_a_benchmark() -> None:
    (point,) = from_google_benchmark(rows(BM_Copy=5)).points
    assert (point.name, point.tags) == ("BM_Copy", {})
    assert (point.metrics["time"].value, point.metrics["time"].samples) == (5e-9, None)


def test_repetitions_are_samples_and_their_aggregates_are_nothing() -> None:
    aggregates = rows(BM_A_mean=6, BM_A_median=5, BM_A_stddev=2, BM_A_cv=0.3)
    benches = rows(BM_A=5) + rows(BM_A=9) + rows(BM_A=4) + aggregates + rows(BM_B=7)
    one, other = from_google_benchmark(benches).points
    assert (one.name, other.name) == ("BM_A", "BM_B")
    assert (one.metrics["time"].value, one.metrics["time"].samples) == (5e-9, (5e-9, 9e-9, 4e-9))
    assert other.metrics["time"].value == 7e-9


def test_the_median_stands_for_a_benchmark_without_rows() -> None:
    assert values(rows(BM_A_mean=6, BM_A_median=5, BM_A_stddev=2)) == {"BM_A": 5e-9}


def test_complexity_is_no_benchmark() -> None:
    assert values(rows(BM_A=5, BM_A_BigO=2, BM_A_RMS=1)) == {"BM_A": 5e-9}


def test_a_name_may_end_like_an_aggregate() -> None:
    assert values(rows(BM_geometric_mean=5, BM_RMS=7)) == {
        "BM_geometric_mean": 5e-9,
        "BM_RMS": 7e-9,
    }


@pytest.mark.parametrize("file", ["dev_plain.json", "dev_reps.json", "dev_aggonly.json"])
def test_the_history_of_a_real_file_is_what_ingest_reads_of_it(file: str) -> None:
    data = (DATA / file).read_bytes()
    _, ingested = read(Document(file, data))
    kept = [
        {"name": row["name"], "value": row["real_time"], "unit": f"{row['time_unit']}/iter"}
        for row in json.loads(data)["benchmarks"]
        if "real_time" in row
    ]
    reading = from_google_benchmark(kept)
    assert {point.key: point.metrics["time"].value for point in reading.points} == {
        point.key: point.metrics["time"].value for point in ingested.points
    }
