from math import inf

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import Metric, MetricDef, Point, Run
from calibrax.exporters.summary_values import summary_values
from tests.builders import a_point, a_run
from tests.strategies import runs, texts

THROUGHPUT = MetricDef.from_dict(
    {"name": "throughput", "unit": "elem/s", "direction": "higher", "group": "Throughput"}
)


def values(*points: Point, taken: tuple[str, ...] = ()) -> dict[str, float]:
    return summary_values(a_run(*points), {"throughput": THROUGHPUT}, taken).values


def test_group_metric_framework() -> None:
    point = a_point("CV-1/small", {"framework": "Datarax", "batch": "64"}, throughput=20158.0)
    assert values(point) == {"Throughput/throughput/Datarax": 20158.0}


def test_parts_that_there_are_not_are_left_out() -> None:
    assert values(a_point("a", memory=1.0)) == {"memory": 1.0}
    assert values(a_point("a", throughput=1.0)) == {"Throughput/throughput": 1.0}


def test_the_same_framework_in_two_points() -> None:
    assert values(
        a_point("small", {"framework": "Datarax"}, throughput=1.0),
        a_point("large", {"framework": "Datarax"}, throughput=2.0),
        a_point("large", {"framework": "Grain"}, throughput=3.0),
    ) == {
        "Throughput/throughput/Datarax/small": 1.0,
        "Throughput/throughput/Datarax/large": 2.0,
        "Throughput/throughput/Grain": 3.0,
    }


def test_the_same_name_and_framework() -> None:
    assert values(
        a_point("small", {"framework": "Datarax", "batch": "32", "dtype": "f4"}, throughput=1.0),
        a_point("small", {"framework": "Datarax", "batch": "64", "dtype": "f4"}, throughput=2.0),
    ) == {
        "Throughput/throughput/Datarax/small/batch=32, dtype=f4": 1.0,
        "Throughput/throughput/Datarax/small/batch=64, dtype=f4": 2.0,
    }


def test_a_name_that_is_taken() -> None:
    point = a_point("a", verdict=1.0)
    assert values(point, taken=("verdict",)) == {"verdict/a": 1.0}


def test_names_that_look_like_longer_forms() -> None:
    assert values(a_point("a", t=1.0), a_point("b", t=2.0), a_point("c", **{"t/a": 3.0})) == {
        "t/a": 1.0,
        "t/b": 2.0,
        "t/a/c": 3.0,
    }


def test_what_is_not_finite_is_left_out_and_counted() -> None:
    metric = Metric(value=1.0)
    msgspec.structs.force_setattr(metric, "value", inf)  # a Metric refuses it itself
    point = Point(name="a", scenario="", metrics={"t": metric, "u": Metric(value=2.0)})
    found = summary_values(a_run(point, defs=()), {})
    assert found.values == {"u": 2.0}
    assert found.left_out == 1


@given(runs(), st.sets(texts, max_size=3))
def test_nothing_overwrites_anything(run: Run, taken: set[str]) -> None:
    found = summary_values(run, run.metric_defs, taken)
    measured = [metric.value for point in run.points for metric in point.metrics.values()]
    assert list(found.values.values()) == measured
    assert not taken & set(found.values)
