from datetime import timedelta

import pytest
from hypothesis import given
from msgspec import structs

from calibrax.core import Run
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
    ],
)
def test_a_table_that_is_none(
    columns: tuple[str, ...], rows: list[tuple[float, ...]], said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        tables.table("x", columns, rows)
    assert str(caught.value) == said
