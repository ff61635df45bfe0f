"""What is drawn on a terminal while both sides are measured, whatever the benchmarks are called."""

import io
import re

import pytest

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.analysis.evidence import Evidence, Rule
from calibrax.cli.ab.live import Live
from calibrax.core import MetricDirection
from calibrax.gate.judgement import Judgement
from calibrax.report.table import cells
from tests.hostile import NAMES, brief
from tests.workflow_commands import obeyed

OWN = re.compile(r"(?:\x1b\[\d+A)?\r\x1b\[J")
"""What the table writes itself, to move in its place."""


def slower(name: str, tags: dict[str, str]) -> Comparison:
    return Comparison(
        metric=name,
        point_name=name,
        tags=tags,
        outcome=Outcome.REGRESSION,
        direction=MetricDirection.LOWER,
        baseline_value=1.0,
        current_value=2.0,
        delta_pct=100.0,
        evidence=Evidence(rule=Rule.AB, lower_pct=90.0, upper_pct=110.0),
    )


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_a_name_stays_in_its_line_of_the_window(name: str, width: int) -> None:
    stream = io.StringIO()
    live = Live(stream, width, 24)
    rows = (slower(name, {name: name}), slower(name, {"a": "b"}))
    live.measured(6, 30, Judgement(comparisons=rows, failed={}))
    (empty, drawn) = OWN.split(stream.getvalue())
    lines = drawn.split("\n")
    assert empty == lines.pop() == ""
    assert len(lines) == 5  # the bar, how it stands, titles, two rows
    assert all(map(str.isprintable, lines))
    assert max(map(cells, lines)) < width
    assert obeyed(drawn) == []
    live.ended()
    assert stream.getvalue().endswith("\x1b[5A\r\x1b[J")
