"""What is written is what is read back: every domain value, in every form it has."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import Metric, MetricDef, Point, Run, plain_json, run_json
from tests import strategies
from tests.hostile import KINDS
from tests.unit.core.test_run_json import by_index

POOL = st.sampled_from(KINDS["json"])


@given(strategies.metrics())
def test_a_metric_survives_dictionaries_and_json(metric: Metric) -> None:
    assert Metric.from_dict(metric.to_dict()) == metric
    assert Metric.from_dict(json.loads(json.dumps(metric.to_dict()))) == metric


@given(strategies.metric_defs())
def test_a_definition_survives_dictionaries_and_json(definition: MetricDef) -> None:
    assert MetricDef.from_dict(definition.to_dict()) == definition
    assert MetricDef.from_dict(json.loads(json.dumps(definition.to_dict()))) == definition


@given(strategies.points())
def test_a_point_survives_dictionaries_and_json(point: Point) -> None:
    assert Point.from_dict(point.to_dict()) == point
    assert Point.from_dict(json.loads(json.dumps(point.to_dict()))) == point


@given(strategies.runs())
def test_a_run_survives_dictionaries_and_json(run: Run) -> None:
    assert Run.from_dict(run.to_dict()) == run
    assert Run.from_dict(json.loads(json.dumps(run.to_dict()))) == run


@given(strategies.runs())
def test_a_run_survives_the_stored_form(run: Run) -> None:
    assert run_json.decode(run_json.encode(run)) == run


@given(strategies.runs())
def test_the_stored_form_is_the_same_bytes_after_a_round_trip(run: Run) -> None:
    stored = run_json.encode(run)

    assert run_json.encode(run_json.decode(stored)) == stored


@given(strategies.runs())
def test_the_stored_form_is_json_of_the_same_content(run: Run) -> None:
    plain = json.loads(run_json.encode(run))

    assert plain.pop("size") == len(run_json.encode(run).partition(b"\n")[2])
    assert list(plain.pop("lines")) == list(dict.fromkeys(point.name for point in run.points))
    assert plain == {"schema": 1, **run.to_dict()}


@given(strategies.runs(), st.booleans(), st.sampled_from([None, 2]), st.data())
def test_another_layout_of_the_same_json_is_the_same_run(
    run: Run, ascii_only: bool, indent: int | None, data: st.DataObject
) -> None:
    plain = shuffled(json.loads(run_json.encode(run)), data)

    written = json.dumps(plain, indent=indent, ensure_ascii=ascii_only)

    assert run_json.decode(written.encode()) == run


def shuffled(plain: Any, data: st.DataObject) -> Any:
    """Return the same JSON with the keys of the run and of its points in another order."""
    keys = data.draw(st.permutations(list(plain)))
    moved = {key: plain[key] for key in keys}
    moved["points"] = [dict(reversed(point.items())) for point in plain["points"]]
    return moved


@given(strategies.runs())
def test_a_byte_order_mark_changes_nothing(run: Run) -> None:
    assert run_json.decode(b"\xef\xbb\xbf" + run_json.encode(run)) == run


@given(strategies.runs())
def test_the_first_line_gives_the_header_of_the_whole_run(run: Run) -> None:
    first_line = run_json.encode(run).split(b"\n")[0]

    header = run_json.decode_header(first_line + b"\n")

    assert header is not None
    assert (header.id, header.timestamp, header.kind) == (run.id, run.timestamp, run.kind)
    assert (header.commit, header.branch) == (run.commit, run.branch)
    assert (header.suite, header.machine) == (run.suite, run.machine)
    assert all(header.definition(name) == each for name, each in run.metric_defs.items())


@given(strategies.runs(name=POOL), POOL)
def test_the_index_leads_to_exactly_the_points_of_a_name(run: Run, name: str) -> None:
    wanted = [
        (point.tags, {metric: each.value for metric, each in point.metrics.items()})
        for point in run.points
        if point.name == name
    ]

    found = by_index(run_json.encode(run), name)

    assert wanted == [
        (point.tags, {metric: each.value for metric, each in point.metrics.items()})
        for point in found
        if point
    ]
    assert None not in found


@given(strategies.runs(), strategies.names)
def test_the_index_never_leads_to_points_of_another_name(run: Run, name: str) -> None:
    found = by_index(run_json.encode(run), name)

    assert len(found) == sum(point.name == name for point in run.points)


@given(strategies.json_objects)
def test_parse_reads_what_json_writes(plain: dict[str, Any]) -> None:
    assert plain_json.parse(json.dumps(plain).encode()) == plain
    assert plain_json.parse(json.dumps(plain, ensure_ascii=False).encode()) == plain
