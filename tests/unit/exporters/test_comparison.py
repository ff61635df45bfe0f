from html.parser import HTMLParser

from hypothesis import given

from calibrax.core import Run
from calibrax.exporters import comparison
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
    table = comparison.table(run, run.metric_defs)
    assert table.columns == ("benchmark", "framework", "t", "rate", "size")
    assert table.rows == (
        ("small", "A", "2.00", "10.00 *", 7.0),
        ("small", "B", "1.00 *", "10.00 *", None),
        ("large", "A", "100.00 *", None, 9.0),
        ("large", "B", "100.50", None, None),
    )


def test_a_metric_without_a_definition_has_no_best() -> None:
    table = comparison.table(a_run(a_point("a", t=1.0), defs=()), {})
    assert table.rows == (("a", 1.0),)


def test_a_tag_that_is_called_like_a_metric() -> None:
    run = a_run(a_point("a", {"t": "x", "benchmark": "y"}, t=1.0))
    table = comparison.table(run, run.metric_defs)
    assert table.columns == ("benchmark", "benchmark (2)", "t", "t (2)")
    assert table.rows == (("a", "y", "x", "1.00 *"),)


@given(runs())
def test_a_table_has_a_type_for_each_column(run: Run) -> None:
    table = comparison.table(run, run.metric_defs)
    assert len(set(table.columns)) == len(table.columns)
    assert len(table.rows) == len(run.points)
    for column in zip(*table.rows, strict=True):
        assert len({type(cell) for cell in column if cell is not None}) <= 1


def test_in_html_the_best_values_are_bold() -> None:
    run = a_run(
        a_point("small", {"framework": "A"}, t=2.0, size=7.0),
        a_point("small", {"framework": "B"}, t=1.0),
        defs=DEFS,
    )
    page = comparison.styled(run, run.metric_defs)
    assert page.splitlines()[1:] == [
        "<table>",
        "<tr><th>benchmark</th><th>framework</th><th>t</th><th>size</th></tr>",
        "<tr><td>small</td><td>A</td><td>2.00</td><td>7.00</td></tr>",
        "<tr><td>small</td><td>B</td><td><b>1.00</b></td><td></td></tr>",
        "</table>",
    ]


def test_no_name_shapes_the_html() -> None:
    hostile = "<script>alert('1')</script>&\x1b[1m"
    run = a_run(a_point(hostile, {f'"{hostile}': hostile}, **{f"</td>{hostile}": 1.0}))
    page = comparison.styled(run, run.metric_defs)
    shown = r"&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&amp;\x1b[1m"
    assert page.splitlines()[2:-1] == [
        f"<tr><th>benchmark</th><th>&quot;{shown}</th><th>&lt;/td&gt;{shown}</th></tr>",
        f"<tr><td>{shown}</td><td>{shown}</td><td><b>1.00</b></td></tr>",
    ]


@given(runs())
def test_html_holds_nothing_but_the_table(run: Run) -> None:
    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            found.add(tag)

    found: set[str] = set()
    Tags().feed(comparison.styled(run, run.metric_defs))
    assert found <= {"meta", "style", "table", "tr", "th", "td", "b"}
