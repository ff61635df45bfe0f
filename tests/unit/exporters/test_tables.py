from hypothesis import given

from calibrax.core import Run
from calibrax.exporters import tables
from calibrax.report import build
from tests.builders import a_def, a_point, a_run
from tests.strategies import runs

DEFS = (a_def("t"), a_def("rate", "higher", "1/s"), a_def("size", "info"))


def test_the_best_of_each_benchmark() -> None:
    run = a_run(
        a_point("small", {"framework": "A"}, t=2.0, rate=10.0, size=7.0),
        a_point("small", {"framework": "B"}, t=1.0, rate=10.0),
        a_point("large", {"framework": "A"}, t=100.0, size=9.0),
        a_point("large", {"framework": "B"}, t=100.5),
        defs=DEFS,
    )
    table = tables.comparison(run, run.metric_defs)
    assert table.columns == ("benchmark", "framework", "t", "rate", "size")
    assert table.rows == (
        ("small", "A", "2.00", "10.00 *", 7.0),
        ("small", "B", "1.00 *", "10.00 *", None),
        ("large", "A", "100.00 *", None, 9.0),
        ("large", "B", "100.50", None, None),
    )


def test_a_metric_without_a_definition_has_no_best() -> None:
    table = tables.comparison(a_run(a_point("a", t=1.0), defs=()), {})
    assert table.rows == (("a", 1.0),)


def test_a_tag_that_is_called_like_a_metric() -> None:
    run = a_run(a_point("a", {"t": "x", "benchmark": "y"}, t=1.0))
    table = tables.comparison(run, run.metric_defs)
    assert table.columns == ("benchmark", "benchmark (2)", "t", "t (2)")
    assert table.rows == (("a", "y", "x", "1.00 *"),)


@given(runs())
def test_a_table_has_a_type_for_each_column(run: Run) -> None:
    table = tables.comparison(run, run.metric_defs)
    assert len(set(table.columns)) == len(table.columns)
    assert len(table.rows) == len(run.points)
    for column in zip(*table.rows, strict=True):
        assert len({type(cell) for cell in column if cell is not None}) <= 1


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
        *("baseline", "current", "change", "note"),
    )
    assert table.rows == (
        ("a", "batch=8, framework=A", "t", "ms", "lower", 10.0, 15.0, 50.0, ""),
        ("b", "", "t", "ms", "lower", 0.0, 3.0, None, "from zero"),
    )
