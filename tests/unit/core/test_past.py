"""An earlier run as the gate sees it: the same whether it was read whole or past its samples."""

import json
import re

import pytest
from hypothesis import given

from calibrax.core import Metric, Point, Run, run_json
from calibrax.core.past import PastRun, decode_past, past_of
from tests import strategies
from tests.builders import NOON, a_def, a_point

RUN = Run(
    points=(
        Point(
            name="load",
            scenario="s",
            tags={"b": "2", "a": "1"},
            metrics={"time": Metric(value=1.5, lower=1.0, samples=((1.0, 2.0), (1.5,)))},
            machine="arm",
        ),
        a_point("sort", time=2.0, size=3.0),
    ),
    id="x",
    timestamp=NOON,
    commit="c0ffee",
    machine="x86",
    metric_defs={"time": a_def("time", unit="s")},
)
LOAD = ("load", (("a", "1"), ("b", "2")))
SEEN = PastRun(
    id="x",
    timestamp=NOON,
    commit="c0ffee",
    machine="x86",
    values={(*LOAD, "time"): 1.5, ("sort", (), "time"): 2.0, ("sort", (), "size"): 3.0},
    units={"time": "s"},
    machines={LOAD: "arm"},
)


def test_values_by_series_units_and_the_machines_that_points_state() -> None:
    assert past_of(RUN) == SEEN
    assert decode_past(run_json.encode(RUN)) == SEEN


@given(strategies.runs())
def test_both_ways_of_reading_see_the_same(run: Run) -> None:
    assert decode_past(run_json.encode(run)) == past_of(run)


def test_another_layout_is_left_to_the_whole_parse() -> None:
    stored = run_json.encode(RUN)
    for other in (json.dumps(RUN.to_dict()).encode(), b"\xef\xbb\xbf" + stored, b"", b"[]"):
        assert decode_past(other) is None


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        (b'"value":2.0', b'"value":"2"', "Expected `float`, got `str`"),
        (b'"value":2.0', b'"value":1e999', "out of range"),
        (b'"unit":"s"', b'"unit":1', "Expected `str`, got `int`"),
        (b'"machine":"arm"', b'"machine":7', "Expected `str | null`, got `int`"),
        (b'"name":"sort"', b'"name":"\xff"', "invalid start byte"),
        (b"]}\n", b"", "truncated"),
        (b'"environment":{}', b'"environment":' + 5000 * b"[" + 5000 * b"]", "recursion"),
    ],
)
def test_what_is_not_valid_in_the_stored_layout_is_refused(
    right: bytes, wrong: bytes, reason: str
) -> None:
    stored = run_json.encode(RUN)
    assert right in stored
    with pytest.raises(ValueError, match=re.escape(reason)):
        decode_past(stored.replace(right, wrong))
