"""The formats of the user's own in calibrax.yml: what an entry may hold, and what it may not."""

import pytest

from calibrax.core import MetricDirection
from calibrax.core.columns import MetricColumn, StatusColumn, TableFormat, TableType
from calibrax.settings.keys import read_keys

LEAST = "{name: a, type: csv, benchmark: case, metrics: [{column: s, metric: time}]%s}"


def formats(content: str) -> tuple[TableFormat, ...]:
    """Return the formats that the content of a calibrax.yml declares."""
    found: tuple[TableFormat, ...] = read_keys(content)["formats"]
    return found


def test_every_key_of_a_format_is_read() -> None:
    found = formats(
        """\
formats:
  - name: load-test
    type: csv
    benchmark: [suite, case]
    tags: {framework: lib, dtype: kind of number}
    metrics:
      - {column: millis, metric: time, unit: ms, direction: lower}
      - {column: hits, metric: cache_hits, direction: higher}
    process: pid
    status: {column: result, ok: [passed, 0], skipped: [ignored]}
    commit: sha
    branch: ref
    timestamp: when
    delimiter: "\\t"
  - name: other
    type: jsonl
    benchmark: case
    tags: [size, dtype]
    metrics: [{column: result.time, metric: time}]
"""
    )
    assert found == (
        TableFormat(
            name="load-test",
            type=TableType.CSV,
            benchmark=("suite", "case"),
            tags={"framework": "lib", "dtype": "kind of number"},
            metrics=(
                MetricColumn(
                    column="millis", metric="time", unit="ms", direction=MetricDirection.LOWER
                ),
                MetricColumn(column="hits", metric="cache_hits", direction=MetricDirection.HIGHER),
            ),
            process="pid",
            status=StatusColumn(column="result", ok=("passed", "0"), skipped=("ignored",)),
            commit="sha",
            branch="ref",
            timestamp="when",
            delimiter="\t",
        ),
        TableFormat(
            name="other",
            type=TableType.JSONL,
            benchmark=("case",),
            tags={"size": "size", "dtype": "dtype"},
            metrics=(MetricColumn(column="result.time", metric="time"),),
        ),
    )


def test_the_columns_of_a_format_are_those_that_mean_something() -> None:
    (found,) = formats(
        "formats: [{name: a, type: csv, benchmark: [b, c], tags: {t: d}, process: g, commit: h,"
        " branch: i, timestamp: j, metrics: [{column: e, metric: m}],"
        " status: {column: f, ok: [x]}}]"
    )
    assert list(found.columns()) == list("bcdefghij")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("{name: a}", "2: formats[0]: the key 'type' is missing"),
        (
            "{name: a, type: csv, benchmark: b}",
            "2: formats[0]: the key 'metrics' is missing",
        ),
        ("{nam: a}", "2: formats[0]: no key 'nam'; did you mean 'name'?"),
        ("a", "2: formats[0]: expected keys with values, got a"),
        ("{type: tsv}", "2: formats[0].type: no value 'tsv'; did you mean 'csv'?"),
        ("{benchmark: []}", "2: formats[0].benchmark: is empty; fill it, or leave the key out"),
        (
            "{benchmark: [1]}",
            "2: formats[0].benchmark[0]: expected a text, got 1; put it in quotes",
        ),
        ("{metrics: []}", "2: formats[0].metrics: is empty; fill it, or leave the key out"),
        ("{metrics: [{column: c}]}", "2: formats[0].metrics[0]: the key 'metric' is missing"),
        (
            "{metrics: [{column: c, metric: m, direction: down}]}",
            "2: formats[0].metrics[0].direction: no value 'down'; "
            "there is 'higher', 'info', 'lower'",
        ),
        ("{tags: [a, b, a]}", "2: formats[0].tags: the column 'a' stands twice"),
        ("{tags: size}", "2: formats[0].tags: expected keys with values, got size"),
        ("{tags: {a: ''}}", "2: formats[0].tags: a tag has no column"),
        ("{status: {column: a}}", "2: formats[0].status: the key 'ok' is missing"),
        ("{status: {column: a, ok: []}}", "2: formats[0].status.ok: is empty; fill it, or "),
        ("{delimiter: ''}", "2: formats[0].delimiter: '' is no delimiter; write one character, "),
        ("{delimiter: ';;'}", "2: formats[0].delimiter: ';;' is no delimiter; write one "),
        ('{delimiter: "\\n"}', "2: formats[0].delimiter: '\\n' is no delimiter; write one "),
        ("{delimiter: '\"'}", "2: formats[0].delimiter: '\"' is no delimiter; write one "),
        (LEAST % ", tags: [case]", "2: formats[0]: the column 'case' stands for two things"),
        (LEAST % ", process: s", "2: formats[0]: the column 's' stands for two things"),
        (
            "{name: a, type: csv, benchmark: b,"
            " metrics: [{column: c, metric: m}, {column: d, metric: m}]}",
            "2: formats[0]: two columns are the metric 'm'",
        ),
        (
            "{name: a, type: jsonl, benchmark: b, metrics: [{column: c, metric: m}], delimiter: ;}",
            "2: formats[0]: jsonl has no delimiter; leave the key out",
        ),
    ],
)
def test_what_is_wrong_is_told_with_line_and_key(entry: str, reason: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared
        formats(f"formats:\n  - {entry}\n")
    assert str(caught.value).startswith(reason)


def test_two_formats_of_one_name_are_refused() -> None:
    entry = LEAST % ""
    with pytest.raises(ValueError, match=r"^2: formats: two formats have the name 'a'$"):
        formats(f"formats:\n  - {entry}\n  - {entry}\n")


def test_formats_have_to_be_a_list() -> None:
    with pytest.raises(ValueError, match=r"^1: formats: expected a list, got keys with values$"):
        formats(f"formats: {LEAST % ''}\n")
