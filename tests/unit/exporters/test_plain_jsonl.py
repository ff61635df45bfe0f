"""Runs as JSON lines, each of which is the run again."""

import json

from hypothesis import given

from calibrax.core import Run, run_json
from calibrax.exporters import plain_jsonl
from tests.builders import a_point, a_run
from tests.strategies import runs


def test_a_line_is_the_run_with_its_schema() -> None:
    (line,) = plain_jsonl.pieces([a_run(a_point("a", t=1.5), id="one")], lambda _: {})
    plain = json.loads(line)
    assert list(plain)[:3] == ["schema", "id", "timestamp"]
    assert plain["schema"] == 1
    assert plain["points"] == [{"name": "a", "scenario": "a", "metrics": {"t": {"value": 1.5}}}]
    assert plain["metric_defs"]["t"]["direction"] == "lower"


@given(runs(), runs())
def test_every_run_is_read_back_from_its_line(one: Run, other: Run) -> None:
    written = b"".join(plain_jsonl.pieces([one, other], lambda _: {}))
    assert written.endswith(b"\n")
    assert [run_json.decode(line) for line in written.split(b"\n")[:-1]] == [one, other]
