"""What the domain values accept, turn into their stored form, or refuse, when made in Python."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest

from calibrax.core import Metric, MetricDef, MetricDirection, MetricPriority, Point, Run, run_json
from tests.builders import a_def, a_point, a_run


def test_a_definition_needs_no_more_than_name_unit_and_direction() -> None:
    definition = MetricDef(name="time", unit="s", direction=MetricDirection.LOWER)

    assert definition.group == ""
    assert definition.priority is MetricPriority.SECONDARY
    assert definition.description == ""


def test_directions_and_priorities_are_made_of_their_text() -> None:
    made: Any = {"direction": "higher", "priority": "primary"}

    definition = MetricDef(name="a", unit="", **made)

    assert definition.direction is MetricDirection.HIGHER
    assert definition.priority is MetricPriority.PRIMARY
    assert [str(each) for each in MetricDirection] == ["higher", "lower", "info"]
    assert [str(each) for each in MetricPriority] == ["primary", "secondary"]


WRONG_DEFINITIONS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown direction": ({"direction": "up"}, "direction: expected one of higher, lower, info"),
    "no direction": ({"direction": None}, "direction: expected one of"),
    "unknown priority": ({"priority": "high"}, "priority: expected one of primary, secondary"),
    "empty name": ({"name": ""}, "name: is empty"),
    "number as unit": ({"unit": 1}, "unit: expected a string, got 1"),
    "number as group": ({"group": 1}, "group: expected a string"),
    "lone surrogate": ({"description": "\ud800"}, "description: .* holds a lone surrogate"),
}


@pytest.mark.parametrize(
    ("change", "reason"), WRONG_DEFINITIONS.values(), ids=WRONG_DEFINITIONS.keys()
)
def test_a_wrong_definition_is_refused(change: dict[str, Any], reason: str) -> None:
    fields: dict[str, Any] = {"name": "a", "unit": "s", "direction": "lower", **change}

    with pytest.raises(ValueError, match=f"^{reason}"):
        MetricDef(**fields)


WRONG_POINTS: dict[str, tuple[dict[str, Any], str]] = {
    "number as name": ({"name": 5}, "name: expected a string"),
    "empty name": ({"name": ""}, "name: is empty"),
    "surrogate in the name": ({"name": "a\udc00"}, "name: .* holds a lone surrogate"),
    "number as scenario": ({"scenario": 1.5}, "scenario: expected a string"),
    "number as tag": ({"tags": {"a": 1}}, "tags: 'a' holds 1"),
    "nested tag": ({"tags": {"a": {"b": "c"}}}, "tags: 'a' holds"),
    "empty tag name": ({"tags": {"": "x"}}, "tags: is empty"),
    "number as tag name": ({"tags": {1: "x"}}, "tags: expected a string"),
    "surrogate in a tag": ({"tags": {"a": "\ud800"}}, "tags: .* holds a lone surrogate"),
    "tags as pairs": ({"tags": [("a", "b")]}, "tags: expected an object"),
    "bare number as metric": ({"metrics": {"t": 1.0}}, "metrics: 't' holds 1.0"),
    "empty metric name": ({"metrics": {"": Metric(value=1.0)}}, "metrics: is empty"),
    "empty source": ({"source": ""}, "source: is empty"),
    "number as machine": ({"machine": 3}, "machine: expected a string"),
}


@pytest.mark.parametrize(("change", "reason"), WRONG_POINTS.values(), ids=WRONG_POINTS.keys())
def test_a_wrong_point_is_refused(change: dict[str, Any], reason: str) -> None:
    fields: dict[str, Any] = {"name": "a", "scenario": "s", **change}

    with pytest.raises(ValueError, match=f"^{reason}"):
        Point(**fields)


def test_a_point_needs_a_name_and_a_scenario_only() -> None:
    point = Point(name="CV-1/small", scenario="")

    assert (point.tags, point.metrics, point.source, point.machine) == ({}, {}, None, None)


def test_the_order_of_tags_does_not_matter_to_a_points_identity() -> None:
    one = Point(name="a", scenario="s", tags={"x": "1", "y": "2"})
    other = Point(name="a", scenario="t", tags={"y": "2", "x": "1"})

    assert one.key == other.key == ("a", (("x", "1"), ("y", "2")))


def test_a_run_needs_its_points_only() -> None:
    before = datetime.now(UTC)
    run, other = Run(points=()), Run(points=())

    assert re.fullmatch("[0-9a-f]{12}", run.id)
    assert run.id != other.id
    assert before <= run.timestamp <= datetime.now(UTC)
    assert run.timestamp.tzinfo is UTC
    assert (run.commit, run.branch, run.machine) == (None, None, None)
    assert (run.suite, run.kind) == ("main", "run")
    assert (run.environment, run.metadata, run.metric_defs, run.points) == ({}, {}, {}, ())


@pytest.mark.parametrize("good", ["a", "0", "A.b_c-9", "-", "_", "a..b", "x" * 128])
def test_good_ids(good: str) -> None:
    assert Run(points=(), id=good).id == good


@pytest.mark.parametrize(
    "bad", ["", ".", "..", ".a", "a/b", "a\\b", "a b", "a\n", "a:b", "ä", "x" * 129, 5, None, b"a"]
)
def test_bad_ids(bad: Any) -> None:
    with pytest.raises(ValueError, match=r"^id: .* is no run id"):
        Run(points=(), id=bad)


def test_latest_is_no_id_since_it_names_the_newest_run() -> None:
    with pytest.raises(ValueError, match=r"^id: 'latest' is reserved for the newest run; give"):
        Run(points=(), id="latest")
    assert Run(points=(), id="latest-2").id == "latest-2"


def test_a_naive_time_is_taken_as_utc() -> None:
    assert Run(points=(), timestamp=datetime(2026, 1, 2, 3)).timestamp == datetime(
        2026, 1, 2, 3, tzinfo=UTC
    )


def test_a_time_of_another_zone_is_kept_in_utc() -> None:
    zone = timezone(timedelta(hours=-8))

    kept = Run(points=(), timestamp=datetime(2026, 1, 2, 20, tzinfo=zone)).timestamp

    assert kept.isoformat() == "2026-01-03T04:00:00+00:00"


@pytest.mark.parametrize("given", ["2026-01-02T03:04:05Z", 1767322800, None])
def test_a_timestamp_is_a_datetime(given: Any) -> None:
    with pytest.raises(ValueError, match=r"^timestamp: expected a datetime"):
        Run(points=(), timestamp=given)


def test_a_time_that_utc_cannot_hold_is_refused() -> None:
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))

    with pytest.raises(ValueError, match=r"^timestamp: .* is out of range in UTC"):
        Run(points=(), timestamp=early)


WRONG_RUNS: dict[str, tuple[dict[str, Any], str]] = {
    "points missing": ({"points": None}, "points: expected a list"),
    "one point without a list": ({"points": a_point("a")}, "points: expected a list"),
    "something else among points": ({"points": [a_point("a"), "b"]}, "points: item 1 is no Point"),
    "empty commit": ({"commit": ""}, "commit: is empty"),
    "number as branch": ({"branch": 1}, "branch: expected a string"),
    "no suite": ({"suite": None}, "suite: expected a string"),
    "empty suite": ({"suite": ""}, "suite: is empty"),
    "empty machine": ({"machine": ""}, "machine: is empty"),
    "unknown kind": ({"kind": "test"}, "kind: expected one of run, ab, import"),
    "environment as list": ({"environment": []}, "environment: expected an object"),
    "nan in the environment": (
        {"environment": {"load": {"1m": float("nan")}}},
        r"environment: load\.1m: expected a finite number, got nan",
    ),
    "bytes in the metadata": ({"metadata": {"a": [b"x"]}}, "metadata: a: JSON cannot hold b'x'"),
    "number as key": ({"metadata": {1: "x"}}, "metadata: expected a string, got 1"),
    "surrogate in the metadata": ({"metadata": {"a": "\ud800"}}, "metadata: a: .* surrogate"),
    "definition of another name": ({"metric_defs": {"a": a_def("b")}}, "metric_defs: 'a' defines"),
    "definition as dictionary": ({"metric_defs": {"a": {}}}, "metric_defs: 'a' holds"),
}


@pytest.mark.parametrize(("change", "reason"), WRONG_RUNS.values(), ids=WRONG_RUNS.keys())
def test_a_wrong_run_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        Run(**{"points": (), **change})


def test_two_points_of_one_name_and_the_same_tags_are_refused() -> None:
    first, second = a_point("a", {"x": "1", "y": "2"}), a_point("a", {"y": "2", "x": "1"})

    with pytest.raises(ValueError, match=r"^points: two points are 'a' with tags"):
        Run(points=(first, second))


def test_points_of_one_name_and_other_tags_are_two_points() -> None:
    run = Run(points=(a_point("a", {"x": "1"}), a_point("a", {"x": "2"}), a_point("a")))

    assert len(run.points) == 3


def test_numbers_of_numpy_in_the_environment_become_plain() -> None:
    environment = {"load": np.float32(0.5), "sizes": (1, 2), "ok": True, "gpu": None}

    assert Run(points=(), environment=environment).environment == {
        "load": 0.5,
        "sizes": [1, 2],
        "ok": True,
        "gpu": None,
    }


def test_an_environment_that_never_ends_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["again"] = endless

    with pytest.raises(ValueError, match=r"^environment: nested too deeply"):
        Run(points=(), environment=endless)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (Metric(value=1.0), "value"),
        (a_def("a"), "unit"),
        (a_point("a"), "name"),
        (a_run(), "commit"),
    ],
    ids=["Metric", "MetricDef", "Point", "Run"],
)
def test_values_are_frozen(value: object, field: str) -> None:
    with pytest.raises(AttributeError):
        setattr(value, field, getattr(value, field))


@pytest.mark.parametrize("kind", [Metric, MetricDef, Point, Run])
def test_values_are_made_by_keyword_only(kind: Any) -> None:
    with pytest.raises(TypeError):
        kind(1.0)


def test_changing_what_was_passed_in_does_not_change_the_value() -> None:
    tags, metrics, samples = {"a": "b"}, {"t": Metric(value=1.0)}, [[1.0], [2.0]]
    metric = Metric(value=1.0, samples=samples)  # type: ignore[arg-type]
    point = Point(name="p", scenario="s", tags=tags, metrics=metrics)
    points, environment = [point], {"os": {"name": "Linux"}}
    defs = {"t": a_def("t")}
    run = Run(points=points, environment=environment, metric_defs=defs)  # type: ignore[arg-type]

    for dictionary in (tags, metrics, defs, environment["os"], environment):
        dictionary.clear()
    samples[0].append(9.0)
    points.clear()

    assert metric.samples == ((1.0,), (2.0,))
    assert point.tags == {"a": "b"}
    assert list(point.metrics) == ["t"]
    assert run.points == (point,)
    assert run.environment == {"os": {"name": "Linux"}}
    assert list(run.metric_defs) == ["t"]


def test_values_of_two_runs_share_no_default() -> None:
    one, other = Point(name="a", scenario="s"), Point(name="b", scenario="s")

    one.tags["x"] = "1"

    assert other.tags == {}


def test_from_dict_names_point_metric_and_field() -> None:
    plain = a_run(a_point("CV-1", time=1.0)).to_dict()
    plain["points"][0]["metrics"]["time"]["value"] = "fast"

    with pytest.raises(ValueError, match=r"^point 'CV-1', metric 'time': value: expected float"):
        Run.from_dict(plain)


def test_from_dict_ignores_fields_of_a_later_version() -> None:
    assert Metric.from_dict({"value": 1.0, "later": True}) == Metric(value=1.0)


@pytest.mark.parametrize(
    ("kind", "metadata", "role"),
    [
        ("run", {}, "a run of its own"),
        ("import", {"attempt": 2}, "a run of its own"),
        ("run", {"attempt_of": None}, "a run of its own"),
        ("run", {"inputs": [{"attempt_of": "first"}]}, "a run of its own"),
        ("run", {"note": '"attempt_of":"first"'}, "a run of its own"),
        ("run", {"attempt": 2, "attempt_of": "first"}, "an attempt of 'first'"),
        ("import", {"attempt_of": "first"}, "an attempt of 'first'"),
        ("ab", {}, "a side of an A/B"),
    ],
)
def test_a_run_stands_alone_unless_it_is_part_of_another(
    kind: Any, metadata: dict[str, Any], role: str
) -> None:
    run = Run(points=(), kind=kind, metadata=metadata)
    header = run_json.decode_header(run_json.encode(run).partition(b"\n")[0])

    assert run.role == role
    assert run.stands_alone is (role == "a run of its own")
    assert header is not None
    assert header.stands_alone is run.stands_alone
    assert header.attempt_of == run.attempt_of
    assert run_json.header_of(run).stands_alone is run.stands_alone


@pytest.mark.parametrize("nothing", [None, 0, False, "", [], {}])
def test_nothing_failed_where_nothing_is_said(nothing: Any) -> None:
    run = Run(points=(), metadata={"failed": nothing, "skipped": nothing})
    assert (run.failed, run.skipped) == ({}, {})


def test_a_list_of_what_failed_has_no_reasons() -> None:
    run = Run(points=(), metadata={"failed": ["a", "b"], "skipped": {"c": 7}})
    assert run.failed == {"a": "no reason given", "b": "no reason given"}
    assert run.skipped == {"c": "7"}


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"failed": "a"}, "metadata: failed: expected names with reasons"),
        ({"failed": 7}, "metadata: failed: expected names with reasons"),
        ({"failed": [{"name": "a"}]}, "metadata: failed: expected names with reasons"),
        ({"skipped": True}, "metadata: skipped: expected names with reasons"),
        ({"attempt_of": 7}, "metadata: attempt_of: expected a string"),
    ],
)
def test_metadata_that_counts_is_understood_or_refused(
    metadata: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        Run(points=(), metadata=metadata)
