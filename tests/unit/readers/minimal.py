"""The least that makes a document one of a format, for each format of files."""

MINIMAL = {
    "calibrax": b'{"points": []}',
    "pytest-benchmark": b'{"benchmarks": [], "machine_info": {}, "commit_info": {}}',
    "pyperf": b'{"version": "1.0", "benchmarks": [{"runs": []}]}',
    "hyperfine": b'{"results": [{"command": "a", "mean": 1, "user": 1, "system": 0}]}',
    "lm-eval": b'{"results": {}, "configs": {}, "versions": {}, "n-shot": {}}',
    "google-benchmark": (
        b'{"context": {"date": null, "num_cpus": 1, "mhz_per_cpu": 1}, "benchmarks": []}'
    ),
    "go": b"BenchmarkFib10-8    	5000000	       325 ns/op\n",
    "cargo-bench": b"test a ... bench:         135 ns/iter (+/- 24)\n",
    "criterion-text": b"fib 10                  time:   [461.99 ns 474.84 ns 491.94 ns]\n",
    "benchmark.js": "a x 10 ops/sec ±1.00% (5 runs sampled)\n".encode(),
    "benchmarkdotnet": b'{"HostEnvironmentInfo": {}, "Benchmarks": []}',
    "jmh": b'[{"benchmark": "a", "mode": "thrpt", "primaryMetric": {}}]',
    "catch2": b'<?xml version="1.0" encoding="UTF-8"?>\n<Catch2TestRun name="a"></Catch2TestRun>\n',
    "bencher": b'{"a": {"latency": {"value": 1}}}',
    "github-action-benchmark": b'[{"name": "a", "unit": "ns", "value": 1}]',
    "mitata": b'{"layout": [], "benchmarks": [], "context": {}}',
    "tinybench": b'[{"name": "a", "result": {"latency": {}}}]',
    "vitest": b'{"files": [{"filepath": "/a", "groups": []}]}',
}

STATED = {
    "customBiggerIsBetter": "github-action-benchmark",
    "customSmallerIsBetter": "github-action-benchmark",
}
"""The formats that no content tells, only the user, and the format whose files they read."""
