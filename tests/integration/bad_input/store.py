"""The files of a store: runs, baselines and their log, read by the verbs that look at them."""

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case, Content

RUNS = "benchmark-data/runs/"
A0 = RUNS + "20260102T120000.000000Z_a0.json"
A1 = RUNS + "20260102T130000.000000Z_a1.json"
A3 = RUNS + "20260102T150000.000000Z_a3.json"
BASELINE = "benchmark-data/baselines/main.json"
LOG = "benchmark-data/baselines/log.jsonl"
EXPORTS = "benchmark-data/exports.json"


def run(header: str = "", point: str = "", id: str = "a1") -> bytes:
    """Return a stored run with a field more, or another one, in its header or its only point."""
    fields = header or f'"id":"{id}","timestamp":"2026-01-02T13:00:00Z","branch":"main"'
    one = point or '{"name":"sort","scenario":"sort","metrics":{"t":{"value":100.0}}}'
    definitions = '"metric_defs":{"t":{"name":"t","unit":"ms","direction":"lower"}}'
    return f'{{"schema":1,{fields},{definitions},"points":[\n{one}\n]}}\n'.encode()


GOOD = run()

OUT_OF_RANGE = "a time out of range in UTC"

UNREADABLE: dict[str, tuple[Content, str]] = {
    "empty": (b"", "the file is empty"),
    "truncated in the header": (GOOD[:40], "not JSON: Unterminated string starting at line 1 …"),
    "truncated after the header": (GOOD[: GOOD.index(b"\n") + 1], "not JSON: … at line 2 column 1"),
    "truncated in a point": (GOOD[:-12], "not JSON: Expecting value at line 2 column 58"),
    "binary": (contents.BINARY, "not UTF-8: byte 0x80 at 128"),
    "UTF-16": (contents.utf16(GOOD), "is UTF-16 and not UTF-8; …"),
    "gzip": (contents.packed(GOOD), "not UTF-8: byte 0x8b at 1"),
    "100,000 lists": (contents.DEEP, "nested too deeply"),
    "a list": (b"[]", "expected object, got array"),
    "a newer schema": (
        GOOD.replace(b'"schema":1', b'"schema":9'),
        "schema 9 is not 1, the one this version reads: upgrade calibrax",
    ),
    "NaN": (
        GOOD.replace(b"100.0", b"NaN"),
        "point 'sort', metric 't': value: …finite number, got nan",
    ),
    "1e999": (GOOD.replace(b"100.0", b"1e999"), "point 'sort', metric 't': value: …"),
    "text as value": (
        GOOD.replace(b"100.0", b'"1"'),
        "point 'sort', metric 't': value: expected float, got string",
    ),
    "a number as branch": (
        GOOD.replace(b'"main"', b"7"),
        "branch: expected string or null, got integer",
    ),
    "an unknown kind": (
        run('"id":"a1","timestamp":"2026-01-02T13:00:00Z","branch":"main","kind":"x"'),
        "kind: expected one of run, ab, import, got 'x'",
    ),
    "a day out of range": (
        GOOD.replace(b"01-02", b"02-30"),
        "timestamp: invalid RFC3339 encoded datetime: write it as 2026-01-02T03:04:05Z",
    ),
    OUT_OF_RANGE: (
        GOOD.replace(b"2026-01-02T13:00:00Z", b"9999-12-31T23:59:59-01:00"),
        "timestamp: 9999-12-31T23:59:59-01:00 is out of range in UTC",
    ),
    "a lone surrogate": (
        GOOD.replace(b'"sort"', b'"\\ud800"'),
        "points[0].name: '\\ud800' holds a lone surrogate",
    ),
    "a folder": (contents.folder, "cannot be read: Is a directory"),
    "a pipe": (contents.pipe, "cannot be read: it is a pipe and no file"),
    "a link out": (
        contents.link_out,
        "cannot be read: it is a symbolic link, and a store reads only its own files",
    ),
    "100 MB of NUL": (contents.large, "not JSON: Expecting value at line 1 column 1"),
}

BASELINES: dict[str, tuple[Content, str]] = {
    name: UNREADABLE[name]
    for name in (
        "empty",
        "truncated in a point",
        "binary",
        "100,000 lists",
        "a newer schema",
        "NaN",
        "a folder",
        "a pipe",
        "a link out",
    )
}

_LINE = b'{"time":"2026-01-02T15:00:00Z","name":"main","run":"a2","by":"human"}\n'

LINES: dict[str, tuple[Content, str]] = {
    "truncated": (_LINE[:30], ": line 1: Input data was truncated; mend or remove the line"),
    "the second line truncated": (_LINE + _LINE[:-9], ": line 2: …; mend or remove the line"),
    "text": (b"hello\n", ": line 1: …; mend or remove the line"),
    "binary": (contents.BINARY, ": line 1: …; mend or remove the line"),
    "a number as run": (
        _LINE.replace(b'"a2"', b"2"),
        ": line 1: …`$.run`; mend or remove the line",
    ),
    "an unknown hand": (
        _LINE.replace(b"human", b"x"),
        ": line 1: …`$.by`; mend or remove the line",
    ),
    "a day out of range": (
        _LINE.replace(b"01-02", b"01-32"),
        ": line 1: …`$.time`; mend or remove the line",
    ),
    "100,000 lists": (contents.DEEP, ": line 1: …; mend or remove the line"),
    "a folder": (contents.folder, ": cannot be read: Is a directory"),
    "a pipe": (contents.pipe, ": cannot be read: it is a pipe and no file"),
}

SENT: dict[str, tuple[Content, str]] = {
    "truncated": (b'{"schema": 1, "sent": [', "Input data was truncated"),
    "another schema": (b'{"schema": 2, "sent": []}', "schema 2 is not 1"),
    "a number as run": (
        b'{"schema": 1, "sent": [{"to": {"mode": "online", "project": "p"}, "runs": [1]}]}',
        "Expected `str`, got `int` - at `$.sent[0].runs[0]`",
    ),
    "100,000 lists": (contents.DEEP, "…"),
}


def _refused(name: str, words: str, file: str, content: Content, says: str) -> Case:
    """Return the case of a store in which one file is refused."""
    return Case(name, words.split(), 4, [f"Error: {file}{says}"], {file: content}, stored=True)


def _changed(field: str, old: bytes, new: bytes, out: str) -> Case:
    """Return the check of a run that defines its metric otherwise than the baseline."""
    newest = run('"id":"a3","timestamp":"2026-01-02T15:00:00Z","branch":"main"')
    files: dict[str, Content] = {A3: newest.replace(old, new)}
    return Case(f"a {field} that changed", ("check",), 3, [], files, stored=True, out=out)


CASES = [
    *(  # the run that is asked for
        _refused(f"the newest run: {name}", "check", A3, content, f": {says}")
        for name, (content, says) in UNREADABLE.items()
    ),
    *(
        _refused(
            f"the run of --run: {name}",
            "check --run a1",
            A1,
            UNREADABLE[name][0],
            f": {UNREADABLE[name][1]}",
        )
        for name in (
            "empty",
            "truncated in the header",
            "truncated in a point",
            OUT_OF_RANGE,
            "a pipe",
        )
    ),
    *(
        _refused(
            f"the run to become the baseline: {name}",
            "baseline --run a1",
            A1,
            UNREADABLE[name][0],
            f": {UNREADABLE[name][1]}",
        )
        for name in ("empty", "truncated in a point", "NaN")
    ),
    *(  # the baseline
        _refused(f"baseline: {name}", "check", BASELINE, content, f": {says}")
        for name, (content, says) in BASELINES.items()
    ),
    *(
        _refused(f"log of baselines: {name}", "baseline --auto", LOG, content, says)
        for name, (content, says) in LINES.items()
    ),
    *(
        _refused(
            f"exports.json: {name}",
            "export --all --project p",
            EXPORTS,
            content,
            f": {says}; remove the file, it only says which runs were exported",
        )._replace(environ={"WANDB_MODE": "offline"})
        for name, (content, says) in SENT.items()
    ),
    Case(
        "a file in the place of runs",
        ("check",),
        4,
        ["Error: benchmark-data/runs: cannot be read: Not a directory"],
        {"benchmark-data/runs": b"x"},
    ),
    Case(
        "a file in the place of the store",
        ("trend", "--metric", "t", "--point", "sort"),
        4,
        ["Error: benchmark-data: there is no such folder; …"],
        {"benchmark-data": b"x"},
    ),
    Case(
        "the id of a stored run with other content",
        ("ingest", "--input", "in.json"),
        4,
        [f"Error: {A1}: the run 'a1' is stored with other content; a stored run is never …"],
        {"in.json": GOOD.replace(b"100.0", b"101.0")},
        stored=True,
    ),
    _changed("unit", b'"ms"', b'"s"', "…invalid…unit…ms…s…"),
    _changed("direction", b'"lower"', b'"higher"', "…invalid…direction…lower…higher…"),
]
