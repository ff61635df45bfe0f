"""Tables of the user's own: what rows become, what counts as failed, and what is refused where."""

import csv
import io
import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import Metric, MetricDef, MetricDirection, Point
from calibrax.core.columns import MetricColumn, StatusColumn, TableFormat, TableType
from calibrax.errors import DataError
from calibrax.readers import claims, detect, metrics, read
from calibrax.readers.document import Document
from calibrax.readers.reading import Reading
from calibrax.readers.table import tables_of

TIME = MetricColumn(column="ms", metric="time", unit="ms")
RSS = MetricColumn(column="rss", metric="peak_memory", unit="KiB", direction=MetricDirection.LOWER)
SCORE = MetricColumn(column="score", metric="score")
ANY: dict[str, Any] = {"name": "mine", "benchmark": ("case",), "metrics": (TIME,)}


def a_table(type: str = "csv", **fields: Any) -> TableFormat:
    """Return a format whose columns are ``case`` and ``ms``, and what the fields add."""
    return TableFormat(type=TableType(type), **{**ANY, **fields})


def reading(content: str, table: TableFormat, format: str = "mine") -> Reading:
    """Return what a file says that is read as this table."""
    return read(Document("out.txt", content.encode()), format, tables_of([table]))[1]


def refusal(content: str, table: TableFormat) -> str:
    """Return why the file is none of these tables, from after its name and format on."""
    with pytest.raises(DataError) as caught:
        reading(content, table)
    start, found, reason = str(caught.value).partition("out.txt [mine]: ")
    assert (start, found) == ("", "out.txt [mine]: ")
    return reason


def test_rows_of_one_benchmark_are_values_of_one_process() -> None:
    found = reading(
        "suite,case,size,ms,rss,note\n"
        'io,"read, all",10,1.5,100,x\n'
        'io,"read, all",20,7,300,x\n'
        'io,"read, all",10,2.5,101,x\n'
        'io,"read, all",10,4,102,"two\nlines"\n',
        a_table(benchmark=("suite", "case"), tags={"n": "size"}, metrics=(TIME, RSS)),
    )

    assert found == Reading(
        points=(
            Point(
                name="io/read, all",
                scenario="io/read, all",
                tags={"n": "10"},
                metrics={
                    "time": Metric(value=0.0025, samples=(0.0015, 0.0025, 0.004)),
                    "peak_memory": Metric(value=103424.0, samples=(102400.0, 103424.0, 104448.0)),
                },
            ),
            Point(
                name="io/read, all",
                scenario="io/read, all",
                tags={"n": "20"},
                metrics={"time": Metric(value=0.007), "peak_memory": Metric(value=307200.0)},
            ),
        ),
        metric_defs={"time": metrics.TIME, "peak_memory": metrics.PEAK_MEMORY},
    )


def test_the_keys_of_json_lines_are_columns_and_may_be_inside_others() -> None:
    found = reading(
        '{"case": "a", "with": {"size": 10, "fast": true}, "ms": 2, "when.it": 1}\n'
        "\n"
        '{"case": "a", "with": {"size": 10.5}, "ms": 4.0}\n'
        '  {"ms": 8, "case": "a", "with": {"size": 10, "fast": true}}',
        a_table("jsonl", tags={"size": "with.size", "fast": "with.fast", "when": "when.it"}),
    )

    assert found.points == (
        Point(
            name="a",
            scenario="a",
            tags={"size": "10", "fast": "true", "when": "1"},
            metrics={"time": Metric(value=0.002)},
        ),
        Point(
            name="a",
            scenario="a",
            tags={"size": "10.5"},
            metrics={"time": Metric(value=0.004)},
        ),
        Point(
            name="a",
            scenario="a",
            tags={"size": "10", "fast": "true"},
            metrics={"time": Metric(value=0.008)},
        ),
    )


def test_processes_are_told_apart_by_their_column() -> None:
    found = reading("case,ms,pid\na,1,7\na,2,8\na,3,7\nb,5,7\n", a_table(process="pid"))

    assert [point.metrics["time"] for point in found.points] == [
        Metric(value=0.002, samples=((0.001, 0.003), (0.002,))),
        Metric(value=0.005, samples=(0.005,)),
    ]


def test_a_row_without_a_process_is_refused() -> None:
    assert refusal("case,ms,pid\na,1,7\na,2,\n", a_table(process="pid")) == "line 3: pid: is empty"


def test_a_benchmark_with_a_row_that_failed_is_a_failed_one() -> None:
    found = reading(
        "case,size,ms,result\n"
        "a,1,5,passed\n"
        "b,1,5,passed\n"
        "b,1,,timeout\n"
        "c,1,,\n"
        "d,1,,ignored\n"
        "e,1,,ignored\n"
        "e,1,6,passed\n",
        a_table(
            tags={"n": "size"},
            status=StatusColumn(column="result", ok=("passed",), skipped=("ignored",)),
        ),
    )

    assert [point.name for point in found.points] == ["a", "e"]
    assert found.failed == {
        "b(n='1')": "line 4: result is timeout",
        "c(n='1')": "line 5: result is empty",
    }
    assert found.skipped == {"d(n='1')": "line 6: result is ignored"}


def test_a_benchmark_without_a_value_of_the_main_metric_is_a_failed_one() -> None:
    found = reading(
        "case,ms,rss\na,5,1\nb,,2\nc,NaN,3\nd,-inf,4\ne,1e999,5\nf,6,7\nf,,7\n",
        a_table(metrics=(TIME, RSS)),
    )

    assert [point.name for point in found.points] == ["a"]
    assert found.failed == {
        "b": "line 3: ms is empty",
        "c": "line 4: ms is NaN",
        "d": "line 5: ms is -inf",
        "e": "line 6: ms is 1e999",
        "f": "line 8: ms is empty",
    }
    assert found.warnings == ()


def test_null_nan_and_no_key_are_no_value_in_json_lines() -> None:
    found = reading(
        '{"case": "a", "ms": 5}\n{"case": "b", "ms": null}\n{"case": "c", "ms": NaN}\n'
        '{"case": "d"}\n{"case": "e", "ms": -Infinity}\n',
        a_table("jsonl"),
    )

    assert [point.name for point in found.points] == ["a"]
    assert found.failed == {
        "b": "line 2: ms is empty",
        "c": "line 3: ms is nan",
        "d": "line 4: ms is empty",
        "e": "line 5: ms is -inf",
    }


def test_another_metric_without_a_value_is_left_out_and_said() -> None:
    found = reading(
        "case,ms,rss\na,1,1\nb,2,\nb,3,9\nc,4,nan\nd,5,\ne,6,\nf,,\n",
        a_table(metrics=(TIME, RSS)),
    )

    assert [(point.name, list(point.metrics)) for point in found.points] == [
        ("a", ["time", "peak_memory"]),
        ("b", ["time"]),
        ("c", ["time"]),
        ("d", ["time"]),
        ("e", ["time"]),
    ]
    assert found.warnings == (
        "peak_memory is left out of b (line 3: rss is empty), c (line 5: rss is nan), "
        "d (line 6: rss is empty) and 1 more",
    )


def test_a_metric_that_no_benchmark_has_is_not_defined() -> None:
    found = reading("case,ms,rss\na,1,\n", a_table(metrics=(TIME, RSS)))

    assert found.metric_defs == {"time": metrics.TIME}


def test_a_metric_without_a_direction_takes_it_from_the_unit_or_is_open() -> None:
    found = reading(
        "case,ms,score,rate,power\na,1,2,3,4\n",
        a_table(
            metrics=(
                TIME,
                SCORE,
                MetricColumn(column="rate", metric="rate", unit="KB/s"),
                MetricColumn(column="power", metric="power", direction=MetricDirection.INFO),
            )
        ),
    )

    assert found.metric_defs == {
        "time": metrics.TIME,
        "score": MetricDef(name="score", unit="", direction=MetricDirection.INFO),
        "rate": MetricDef(name="rate", unit="B/s", direction=MetricDirection.HIGHER),
        "power": MetricDef(name="power", unit="", direction=MetricDirection.INFO),
    }
    assert found.points[0].metrics["rate"] == Metric(value=3000.0)
    assert found.warnings == (metrics.open_direction("score"),)


def test_a_metric_that_differs_from_the_one_of_other_tools_is_defined_as_declared() -> None:
    counted = MetricColumn(column="ms", metric="allocations")
    upward = MetricColumn(column="s", metric="time", unit="s", direction=MetricDirection.HIGHER)

    found = reading("case,ms,s\na,1,2\n", a_table(metrics=(counted, upward)))

    assert found.metric_defs == {
        "allocations": metrics.ALLOCATIONS,
        "time": MetricDef(name="time", unit="s", direction=MetricDirection.HIGHER),
    }


def test_commit_branch_and_the_newest_time_are_the_run_s() -> None:
    found = reading(
        "case,ms,sha,ref,at\n"
        "a,1,abc,main,2026-03-01T10:00:00Z\n"
        "b,1,,,2026-03-01T12:00:00+01:00\n"
        "c,1,abc,main,\n",
        a_table(commit="sha", branch="ref", timestamp="at"),
    )

    assert (found.commit, found.branch) == ("abc", "main")
    assert found.timestamp == datetime(2026, 3, 1, 11, tzinfo=UTC)
    assert found.warnings == ()


def test_an_unknown_commit_is_none_and_a_time_without_zone_is_said() -> None:
    found = reading(
        "case,ms,sha,at\na,1,unknown,2026-03-01 10:00\n", a_table(commit="sha", timestamp="at")
    )

    assert found.commit is None
    assert found.timestamp == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert found.warnings == ("the timestamp 2026-03-01 10:00 has no time zone: taken as UTC",)


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "§"])
def test_cells_may_be_separated_otherwise(delimiter: str) -> None:
    found = reading("case,ms\nx,1\n".replace(",", delimiter), a_table(delimiter=delimiter), "auto")

    assert [point.name for point in found.points] == ["x"]


def test_a_byte_order_mark_windows_lines_and_blank_ones_are_no_matter() -> None:
    found = reading('\ufeff"case",ms\r\n\r\na,1\r\n"b ""c""",2\r\n\r\n', a_table(), "auto")

    assert [point.name for point in found.points] == ["a", 'b "c"']


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no column 'case' in the header; there is no column at all"),
        ("case,msec\na,1\n", "no column 'ms' in the header; did you mean 'msec'?"),
        ("case;ms\na;1\n", "no column 'case' in the header; did you mean 'case;ms'?"),
        ("case,ms,ms\na,1,2\n", "line 1: the column 'ms' stands 2 times"),
        ("case,ms\na,1\nb,2,3\n", "line 3: 3 cells under a header of 2; a text with ',' in it "),
        ("case,ms\na,1\nb\n", "line 3: 1 cells under a header of 2; a text with ',' in it "),
        ('case,ms\na,"1,5"\n', "line 2: ms: '1,5' has a comma; write the number as 1234.5"),
        ('case,ms\na,"1,234.5"\n', "line 2: ms: '1,234.5' has a comma; write the number as "),
        ('case,ms\na,"1.234,5"\n', "line 2: ms: '1.234,5' has a comma; write the number as "),
        ("case,ms\na,1_000\n", "line 2: ms: '1_000' is no number; leave the cell empty where "),
        ("case,ms\na,0x1F\n", "line 2: ms: '0x1F' is no number; leave the cell empty where "),
        ("case,ms\na,1 ms\n", "line 2: ms: '1 ms' is no number; leave the cell empty where "),
        ("case,ms\na,٣\n", "line 2: ms: '٣' is no number; leave the cell empty where "),
        ("case,ms\n,1\n", "line 2: case: is empty"),
        ('case,ms\n"a,1\n', "line 2: not CSV: unexpected end of data"),
        ('case,ms\n"a"b,1\n', "line 2: not CSV: ',' expected after '\"'"),
        ("case,ms\ra,1\r", "line 1: not CSV: new-line character seen in unquoted field"),
        (f"case,ms\n{'a' * 200_000},1\n", "line 2: not CSV: field larger than field limit"),
        ("case,ms\n", "it measured nothing; run the benchmarks again"),
        ("case,ms\na,\n", "every benchmark in it failed (a); run the benchmarks again"),
    ],
)
def test_what_is_wrong_with_csv_is_told_with_its_line(content: str, reason: str) -> None:
    assert refusal(content, a_table()).startswith(reason)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "it measured nothing"),
        ('{"case": "a", "ms": 1}\n{"case": ', "line 2: not JSON: Expecting value at column 10"),
        ('{"case": "a", "ms": 1} x', "line 1: not JSON: Extra data at column 24"),
        ("[1]", "line 1: it: expected an object, got [1] (list)"),
        ('{"case": "a", "msec": 1}', "no column 'ms' in any line; did you mean 'msec'?"),
        ('{"cases": "a", "ms": 1}', "no column 'case' in line 1; did you mean 'cases'?"),
        ('{"x": {"case": 1}, "ms": 1}', "no column 'case' in line 1; did you mean 'x.case'?"),
        ('{"case": "a", "ms": 1, "ms": 2}', "line 1: the key 'ms' stands twice"),
        ('{"case": "a", "ms": 1, "x": {"b": 1, "b": 2}}', "line 1: the key 'b' stands twice"),
        ('{"case": "a", "ms": 1}\n{"ms": 1}', "line 2: case: is empty"),
        ('{"case": null, "ms": 1}', "line 1: case: is empty"),
        ('{"case": "", "ms": 1}', "line 1: case: is empty"),
        ('{"case": ["a"], "ms": 1}', "line 1: case: expected a text or a number, got ['a'] (list)"),
        ('{"case": "a", "ms": "1"}', "line 1: ms: expected a number, got '1' (str)"),
        ('{"case": "a", "ms": true}', "line 1: ms: expected a number, got True (bool)"),
        ('{"case": "a", "ms": {"x": 1}}', "line 1: ms: expected a number, got {'x': 1} (dict)"),
        ('{"case": "a", "ms": 1%s}' % ("0" * 400), "line 1: ms: expected a number, got 1000"),
        ('{"case": "a", "ms": 1%s}' % ("0" * 5000), "line 1: Exceeds the limit"),
        ('{"case": "a", "ms": %s}' % ("[" * 100_000), "line 1: nested too deeply"),
        ('{"case": "\\ud800", "ms": 1}', "name: '\\ud800' holds a lone surrogate"),
    ],
)
def test_what_is_wrong_with_json_lines_is_told_with_its_line(content: str, reason: str) -> None:
    assert refusal(content, a_table("jsonl")).startswith(reason)


@pytest.mark.parametrize("depth", range(900, 1000, 3))
def test_depth_is_never_a_traceback(depth: int) -> None:
    nested = '{"case": "a", "ms": ' + '{"k":' * depth + "1" + "}" * depth + "}"

    assert refusal(nested, a_table("jsonl"))


@pytest.mark.parametrize(
    ("column", "content", "reason"),
    [
        (
            "commit",
            "case,ms,x\na,1,abc\na,1,abd\n",
            "line 3: x: is 'abd' here and 'abc' above; what becomes one run has to agree on it",
        ),
        (
            "timestamp",
            "case,ms,x\na,1,1770000000\n",
            "line 2: x: '1770000000' (str) is no ISO 8601 time",
        ),
    ],
)
def test_what_contradicts_or_is_no_time_is_refused(column: str, content: str, reason: str) -> None:
    assert refusal(content, a_table(**{column: "x"})) == reason


def test_names_that_only_joining_makes_the_same_are_refused() -> None:
    assert "are both 'a/b/c'" in refusal(
        "case,part,ms\na/b,c,1\na,b/c,2\n", a_table(benchmark=("case", "part"))
    )


def test_a_table_is_recognised_by_its_columns() -> None:
    tables = tables_of([a_table(), a_table("jsonl", name="lines", process="pid")])

    assert detect(Document("x", b"other,ms,case\n"), tables) == "mine"
    assert (
        detect(Document("x", b'{"case": "a", "ms": 1}\n{"pid": 7, "case": "b"}\n'), tables)
        == "lines"
    )
    for foreign in (
        b"case,other\n",
        b'{"case": "a", "ms": 1}\n',
        b'{"case": "a", "ms": 1, "pid": 2}\nx\n',
        b'{"case": "a", "ms": 1, "pid": 2, "x": "' + b"x" * 1_000_001 + b'"}\n',
        b"\n",
        b"case,ms\ra,1\r",
    ):
        with pytest.raises(DataError):
            detect(Document("x", foreign), tables)


def test_a_table_that_two_formats_describe_is_theirs_to_tell_apart() -> None:
    tables = tables_of([a_table(), a_table(name="same")])

    with pytest.raises(DataError, match=r"is of the formats mine and same; say which with --form"):
        detect(Document("x", b"case,ms\na,1\n"), tables)


@pytest.mark.parametrize("name", ["auto", "calibrax", "pytest-benchmark"])
def test_a_format_cannot_have_the_name_of_another(name: str) -> None:
    with pytest.raises(DataError) as caught:
        tables_of([a_table(name=name)])
    assert str(caught.value) == (
        f"calibrax.yml: formats: the name {name!r} is taken; choose another"
    )


def test_a_format_is_listed_as_those_of_tools_are() -> None:
    listed = tables_of([a_table(name="my test"), a_table("jsonl", name="lines")])

    assert listed["my test"].TOOL == "my test"
    assert listed["my test"].RECOGNISED == "CSV with the columns case, ms"
    assert listed["my test"].COMMAND == "calibrax ingest --format 'my test' --input results"
    assert listed["lines"].RECOGNISED == "JSON Lines with the keys case, ms"


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1, max_size=12
)
ROWS = st.lists(st.tuples(TEXTS, TEXTS, st.floats(-1e300, 1e300)), min_size=1)


def expected(rows: list[tuple[str, str, float]]) -> dict[tuple[str, str], list[float]]:
    """Return the values of each benchmark and tag, in the order of the rows."""
    values: dict[tuple[str, str], list[float]] = {}
    for case, tag, value in rows:
        values.setdefault((case, tag), []).append(value)
    return values


def measured(found: Reading) -> dict[tuple[str, str], list[float]]:
    """Return the values of each benchmark and tag that were read."""
    return {
        (point.name, point.tags["tag"]): list(metric.samples or (metric.value,))  # type: ignore[arg-type]
        for point in found.points
        for metric in point.metrics.values()
    }


@given(rows=ROWS, delimiter=st.sampled_from(",;\t|"))
def test_what_is_written_as_csv_is_read(rows: list[tuple[str, str, float]], delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([("case", "tag", "score"), *rows])

    found = reading(
        written.getvalue(),
        a_table(tags={"tag": "tag"}, metrics=(SCORE,), delimiter=delimiter),
        "auto",
    )

    assert measured(found) == expected(rows)


@given(rows=ROWS)
def test_what_is_written_as_json_lines_is_read(rows: list[tuple[str, str, float]]) -> None:
    written = "".join(
        json.dumps({"x": {"case": case}, "tag": tag, "score": score}) + "\n"
        for case, tag, score in rows
    )

    found = reading(
        written,
        a_table("jsonl", benchmark=("x.case",), tags={"tag": "tag"}, metrics=(SCORE,)),
        "auto",
    )

    assert measured(found) == expected(rows)


@given(
    content=st.text(st.sampled_from('case,ms"\n\r;1.5e-\x00{}[]:\t')),
    type=st.sampled_from(TableType),
)
def test_whatever_is_read_the_answer_is_a_reading_or_an_error_in_the_data(
    content: str, type: TableType
) -> None:
    for start in ("", "case,ms\n", '{"case": "a", "ms": 1}\n'):
        with suppress(DataError):
            assert reading(start + content, a_table(type)).points


def test_other_tools_do_not_claim_a_table() -> None:
    assert claims(Document("x", b"case,ms\na,1\n")) == []
    assert claims(Document("x", b'{"case": "a", "ms": 1}\n{"case": "b", "ms": 1}\n')) == []
