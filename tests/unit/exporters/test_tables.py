from datetime import timedelta
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from msgspec import structs

from calibrax.core import MetricDirection, Run
from calibrax.core.trend import TrendPoint, TrendSeries
from calibrax.errors import UsageError
from calibrax.exporters import tables
from calibrax.report import build
from tests.builders import NOON, a_def, a_point, a_run
from tests.strategies import runs

DEFS = (a_def("t"), a_def("rate", "higher", "1/s"), a_def("size", "info"))


def test_regressions() -> None:
    before = a_run(
        a_point("a", {"framework": "A", "batch": "8"}, t=10.0, rate=4.0),
        a_point("b", t=0.0),
        defs=DEFS,
        id="before",
    )
    now = a_run(
        a_point("a", {"framework": "A", "batch": "8"}, t=15.0, rate=4.0),
        a_point("b", t=3.0),
        defs=DEFS,
        id="now",
    )
    table = tables.regressions(build.judged(now, before, 0.05))
    assert table.columns == (
        *("benchmark", "tags", "metric", "unit", "direction"),
        *("baseline", "current", "change", "evidence", "note"),
    )
    assert table.rows == (
        ("b", "", "t", "ms", "lower", 0.0, 3.0, None, "noise unknown", "from zero"),
        ("a", "batch=8, framework=A", "t", "ms", "lower", 10.0, 15.0, 50.0, "noise unknown", ""),
    )


def test_the_evidence_of_a_regression() -> None:
    report = build.judged(
        a_run(a_point("a", t=15.0), id="now"), a_run(a_point("a", t=10.0), id="before"), 0.05
    )
    (row,) = report.comparisons
    seen = structs.replace(report, comparisons=(structs.replace(row, history=(9.0, 16.0, 11.0)),))
    assert tables.regressions(seen).rows[0][8] == "worse than 2/3 past runs"


def test_rankings() -> None:
    run = a_run(
        a_point("small", {"framework": "A"}, t=2.0, rate=10.0, size=7.0),
        a_point("small", {"framework": "B"}, t=1.0, rate=10.0),
        a_point("large", {"framework": "A"}, t=100.0),
        defs=DEFS,
    )
    found = tables.rankings(run, run.metric_defs)
    assert list(found) == ["rankings/t", "rankings/rate"]
    assert found["rankings/t"].columns == (
        *("benchmark", "rank", "label", "value"),
        *("is_best", "delta % from best", "scenario"),
    )
    assert found["rankings/t"].rows == (
        ("small", 1, "B", 1.0, True, 0.0, "small"),
        ("small", 2, "A", 2.0, False, 100.0, "small"),
        ("large", 1, "A", 100.0, True, 0.0, "large"),
    )
    assert [row[1] for row in found["rankings/rate"].rows] == [1, 1]


def test_without_frameworks_another_tag_is_the_label() -> None:
    run = a_run(a_point("a", {"size": "1", "mode": "x"}, t=2.0), a_point("a", {"mode": "y"}, t=1.0))
    (table,) = tables.rankings(run, run.metric_defs).values()
    assert [row[2] for row in table.rows] == ["y", "x"]


def test_points_without_tags_have_no_rank() -> None:
    run = a_run(a_point("a", t=2.0), a_point("b", t=1.0))
    assert tables.rankings(run, run.metric_defs) == {}


def test_names_that_lead_to_the_same_key_keep_a_table_each() -> None:
    crafted = f"a-b-{crc32(b'a:b'):08x}"
    points = (
        a_point("x", {"framework": "A"}, **{"a:b": 1.0, crafted: 2.0, f"{crafted} 2": 3.0}),
        a_point("x", {"framework": "B"}, **{"a:b": 4.0, crafted: 5.0, f"{crafted} 2": 6.0}),
    )
    run = a_run(*points, defs=tuple(map(a_def, points[0].metrics)))
    found = tables.rankings(run, run.metric_defs)
    assert [[row[3] for row in table.rows] for table in found.values()] == [
        [1.0, 4.0],
        [2.0, 5.0],
        [3.0, 6.0],
    ]
    assert list(found)[:2] == [f"rankings/{crafted}", f"rankings/{crafted} 2"]


@given(runs())
def test_a_ranking_for_each_metric(run: Run) -> None:
    ranked = {
        name
        for point in run.points
        for name in point.metrics
        if name in run.metric_defs
        and run.metric_defs[name].direction is not MetricDirection.INFO
        and any(each.tags for each in run.points if name in each.metrics)
    }
    assert len(tables.rankings(run, run.metric_defs)) == len(ranked)


@given(runs())
def test_a_column_has_one_type(run: Run) -> None:
    for table in tables.rankings(run, run.metric_defs).values():
        for column in zip(*table.rows, strict=True):
            assert len({type(cell) for cell in column if cell is not None}) <= 1


def test_a_trend() -> None:
    points = (
        TrendPoint(run_id="r1", timestamp=NOON, value=1.0, commit="c0ffee", unit="ms"),
        TrendPoint(run_id="r2", timestamp=NOON + timedelta(hours=1), value=2.0, lower=1.5),
    )
    series = TrendSeries(metric="t", point_name="a", tags={}, points=points)
    table = tables.trend(series)
    assert table.columns == (
        *("time", "value", "lower", "upper"),
        *("run", "commit", "machine", "unit"),
    )
    assert table.rows == (
        ("2026-01-02T12:00:00Z", 1.0, None, None, "r1", "c0ffee", None, "ms"),
        ("2026-01-02T13:00:00Z", 2.0, 1.5, None, "r2", None, None, None),
    )


@pytest.mark.parametrize(
    ("columns", "rows", "said"),
    [
        (("a", "a"), [], "table 'x': two columns share a title"),
        (("a", "b"), [(1.0, 2.0), (1.0,)], "table 'x', row 1: 1 cells, but 2 columns"),
        (
            ("a", "b"),
            [(1, None), (2, 1), (3, "one")],
            "table 'x', column 'b': holds numbers and text; "
            "a column is all text or all numbers or all truth values",
        ),
        (
            ("a",),
            [(True,), (0.0,)],
            "table 'x', column 'a': holds truth values and numbers; "
            "a column is all text or all numbers or all truth values",
        ),
        (
            ("a",),
            [([1],)],
            "table 'x', column 'a': holds a list; "
            "a column is all text or all numbers or all truth values",
        ),
    ],
)
def test_a_table_that_is_none(
    columns: tuple[str, ...], rows: list[tuple[Any, ...]], said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        tables.table("x", columns, rows)
    assert str(caught.value) == said


def test_a_column_may_have_empty_cells_and_scalars_of_numpy() -> None:
    nan = float("nan")
    scalars = (np.float32(3.5), np.str_("b"), np.bool_(False))
    rows: list[tuple[Any, ...]] = [(1, "a", True), (2.5, None, nan), scalars]
    table = tables.table("x", ("n", "s", "b"), rows)
    assert table.rows[2] == (3.5, "b", False)
    assert [type(cell) for cell in table.rows[2]] == [float, str, bool]
    assert tables.table("x", ("n",), []).rows == ()
