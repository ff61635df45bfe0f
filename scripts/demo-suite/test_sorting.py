"""The demo's benchmarks: merging sorted lists and counting words.

``DEMO_MERGE`` picks how lists are merged; ``DEMO_REPEAT=3`` makes counting do its work three times,
a real slowdown.
"""

import heapq
import os
import random
from collections import Counter
from collections.abc import Callable
from itertools import chain
from typing import Any

Lists = list[list[float]]


def merge_by_sorting(lists: Lists) -> list[float]:
    return sorted(chain.from_iterable(lists))


def merge_by_heap(lists: Lists) -> list[float]:
    return list(heapq.merge(*lists))


MERGES: dict[str, Callable[[Lists], list[float]]] = {
    "sorted": merge_by_sorting,
    "heapq": merge_by_heap,
}
CHANCE = random.Random(7)
LISTS = [sorted(CHANCE.random() for _ in range(500)) for _ in range(8)]
WORDS = [f"word{CHANCE.randrange(900)}" for _ in range(20_000)]


def count_words() -> Counter[str]:
    counts: Counter[str] = Counter()
    for _ in range(int(os.environ.get("DEMO_REPEAT", "1"))):
        counts = Counter(WORDS)
    return counts


def test_merge(benchmark: Any) -> None:
    merge = MERGES[os.environ.get("DEMO_MERGE", "sorted")]
    assert benchmark(merge, LISTS)[0] == min(map(min, LISTS))


def test_count_words(benchmark: Any) -> None:
    assert benchmark(count_words).total() == len(WORDS)
