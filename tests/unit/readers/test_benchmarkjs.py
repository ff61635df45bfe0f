"""benchmark.js's lines: expected values were read from the files by hand."""

from pathlib import Path

import pytest

from calibrax.core import MetricDirection
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.reading import Reading
from tests.shared import SHARED, needs_shared

DATA = Path(__file__).resolve().parents[2] / "data" / "benchmarkjs"
FOREIGN = SHARED / "data" / "formats" / "foreign" / "benchmarkjs" / "gab.txt"


def said(text: str) -> Reading:
    """Return what a text says."""
    return read(Document("results.txt", text.encode()), "benchmark.js")[1]


def bounds_of(reading: Reading) -> dict[str, tuple[float, float | None, float | None]]:
    """Return value and bounds of each benchmark, rounded to what the tool prints."""
    found = {}
    for point in reading.points:
        metric = point.metrics["operations_per_second"]
        assert list(point.metrics) == ["operations_per_second"]
        assert (point.scenario, point.tags, point.source) == (point.name, {}, None)
        assert metric.samples is None
        bounds = [None if each is None else round(each, 3) for each in (metric.lower, metric.upper)]
        found[point.name] = (metric.value, bounds[0], bounds[1])
    return found


def test_a_real_file() -> None:
    found = read_input(DATA / "dev.txt").reading

    assert bounds_of(found) == {
        "RegExp#test": (16_208_675.0, 10_723_659.38, 21_693_690.62),
        "String#indexOf": (458_069_467.0, 365_585_241.613, 550_553_692.387),
    }
    assert found.failed == {}
    definition = found.metric_defs["operations_per_second"]
    assert (definition.unit, definition.direction) == ("ops/s", MetricDirection.HIGHER)
    assert list(found.metric_defs) == ["operations_per_second"]


def test_a_real_file_with_names_and_benchmarks_that_are_odd() -> None:
    found = read_input(DATA / "odd.txt").reading

    assert bounds_of(found) == {
        "a x b x c": (21_029_354.0, 16_493_322.342, 25_565_385.658),
        "größe λ 🚀": (110_506_299.0, -43_904_152.593, 264_916_750.593),
        "<Test #6>": (7_038_942.0, 6_246_357.131, 7_831_526.869),
        "slow": (33.53, 32.118, 34.942),
        "deferred": (872.0, 848.718, 895.282),
        "dup": (810_902_920.0, 636_477_701.908, 985_328_138.092),
    }
    assert found.failed == {
        "throws": "it threw an error",
        "throws two lines": "it threw an error",
    }


@needs_shared
def test_a_file_of_another_project() -> None:
    assert bounds_of(read_input(FOREIGN).reading) == {
        "fib(10)": (1_431_759.0, 1_421_163.983, 1_442_354.017),
        "fib(20)": (12_146.0, 12_107.133, 12_184.867),
        "createObjectBuffer with 200 comments": (81.61, 80.223, 82.997),
    }


def test_the_margin_of_one_run_is_not_known() -> None:
    assert bounds_of(said("a x 2,000 ops/sec ±0.00% (1 run sampled)\n")) == {
        "a": (2000.0, None, None)
    }


def test_lines_may_be_indented_end_as_on_windows_and_spell_the_sign_in_ascii() -> None:
    assert bounds_of(said("  a x 1,000 ops/sec +-10.00% (9 runs sampled)\r\n")) == {
        "a": (1000.0, 900.0, 1100.0)
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("b x 0.00 ops/sec ±0.00% (0 runs sampled)", "no runs sampled"),
        ("b x Infinity ops/sec ±0.00% (5 runs sampled)", "a value of inf"),
        ("b x NaN ops/sec ±NaN% (5 runs sampled)", "a value of nan"),
        ("b: TypeError: x is not a function", "TypeError: x is not a function"),
        ("b: ", "it threw an error"),
    ],
)
def test_what_has_no_rate_is_listed_as_failed(line: str, reason: str) -> None:
    found = said(f"a x 10.00 ops/sec ±1.00% (5 runs sampled)\n{line}\n")

    assert [point.name for point in found.points] == ["a"]
    assert found.failed == {"b": reason}


def test_lines_of_the_program_are_none_of_benchmark_js() -> None:
    text = (
        "Platform: node\nthis x line\n\na x 10.00 ops/sec ±1.00% (5 runs sampled)\nFastest is a\n"
    )

    assert said(text).failed == {}
    assert [point.name for point in said(text).points] == ["a"]


@pytest.mark.parametrize(
    "line",
    [
        "a x 1.2.3 ops/sec ±1.00% (5 runs sampled)",
        "a x 10 ops/sec ±?% (5 runs sampled)",
        " x 10 ops/sec ±1.00% (5 runs sampled)",
        "a x 10 ops/sec ±1.00% (many runs sampled)",
    ],
)
def test_a_line_that_looks_like_a_result_and_is_none_is_refused(line: str) -> None:
    with pytest.raises(DataError, match=r"results\.txt \[benchmark\.js\]: line 2: "):
        said(f"a x 10 ops/sec ±1.00% (5 runs sampled)\n{line}\n")


def test_two_benchmarks_of_one_name_are_refused() -> None:
    line = "dup x 10 ops/sec ±1.00% (5 runs sampled)\n"

    with pytest.raises(DataError, match="both 'dup'"):
        said(line + line)


@pytest.mark.parametrize(
    "text",
    ["Fastest is a\n", "a x 10 ops/sec\n", '["a x 10 ops/sec ±1.00% (5 runs sampled)"]'],
)
def test_what_holds_no_result_is_not_recognised(text: str) -> None:
    assert "benchmark.js" not in claims(Document("a.txt", text.encode()))


def test_a_long_line_is_read_in_time_that_grows_with_its_length() -> None:
    with pytest.raises(DataError):
        said("a x 1: " * 200_000 + " ops/sec (1 run sampled)")
