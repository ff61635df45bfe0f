"""The least that makes a document one of a format, for each format of files."""

MINIMAL = {
    "calibrax": b'{"points": []}',
    "pytest-benchmark": b'{"benchmarks": [], "machine_info": {}, "commit_info": {}}',
    "pyperf": b'{"version": "1.0", "benchmarks": [{"runs": []}]}',
    "google-benchmark": (
        b'{"context": {"date": null, "num_cpus": 1, "mhz_per_cpu": 1}, "benchmarks": []}'
    ),
    "cargo-bench": b"test a ... bench:         135 ns/iter (+/- 24)\n",
    "benchmark.js": "a x 10 ops/sec ±1.00% (5 runs sampled)\n".encode(),
    "github-action-benchmark": b'[{"name": "a", "unit": "ns", "value": 1}]',
}

STATED = {
    "customBiggerIsBetter": "github-action-benchmark",
    "customSmallerIsBetter": "github-action-benchmark",
    "mitata": b'{"layout": [], "benchmarks": [], "context": {}}',
}
"""The formats that no content tells, only the user, and the format whose files they read."""
