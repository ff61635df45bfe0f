"""Runs as CSV, against rows written by hand."""

import csv
import io

import pytest
from hypothesis import given

from calibrax.core import Metric, Point, Run
from calibrax.exporters import plain_csv
from calibrax.report.text import show
from tests.builders import NOON, a_def, a_point, a_run
from tests.strategies import runs

TITLES = (
    "run_id,timestamp,commit,branch,suite,kind,machine,point,scenario,tags,metric,"
    "value,lower,upper,unit,direction,samples\r\n"
)


def test_a_row_for_each_value() -> None:
    run = Run(
        id="one",
        timestamp=NOON,
        commit="c0ffee",
        branch="dev",
        machine="box",
        points=(
            Point(
                name='say "a, b"',
                scenario="S",
                tags={"size": "1", "framework": "Grain"},
                metrics={
                    "t": Metric(value=0.1, lower=0.0, upper=1e-9 + 1, samples=((1, 2), (3,))),
                    "undefined": Metric(value=3, samples=(1.0, 2.0)),
                },
            ),
            Point(name="=1+1", scenario="", metrics={"t": Metric(value=2)}, machine="other"),
        ),
        metric_defs={"t": a_def("t", "higher", "ms")},
    )
    written = b"".join(plain_csv.pieces([run], lambda each: each.metric_defs)).decode()
    head = "one,2026-01-02T12:00:00Z,c0ffee,dev,main,run,"
    tags = '"{""framework"":""Grain"",""size"":""1""}"'
    assert written == (
        TITLES
        + f'{head}box,"say ""a, b""",S,{tags},t,0.1,0.0,1.000000001,ms,higher,3\r\n'
        + f'{head}box,"say ""a, b""",S,{tags},undefined,3.0,,,,,2\r\n'
        + f"{head}other,'=1+1,,{{}},t,2.0,,,ms,higher,0\r\n"
    )


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ('"', '"'),
        (",", ","),
        ("a\rb", r"a\rb"),
        ("a\r\nb", r"a\r\nb"),
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("\t=1+1", r"\t=1+1"),
        ("-O2", "'-O2"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "''=1"),
        ("a=1", "a=1"),
        ("x ##[group]", r"x #\x23[group]"),
    ],
)
def test_no_text_ends_a_cell_or_is_a_formula(name: str, cell: str) -> None:
    run = Run(
        timestamp=NOON, points=(Point(name=name, scenario="", metrics={"t": Metric(value=1)}),)
    )
    text = b"".join(plain_csv.pieces([run], lambda _: {})).decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["point"] == cell
    assert row["value"] == "1.0"


def test_no_run_is_the_titles_alone() -> None:
    assert b"".join(plain_csv.pieces([], lambda _: {})).decode() == TITLES


def test_the_definitions_that_count_are_those_that_are_given() -> None:
    run = Run(
        timestamp=NOON,
        points=(Point(name="a", scenario="", metrics={"t": Metric(value=1)}),),
        metric_defs={"t": a_def("t")},
    )
    _, row = b"".join(
        plain_csv.pieces([run], lambda _: {"t": a_def("t", "info", "s")})
    ).splitlines()
    assert row.endswith(b",1.0,,,s,info,0")


@given(runs())
def test_whatever_a_name_holds_it_stays_in_the_cell_of_its_row(run: Run) -> None:
    text = b"".join(plain_csv.pieces([run], lambda each: each.metric_defs)).decode()
    assert all(map(str.isprintable, text.split("\r\n")))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == text.count("\r\n") - 1
    expected = [
        (show(point.name), show(name), metric.value)
        for point in run.points
        for name, metric in point.metrics.items()
    ]
    for row, (point, metric, value) in zip(rows, expected, strict=True):
        assert row["point"] in (point, f"'{point}")
        assert row["metric"] in (metric, f"'{metric}")
        assert float(row["value"]) == value
        assert row["run_id"] in (run.id, f"'{run.id}")


@pytest.mark.parametrize(("id", "cell"), [("-A1-B2", "'-A1-B2"), ("A1", "A1")])
def test_an_id_is_no_formula(id: str, cell: str) -> None:
    run = a_run(a_point("a", t=1.0), id=id)
    text = b"".join(plain_csv.pieces([run], lambda _: {})).decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["run_id"] == cell
