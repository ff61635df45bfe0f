"""Criterion's console: expected values were read from the files by hand, never from a run."""

from pathlib import Path

import pytest

from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import TIME
from calibrax.readers.reading import Reading

DATA = Path(__file__).resolve().parents[2] / "data" / "criterion"

Bounded = tuple[float | None, float, float | None]


def reading_of(text: str) -> Reading:
    """Return what a text says."""
    return read(Document("bench.txt", text.encode()), "criterion-text")[1]


def times(reading: Reading) -> dict[tuple[str, str | None], Bounded]:
    """Return lower bound, value and upper bound of the time, by name and target."""
    return {
        (point.name, point.tags.get("target")): (time.lower, time.value, time.upper)
        for point in reading.points
        for time in [point.metrics["time"]]
    }


def test_a_first_run() -> None:
    source = read_input(DATA / "dev_first.txt")

    assert source.format == "criterion-text"
    assert times(source.reading) == {
        ("fib 10", None): (461.99e-9, 474.84e-9, 491.94e-9),
        ("grp/日本|x/fill <b>/64", None): (39.523e-9, 48.358e-9, 54.334e-9),
        ("grp/日本|x/fill <b>/4096", None): (234.03e-9, 356.01e-9, 635.56e-9),
        ("elems/slow", None): (2.1100e-3, 2.1394e-3, 2.1849e-3),
    }
    assert source.reading.metric_defs == {"time": TIME}
    assert (source.reading.failed, source.reading.warnings) == ({}, ())


def test_a_run_with_changes_and_with_programs_of_libtest() -> None:
    source = read_input(DATA / "odd_mixed.txt")

    assert source.format == "criterion-text"
    assert times(source.reading) == {
        ("fib 10", None): (143.46e-9, 144.12e-9, 144.75e-9),
        ("a benchmark with a name that is long", None): (12.579e-9, 13.773e-9, 15.374e-9),
        ("less", None): (546.16e-12, 547.50e-12, 548.48e-12),
        ("time:   [1 ns 2 ns 3 ns]", None): (7.6506e-9, 7.9315e-9, 8.3154e-9),
        ("sum/iter/64", None): (8.5586e-9, 9.7383e-9, 12.108e-9),
        ("sum/64", None): (7.8733e-9, 8.1379e-9, 8.5264e-9),
        ("sum/iter/4096", None): (1.0594e-6, 1.1148e-6, 1.2060e-6),
        ("sum/4096", None): (985.80e-9, 1.0895e-6, 1.1993e-6),
        ("tests::bench_fib", None): (None, 124.78e-9, None),
        ("bench_fib", "other"): (None, 996.14e-9, None),
        ("bench_fib", "plain"): (None, 377.19e-9, None),
        ("bytes", None): (None, 137.33e-9, None),
        ("chatty", None): (None, 4.60e-9, None),
        ("nothing", None): (None, 0.27e-9, None),
    }
    assert source.reading.failed == {
        "broken": "it failed",
        "never_iterates": "it measured nothing",
    }
    assert source.reading.skipped == {"tests::it_works": "ignored", "slow": "too slow"}


def test_colours() -> None:
    assert times(read_input(DATA / "odd_colour.txt").reading) == {
        ("sum/iter/64", None): (14.344e-9, 18.390e-9, 21.449e-9),
        ("sum/64", None): (12.793e-9, 17.836e-9, 22.852e-9),
        ("sum/iter/4096", None): (1.0331e-6, 1.3735e-6, 1.7175e-6),
        ("sum/4096", None): (986.85e-9, 1.1377e-6, 1.3031e-6),
    }


def test_a_benchmark_that_panics_is_a_failure() -> None:
    reading = read_input(DATA / "odd_panics.txt").reading

    assert times(reading) == {("good", None): (7.9070e-9, 7.9196e-9, 7.9362e-9)}
    assert reading.failed == {"bad": "it began and has no time"}


def test_the_time_in_a_change_is_none() -> None:
    reading = reading_of(
        "a                       time:   [1.0000 ns 2.0000 ns 3.0000 ns]\n"
        "                        thrpt:  [1.0970 GiB/s 1.2326 GiB/s 1.5081 GiB/s]\n"
        "                 change:\n"
        "                        time:   [-36.422% -11.770% +24.656%] (p = 0.45 > 0.05)\n"
        "                        thrpt:  [-19.779% +13.341% +57.288%]\n"
    )

    assert times(reading) == {("a", None): (1e-9, 2e-9, 3e-9)}


def test_each_value_has_a_unit_of_its_own() -> None:
    reading = reading_of("a                       time:   [999.00 ps 1.0010 ns 1.0000 µs]\n")

    assert times(reading) == {("a", None): (999e-12, 1.001e-9, 1e-6)}


def test_a_measurement_in_a_unit_of_the_users_own() -> None:
    reading = reading_of("a                       time:   [1 cycles 2 cycles 3 cycles]\n")

    (point,) = reading.points
    assert point.metrics["cycles"].value == 2
    assert "'cycles' has no direction" in reading.warnings[0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a     time:   [1.0000 ns 2.00", "is no time in three values"),
        ("a     time:   [1.0000 ns 2.0000 ns]", "is no time in three values"),
        ("a     time:   [1.0000 ns 2.0000 ns 3.0000 cycles]", "is no time in three values"),
        ("a     time:   [x ns 2.0000 ns 3.0000 ns]", "not a number"),
        ("      time:   [1.0000 ns 2.0000 ns 3.0000 ns]", "without the name of a benchmark"),
    ],
)
def test_a_line_that_is_no_result_is_an_error_with_its_number(line: str, reason: str) -> None:
    with pytest.raises(DataError, match=rf"^bench\.txt \[criterion-text\]: line 2: .*{reason}"):
        reading_of(f"\n{line}\n")


def test_values_that_are_not_finite_are_a_failure() -> None:
    line = "a                       time:   [1.0000 ns NaN ns 3.0000 ns]\n"

    with pytest.raises(DataError, match=r"every benchmark in it failed \(a\)"):
        reading_of(line)


def test_the_output_of_libtest_alone_is_of_the_other_format() -> None:
    document = Document("a", b"test time: [1 ns 2 ns 3 ns] ... bench:    10 ns/iter (+/- 7)\n")

    assert claims(document) == ["cargo-bench"]
