"""The order of an interleaved A/B: which side of each round runs first."""

import random
from collections.abc import Iterable
from typing import Literal

Side = Literal["base", "head"]
Round = tuple[Side, Side]

BASE_FIRST: Round = ("base", "head")
HEAD_FIRST: Round = ("head", "base")

SEGMENTS = (6, 6, 8, 10)
"""Rounds between one look at the results and the next: looks after 6, 12, 20 and 30."""


def order(seed: int, segments: Iterable[int] = SEGMENTS) -> tuple[Round, ...]:
    """Return the rounds of all segments, random and as often base first as head first in each.

    A segment of an odd number has one more of either. The same seed gives the same order.

    Plain turns (ABAB) would let a disadvantage of the second process of a round pass for a change.
    """
    draw = random.Random(seed)
    return tuple(each for rounds in segments for each in _balanced(draw, rounds))


def _balanced(draw: random.Random, rounds: int) -> list[Round]:
    more = draw.choice((BASE_FIRST, HEAD_FIRST))
    segment = [BASE_FIRST, HEAD_FIRST] * (rounds // 2) + [more] * (rounds % 2)
    draw.shuffle(segment)
    return segment
