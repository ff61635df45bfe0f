"""The stored form of a run: its layout, what else is accepted, and how wrong input is located."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from calibrax.core import Metric, Point, Run, plain_json, run_json
from calibrax.core.location import repeated
from tests.builders import a_def, a_point, a_run

STORED = (
    b'{"schema":1,"id":"a1b2c3d4e5f6","timestamp":"2026-01-02T03:04:05.000006Z","commit":"c0ffee",'
    b'"branch":null,"suite":"main","machine":null,"kind":"run","environment":{"cores":4},'
    b'"metadata":{},"metric_defs":{"t":{"name":"t","unit":"s","direction":"lower","group":"",'
    b'"priority":"primary","description":""}},"lines":{"a":[0],"b":[160]},"size":220,'
    b'"points":[\n'
    b'{"name":"a","scenario":"s","tags":{"k":"v"},"metrics":{"t":{"value":1.5,"lower":1.0,'
    b'"upper":2.0,"samples":[[1.0,2.0],[1.5]]}},"source":"a.py:3","machine":"m"},\n'
    b'{"name":"b","scenario":"","metrics":{"t":{"value":2.0}}}\n'
    b"]}\n"
)

RUN = Run(
    points=(
        Point(
            name="a",
            scenario="s",
            tags={"k": "v"},
            metrics={"t": Metric(value=1.5, lower=1, upper=2, samples=((1.0, 2.0), (1.5,)))},
            source="a.py:3",
            machine="m",
        ),
        Point(name="b", scenario="", metrics={"t": Metric(value=2)}),
    ),
    id="a1b2c3d4e5f6",
    timestamp=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
    commit="c0ffee",
    environment={"cores": 4},
    metric_defs={"t": a_def("t", unit="s")},
)

DELETE = object()


def plain_run(place: str = "", value: Any = None) -> dict[str, Any]:
    """Return a small run as plain data, with the value at a place such as ``points.0.name`` set."""
    plain: dict[str, Any] = {
        "id": "x",
        "metric_defs": {"t": {"name": "t", "unit": "s", "direction": "lower"}},
        "points": [
            {"name": "fine", "scenario": "s", "metrics": {"t": {"value": 1.0}}},
            {"name": "CV-1", "scenario": "s", "tags": {"a": "b"}, "metrics": {"t": {"value": 2.0}}},
        ],
    }
    *path, last = place.split(".") if place else [""]
    target: Any = plain
    for step in path:
        target = target[int(step) if step.isdigit() else step]
    if value is DELETE:
        del target[last]
    elif last:
        target[int(last) if last.isdigit() else last] = value
    return plain


def by_index(data: bytes, name: str) -> list[run_json.StoredPoint | None]:
    """Return the points of that name that the index of a stored run leads to."""
    first, _, rest = data.partition(b"\n")
    header = run_json.decode_header(first)
    assert header is not None
    assert header.size == len(rest)
    lines = [rest[place:].partition(b"\n")[0] for place in header.lines_of(name)]
    return [run_json.decode_point(line, name) for line in lines]


def refusal(data: bytes) -> str:
    """Return why ``data`` is no run."""
    with pytest.raises(ValueError, match=r"\w") as caught:
        run_json.decode(data)
    return str(caught.value)


def test_the_stored_form_is_a_header_line_and_a_line_for_each_point() -> None:
    assert run_json.encode(RUN) == STORED


def test_the_stored_form_is_read_back() -> None:
    assert run_json.decode(STORED) == RUN


@pytest.mark.parametrize("count", [1, 2, 5])
def test_there_is_one_line_for_each_point(count: int) -> None:
    run = a_run(*(a_point(f"line\nbreak {place}", t=1.0) for place in range(count)))

    assert run_json.encode(run).count(b"\n") == count + 2


def test_a_run_without_points_is_stored_too() -> None:
    run = a_run()

    assert run_json.encode(run).endswith(b'"points":[\n\n]}\n')
    assert run_json.decode(run_json.encode(run)) == run


def test_the_header_does_not_hold_what_looks_like_the_end_of_a_header() -> None:
    run = Run(points=(), id="x", metadata={'a","points":[': '\n,"points":[', "points": []})
    first_line = run_json.encode(run).split(b"\n")[0]

    header = run_json.decode_header(first_line)

    assert header is not None
    assert header.id == "x"


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b'{"points":[', b'{"schema":1,"id":"x"}', b'{ "schema":1,"points":[', b"[]"],
)
def test_a_first_line_of_another_layout_is_no_header(line: bytes) -> None:
    assert run_json.decode_header(line) is None


def test_a_header_without_time_zone_is_in_utc() -> None:
    header = run_json.decode_header(
        b'{"schema":1,"id":"x","timestamp":"2026-01-02T03:04:05","points":['
    )

    assert header is not None
    assert header.timestamp == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_header_gives_the_definition_of_a_metric_or_none() -> None:
    header = run_json.decode_header(STORED.split(b"\n")[0])

    assert header is not None
    assert header.definition("t") == a_def("t", unit="s")
    assert header.definition("u") is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"schema":2,"id":"x","points":[', "schema 2 is not 1.*upgrade"),
        (b'{"schema":1,"id":"x","points":[', "missing required field timestamp"),
        (b'{"schema":1,"id":5,"timestamp":"2026-01-02T03:04:05Z","points":[', "^id: expected str"),
        (b'{"schema":1,"id":"x","timestamp":"soon","points":[', "^timestamp: invalid.*Z$"),
        (
            b'{"schema":1,"id":"x","timestamp":"2026-01-02T03:04:05Z","kind":"y","points":[',
            "^kind: expected one of run, ab, import, got 'y'$",
        ),
        (
            b'{"schema":1,"id":"x","timestamp":"9999-12-31T23:59:59-01:00","points":[',
            "^timestamp: 9999-12-31T23:59:59-01:00 is out of range in UTC$",
        ),
        (
            b'{"schema":1,"id":"x","timestamp":"2026-01-02T03:04:05Z","size":"x","points":[',
            "^size: expected integer or null, got string$",
        ),
        (b'{"schema":1,"id":"x",,"points":[', "not JSON"),
    ],
)
def test_a_wrong_header_is_refused(line: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        run_json.decode_header(line)


def test_points_of_a_name_are_found_with_their_values_in_their_order() -> None:
    run = a_run(a_point("a", {"f": "x"}, t=1.0), a_point("ab", t=9.0), a_point("a", t=2.0))

    found = by_index(run_json.encode(run), "a")

    assert [(each.tags, each.metrics["t"].value) for each in found if each] == [
        ({"f": "x"}, 1.0),
        ({}, 2.0),
    ]


def test_a_point_is_found_with_its_bounds() -> None:
    (found,) = by_index(STORED, "a")

    assert found is not None
    assert (found.metrics["t"].lower, found.metrics["t"].upper) == (1.0, 2.0)


def test_a_line_of_another_name_is_no_point_and_a_cut_line_is_refused() -> None:
    line = STORED.split(b"\n")[1]

    assert run_json.decode_point(line, "b") is None
    with pytest.raises(ValueError, match="truncated"):
        run_json.decode_point(line[:40], "a")


def test_the_index_knows_no_name_that_only_looks_like_one_of_its_own() -> None:
    run = a_run(a_point('x",a', t=1.0), a_point("y,a", t=2.0), a_point("z", t=3.0))

    assert by_index(run_json.encode(run), "a") == []
    assert by_index(run_json.encode(run), "size") == []


@pytest.mark.parametrize("schema", [b"1", b"null"])
def test_the_schema_of_this_version_or_none_is_read(schema: bytes) -> None:
    assert run_json.decode(b'{"points": [], "id": "x", "schema": ' + schema + b"}").id == "x"


@pytest.mark.parametrize("start", [b'{"schema":2,', b'{"points": [], "schema": 2, '])
def test_a_newer_schema_is_refused_whatever_else_it_holds(start: bytes) -> None:
    assert refusal(start + b'"id": {"new": "shape"}}') == (
        "schema 2 is not 1, the one this version reads: upgrade calibrax"
    )


@pytest.mark.parametrize("schema", ["1", True, 1.5])
def test_a_schema_is_a_number(schema: object) -> None:
    assert refusal(json.dumps({"points": [], "schema": schema}).encode()) == (
        f"schema: expected a number, got {schema!r}"
    )


POINT, METRIC = "point 'CV-1': ", "point 'CV-1', metric 't': "
WRONG: dict[str, tuple[str, Any, str]] = {
    "id is null": ("id", None, "id: expected string, got null"),
    "id is a number": ("id", 5, "id: expected string, got integer"),
    "id is a path": ("id", "../x", "id: '../x' (str) is no run id"),
    "id is reserved": ("id", "latest", "id: 'latest' is reserved for the newest run"),
    "timestamp is a number": ("timestamp", 5, "timestamp: expected datetime, got integer"),
    "timestamp is no date": (
        "timestamp",
        "2026-13-01",
        "timestamp: invalid RFC3339 encoded datetime: write it as 2026-01-02T03:04:05Z",
    ),
    "commit is a number": ("commit", 5, "commit: expected string or null, got integer"),
    "kind is unknown": ("kind", "test", "kind: expected one of run, ab, import, got 'test'"),
    "kind is quoted": ("kind", "a `int`", "kind: expected one of run, ab, import, got 'a `int`'"),
    "kind is long": (
        "kind",
        "x" * 500,
        f"kind: expected one of run, ab, import, got '{'x' * 78}...",
    ),
    "environment is a list": ("environment", [], "environment: expected object, got array"),
    "environment is null": ("environment", None, "environment: expected object, got null"),
    "environment with NaN": (
        "environment",
        {"a": {"b": float("nan")}},
        "environment: a.b: expected a finite number",
    ),
    "metadata with a lone surrogate": ("metadata", {"a": "\ud800"}, "metadata.a: '\\ud800'"),
    "definition without a name": ("metric_defs.t.name", DELETE, "metric_defs 't': object missing"),
    "definition of another name": ("metric_defs.t.name", "u", "metric_defs: 't' defines 'u'"),
    "unknown direction": (
        "metric_defs.t.direction",
        "up",
        "metric_defs 't': direction: expected one of higher, lower, info, got 'up'",
    ),
    "unknown priority": (
        "metric_defs.t.priority",
        "tertiary",
        "metric_defs 't': priority: expected one of primary, secondary, got 'tertiary'",
    ),
    "direction is a number": (
        "metric_defs.t.direction",
        1,
        "metric_defs 't': direction: expected string, got integer",
    ),
    "no points": ("points", DELETE, "object missing required field points"),
    "points is an object": ("points", {}, "points: expected array, got object"),
    "point is a number": ("points.1", 7, "points[1]: expected object, got integer"),
    "name is a number": ("points.1.name", 5, "points[1]: name: expected string, got integer"),
    "name is empty": ("points.1.name", "", "points[1]: name: is empty"),
    "name is missing": ("points.1.name", DELETE, "points[1]: object missing required field name"),
    "scenario is null": ("points.1.scenario", None, POINT + "scenario: expected string"),
    "tag is a number": ("points.1.tags.a", 1, POINT + "tags: expected string, got integer"),
    "tag is nested": ("points.1.tags.a", {"b": "c"}, POINT + "tags: expected string, got object"),
    "tags is a list": ("points.1.tags", [], POINT + "tags: expected object, got array"),
    "source is a number": ("points.1.source", 3, POINT + "source: expected string or null"),
    "metrics is a list": ("points.1.metrics", [], POINT + "metrics: expected object, got array"),
    "metric is a number": ("points.1.metrics.t", 1, METRIC + "expected object, got integer"),
    "metric without a value": ("points.1.metrics.t", {}, METRIC + "object missing required field"),
    "value is a boolean": ("points.1.metrics.t.value", True, METRIC + "value: expected float"),
    "value is a string": ("points.1.metrics.t.value", "1", METRIC + "value: expected float"),
    "value is null": ("points.1.metrics.t.value", None, METRIC + "value: expected float, got null"),
    "value is NaN": (
        "points.1.metrics.t.value",
        float("nan"),
        METRIC + "value: expected a finite number",
    ),
    "value is infinite": (
        "points.1.metrics.t.value",
        float("-inf"),
        METRIC + "value: expected a finite number",
    ),
    "value above every float": (
        "points.1.metrics.t.value",
        10**400,
        METRIC + "value: Number out of range",
    ),
    "bound is a string": ("points.1.metrics.t.lower", "1", METRIC + "lower: expected float or nul"),
    "bounds the wrong way round": (
        "points.1.metrics.t",
        {"value": 1, "lower": 2, "upper": 1},
        METRIC + "lower: the bound 2.0",
    ),
    "sample is a boolean": ("points.1.metrics.t.samples", [1, True], METRIC + "samples[1]: expe"),
    "sample is null": ("points.1.metrics.t.samples", [[1, None]], METRIC + "samples[0][1]: expe"),
    "samples mixed": ("points.1.metrics.t.samples", [1, [2]], METRIC + "samples: mixes values"),
    "the same point twice": (
        "points.0",
        {"name": "CV-1", "scenario": "", "tags": {"a": "b"}},
        "points: two points are 'CV-1' with tags {'a': 'b'}",
    ),
}


@pytest.mark.parametrize(("place", "value", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_value_is_located(place: str, value: Any, reason: str) -> None:
    data = json.dumps(plain_run(place, value)).encode()

    assert refusal(data).startswith(reason)


def test_the_run_that_the_wrong_ones_are_made_of_is_right() -> None:
    assert len(run_json.decode(json.dumps(plain_run()).encode()).points) == 2


def test_a_number_that_overflows_to_infinity_is_refused() -> None:
    data = json.dumps(plain_run()).replace("2.0", "1e999").encode()

    assert refusal(data) == METRIC + "value: expected a finite number, got inf"


UNREADABLE = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n", "the file is empty"),
    "only a mark": (b"\xef\xbb\xbf", "the file is empty"),
    "truncated": (STORED[:-20], "not JSON: Expecting ':' delimiter at line 3 column 41"),
    "two documents": (b'{"points":[]}\n{}', "not JSON: Extra data at line 2 column 1"),
    "UTF-16": ('{"points":[]}'.encode("utf-16"), "is UTF-16 and not UTF-8; in PowerShell"),
    "Latin-1": (b'{"points":[],"suite":"\xe9"}', "not UTF-8: byte 0xe9 at 22"),
    "Latin-1 after a mark": (b'\xef\xbb\xbf{"suite":"\xe9"}', "not UTF-8: byte 0xe9 at 10"),
    "nested too deeply": (b"[" * 100_000, "nested too deeply"),
    "a list": (b"[]", "expected object, got array"),
    "null": (b"null", "expected object, got null"),
}


@pytest.mark.parametrize(("data", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_run_at_all_is_refused(data: bytes, reason: str) -> None:
    assert refusal(data).startswith(reason)


TWICE = {
    "at the top": (b'{"a": 1, "b": 2, "a": 1}', "the key 'a' stands twice at the top level"),
    "in a point's metrics": (
        b'{"points": [{"metrics": {"m": 1, "n": 2, "m": 3}}]}',
        "points[0].metrics: the key 'm' stands twice",
    ),
    "in an item": (b'[1, {"x": 1, "x": 2}]', "[1]: the key 'x' stands twice"),
    "in a list in a list": (b'{"a": [[], [{"x": 1, "x": 2}]]}', "a[1][0]: the key 'x' stands twi"),
    "below a key that is no word": (
        b'{"tags": {"CV-1\\n": {"x": 1, "x": 2}}}',
        "tags['CV-1\\n']: the key 'x' stands twice",
    ),
    "below a key that looks like a place": (
        b'{"a.b": {"x": 1, "x": 2}}',
        "['a.b']: the key 'x' stands twice",
    ),
    "three times": (b'{"b": 0, "a": 1, "a": 2, "a": 3}', "the key 'a' stands twice at the top"),
    "two keys": (b'{"a": 1, "b": 2, "b": 3, "a": 4}', "the key 'a' stands twice at the top"),
    "in two objects": (
        b'{"a": {"x": {"k": 1, "k": 2}}, "b": {"y": 1, "y": 2}}',
        "b: the key 'y' stands twice",
    ),
    "in what a second value replaced": (
        b'{"o": {"a": {"x": 1, "x": 2}, "a": 3}}',
        "o: the key 'a' stands twice",
    ),
    "beside an equal object": (
        b'{"a": {"x": 2}, "b": {"x": 1, "x": 2}}',
        "b: the key 'x' stands twice",
    ),
    "an empty key": (b'{"": {"": 1, "": 2}}', "['']: the key '' stands twice"),
    "a long key": (
        b'{"%b": 1, "%b": 2}' % (b"k" * 500, b"k" * 500),
        f"the key '{'k' * 78}... stands twice at the top level",
    ),
    "below a long key": (
        b'{"%b": {"x": 1, "x": 2}}' % (b"k" * 500),
        f"['{'k' * 78}...]: the key 'x' stands twice",
    ),
    "deep inside": (
        b'{"a":' * 400 + b'{"x": 1, "x": 2}' + b"}" * 400,
        f"...a{'.a' * 98}: the key 'x' stands twice",
    ),
}


@pytest.mark.parametrize(("data", "reason"), TWICE.values(), ids=TWICE.keys())
def test_parse_says_where_a_key_stands_twice(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        plain_json.parse(data)

    assert str(caught.value).startswith(reason)
    assert str(caught.value).isprintable()


def test_a_place_is_found_below_more_levels_than_calls_may_be_nested() -> None:
    found: dict[str, Any] = {"x": 1}
    plain: Any = found
    for _ in range(10 * sys.getrecursionlimit()):
        plain = [plain]

    assert repeated(plain, [(found, "x")]).endswith("[0][0]: the key 'x' stands twice")


def test_a_key_may_stand_in_several_objects() -> None:
    assert plain_json.parse(b'[{"a": 1}, {"a": {"a": 1}}]') == [{"a": 1}, {"a": {"a": 1}}]


@pytest.mark.parametrize("data", [b"x = 1", b"\xff", b"{", b"{'a': 1}"])
def test_what_is_no_json_is_told_apart(data: bytes) -> None:
    with pytest.raises(plain_json.NotJSON):
        plain_json.parse(data)


def test_parse_reads_the_numbers_of_foreign_tools() -> None:
    assert str(plain_json.parse(b"[NaN, Infinity, -Infinity, 1e999]")) == "[nan, inf, -inf, inf]"


@pytest.mark.parametrize("metadata", [b'["attempt_of"]', b'{"attempt_of":"\xff"}', b"null"])
def test_metadata_that_is_not_valid_is_left_to_the_whole_parse(metadata: bytes) -> None:
    stored = STORED.replace(b'"metadata":{}', b'"metadata":' + metadata)
    header = run_json.decode_header(stored.partition(b"\n")[0])

    assert header is not None
    assert header.stands_alone
    with pytest.raises(ValueError, match=r"metadata|not UTF-8"):
        run_json.decode(stored)


def test_metadata_without_an_attempt_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    header = run_json.decode_header(STORED.partition(b"\n")[0])
    monkeypatch.setattr(run_json, "_attempt_decoder", None)

    assert header is not None
    assert header.stands_alone
