"""The least that makes a document one of a format, for each format of files."""

MINIMAL = {
    "calibrax": b'{"points": []}',
    "pytest-benchmark": b'{"benchmarks": [], "machine_info": {}, "commit_info": {}}',
    "benchmark.js": "a x 10 ops/sec ±1.00% (5 runs sampled)\n".encode(),
}
