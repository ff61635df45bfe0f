"""Small work for the processor and the memory, timed: ``workloads.py OUTPUT NAME...``.

Writes a run of calibrax, with five durations of each of the named benchmarks. It imports nothing
of ours, so that it can be copied into any repository.
"""

import hashlib
import json
import random
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

REPEATS = 5


def main(output: str, *names: str) -> None:
    """Time the named benchmarks, one after the other."""
    points = [
        {
            "name": name,
            "scenario": name,
            "metrics": {"time": {"value": min(samples), "samples": samples}},
        }
        for name in names
        for samples in [durations(WORKLOADS[name]())]
    ]
    definition = {"name": "time", "unit": "s", "direction": "lower"}
    run = {"points": points, "metric_defs": {"time": definition}}
    Path(output).write_text(json.dumps(run), encoding="utf-8")


def durations(work: Callable[[], object]) -> list[float]:
    """Return how many seconds the same work takes each time."""
    taken = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return taken


def _sort() -> Callable[[], object]:
    values = random.Random(1).sample(range(20_000), 20_000)
    return lambda: sorted(values)


def _json() -> Callable[[], object]:
    rows = [{"name": f"row {place}", "values": [place, place / 7]} for place in range(2_000)]
    return lambda: json.loads(json.dumps(rows))


def _loop() -> Callable[[], object]:
    def count() -> int:
        total = 0
        for place in range(100_000):
            total += place & 7
        return total

    return count


def _alloc() -> Callable[[], object]:
    return lambda: [[place] for place in range(30_000)]


def _hash() -> Callable[[], object]:
    block = bytes(4_000_000)
    return lambda: hashlib.sha256(block).digest()


def _compress() -> Callable[[], object]:
    text = b"".join(b"line %d of a log\n" % place for place in range(40_000))
    return lambda: zlib.compress(text)


def _copy() -> Callable[[], object]:
    block = bytearray(16_000_000)
    return lambda: bytes(block)


def _lookup() -> Callable[[], object]:
    table = {place: place for place in range(200_000)}
    keys = [place * 7919 % 200_000 for place in range(40_000)]
    return lambda: sum(table[key] for key in keys)


WORKLOADS: dict[str, Callable[[], Callable[[], object]]] = {
    "sort": _sort,
    "json": _json,
    "loop": _loop,
    "alloc": _alloc,
    "hash": _hash,
    "compress": _compress,
    "copy": _copy,
    "lookup": _lookup,
}
"""What prepares each benchmark, and returns the work that is timed."""


if __name__ == "__main__":
    main(*sys.argv[1:])
