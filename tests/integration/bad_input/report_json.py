"""A report.json, which ``render`` reads."""

import json
from typing import Any

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case, Content

ROW = {
    "metric": "t",
    "point_name": "sort",
    "tags": {},
    "outcome": "unchanged",
    "direction": "lower",
    "unit": "ms",
    "baseline_value": 100.0,
    "current_value": 100.0,
    "delta_pct": 0.0,
}
REPORT: dict[str, Any] = {
    "schema": 3,
    "verdict": "pass",
    "threshold": 0.05,
    "run": None,
    "baseline": None,
    "comparisons": [ROW],
}
GOOD = json.dumps(REPORT).encode()
_NONE = "in.json: is no report of calibrax: "


def as_bytes(report: dict[str, Any]) -> bytes:
    """Return a report as the file that holds it."""
    return json.dumps(report).encode()


def _with(**fields: Any) -> bytes:
    return as_bytes({**REPORT, **fields})


def _row(**fields: Any) -> bytes:
    return _with(comparisons=[{**ROW, **fields}])


WRONG: dict[str, tuple[Content, str]] = {
    "empty": (b"", _NONE + "the file is empty"),
    "truncated": (GOOD[:-9], _NONE + "not JSON: … at line 1 column …"),
    "binary": (contents.BINARY, _NONE + "not UTF-8: byte 0x80 at 128"),
    "UTF-16": (contents.utf16(GOOD), _NONE + "is UTF-16 and not UTF-8; …"),
    "gzip": (contents.packed(GOOD), _NONE + "not UTF-8: byte 0x8b at 1"),
    "100,000 lists": (contents.DEEP, _NONE + "nested too deeply"),
    "a list": (b"[]", _NONE + "Expected `object`, got `array`"),
    "another object": (b'{"points": []}', _NONE + "Object missing required field `schema`"),
    "another schema": (
        GOOD.replace(b'"schema": 3', b'"schema": 4'),
        "in.json: schema 4 is not 3, the one this version reads; render it with the …",
    ),
    "a schema of text": (_with(schema="3"), _NONE + "Expected `int`, got `str` - at `$.schema`"),
    "a key twice": (
        GOOD.replace(b'"verdict": "pass"', b'"verdict": "fail", "verdict": "pass"'),
        _NONE + "the key 'verdict' stands twice at the top level",
    ),
    "an outcome twice": (
        GOOD.replace(b'"tags": {}', b'"outcome": "regression", "tags": {}'),
        _NONE + "comparisons[0]: the key 'outcome' stands twice",
    ),
    "an unknown verdict": (_with(verdict="ok"), _NONE + "Invalid enum value 'ok' - at `$.verdict`"),
    "a verdict that does not follow": (
        _with(verdict="fail"),
        "in.json: its verdict fail does not follow from its rows",
    ),
    "a regression that passes": (
        _row(outcome="regression"),
        "in.json: its verdict pass does not follow from its rows",
    ),
    "a regression without a value": (
        _row(outcome="regression", current_value=None),
        _NONE + "the regression of 't' of 'sort' lacks a value",
    ),
    "no verdict": (b'{"schema": 3}', _NONE + "Object missing required field `verdict`"),
    "a threshold of text": (
        _with(threshold="5%"),
        _NONE + "Expected `float`, got `str` - at `$.threshold`",
    ),
    "a threshold of NaN": (
        GOOD.replace(b"0.05", b"NaN"),
        _NONE + "JSON is malformed: invalid character (byte 46)",
    ),
    "a value of 1e999": (
        GOOD.replace(b'"current_value": 100.0', b'"current_value": 1e999'),
        _NONE + "…out of range…",
    ),
    "a value of an integer of 5,000 digits": (
        GOOD.replace(b'"current_value": 100.0', b'"current_value": ' + b"9" * 5_000),
        _NONE + "a whole number of more than 4300 digits",
    ),
    "a tag of a number": (
        _row(tags={"x": 1}),
        _NONE + "Expected `str`, got `int` - at `$.comparisons[0].tags[...]`",
    ),
    "an unknown outcome": (
        _row(outcome="better"),
        _NONE + "Invalid enum value 'better' - at `$.comparisons[0].outcome`",
    ),
    "warnings of a text": (
        _with(warnings="x"),
        _NONE + "Expected `array`, got `str` - at `$.warnings`",
    ),
    "a step of a number": (
        _with(steps=[1]),
        _NONE + "Expected `object`, got `int` - at `$.steps[0]`",
    ),
    "a day out of range": (
        _with(
            run={
                "id": "a",
                "timestamp": "2026-02-30T00:00:00Z",
                "commit": None,
                "branch": None,
                "suite": "main",
                "machine": None,
                "python": None,
                "points": 1,
            }
        ),
        _NONE + "Invalid RFC3339 encoded datetime - at `$.run.timestamp`",
    ),
    "a folder": (contents.folder, "in.json: is a folder; name files in it: in.json/*"),
    "a pipe": (contents.pipe, "in.json: is no regular file"),
    "100 MB of NUL": (contents.large, _NONE + "not JSON: Expecting value at line 1 column 1"),
}

CASES = [
    *(
        Case(f"report: {name}", ("render", "in.json"), 4, [f"Error: {says}"], {"in.json": content})
        for name, (content, says) in WRONG.items()
    ),
    Case(
        "a report whose place another file has",
        ("check", "--report", "in.json"),
        2,
        ["Error: --report in.json: is there and is no report; name another file"],
        {"in.json": b"precious"},
        stored=True,
    ),
    Case(
        "a report in the store",
        ("check", "--report", "benchmark-data/runs/x.json"),
        2,
        ["Error: --report benchmark-data/runs/x.json: is a file of the store; name another"],
        stored=True,
    ),
]
