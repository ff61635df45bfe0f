"""Names of Go benchmarks: what is GOMAXPROCS in them, and what is their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.readers.go_names import is_benchmark, parameters, proven, without_processors

FUNCTIONS = st.from_regex(r"Benchmark[A-Z][A-Za-z0-9]{0,5}", fullmatch=True)
PARTS = st.from_regex(r"(?:/[a-z]{1,3}(?:-[1-9][0-9]{0,2}){0,2}){1,2}", fullmatch=True)


def told(names: list[str], announced: frozenset[str] = frozenset()) -> list[tuple[str, int]]:
    """Return the names without suffix, and the value of GOMAXPROCS of each."""
    processors = proven(names, announced)
    return [without_processors(name, processors, names) for name in names]


@given(st.lists(FUNCTIONS, min_size=1, unique=True), st.lists(PARTS, unique=True), st.data())
def test_one_value_of_gomaxprocs_is_always_told(
    functions: list[str], parts: list[str], data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, 256))
    names = [*functions, *(functions[0] + part for part in parts)]
    suffix = f"-{count}" if count > 1 else ""

    assert told([name + suffix for name in names]) == [(name, count) for name in names]


@given(FUNCTIONS, st.lists(PARTS, unique=True), st.sets(st.integers(2, 256), min_size=2))
def test_several_values_above_1_are_always_told(
    function: str, parts: list[str], counts: set[int]
) -> None:
    names = [function, *(function + part for part in parts)]
    printed = [(name, count) for name in names for count in sorted(counts)]

    assert told([f"{name}-{count}" for name, count in printed]) == printed


def test_1_and_another_value_are_told_though_names_end_in_that_number() -> None:
    names = ["BenchmarkA", "BenchmarkA-8", "BenchmarkA/size-8", "BenchmarkA/size-8-8"]

    assert told(names) == [
        ("BenchmarkA", 1),
        ("BenchmarkA", 8),
        ("BenchmarkA/size-8", 1),
        ("BenchmarkA/size-8", 8),
    ]


def test_without_a_function_of_its_own_the_number_that_all_end_in_is_no_part() -> None:
    assert told(["BenchmarkA/x-4", "BenchmarkA/size-10-4"]) == [
        ("BenchmarkA/x", 4),
        ("BenchmarkA/size-10", 4),
    ]


def test_without_a_function_of_its_own_several_numbers_belong_to_the_names() -> None:
    names = ["BenchmarkA/size-10", "BenchmarkA/size-100", "BenchmarkA/plain"]

    assert told(names) == [(name, 1) for name in names]


def test_what_go_announces_tells_the_suffix() -> None:
    assert told(["BenchmarkA/size-10"], frozenset({"BenchmarkA", "BenchmarkA/size-10"})) == [
        ("BenchmarkA/size-10", 1)
    ]
    assert told(["BenchmarkA/size-10-10"], frozenset({"BenchmarkA", "BenchmarkA/size-10"})) == [
        ("BenchmarkA/size-10", 10)
    ]


@pytest.mark.parametrize(
    ("name", "scenario", "tags"),
    [
        ("BenchmarkA", "BenchmarkA", {}),
        ("BenchmarkA/n=10", "BenchmarkA", {"n": "10"}),
        ("BenchmarkA/x/n=1/y/kind=a=b", "BenchmarkA/x/y", {"n": "1", "kind": "a=b"}),
        ("BenchmarkA/n=", "BenchmarkA", {"n": ""}),
        ("BenchmarkA/=1", "BenchmarkA/=1", {}),
        ("BenchmarkA/x_-_20,v1=13,v2=14", "BenchmarkA/x_-_20,v1=13,v2=14", {}),
        ("BenchmarkA/größe=1", "BenchmarkA", {"größe": "1"}),
    ],
)
def test_parameters(name: str, scenario: str, tags: dict[str, str]) -> None:
    assert parameters(name) == (scenario, tags)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Benchmark", True),
        ("BenchmarkA", True),
        ("Benchmark_a", True),
        ("Benchmark1", True),
        ("Benchmark日", True),
        ("Benchmarking", False),
        ("benchmarkA", False),
    ],
)
def test_which_functions_are_benchmarks(word: str, expected: bool) -> None:
    assert is_benchmark(word) is expected
