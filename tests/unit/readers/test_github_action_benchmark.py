"""github-action-benchmark's custom JSON: values by hand, from its samples and its rules."""

import json
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric, MetricDef, MetricDirection
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.github_action_benchmark import reading_of
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import HIGHER, INFO, LOWER, OPERATIONS_PER_SECOND, TIME
from calibrax.readers.reading import Reading
from tests.shared import SHARED, needs_shared

DATA = Path(__file__).resolve().parents[2] / "data" / "github-action-benchmark"
FOREIGN = SHARED / "data" / "formats" / "foreign" / "github-action-benchmark-custom"
OWN = "github-action-benchmark"


def an_entry(name: str = "a", value: Any = 1, unit: str = "ns", **others: Any) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, **others}


def reading(*entries: object, format: str = OWN) -> Reading:
    return read(Document("bench.json", json.dumps(entries).encode()), format)[1]


def refusal(*entries: object, format: str = OWN) -> str:
    with pytest.raises(DataError) as caught:
        reading(*entries, format=format)
    return str(caught.value)


@needs_shared
def test_a_sample_of_times_is_read_in_seconds() -> None:
    found = read_input(FOREIGN / "customSmallerIsBetter_output2.json")

    assert found.format == OWN
    assert {point.name: point.metrics["time"].value for point in found.reading.points} == {
        "No instrumentation": pytest.approx(90.9439e-9, rel=1e-15),
        "Deactivated probe": pytest.approx(445.661e-9, rel=1e-15),
        "No logging": pytest.approx(1847.38e-9, rel=1e-15),
        "Binary file": pytest.approx(3886.75e-9, rel=1e-15),
    }
    assert found.reading.metric_defs == {"time": TIME}
    assert found.reading.warnings == ()


@needs_shared
def test_a_sample_of_which_the_user_says_that_smaller_is_better() -> None:
    found = read_input(FOREIGN / "customSmallerIsBetter_output.json", "customSmallerIsBetter")

    load, memory = found.reading.points
    assert load.name == load.scenario == "My Custom Smaller Is Better Benchmark - CPU Load"
    assert load.metrics == {"Percent_lower": Metric(value=50.0)}
    assert memory.metrics == {"bytes": Metric(value=100e6)}
    assert found.reading.metric_defs == {
        "Percent_lower": MetricDef(name="Percent_lower", unit="Percent", direction=LOWER),
        "bytes": MetricDef(name="bytes", unit="B", direction=LOWER),
    }
    assert found.reading.warnings == ()


@needs_shared
def test_a_sample_of_which_the_user_says_that_bigger_is_better() -> None:
    found = read_input(FOREIGN / "customBiggerIsBetter_output.json", "customBiggerIsBetter")

    throughput, memory = found.reading.points
    assert throughput.metrics == {"req/s": Metric(value=70.0)}
    assert memory.metrics == {"bytes_higher": Metric(value=150e6)}
    assert found.reading.metric_defs == {
        "req/s": MetricDef(name="req/s", unit="req/s", direction=HIGHER),
        "bytes_higher": MetricDef(name="bytes_higher", unit="B", direction=HIGHER),
    }


@needs_shared
def test_a_sample_of_which_the_user_says_nothing_leaves_open_what_its_unit_does() -> None:
    found = read_input(FOREIGN / "customSmallerIsBetter_output.json").reading

    assert found.metric_defs["Percent"].direction is INFO
    assert found.metric_defs["bytes"].direction is LOWER
    assert found.warnings == (
        "the metric 'Percent' has no direction, so it is shown and not judged; calibrax.yml "
        "declares it: metrics: [{metric: 'Percent', direction: lower}]; so does --format "
        "customSmallerIsBetter or customBiggerIsBetter",
    )


@needs_shared
@pytest.mark.parametrize(
    "name",
    [
        "customBiggerIsBetter_output.json",
        "customSmallerIsBetter_output.json",
        "customSmallerIsBetter_output2.json",
    ],
)
def test_a_sample_is_claimed_by_its_reader_only(name: str) -> None:
    assert claims(Document(name, (FOREIGN / name).read_bytes())) == [OWN]


def test_a_file_by_hand() -> None:
    found = read_input(DATA / "hand_raw.json")

    assert found.format == OWN
    assert {point.name: point.metrics for point in found.reading.points} == {
        "sign": {"operations_per_second": Metric(value=5.0), "bytes": Metric(value=3e6)},
        "cache hits": {"%_higher": Metric(value=70.5)},
    }
    assert found.reading.failed == {"verify": "no value"}


def test_each_entry_of_the_fork_raw_states_its_direction() -> None:
    found = reading(
        an_entry("sign", 5, "ops/sec", biggerIsBetter=True),
        an_entry("sign", 3, "MB", biggerIsBetter=False),
        an_entry("cache", 7, "%", biggerIsBetter=True),
        an_entry("load", 8, "%", biggerIsBetter=False),
    )

    assert [point.name for point in found.points] == ["sign", "cache", "load"]
    assert {name: each.direction for name, each in found.metric_defs.items()} == {
        "operations_per_second": HIGHER,
        "bytes": LOWER,
        "%_higher": HIGHER,
        "%_lower": LOWER,
    }
    assert found.metric_defs["operations_per_second"] == OPERATIONS_PER_SECOND
    assert found.warnings == ()


def test_what_the_user_says_holds_for_every_entry() -> None:
    found = reading(an_entry(unit="%", biggerIsBetter=False), format="customBiggerIsBetter")

    assert found.metric_defs["%_higher"].direction is HIGHER


def test_entries_of_one_name_are_metrics_of_one_point() -> None:
    found = reading(an_entry("a", 2, "ms"), an_entry("b", 3, "ms"), an_entry("a", 4, "KiB"))

    assert {point.name: point.metrics for point in found.points} == {
        "a": {"time": Metric(value=0.002), "bytes": Metric(value=4096.0)},
        "b": {"time": Metric(value=0.003)},
    }


def test_a_number_in_a_text_is_a_number() -> None:
    (point,) = reading(an_entry(value=" 2402.5 ", unit="MB/s")).points

    assert point.metrics == {"bytes_per_second": Metric(value=2402.5e6)}


def test_range_and_extra_are_free_text() -> None:
    (point,) = reading(an_entry(range="± 3", extra="max: 7\nmin: 1")).points

    assert point.metrics == {"time": Metric(value=1e-9)}


def test_a_unit_may_be_empty() -> None:
    assert reading(an_entry(unit="")).metric_defs["value"].unit == ""


@pytest.mark.parametrize(
    ("value", "reason"),
    [(None, "no value"), ("NaN", "a value of nan"), ("-Infinity", "a value of -inf")],
)
def test_what_is_no_finite_number_has_failed(value: object, reason: str) -> None:
    found = reading(an_entry("good"), an_entry("bad", value, "%"))

    assert [point.name for point in found.points] == ["good"]
    assert found.failed == {"bad": reason}
    assert list(found.metric_defs) == ["time"]
    assert found.warnings == ()


def test_one_metric_of_several_that_has_no_value_is_left_out_with_a_warning() -> None:
    found = reading(an_entry("a", 1, "ns"), an_entry("a", None, "B"))

    assert found.points[0].metrics == {"time": Metric(value=1e-9)}
    assert found.failed == {}
    assert found.warnings == ("a: no 'bytes': no value",)


def test_a_value_that_leaves_the_range_of_floats_has_failed() -> None:
    assert reading(an_entry("good"), an_entry("vast", 1e308, "GB")).failed == {
        "vast": "a value of inf"
    }


def test_two_values_of_one_name_and_unit_are_refused() -> None:
    assert refusal(an_entry("a", 1, "ns"), an_entry("b"), an_entry("a", 2, "us")) == (
        "bench.json [github-action-benchmark]: [0] and [2] are both the 'time' of 'a'; "
        "give one of them another name"
    )


def test_a_unit_that_is_the_name_of_another_metric_is_refused() -> None:
    assert "[0] 'a' and [1] 'b' would both have the metric 'time'" in refusal(
        an_entry("a", 1, "ns"), an_entry("b", 1, "time")
    )


def test_an_empty_list_measured_nothing() -> None:
    for format in (OWN, "customBiggerIsBetter", "customSmallerIsBetter"):
        assert refusal(format=format).endswith("it measured nothing; run the benchmarks again")
    assert claims(Document("a.json", b"[]")) == []


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (5, "[1]: expected an object, got 5 (int)"),
        ({"value": 1, "unit": "ns"}, "[1]: name: expected a name, got None"),
        ({"name": "", "value": 1, "unit": "ns"}, "[1]: name: expected a name, got ''"),
        ({"name": "b", "value": 1}, "[1] 'b': unit: expected a text, got None"),
        ({"name": "b", "value": 1, "unit": 3}, "[1] 'b': unit: expected a text, got 3"),
        ({"name": "b", "unit": "ns"}, "[1] 'b': it has no value"),
        ({"name": "b", "unit": "ns", "value": True}, "[1] 'b': value: expected a number"),
        ({"name": "b", "unit": "ns", "value": [1]}, "[1] 'b': value: expected a number"),
        ({"name": "b", "unit": "ns", "value": 10**400}, "[1] 'b': value: expected a number"),
        ({"name": "b", "unit": "ns", "value": "1,5"}, "[1] 'b': value: '1,5' is no number"),
        (
            {"name": "b", "unit": "ns", "value": 1, "biggerIsBetter": "yes"},
            "[1] 'b': biggerIsBetter: expected true or false, got 'yes'",
        ),
    ],
)
def test_a_wrong_shape_is_named_with_its_place(entry: object, reason: str) -> None:
    assert reason in refusal(an_entry(), entry)


@pytest.mark.parametrize(
    "plain",
    [
        [],
        [5],
        [{"name": "a", "value": 1}],
        [{"name": "a", "unit": "ns"}],
        [{"name": 1, "unit": "ns", "value": 1}],
        {"name": "a", "unit": "ns", "value": 1},
        None,
    ],
)
def test_what_has_another_shape_is_not_recognised(plain: object) -> None:
    assert claims(Document("a.json", json.dumps(plain).encode())) == []


@pytest.mark.parametrize("direction", MetricDirection)
def test_a_history_is_read_entry_by_entry_with_the_direction_of_its_tool(
    direction: MetricDirection,
) -> None:
    found = reading_of([an_entry("a", 7, "points")], direction)

    assert {each.direction for each in found.metric_defs.values()} == {direction}
