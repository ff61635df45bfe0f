"""calibrax's own JSON, which ``ingest`` reads."""

import json

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case, Content

POINT = '{"name": "a", "scenario": "a", "metrics": {"t": %s}}'
ONE = POINT % '{"value": 1.0}'
GOOD = ('{"id": "good", "points": [' + ONE + "]}").encode()


def with_metric(metric: str) -> bytes:
    """Return a run with one metric, written as it is given."""
    return ('{"points": [' + POINT % metric + "]}").encode()


def with_header(field: str) -> bytes:
    """Return a run with a field in its header."""
    return ("{" + field + ', "points": [' + ONE + "]}").encode()


def with_point(field: str) -> bytes:
    """Return a run with one point of those fields."""
    return ('{"points": [{' + field + "}]}").encode()


_FORMATS = "; calibrax formats lists what is read"
_INSIST = "is of no format known; calibrax formats lists what is read, --format NAME insists on one"

WHOLE: dict[str, tuple[Content, str]] = {
    "empty": (b"", "in.json: the file is empty"),
    "blank": (b" \n ", "in.json: the file is empty"),
    "truncated": (GOOD[:-5], "in.json: not JSON: … at line 1 column 88" + _FORMATS),
    "truncated in a string": (GOOD[:6], "in.json: not JSON: … at line 1 column …" + _FORMATS),
    "something after the end": (GOOD + b"}", "in.json: not JSON: … at line 1 column 93" + _FORMATS),
    "text": (b"a,b\n1,2\n", f"in.json: text that begins with 'a,b' {_INSIST}"),
    "binary": (contents.BINARY, "in.json: not UTF-8: byte 0x80 at 128"),
    "NUL": (b"\0" * 100, "in.json: text that begins with '…' " + _INSIST),
    "UTF-16": (contents.utf16(GOOD), "in.json: is UTF-16 and not UTF-8; in PowerShell …"),
    **{
        encoding: (
            GOOD.decode().encode(encoding),
            f"in.json: is {name} and not UTF-8; in PowerShell …",
        )
        for encoding, name in contents.ENCODINGS.items()
    },
    "Latin-1": (
        with_header('"suite": "é"').decode().encode("latin-1"),
        "in.json: not UTF-8: byte 0xe9 at 11" + _FORMATS,
    ),
    "gzip, cut short": (contents.packed(GOOD)[:-9], "in.json: the gzip data is cut short"),
    "gzip, damaged": (contents.packed(GOOD)[:12] + b"\xff" * 40, "in.json: …gzip…"),
    "gzip of nothing": (contents.packed(b""), "in.json: the file is empty"),
    "a list": (b"[1, 2]", f"in.json: JSON whose top level is a list {_INSIST}"),
    "an empty list": (b"[]", f"in.json: an empty list of JSON {_INSIST}"),
    "a number": (b"3", f"in.json: text that begins with '3' {_INSIST}"),
    "a string": (b'"x"', f"in.json: text that begins with '\"x\"' {_INSIST}"),
    "another measurement of itself": (
        with_header('"id": "x", "metadata": {"attempt_of": "x"}'),
        "in.json: metadata: is another measurement (attempt_of) of run 'x', which is not stored; "
        "ingest that one first",
    ),
    "another measurement of a run that is not there": (
        with_header('"metadata": {"attempt_of": "../x"}'),
        "in.json: metadata: is another measurement (attempt_of) of run '../x', which is not "
        "stored; ingest that one first",
    ),
    "null": (b"null", f"in.json: text that begins with 'null' {_INSIST}"),
    "another object": (b'{"hello": 1}', f"in.json: JSON with the top-level keys 'hello' {_INSIST}"),
    "100,000 lists in points": (
        b'{"points": ' + contents.DEEP,
        "in.json: nested too deeply",
    ),
    "100,000 lists in metadata": (
        b'{"metadata": {"x": ' + contents.DEEP + b"]" * 100_000 + b'}, "points": []}',
        "in.json: nested too deeply",
    ),
    "100,000 objects": (b'{"points":' * 100_000, "in.json: nested too deeply"),
    "a folder": (
        contents.folder,
        "in.json: a folder with 'inside' is nothing that calibrax reads as a whole; …",
    ),
    "a pipe": (contents.pipe, "in.json: is no regular file"),
    "a link to itself": (contents.link_to_itself, "in.json: cannot be read: Too many levels …"),
    "100 MB of NUL": (contents.large, "in.json: text that begins with '…' " + _INSIST),
    "100 MB, truncated": (
        contents.large_text,
        "in.json: not JSON: Unterminated string starting at line 1 column 12" + _FORMATS,
    ),
}

FIELDS: dict[str, tuple[bytes, str]] = {
    "points is a number": (b'{"points": 3}', "points: expected array, got integer"),
    "points is null": (b'{"points": null}', "points: expected array, got null"),
    "points is an object": (b'{"points": {}}', "points: expected array, got object"),
    "no points": (b'{"points": []}', "it measured nothing; run the benchmarks again"),
    "a point is a number": (b'{"points": [3]}', "points[0]: expected object, got integer"),
    "the second point is null": (
        b'{"points": [' + ONE.encode() + b", null]}",
        "points[1]: expected object, got null",
    ),
    "a point without name": (
        with_point('"scenario": "a"'),
        "points[0]: object missing required field name",
    ),
    "a point without scenario": (
        with_point('"name": "a"'),
        "point 'a': object missing required field scenario",
    ),
    "an empty name": (with_point('"name": "", "scenario": "a"'), "points[0]: name: is empty"),
    "a number as name": (
        with_point('"name": 7, "scenario": "a"'),
        "points[0]: name: expected string, got integer",
    ),
    "a number as scenario": (
        with_point('"name": "a", "scenario": 7'),
        "point 'a': scenario: expected string, got integer",
    ),
    "a number as machine of a point": (
        with_point('"name": "a", "scenario": "a", "machine": 7'),
        "point 'a': machine: expected string or null, got integer",
    ),
    "a number as source": (
        with_point('"name": "a", "scenario": "a", "source": 7'),
        "point 'a': source: expected string or null, got integer",
    ),
    "a list as tags": (
        with_point('"name": "a", "scenario": "a", "tags": ["x"]'),
        "point 'a': tags: expected object, got array",
    ),
    "a nested tag": (
        with_point('"name": "a", "scenario": "a", "tags": {"x": {"y": "z"}}'),
        "point 'a': tags: expected string, got object",
    ),
    "a number as tag": (
        with_point('"name": "a", "scenario": "a", "tags": {"x": 1}'),
        "point 'a': tags: expected string, got integer",
    ),
    "a boolean as tag": (
        with_point('"name": "a", "scenario": "a", "tags": {"x": true}'),
        "point 'a': tags: expected string, got boolean",
    ),
    "a list as metrics": (
        with_point('"name": "a", "scenario": "a", "metrics": []'),
        "point 'a': metrics: expected object, got array",
    ),
    "a metric with an empty name": (
        with_point('"name": "a", "scenario": "a", "metrics": {"": {"value": 1}}'),
        "point 'a': metrics: is empty",
    ),
    "a metric is a number": (
        with_metric("1"),
        "point 'a', metric 't': expected object, got integer",
    ),
    "a benchmark twice": (
        ('{"points": [' + ONE + "," + ONE + "]}").encode(),
        "points: two points are 'a' with tags {}",
    ),
    "a name of 1 MB, twice": (
        json.dumps(
            {"points": [{"name": contents.MEGABYTE, "scenario": "a", "metrics": {}}] * 2}
        ).encode(),
        "points: two points are 'yyy…",
    ),
    "a number as commit": (
        with_header('"commit": 7'),
        "commit: expected string or null, got integer",
    ),
    "a list as branch": (with_header('"branch": []'), "branch: expected string or null, got array"),
    "an empty commit": (with_header('"commit": ""'), "commit: is empty"),
    "a number as suite": (with_header('"suite": 7'), "suite: expected string, got integer"),
    "an empty suite": (with_header('"suite": ""'), "suite: is empty"),
    "a text as failed": (
        with_header('"metadata": {"failed": "CV-1/large"}'),
        "metadata: failed: expected names with reasons, or a list of names, got 'CV-1/large' (str)",
    ),
    "a number among the failed": (
        with_header('"metadata": {"failed": ["a", 7]}'),
        "metadata: failed: expected names with reasons, or a list of names, got ['a', 7] (list)",
    ),
    "true as skipped": (
        with_header('"metadata": {"skipped": true}'),
        "metadata: skipped: expected names with reasons, or a list of names, got True (bool)",
    ),
    "a number as the run that was measured again": (
        with_header('"metadata": {"attempt_of": 7}'),
        "metadata: attempt_of: expected a string, got 7 (int)",
    ),
    "an object as machine": (
        with_header('"machine": {}'),
        "machine: expected string or null, got object",
    ),
    "a list as environment": (
        with_header('"environment": []'),
        "environment: expected object, got array",
    ),
    "NaN in the environment": (
        with_header('"environment": {"x": NaN}'),
        "environment: x: expected a finite number, got nan",
    ),
    "1e999 in metadata": (
        with_header('"metadata": {"x": [1e999]}'),
        "metadata: x: expected a finite number, got inf",
    ),
    "a string as metadata": (
        with_header('"metadata": "x"'),
        "metadata: expected object, got string",
    ),
    "an unknown kind": (
        with_header('"kind": "x"'),
        "kind: expected one of run, ab, import, got 'x'",
    ),
    "a number as kind": (with_header('"kind": 1'), "kind: expected string, got integer"),
    "a newer schema": (
        with_header('"schema": 2'),
        "schema 2 is not 1, the one this version reads: upgrade calibrax",
    ),
    "a schema of text": (with_header('"schema": "1"'), "schema: expected a number, got '1'"),
    "a number as time": (
        with_header('"timestamp": 7'),
        "timestamp: expected datetime, got integer",
    ),
    "a month out of range": (
        with_header('"timestamp": "2026-13-45T00:00:00Z"'),
        "timestamp: invalid RFC3339 encoded datetime: write it as 2026-01-02T03:04:05Z",
    ),
    "a day that is not there": (
        with_header('"timestamp": "2026-02-29T00:00:00Z"'),
        "timestamp: invalid RFC3339 encoded datetime: write it as 2026-01-02T03:04:05Z",
    ),
    "a time in words": (
        with_header('"timestamp": "yesterday"'),
        "timestamp: invalid RFC3339 encoded datetime: write it as 2026-01-02T03:04:05Z",
    ),
    "a year 0": (
        with_header('"timestamp": "0000-01-01T00:00:00Z"'),
        "timestamp: invalid RFC3339 encoded datetime: write it as 2026-01-02T03:04:05Z",
    ),
    "a year before 1 in UTC": (
        with_header('"timestamp": "0001-01-01T00:00:00+14:00"'),
        "timestamp: 0001-01-01T00:00:00+14:00 is out of range in UTC",
    ),
    "a year after 9999 in UTC": (
        with_header('"timestamp": "9999-12-31T23:59:59-01:00"'),
        "timestamp: 9999-12-31T23:59:59-01:00 is out of range in UTC",
    ),
    "a list as metric_defs": (
        with_header('"metric_defs": []'),
        "metric_defs: expected object, got array",
    ),
    "an unknown direction": (
        with_header('"metric_defs": {"t": {"name": "t", "unit": "s", "direction": "up"}}'),
        "metric_defs 't': direction: expected one of higher, lower, info, got 'up'",
    ),
    "an unknown priority": (
        with_header('"metric_defs": {"t": {"name": "t", "unit": "s", "priority": "top"}}'),
        "metric_defs 't': priority: expected one of primary, secondary, got 'top'",
    ),
    "a number as unit": (
        with_header('"metric_defs": {"t": {"name": "t", "unit": 1}}'),
        "metric_defs 't': unit: expected string, got integer",
    ),
    "a definition of another name": (
        with_header('"metric_defs": {"t": {"name": "u", "unit": "s", "direction": "lower"}}'),
        "metric_defs: 't' … 'u'",
    ),
}


def ingest(name: str, content: Content, message: str) -> Case:
    """Return the ingest of a file that is refused."""
    words = ("ingest", "--input", "in.json")
    return Case(f"run: {name}", words, 4, [f"Error: {message}"], {"in.json": content}, stored=True)


def refused(name: str, content: bytes, reason: str) -> Case:
    """Return the ingest of a run in which a place is refused."""
    return ingest(name, content, f"in.json [calibrax]: {reason}")


CASES = [
    *(ingest(name, *row) for name, row in WHOLE.items()),
    *(refused(name, *row) for name, row in FIELDS.items()),
]
