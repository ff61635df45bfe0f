"""Wrong input: the right exit code, one clear line, no traceback, and the store as it was."""

import json
from pathlib import Path

import pytest

from tests.integration.conftest import Cli

POINT = '{"name": "a", "scenario": "a", "metrics": {"t": %s}}'
GOOD = '{"id": "good", "points": [' + POINT % '{"value": 1.0}' + "]}"


def with_metric(metric: str) -> bytes:
    return ('{"points": [' + POINT % metric + "]}").encode()


def with_header(field: str) -> bytes:
    return ("{" + field + ', "points": [' + POINT % '{"value": 1.0}' + "]}").encode()


BAD = {
    "empty": (b"", "empty"),
    "blank": (b" \n ", "empty"),
    "truncated": (GOOD.encode()[:-5], "not JSON"),
    "no JSON": (b"a,b\n1,2\n", "calibrax formats lists what is read"),
    "binary": (bytes(range(256)), "not UTF-8"),
    "utf-16": (GOOD.encode("utf-16"), "not UTF-8"),
    "a list": (b"[1, 2]", "list"),
    "a number": (b"3", "'3' is of no format"),
    "an unknown object": (b'{"hello": 1}', "'hello'"),
    "nested too deeply": (b'{"points": ' + b"[" * 100_000, "nested too deeply"),
    "points is no list": (b'{"points": 3}', "points"),
    "no points": (b'{"points": []}', "measured nothing"),
    "a point is no object": (b'{"points": [3]}', "points[0]"),
    "a nameless point": (b'{"points": [{"scenario": "a"}]}', "points[0]"),
    "an empty name": (b'{"points": [{"name": "", "scenario": "a"}]}', "name"),
    "a number as name": (b'{"points": [{"name": 7, "scenario": "a"}]}', "points[0]"),
    "a nested tag": (
        b'{"points": [{"name": "a", "scenario": "a", "tags": {"x": {"y": "z"}}}]}',
        "'a'",
    ),
    "a number as tag": (b'{"points": [{"name": "a", "scenario": "a", "tags": {"x": 1}}]}', "tags"),
    "a boolean value": (with_metric('{"value": true}'), "metric 't'"),
    "a string value": (with_metric('{"value": "1"}'), "metric 't'"),
    "a null value": (with_metric('{"value": null}'), "metric 't'"),
    "no value": (with_metric("{}"), "metric 't'"),
    "NaN": (with_metric('{"value": NaN}'), "metric 't'"),
    "an infinity": (with_metric('{"value": -Infinity}'), "metric 't'"),
    "1e999": (with_metric('{"value": 1e999}'), "metric 't'"),
    "a huge integer": (with_metric('{"value": 1' + "0" * 400 + "}"), "metric 't'"),
    "a string sample": (with_metric('{"value": 1, "samples": ["x"]}'), "metric 't'"),
    "mixed samples": (with_metric('{"value": 1, "samples": [1, [2]]}'), "metric 't'"),
    "bounds the wrong way": (with_metric('{"value": 1, "lower": 2, "upper": 1}'), "metric 't'"),
    "a number as id": (with_header('"id": 7'), "id"),
    "an id with a path": (with_header('"id": "../x"'), "id"),
    "an id with a leading dot": (with_header('"id": ".x"'), "id"),
    "an id with a newline": (with_header('"id": "a\\nb"'), "id"),
    "an id that is too long": (with_header(f'"id": "{"x" * 129}"'), "id"),
    "a number as commit": (with_header('"commit": 7'), "commit"),
    "an environment that is no object": (with_header('"environment": []'), "environment"),
    "a date out of range": (
        with_header('"timestamp": "2026-13-45T00:00:00Z"'),
        "write it as 2026-01-02T03:04:05Z",
    ),
    "a number as time": (with_header('"timestamp": 7'), "timestamp"),
    "an unknown kind": (
        with_header('"kind": "x"'),
        "kind: expected one of run, ab, import, got 'x'",
    ),
    "a newer schema": (with_header('"schema": 2'), "upgrade"),
    "an unknown direction": (
        with_header('"metric_defs": {"t": {"name": "t", "unit": "s", "direction": "up"}}'),
        "metric_defs 't': direction: expected one of higher, lower, info, got 'up'",
    ),
    "a duplicate key": (
        with_header('"id": "x", "id": "y"'),
        "the key 'id' stands twice at the top level",
    ),
    "a duplicate metric": (
        ('{"points": [' + POINT % '{"value": 1}, "t": {"value": 2}' + "]}").encode(),
        "points[0].metrics: the key 't' stands twice",
    ),
    "a benchmark twice": (
        (
            '{"points": [' + POINT % '{"value": 1.0}' + "," + POINT % '{"value": 2.0}' + "]}"
        ).encode(),
        "'a'",
    ),
    "a lone surrogate": (b'{"points": [{"name": "\\ud800", "scenario": "a"}]}', "surrogate"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused(cli: Cli, tmp_path: Path, case: str) -> None:
    content, reason = BAD[case]
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    done = cli("ingest", "--input", file)
    assert done.code == 4
    assert done.out == ""
    assert done.err.startswith(f"Error: {file}")
    assert done.err.count("\n") == 1
    assert reason in done.err
    assert not (tmp_path / "benchmark-data").exists()


def test_a_bad_file_among_good_ones_stores_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert cli("ingest", "--input", "good.json", "--input", "bad.json").code == 4
    assert not (tmp_path / "benchmark-data").exists()


def test_a_byte_order_mark_is_accepted(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "bom.json").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert cli("ingest", "--input", "bom.json").code == 0


def test_a_time_without_zone_is_utc_with_a_warning(cli: Cli, tmp_path: Path) -> None:
    plain = {**json.loads(GOOD), "timestamp": "2026-01-02T03:04:05"}
    (tmp_path / "naive.json").write_text(json.dumps(plain), encoding="utf-8")
    done = cli("ingest", "--input", "naive.json")
    assert done.code == 0
    assert "no time zone" in done.err
    assert (tmp_path / "benchmark-data/runs/20260102T030405.000000Z_good.json").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ingest"], 2),
        (["ingest", "--input", "nope.json"], 4),
        (["ingest", "--input", "nope-*.json"], 4),
        (["ingest", "--input", "."], 4),
        (["ingest", "--input", "good.json", "--format", "pytest-benchmark"], 4),
        (["ingest", "--input", "good.json", "--format", "pytest-benchmrk"], 2),
        (["ingest", "--input", "good.json", "--tag", "framework"], 2),
        (["ingest", "--input", "good.json", "--tag", "x=1", "--tag", "x=2"], 2),
        (["chek"], 2),
        (["check", "--treshold", "5%"], 2),
        (["check", "extra"], 2),
        (["summary"], 4),
        (["summary", "--data", ""], 2),
        (["check", "--data", ""], 2),
        (["check", "--against", ""], 2),
        (["check", "--baseline", ""], 2),
        (["check", "--report", ""], 2),
        (["baseline", "--name", ""], 2),
        (["ingest", "--input", "good.json", "--suite", ""], 2),
        (["rank", "--metric", "t"], 4),
        (["trend", "--metric", "t", "--point", "a"], 4),
        (["baseline"], 4),
        (["trend", "--metric", "t", "--point", "a", "--n-runs", "0"], 2),
        (["render", "nope.json"], 4),
        (["render", "good.json"], 4),
        (["render", "good.json", "--format", "xml"], 2),
    ],
)
def test_wrong_use_is_one_line(cli: Cli, tmp_path: Path, arguments: list[str], code: int) -> None:
    (tmp_path / "good.json").write_text(GOOD, encoding="utf-8")
    done = cli(*arguments)
    assert done.code == code
    assert done.out == ""
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "benchmark-data").exists()


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["rank", "--metric", "throughputt"], "'throughput'"),
        (["rank", "--metric", "throughput", "--by", "framewrk"], "'framework'"),
        (["rank", "--metric", "throughput", "--point", "sort/smal"], "'sort/small'"),
        (["trend", "--metric", "throughputt", "--point", "sort/small"], "'throughput'"),
        (["trend", "--metric", "throughput", "--point", "sort/smal"], "'sort/small'"),
        (
            ["trend", "--metric", "throughput", "--point", "sort/small", "--framework", "our"],
            "ours",
        ),
        (["chekc"], "'check'"),
        (["ingest", "--input", "run.json", "--format", "calibrx"], "'calibrax'"),
    ],
)
def test_a_mistyped_name_gets_the_nearest(
    cli: Cli, tmp_path: Path, arguments: list[str], nearest: str
) -> None:
    point = {
        "name": "sort/small",
        "scenario": "sort",
        "tags": {"framework": "ours"},
        "metrics": {"throughput": {"value": 1.0}},
    }
    (tmp_path / "run.json").write_text(json.dumps({"points": [point]}), encoding="utf-8")
    cli("ingest", "--input", "run.json")
    done = cli(*arguments)
    assert done.code == 2
    assert "did you mean" in done.err
    assert nearest in done.err
