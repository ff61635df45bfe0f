"""What cargo bench prints: expected values were read from the files by hand, never from a run."""

from pathlib import Path

import pytest

from calibrax.core import MetricDirection
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import BYTES_PER_SECOND, TIME
from calibrax.readers.reading import Reading
from tests.shared import SHARED, needs_shared

DATA = Path(__file__).resolve().parents[2] / "data" / "cargobench"
FOREIGN = SHARED / "data" / "formats" / "foreign"


def reading_of(text: str) -> Reading:
    """Return what a text says."""
    return read(Document("bench.txt", text.encode()), "cargo-bench")[1]


def values(reading: Reading) -> dict[str, dict[str, float]]:
    """Return the values of benchmarks whose names differ."""
    named = {
        point.name: {name: metric.value for name, metric in point.metrics.items()}
        for point in reading.points
    }
    assert len(named) == len(reading.points)
    return named


def test_a_run_of_libtest() -> None:
    source = read_input(DATA / "dev_libtest.txt")

    assert source.format == "cargo-bench"
    assert values(source.reading) == {
        "tests::bench_bytes": {"time": 118.78e-9, "bytes_per_second": 8677e6},
        "tests::bench_fib_10": {"time": 368.90e-9},
        "tests::bench_fib_25_slow": {"time": 149_226.74e-9},
    }
    assert source.reading.metric_defs == {
        "time": TIME,
        "bytes_per_second": BYTES_PER_SECOND,
    }
    assert source.reading.skipped == {
        "tests::it_works": "ignored",
        "tests::ignored_bench": "ignored",
    }
    assert source.reading.failed == {}
    assert source.reading.warnings == ()
    assert all(point.tags == {} and point.source is None for point in source.reading.points)


def test_the_spread_is_no_bound_and_no_sample() -> None:
    (point,) = reading_of("test a ... bench:         100 ns/iter (+/- 5)\n").points

    time = point.metrics["time"]
    assert (time.value, time.lower, time.upper, time.samples) == (1e-7, None, None, None)


def test_the_program_of_a_benchmark_is_a_tag_where_several_have_the_name() -> None:
    reading = read_input(DATA / "odd_targets.txt").reading

    assert [
        (point.name, point.tags, point.source, point.metrics["time"].value)
        for point in reading.points
    ] == [
        ("bench_fib", {"target": "other"}, "benches/other.rs", 984.63e-9),
        ("bench_fib", {"target": "plain"}, "benches/plain.rs", 375.30e-9),
        ("bytes", {}, "benches/plain.rs", 136.32e-9),
        ("chatty", {}, "benches/plain.rs", 4.66e-9),
        ("nothing", {}, "benches/plain.rs", 0.27e-9),
    ]
    assert reading.points[2].metrics["bytes_per_second"].value == 7529e6
    assert reading.failed == {"broken": "it failed", "never_iterates": "it measured nothing"}
    assert reading.skipped == {"slow": "too slow"}


def test_a_process_that_ends_in_the_middle_is_a_failure() -> None:
    reading = read_input(DATA / "odd_aborts.txt").reading

    assert values(reading) == {"a_good": {"time": 20.46e-9}}
    assert reading.failed == {"benchmarks of target aborts": "they ended without a result"}


def test_a_process_that_ends_in_the_middle_is_named_by_its_line_where_nothing_else_is_known() -> (
    None
):
    begun = "running 2 tests\ntest a ... bench:         100 ns/iter (+/- 5)\n"

    assert reading_of(begun + begun.replace("test a", "test b")).failed == {
        "benchmarks after line 1": "they ended without a result",
        "benchmarks after line 3": "they ended without a result",
    }


def test_criterions_bencher_output() -> None:
    source = read_input(DATA / "odd_bencher.txt")

    assert source.format == "cargo-bench"
    assert {name: metrics["time"] for name, metrics in values(source.reading).items()} == {
        "fib 10": 144e-9,
        "a benchmark with a name that is long": 12e-9,
        "less": 1e-9,
        "time:   [1 ns 2 ns 3 ns]": 10e-9,
        "sum/iter/64": 7e-9,
        "sum/64": 7e-9,
        "sum/iter/4096": 560e-9,
        "sum/4096": 559e-9,
    }


@needs_shared
def test_the_files_of_others() -> None:
    assert values(read_input(FOREIGN / "cargobench" / "gab_cargo.txt").reading) == {
        "bench_fib_10": {"time": 135e-9},
        "bench_fib_20": {"time": 18_149e-9},
    }
    assert values(read_input(FOREIGN / "criterion" / "gab_criterion.txt").reading) == {
        "Create Realm": {"time": 329e-9},
        "Symbols (Execution)": {"time": 3268e-9},
        "For loop (Execution)": {"time": 12_314e-9},
        "Fibonacci (Execution)": {"time": 1_672_496e-9},
    }


@needs_shared
def test_a_unit_of_the_users_own_is_a_metric_of_its_name() -> None:
    reading = read_input(FOREIGN / "cargobench" / "gab_units.txt").reading

    assert values(reading) == {
        "cmov": {"cycles/iter": 2835},
        "cmov2": {"cycles/iter": 2845},
        "mov": {"cycles/iter": 1508},
        "upload": {"MS/s": 1911},
        "download": {"MS/s": 9001},
    }
    directions = {name: each.direction for name, each in reading.metric_defs.items()}
    assert directions == {"cycles/iter": MetricDirection.INFO, "MS/s": MetricDirection.HIGHER}
    (warning,) = reading.warnings
    assert "'cycles/iter' has no direction" in warning


def test_a_time_that_is_rounded_to_0_is_taken_with_a_warning() -> None:
    reading = reading_of("test a ... bench:           0 ns/iter (+/- 0)\n")

    assert values(reading) == {"a": {"time": 0.0}}
    assert reading.warnings == (
        "a: its value is rounded to 0, so that any change of it is from zero",
    )


def test_failures_of_one_name_are_told_apart_by_target() -> None:
    reading = reading_of(
        "     Running benches/x.rs (target/release/deps/x-0123456789abcdef)\n"
        "test a ... FAILED\n"
        "     Running benches/y.rs (target\\release\\deps\\y-0123456789abcdef.exe)\n"
        "test a ... FAILED\n"
        "test b ... bench:         100 ns/iter (+/- 5)\n"
    )

    assert reading.failed == {"a(target='x')": "it failed", "a(target='y')": "it failed"}
    assert reading.points[0].tags == {}


def test_colours_of_cargo_do_not_hide_the_target() -> None:
    reading = reading_of(
        "\x1b[1m\x1b[32m     Running\x1b[0m unittests src/lib.rs (target/release/deps/my_lib-"
        "0123456789abcdef)\r\ntest a ... bench:         100 ns/iter (+/- 5)\r\n"
    )

    assert reading.points[0].source == "src/lib.rs"


def test_a_benchmark_is_the_same_whether_its_program_is_known_or_not() -> None:
    line = "test a ... bench:         100 ns/iter (+/- 5)\n"
    running = "     Running benches/x.rs (target/release/deps/x-0123456789abcdef)\n"

    (known,), (unknown,) = reading_of(running + line).points, reading_of(line).points
    assert known.key == unknown.key == ("a", ())
    assert (known.source, unknown.source) == ("benches/x.rs", None)


def test_a_name_may_look_like_any_part_of_a_line() -> None:
    reading = reading_of(
        "test a ... b ... bench: c ... bench:          15 ns/iter (+/- 1)\n"
        "test d ... ignored, later ... perhaps\n"
    )

    assert values(reading) == {"a ... b ... bench: c": {"time": 15e-9}}
    assert reading.skipped == {"d": "later ... perhaps"}


@pytest.mark.parametrize(
    ("said", "reason"),
    [("NaN ns/iter (+/- 0)", "a value of nan"), ("inf ns/iter (+/- 0)", "a value of inf")],
)
def test_a_value_that_is_not_finite_is_a_failure(said: str, reason: str) -> None:
    reading = reading_of(
        f"test a ... bench: {said}\ntest b ... bench:         100 ns/iter (+/- 5)\n"
    )

    assert reading.failed == {"a": reason}
    assert list(values(reading)) == ["b"]


@pytest.mark.parametrize(
    "said", ["", "118.7", "118.78 ns/iter", "118.78 ns/iter (+/- 38.", "x ns/iter (+/- 1)"]
)
def test_a_result_that_is_cut_is_an_error_with_its_line(said: str) -> None:
    with pytest.raises(DataError, match=r"^bench\.txt \[cargo-bench\]: line 2: .* is no result"):
        reading_of(f"\ntest a ... bench: {said}\n")


def test_two_of_one_name_are_an_error() -> None:
    with pytest.raises(DataError, match="are both 'a'"):
        reading_of("test a ... bench:         100 ns/iter (+/- 5)\n" * 2)


def test_tests_alone_measured_nothing() -> None:
    document = Document(
        "a", b"running 1 test\ntest a ... ok\n\ntest result: ok. 1 passed; 0 measured;"
    )

    assert claims(document) == ["cargo-bench"]
    with pytest.raises(DataError, match="it measured nothing"):
        read(document)


def test_a_number_of_thousands_of_digits_is_no_traceback() -> None:
    reading = reading_of(
        f"test a ... bench: {'9' * 5000} ns/iter (+/- 1)\n"
        "test b ... bench:         100 ns/iter (+/- 5)\n"
    )

    assert reading.failed == {"a": "a value of inf"}
