"""What other tools wrote: each reader meets another shape, no numbers, and nothing measured.

In a tool's own file NaN and infinities say that a benchmark failed.
"""

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case, Content

_FAILED = "every benchmark in it failed (a); run the benchmarks again"

_PYTEST = b'{"benchmarks": %s, "machine_info": {}, "commit_info": {}}'
_PYPERF = b'{"version": "1.0", "benchmarks": [{"runs": %s, "metadata": {"name": "a"}}]}'
_HYPERFINE = b'{"results": [{"command": %s, "user": 1, "system": 0}]}'
_GOOGLE = b'{"context": {"date": null, "num_cpus": 1, "mhz_per_cpu": 1}, "benchmarks": %s}'
_GOOGLE_ROW = (
    _GOOGLE % b'[{"name": "a", "run_type": "iteration", "real_time": %s, "cpu_time": 1, '
    b'"time_unit": "%s", "iterations": 1}]'
)
_JMH = b'[{"benchmark": %s, "mode": "thrpt", "primaryMetric": {"score": %s, "scoreUnit": "ops/s"}}]'
_DOTNET = b'{"HostEnvironmentInfo": {}, "Benchmarks": %s}'
_ACTION = b'[{"name": "a", "unit": %s, "value": %s}]'
_LM_EVAL = b'{"results": %s, "configs": {}, "versions": {}, "n-shot": {}}'
_TINYBENCH = b'[{"name": %s, "result": {"latency": {"mean": %s}}}]'
_MITATA = b'{"layout": [], "benchmarks": %s, "context": {}}'
_VITEST = b'{"files": [{"filepath": "/a", "groups": %s}]}'
_BENCHER = b'{"a": {"latency": {"value": %s}}}'
_CATCH2 = (
    b'<?xml version="1.0"?>\n<Catch2TestRun name="a"><TestCase name="t">'
    b'<BenchmarkResults name="b" samples="1"><mean value="%s" lowerBound="1" upperBound="1"/>'
    b"</BenchmarkResults></TestCase></Catch2TestRun>\n"
)

INSISTED: dict[str, list[tuple[Content, str]]] = {
    "pytest-benchmark": [
        (_PYTEST % b"{}", "benchmarks: expected a list, got {} (dict)"),
        (_PYTEST % b"[3]", "benchmarks[0]: …3 (int)"),
        (
            _PYTEST % b'[{"name": 7, "stats": {}}]',
            "benchmarks[0]: fullname: expected a name, got None (NoneType)",
        ),
        (
            _PYTEST % b'[{"name": "a", "fullname": "a", "stats": {"data": ["y"]}}]',
            "a: stats: data: expected a number, got 'y' (str)",
        ),
        (
            _PYTEST % b'[{"name": "a", "fullname": "a", "stats": {"median": NaN, "data": [NaN]}}]',
            _FAILED,
        ),
        (_PYTEST % b"[]", "it measured nothing; run the benchmarks again"),
    ],
    "pyperf": [
        (_PYPERF % b"3", "a: runs: expected a list, got 3 (int)"),
        (_PYPERF % b'[{"values": ["x"]}]', "a: values: expected a number, got 'x' (str)"),
        (_PYPERF % b'[{"values": [1e999]}]', _FAILED),
        (
            (_PYPERF % b'[{"values": [1]}]').replace(b'"1.0"', b'"9.0"'),
            "version: the versions '1.0' and 6 of pyperf's files are read, not '9.0' (str)",
        ),
    ],
    "hyperfine": [
        (_HYPERFINE % b'7, "mean": 1', "results[0]: command: expected a name, got 7 (int)"),
        (
            _HYPERFINE % b'"a", "mean": 1, "times": [true]',
            "a: times: expected a number, got True (bool)",
        ),
        (_HYPERFINE % b'"a", "mean": NaN, "times": [NaN]', _FAILED),
    ],
    "google-benchmark": [
        (_GOOGLE % b"3", "benchmarks: expected a list, got 3 (int)"),
        (_GOOGLE_ROW % (b'"x"', b"ns"), "a: real_time: expected a number, got 'x' (str)"),
        (_GOOGLE_ROW % (b"1", b"weeks"), "a: time_unit 'weeks' (str): expected ns, us, ms, s"),
    ],
    "jmh": [
        (_JMH % (b"3", b"1"), "[0]: benchmark: expected a name, got 3 (int)"),
        (_JMH % (b'"a.b"', b'"x"'), "a.b(mode=thrpt): score: expected a number, got 'x' (str)"),
        (
            _JMH % (b'"a.b"', b'"NaN"'),
            "every benchmark in it failed (a.b(mode=thrpt)); run the benchmarks again",
        ),
    ],
    "benchmarkdotnet": [
        (_DOTNET % b"{}", "Benchmarks: expected a list, got {} (dict)"),
        (_DOTNET % b'[{"FullName": "a", "Method": "a", "Statistics": null}]', _FAILED),
        (
            _DOTNET % b'[{"FullName": "a", "Method": "a", "Statistics": {"Median": "x"}}]',
            "a: Statistics: Median: expected a number, got 'x' (str)",
        ),
    ],
    "github-action-benchmark": [
        (_ACTION % (b'"ns"', b"[]"), "[0] 'a': value: expected a number, got [] (list)"),
        (_ACTION % (b"3", b"1"), "[0] 'a': unit: expected a text, got 3 (int)"),
        (
            b"[" + (_ACTION % (b'"ns"', b"1"))[1:-1] + b"," + (_ACTION % (b'"ns"', b"2"))[1:],
            "[0] and [1] are both the 'time' of 'a'; give one of them another name",
        ),
    ],
    "customBiggerIsBetter": [
        (_ACTION % (b'"x"', b'"much"'), "[0] 'a': value: 'much' is no number"),
        (_ACTION % (b'"x"', b"1e999"), _FAILED),
    ],
    "customSmallerIsBetter": [(_ACTION % (b'"x"', b"NaN"), _FAILED)],
    "lm-eval": [
        (_LM_EVAL % b"[]", "results: expected an object, got [] (list)"),
        (_LM_EVAL % b'{"a": {"acc,none": NaN}}', _FAILED),
    ],
    "tinybench": [
        (_TINYBENCH % (b"1", b"1"), "[0]: name: expected a name, got 1 (int)"),
        (_TINYBENCH % (b'"a"', b'"x"'), "a: latency: mean: expected a number, got 'x' (str)"),
    ],
    "mitata": [
        (_MITATA % b"1", "benchmarks: expected a list, got 1 (int)"),
        (_MITATA % b'[{"alias": "a", "group": 4, "runs": []}]', "a: group: the layout has no …"),
    ],
    "vitest": [
        (_VITEST % b"1", "files[0]: groups: expected a list, got 1 (int)"),
        (
            _VITEST % b'[{"fullName": "g", "benchmarks": [{"name": "a", "mean": "x"}]}]',
            "g > a: mean: expected a number, got 'x' (str)",
        ),
    ],
    "bencher": [
        (_BENCHER % b'"x"', "'a': 'latency': value: expected a number, got 'x' (str)"),
        (_BENCHER % b"NaN", _FAILED),
    ],
    "go": [
        (
            b"BenchmarkA\t5000000\t1e999 ns/op\n",
            "every benchmark in it failed (BenchmarkA); run the benchmarks again",
        ),
        (b"ok  \texample.com/a\t0.1s\n", "it measured nothing; run the benchmarks again"),
    ],
    "cargo-bench": [
        (
            b"test a ... bench:         x ns/iter (+/- 24)\n",
            "line 1: 'x ns/iter (+/- 24)' is no result of cargo bench; …",
        ),
    ],
    "criterion-text": [
        (
            b"fib 10                  time:   [x ns 474.84 ns 491.94 ns]\n",
            "line 1: [x ns 474.84 ns 491.94 ns]: not a number",
        ),
    ],
    "benchmark.js": [
        ("a x NaN ops/sec ±1.00% (5 runs sampled)\n".encode(), _FAILED),
        (b"a: Error: broken\n", _FAILED),
    ],
    "catch2": [
        (_CATCH2 % b"x", "b: mean: value: expected a number, got 'x' (str)"),
        ((_CATCH2 % b"1")[:-9], "not XML: …: line 2, column …"),
        (
            b'<!DOCTYPE a [<!ENTITY b "c">]>\n<Catch2TestRun name="a">&b;</Catch2TestRun>\n',
            "it declares a document type, which Catch2 never does",
        ),
        (b"<a>" * 100_000, "the root is 'a', not Catch2TestRun"),
    ],
}

FOLDERS = ("asv", "criterion")
JSON = ("pytest-benchmark", "pyperf", "hyperfine", "jmh", "lm-eval", "mitata", "bencher")
TEXT = ("go", "cargo-bench", "criterion-text", "benchmark.js")

_COLUMNS = b"""formats:
  - name: mine
    type: csv
    benchmark: name
    timestamp: when
    metrics: [{column: time, metric: time, unit: s, direction: lower}]
"""

TABLES: dict[str, tuple[bytes, str]] = {
    "no such column": (
        b"name,tme,when\na,1,\n",
        "no column 'time' in the header; did you mean 'tme'?",
    ),
    "text as number": (
        b"name,time,when\na,fast,\n",
        "line 2: time: 'fast' is no number; leave the cell empty where none is known",
    ),
    "another count of cells": (
        b"name,time,when\na,1,2026-01-02,4\n",
        "line 2: 4 cells under a header of 3; …",
    ),
    "a quote that is open": (b'name,time,when\n"a,1,\n', "line 2: not CSV: unexpected end of data"),
    "a day out of range": (
        b"name,time,when\na,1,2026-02-30\n",
        "line 2: when: '2026-02-30' (str) is no ISO 8601 time",
    ),
    "nothing": (b"name,time,when\n", "it measured nothing; run the benchmarks again"),
}


def _ingest(name: str, format: str, content: Content, says: str) -> Case:
    words = ("ingest", "--input", "in.json", "--format", format)
    return Case(name, words, 4, [f"Error: in.json{says}"], {"in.json": content}, stored=True)


CASES = [
    *(
        _ingest(f"{format} {place}", format, content, f" [{format}]: {says}")
        for format, rows in INSISTED.items()
        for place, (content, says) in enumerate(rows)
    ),
    *(
        _ingest(f"{format}: {name}", format, content, says)
        for format in JSON
        for name, content, says in (
            ("empty", b"", ": the file is empty"),
            ("truncated", b'{"a": [', ": not JSON: … at line 1 column 8"),
            ("100,000 lists", contents.DEEP, ": nested too deeply"),
            ("a key twice", b'{"a": 1, "a": 2}', ": the key 'a' stands twice at the top level"),
        )
    ),
    *(
        _ingest(f"{format}: {name}", format, content, says)
        for format in TEXT
        for name, content, says in (
            ("empty", b"", f" [{format}]: it measured nothing; run the benchmarks again"),
            ("binary", contents.BINARY, ": not UTF-8: byte 0x80 at 128"),
            ("UTF-16", contents.utf16(b"x"), ": is UTF-16 and not UTF-8; …"),
        )
    ),
    *(
        _ingest(
            f"{format}: a file",
            format,
            b"{}",
            f": is one file, and the format {format} needs the …",
        )
        for format in FOLDERS
    ),
    _ingest("catch2: binary", "catch2", contents.BINARY, ": not UTF-8: byte 0x80 at 128"),
    _ingest("an unknown format", "x", b"{}", "")._replace(code=2, err=["Error: no format 'x'; …"]),
    *(
        _ingest(f"table: {name}", "mine", content, f" [mine]: {says}")._replace(
            files={"in.json": content, "calibrax.yml": _COLUMNS}
        )
        for name, (content, says) in TABLES.items()
    ),
    Case(
        "a history that is cut short",
        ("import", "github-action-benchmark", "data.js"),
        4,
        ["Error: data.js: not JSON: … at line 1 column 14; name the file …"],
        {"data.js": b'window.BENCHMARK_DATA = {"entries": {'},
        stored=True,
    ),
    Case(
        "a history of another shape",
        ("import", "github-action-benchmark", "data.js"),
        4,
        ["Error: data.js [github-action-benchmark]: entries: expected an object, got [] (list)"],
        {"data.js": b'window.BENCHMARK_DATA = {"entries": []}'},
        stored=True,
    ),
    Case(
        "a history that is no folder",
        ("import", "asv", "data.js"),
        4,
        ["Error: data.js: is a file, and asv keeps its history in a folder; …"],
        {"data.js": b"{}"},
        stored=True,
    ),
    Case(
        "an attempt, truncated",
        ("check", "--attempt", "in.json"),
        4,
        ["Error: in.json: not JSON: … at line 1 column 8; calibrax formats lists what is read"],
        {"in.json": b'{"a": ['},
        stored=True,
    ),
    Case(
        "an attempt that measured something else",
        ("check", "--attempt", "in.json"),
        4,
        ["Error: in.json: holds no benchmark of run a3; give a file that measured them again"],
        {"in.json": b'{"points": [{"name":"x","scenario":"x","metrics":{"t":{"value":1}}}]}'},
        stored=True,
    ),
    Case(
        "against a file, truncated",
        ("check", "--against", "in.json"),
        4,
        ["Error: in.json: not JSON: … at line 1 column 8; calibrax formats lists what is read"],
        {"in.json": b'{"a": ['},
        stored=True,
    ),
    Case(
        "against a pipe",
        ("check", "--against", "in.json"),
        4,
        ["Error: in.json: is no regular file"],
        {"in.json": contents.pipe},
        stored=True,
    ),
]
