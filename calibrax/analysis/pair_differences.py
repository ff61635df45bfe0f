"""The differences of every pair of two samples, in order: n x m of them, from n + m values."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

WRITTEN_DOWN = 50_000
"""Pairs up to which all are sorted; that many take milliseconds, those of 10,000 a side all the
memory of a machine."""


def differences_at(
    before: Sequence[float], after: Sequence[float], places: Sequence[int]
) -> list[float]:
    """Return the differences ``after[j] - before[i]`` at these places of their ascending order.

    A place is from 0 to ``len(before) * len(after) - 1``.
    """
    if len(before) * len(after) <= WRITTEN_DOWN:
        ordered = sorted([later - earlier for later in after for earlier in before])
        return [ordered[place] for place in places]
    rows, columns = sorted(before), sorted(after)
    return [_select(rows, columns, place) for place in places]


def _select(before: Sequence[float], after: Sequence[float], place: int) -> float:
    """Return the difference at ``place`` of samples that are sorted.

    Source: D. Johnson and T. Mizoguchi, Selecting the Kth Element in X + Y (1978): each value of
    ``before`` has a row of ascending differences; by comparison with a pivot, a quarter or more of
    the candidates are cut off the rows' ends, until the pivot is the one.
    """
    low, high = [0] * len(before), [len(after)] * len(before)
    while True:
        pivot = _pivot(before, after, low, high)
        below, up_to = _counts(before, after, pivot)
        if place < sum(below):
            high = below
        elif place >= sum(up_to):
            low = up_to
        else:
            return pivot


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
