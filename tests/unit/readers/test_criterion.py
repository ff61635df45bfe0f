"""Criterion's folder: expected values were worked out by hand from its files."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from calibrax.errors import DataError
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import TIME

DATA = Path(__file__).resolve().parents[2] / "data" / "criterion"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Return a folder with one benchmark, ``sum/64``."""
    shutil.copytree(DATA / "odd_target" / "criterion" / "sum" / "64", tmp_path / "sum" / "64")
    return tmp_path


def change(target: Path, name: str, **fields: Any) -> None:
    """Change fields of a file of the benchmark."""
    path = target / "sum" / "64" / "new" / name
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def test_the_newest_measurement_of_a_benchmark() -> None:
    source = read_input(DATA / "target")

    assert source.format == "criterion"
    assert source.reading.metric_defs == {"time": TIME}
    (point,) = source.reading.points
    assert (point.name, point.scenario, point.tags) == ("fib 10", "fib 10", {})
    time = point.metrics["time"]
    assert time.samples == pytest.approx(
        [
            2224858e-9 / 9630, 12820103e-9 / 19260, 11798709e-9 / 28890, 12970995e-9 / 38520,
            12908879e-9 / 48150, 22698252e-9 / 57780, 20879189e-9 / 67410, 25948311e-9 / 77040,
            42131735e-9 / 86670, 27008878e-9 / 96300,
        ],
        rel=1e-15,
    )  # fmt: skip
    assert time.value == pytest.approx(336.77505841121496e-9, rel=1e-15)
    assert (time.lower, time.upper) == (280.4660228452752e-9, 439.47797969308874e-9)


def test_group_function_and_value_are_tags() -> None:
    reading = read_input(DATA / "odd_target").reading

    assert {point.name: (point.scenario, point.tags) for point in reading.points} == {
        "less": ("less", {}),
        "sum/64": ("sum", {"group": "sum", "value": "64"}),
        "sum/iter/64": ("sum/iter", {"group": "sum", "function": "iter", "value": "64"}),
    }
    # the middle two of less's ten samples are its eighth and its sixth
    (less,) = (point for point in reading.points if point.name == "less")
    middle = (14463807e-9 / 26470184 + 10854658e-9 / 19852638) / 2
    assert less.metrics["time"].value == pytest.approx(middle, rel=1e-15)
    assert all(set(point.metrics) == {"time"} for point in reading.points)


@pytest.mark.parametrize("inside", ["criterion", "criterion/sum", "criterion/sum/iter/64/new"])
def test_any_folder_of_it_can_be_named(inside: str) -> None:
    names = {point.name for point in read_input(DATA / "odd_target" / inside).reading.points}

    assert "sum/iter/64" in names


@pytest.mark.parametrize("name", ["estimates.json", "sample.json", "benchmark.json"])
def test_a_file_that_is_missing_is_named(target: Path, name: str) -> None:
    (target / "sum" / "64" / "new" / name).unlink()

    with pytest.raises(DataError, match=rf"64.new.{name}: cannot be read"):
        read_input(target, "criterion")


@pytest.mark.parametrize(
    ("name", "fields", "reason"),
    [
        ("benchmark.json", {"full_id": 5}, "benchmark.json: full_id: expected a name"),
        ("benchmark.json", {"value_str": 5}, "benchmark.json: value: expected a string"),
        ("sample.json", {"times": [1.0]}, "expected one number of iterations above 0"),
        ("sample.json", {"times": [1.0], "iters": [0.0]}, "number of iterations above 0"),
        ("sample.json", {"times": None}, "sample.json: times: expected a list"),
        ("sample.json", {"iters": ["1"]}, "sample.json: iters: expected a number"),
        ("estimates.json", {"median": None}, "estimates.json: median: expected an object"),
        ("estimates.json", {"median": {}}, "confidence_interval: expected an object"),
    ],
)
def test_a_wrong_shape_is_an_error_that_names_file_and_field(
    target: Path, name: str, fields: dict[str, Any], reason: str
) -> None:
    change(target, name, **fields)

    with pytest.raises(DataError) as caught:
        read_input(target)

    assert reason in str(caught.value)


def test_a_benchmark_whose_time_is_not_finite_failed(target: Path) -> None:
    change(target, "sample.json", times=[float("nan")], iters=[1.0])

    with pytest.raises(DataError, match=r"every benchmark in it failed \(sum/64\)"):
        read_input(target)


def test_a_file_that_is_cut_short_is_named(target: Path) -> None:
    (target / "sum" / "64" / "new" / "sample.json").write_text('{"iters": [')

    with pytest.raises(DataError, match=r"sample\.json: not JSON"):
        read_input(target)


def test_two_of_one_name_are_an_error(target: Path) -> None:
    shutil.copytree(target / "sum" / "64", target / "sum" / "64_2")

    with pytest.raises(DataError, match="are both 'sum/64'"):
        read_input(target)


def test_a_folder_without_measurements_is_not_of_the_format(tmp_path: Path) -> None:
    (tmp_path / "criterion" / "report").mkdir(parents=True)
    (tmp_path / "criterion" / "report" / "index.html").write_text("<html></html>")

    with pytest.raises(DataError, match="a folder with 'criterion'"):
        read_input(tmp_path)


@pytest.mark.parametrize(("hours", "warned"), [(5, False), (30, True)])
def test_what_a_cached_folder_kept_is_named(target: Path, hours: int, warned: bool) -> None:
    shutil.copytree(target / "sum" / "64", target / "gone" / "1")
    path = target / "gone" / "1" / "new" / "benchmark.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "full_id": "gone/1"}))
    sample = target / "gone" / "1" / "new" / "sample.json"
    newest = (target / "sum" / "64" / "new" / "sample.json").stat().st_mtime
    os.utime(sample, (newest - hours * 3600, newest - hours * 3600))

    reading = read_input(target).reading

    assert len(reading.points) == 2
    said = [warning for warning in reading.warnings if warning.startswith("gone/1: ")]
    assert [warning.partition(":")[2][:40] for warning in said] == (
        [" was measured 30 hours before the newest"] if warned else []
    )
