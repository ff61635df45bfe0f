"""Catch2's XML: expected values were read from the files by hand; version 3 as its source says."""

from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import TIME
from calibrax.readers.reading import Reading

DATA = Path(__file__).resolve().parents[2] / "data" / "catch2"
MEAN = '<mean value="2" lowerBound="1" upperBound="3" ci="0.95"/>'


def close(value: float) -> Any:
    """Return what a scaled value of the file may differ from only by rounding."""
    return pytest.approx(value, rel=1e-14)


def a_result(name: str = "sum", inner: str = MEAN) -> str:
    return f'<BenchmarkResults name="{name}" samples="9"><!--ns-->{inner}</BenchmarkResults>'


def version_3(*content: str, version: str = "3") -> str:
    root = f'name="b" rng-seed="1" xml-format-version="{version}" catch2-version="3.5.2"'
    case = '<TestCase name="Case" tags="[!benchmark]" filename="b.cpp" line="6">'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Catch2TestRun {root}>\n{case}{"".join(content)}'
        '<OverallResult success="true" skips="0"/></TestCase>'
        '<OverallResults successes="0" failures="0" expectedFailures="0" skips="0"/>'
        "</Catch2TestRun>\n"
    )


def reading(text: str) -> Reading:
    return read(Document("b.xml", text.encode()), "catch2")[1]


def refusal(text: str) -> str:
    with pytest.raises(DataError) as caught:
        reading(text)
    return str(caught.value).removeprefix("b.xml [catch2]: ")


def test_the_benchmarks_of_a_real_file() -> None:
    found = read_input(DATA / "v2.xml")

    assert found.format == "catch2"
    assert [(each.name, each.tags, each.source) for each in found.reading.points] == [
        ("fib 10", {"test_case": "Fibonacci"}, "bench/bench.cpp:6"),
        ('fib <&> "12"', {"test_case": "Fibonacci"}, "bench/bench.cpp:6"),
        ("sum", {"test_case": "Sections", "section": "small"}, "bench/bench.cpp:12"),
        ("deep", {"test_case": "Sections", "section": "small / inner"}, "bench/bench.cpp:13"),
        ("sum", {"test_case": "Sections", "section": "large"}, "bench/bench.cpp:14"),
        ("again", {"test_case": "Named twice"}, "bench/bench.cpp:16"),
    ]
    assert [each.scenario for each in found.reading.points] == [
        each.name for each in found.reading.points
    ]


def test_the_times_of_a_real_file_are_means_in_seconds_with_their_bounds() -> None:
    found = read_input(DATA / "v2.xml").reading

    times = [point.metrics["time"] for point in found.points]
    assert [(each.value, each.lower, each.upper) for each in times] == [
        (close(68.5084e-9), close(68.4717e-9), close(68.6537e-9)),
        (close(179.372e-9), close(173.439e-9), close(197.06e-9)),
        (close(2.16557e-9), close(2.16531e-9), close(2.16599e-9)),
        (close(4.60222e-9), close(4.60099e-9), close(4.60592e-9)),
        (close(27.6342e-9), close(27.6055e-9), close(27.7487e-9)),
        (close(2.16418e-9), close(2.16401e-9), close(2.16435e-9)),
    ]
    assert {each.samples for each in times} == {None}
    assert found.metric_defs == {"time": TIME}


def test_what_failed_in_a_real_file() -> None:
    found = read_input(DATA / "v2.xml").reading

    assert found.failed == {"throws": "no good"}
    assert found.warnings == ("the test case 'Fibonacci' failed",)


def test_benchmarks_that_nothing_tells_apart_are_refused() -> None:
    with pytest.raises(DataError, match=r"the benchmarks 1 and 2 in it are both 'same name'"):
        read_input(DATA / "generated.xml")


@pytest.mark.parametrize("name", ["v2.xml", "generated.xml"])
def test_a_real_file_is_claimed_by_its_reader_only(name: str) -> None:
    assert claims(Document(name, (DATA / name).read_bytes())) == ["catch2"]


def test_version_3() -> None:
    text = version_3(a_result(), a_result("bad", '<failed message="thrown"/>'))
    found = reading(text)

    (point,) = found.points
    assert (point.name, point.tags, point.source) == ("sum", {"test_case": "Case"}, "b.cpp:6")
    assert point.metrics == {"time": Metric(value=2e-9, lower=1e-9, upper=3e-9)}
    assert found.failed == {"bad": "thrown"}
    assert claims(Document("b.txt", text.encode())) == ["catch2"]


@pytest.mark.parametrize("version", ["1", "4", ""])
def test_another_version_of_the_xml_is_said_to_be_one(version: str) -> None:
    assert refusal(version_3(a_result(), version=version)).startswith(
        f"of the version {version!r} of Catch2's XML; 2 and 3 are read"
    )


def test_bounds_that_do_not_hold_the_mean_are_none() -> None:
    odd = '<mean value="5" lowerBound="1" upperBound="3"/>'

    assert reading(version_3(a_result("a", odd))).points[0].metrics["time"] == Metric(value=5e-9)


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("", "no result"),
        ('<failed message=""/>', "failed"),
        ('<mean value="nan" lowerBound="nan" upperBound="nan"/>', "a value of nan"),
        ('<mean value="inf" lowerBound="1" upperBound="inf"/>', "a value of inf"),
    ],
)
def test_a_benchmark_without_a_value_has_failed(inner: str, reason: str) -> None:
    assert reading(version_3(a_result("bad", inner), a_result())).failed == {"bad": reason}


def test_no_benchmarks_measured_nothing() -> None:
    assert refusal(version_3()).startswith("it measured nothing")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (version_3(a_result())[:-30], "not XML: "),
        (version_3("<Section>"), "not XML: mismatched tag: line 3"),
        ("", "not XML: no element found"),
        ("<Other/>", "the root is 'Other', not Catch2TestRun"),
        (version_3(a_result("")), "BenchmarkResults: name: is empty"),
        (version_3(a_result("a", '<mean value="x"/>')), "a: mean: value: expected a number"),
        (version_3(a_result("a", '<mean value="1"/>')), "a: mean: lowerBound: expected a number"),
    ],
)
def test_a_wrong_shape_is_named_with_its_place(text: str, reason: str) -> None:
    assert reason in refusal(text)


def test_entities_are_not_expanded() -> None:
    text = '<!DOCTYPE a [<!ENTITY b "c">]><Catch2TestRun name="&b;"/>'

    assert refusal(text) == "it declares a document type, which Catch2 never does"
    assert refusal("<Catch2TestRun>&b;</Catch2TestRun>").startswith("not XML: undefined entity")


def test_deep_nesting_is_read_like_any_other() -> None:
    depth = 50_000
    text = version_3("<Info>" * depth, "</Info>" * depth, a_result())

    assert [point.name for point in reading(text).points] == ["sum"]


def test_a_name_outside_any_test_case_has_no_tags() -> None:
    (point,) = reading(f"<Catch>{a_result()}</Catch>").points

    assert (point.tags, point.source) == ({}, None)


@pytest.mark.parametrize("text", ["<Catcher/>", "<html><Catch></Catch></html>", "Catch2TestRun"])
def test_what_has_another_root_is_not_recognised(text: str) -> None:
    assert claims(Document("a.xml", text.encode())) == []
