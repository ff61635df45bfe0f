"""The differences of every pair of two samples, in order: n x m of them, from n + m values."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

WRITTEN_DOWN = 10_000
"""Pairs up to which all are sorted: that takes less than cutting off more of them."""


def differences_at(
    before: Sequence[float], after: Sequence[float], places: Sequence[int]
) -> list[float]:
    """Return the differences ``after[j] - before[i]`` at these places of their ascending order.

    A place is from 0 to ``len(before) * len(after) - 1``.
    """
    rows, columns = sorted(before), sorted(after)
    low, high = [0] * len(rows), [len(columns)] * len(rows)
    found = dict(_select(rows, columns, sorted(set(places)), low, high))
    return [found[place] for place in places]


def _select(
    before: Sequence[float],
    after: Sequence[float],
    places: Sequence[int],
    low: Sequence[int],
    high: Sequence[int],
) -> Iterator[tuple[int, float]]:
    """Yield places, which ascend, and their differences, of samples that are sorted.

    Each value of ``before`` has a row of ascending differences; those at the places are among the
    ones from ``low`` to ``high`` of each row.

    Source: D. Johnson and T. Mizoguchi, Selecting the Kth Element in X + Y (1978): by comparison
    with a pivot, a quarter or more of the candidates are cut off the rows' ends.
    """
    if not places:
        return
    cut = sum(low)
    if sum(high) - cut <= WRITTEN_DOWN:
        rows = zip(before, low, high, strict=True)
        ordered = sorted(later - value for value, first, end in rows for later in after[first:end])
        yield from ((place, ordered[place - cut]) for place in places)
        return
    pivot = _pivot(before, after, low, high)
    below, up_to = _counts(before, after, pivot)
    start, end = bisect_left(places, sum(below)), bisect_left(places, sum(up_to))
    yield from _select(before, after, places[:start], low, below)
    yield from ((place, pivot) for place in places[start:end])
    yield from _select(before, after, places[end:], up_to, high)


def _pivot(
    before: Sequence[float], after: Sequence[float], low: Sequence[int], high: Sequence[int]
) -> float:
    """Return the median of the rows' middle candidates, each counted as often as its row has."""
    middles = sorted(
        (after[(first + end) // 2] - value, end - first)
        for value, first, end in zip(before, low, high, strict=True)
        if first < end
    )
    reached = list(accumulate(weight for _, weight in middles))
    return middles[bisect_left(reached, reached[-1] / 2)][0]


def _counts(
    before: Sequence[float], after: Sequence[float], pivot: float
) -> tuple[list[int], list[int]]:
    """Return for each row how many differences are below the pivot, and how many up to it.

    Both rise from row to row, so that one walk along ``after`` is enough.
    """
    below, up_to, under, until, end = [], [], 0, 0, len(after)
    for value in before:
        while under < end and after[under] - value < pivot:
            under += 1
        while until < end and after[until] - value <= pivot:
            until += 1
        below.append(under)
        up_to.append(until)
    return below, up_to
