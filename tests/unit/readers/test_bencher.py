"""Bencher Metric Format: values by hand, from the rules of the format."""

import json
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric, MetricDef
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import INFO, LOWER, OPERATIONS_PER_SECOND, TIME
from calibrax.readers.reading import Reading

DATA = Path(__file__).resolve().parents[2] / "data" / "bencher"


def reading(plain: object) -> Reading:
    return read(Document("bmf.json", json.dumps(plain).encode()), "bencher")[1]


def refusal(plain: object) -> str:
    with pytest.raises(DataError) as caught:
        reading(plain)
    return str(caught.value).removeprefix("bmf.json [bencher]: ")


def test_a_file_by_hand() -> None:
    found = read_input(DATA / "hand_measures.json")

    assert found.format == "bencher"
    assert {point.name: point.metrics for point in found.reading.points} == {
        "parse::small": {
            "time": Metric(value=2e-6, lower=1e-6, upper=4e-6),
            "operations_per_second": Metric(value=50.0),
        },
        "parse::large": {
            "time": Metric(value=75000.5e-9),
            "file-size": Metric(value=4096.0),
            "score": Metric(value=0.75),
        },
    }
    assert found.reading.failed == {"parse::broken": "a value of nan"}
    assert len(found.reading.warnings) == 1


def test_the_measures_of_bencher_itself_have_unit_and_direction() -> None:
    found = reading(
        {
            "a::b": {
                "latency": {"value": 2000.0, "lower_value": 1000.0, "upper_value": 4000.0},
                "throughput": {"value": 50},
                "build-time": {"value": 12.5},
                "file-size": {"value": 4096},
            }
        }
    )

    (point,) = found.points
    assert (point.name, point.scenario, point.tags) == ("a::b", "a::b", {})
    assert point.metrics == {
        "time": Metric(value=2e-6, lower=1e-6, upper=4e-6),
        "operations_per_second": Metric(value=50.0),
        "build-time": Metric(value=12.5),
        "file-size": Metric(value=4096.0),
    }
    assert found.metric_defs == {
        "time": TIME,
        "operations_per_second": OPERATIONS_PER_SECOND,
        "build-time": MetricDef(name="build-time", unit="s", direction=LOWER),
        "file-size": MetricDef(name="file-size", unit="B", direction=LOWER),
    }
    assert found.warnings == ()


def test_a_measure_may_be_given_by_its_name() -> None:
    (point,) = reading({"a": {"Latency": {"value": 5}, "File Size": {"value": 3}}}).points

    assert point.metrics == {"time": Metric(value=5e-9), "file-size": Metric(value=3.0)}


def test_any_other_measure_has_no_direction() -> None:
    found = reading({"a": {"Score": {"value": 3}}, "b": {"Score": {"value": 4}}})

    assert found.metric_defs == {"Score": MetricDef(name="Score", unit="", direction=INFO)}
    assert found.warnings == (
        "the metric 'Score' has no direction, so it is shown and not judged; calibrax.yml "
        "declares it: metrics: [{metric: 'Score', direction: lower}]",
    )


def test_a_measure_that_is_called_like_another_metric_is_one_of_its_own() -> None:
    found = reading({"a": {"latency": {"value": 3}, "time": {"value": 4}}})

    assert found.points[0].metrics == {
        "time": Metric(value=3e-9),
        "time (Bencher)": Metric(value=4.0),
    }


@pytest.mark.parametrize(
    "bounds",
    [
        {"lower_value": 1.0},
        {"upper_value": 9.0},
        {"lower_value": None, "upper_value": 9.0},
        {"lower_value": 6.0, "upper_value": 9.0},
        {"lower_value": 1.0, "upper_value": 4.0},
        {"lower_value": 9.0, "upper_value": 1.0},
        {"lower_value": float("nan"), "upper_value": 9.0},
    ],
)
def test_bounds_that_are_not_two_or_do_not_hold_the_value_are_none(bounds: dict[str, Any]) -> None:
    (point,) = reading({"a": {"file-size": {"value": 5.0, **bounds}}}).points

    assert point.metrics["file-size"] == Metric(value=5.0)


def test_bounds_may_be_the_value() -> None:
    bounds = {"value": 5.0, "lower_value": 5.0, "upper_value": 5.0}
    (point,) = reading({"a": {"file-size": bounds}}).points

    assert point.metrics["file-size"] == Metric(value=5.0, lower=5.0, upper=5.0)


def test_a_benchmark_without_a_finite_value_has_failed() -> None:
    found = reading(
        {
            "good": {"latency": {"value": 1}},
            "bad": {"latency": {"value": float("nan")}},
            "empty": {},
        }
    )

    assert [point.name for point in found.points] == ["good"]
    assert found.failed == {"bad": "a value of nan", "empty": "no measures"}


def test_one_measure_of_several_that_is_not_finite_is_left_out_with_a_warning() -> None:
    found = reading({"a": {"latency": {"value": 1}, "file-size": {"value": float("inf")}}})

    assert list(found.points[0].metrics) == ["time"]
    assert list(found.metric_defs) == ["time"]
    assert found.warnings == ("a: no 'file-size': a value of inf",)


def test_no_benchmarks_measured_nothing() -> None:
    assert refusal({}).startswith("it measured nothing")


@pytest.mark.parametrize(
    ("plain", "reason"),
    [
        ([], "the top level: expected an object, got [] (list)"),
        ({"a": 5}, "'a': expected an object, got 5 (int)"),
        ({"a": {"latency": 5}}, "'a': 'latency': expected an object, got 5 (int)"),
        ({"a": {"latency": {}}}, "'a': 'latency': value: expected a number, got None"),
        ({"a": {"latency": {"value": "5"}}}, "'a': 'latency': value: expected a number, got '5'"),
        (
            {"a": {"latency": {"value": 5, "lower_value": "x", "upper_value": 6}}},
            "'a': 'latency': a bound: expected a number, got 'x'",
        ),
        (
            {"a": {"latency": {"value": 5}, "Latency": {"value": 6}}},
            "'a': 'Latency' is there twice, in other letters",
        ),
        ({"": {"latency": {"value": 5}}}, "name: is empty"),
        ({"a": {"": {"value": 5}}}, "name: is empty"),
    ],
)
def test_a_wrong_shape_is_named_with_its_place(plain: object, reason: str) -> None:
    assert reason in refusal(plain)


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ({"a": {"latency": {"value": 1, "lower_value": None}}}, ["bencher"]),
        ({"a": {"latency": {"value": 1}}, "b": {}}, ["bencher"]),
        ({"a": {}}, []),
        ({}, []),
        ([], []),
        ({"a": {"latency": {"value": 1}}, "version": 3}, []),
        ({"a": {"latency": {"value": 1}, "note": "x"}}, []),
        ({"a": {"latency": {"value": 1, "unit": "ns"}}}, []),
        ({"a": {"latency": {"value": True}}}, []),
        ({"a": {"latency": {"value": "1"}}}, []),
    ],
)
def test_only_what_is_benchmarks_of_measures_throughout_is_recognised(
    plain: object, expected: list[str]
) -> None:
    assert claims(Document("a.json", json.dumps(plain).encode())) == expected
