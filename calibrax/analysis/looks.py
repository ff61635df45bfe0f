"""When an interleaved measurement is looked at, and what of the error each look may spend.

Who looks at a measurement while it goes on, and stops when it pleases, finds a difference sooner or
later. So each look has a share of the error, and its p-value is divided by that share: a weighted
Bonferroni test.
"""

from collections.abc import Sequence
from itertools import takewhile

import msgspec


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A look at the first ``rounds`` rounds, and its share of the error."""

    rounds: int
    weight: float


LOOKS = (
    Look(rounds=6, weight=0.0894),
    Look(rounds=12, weight=0.1635),
    Look(rounds=20, weight=0.2913),
    Look(rounds=30, weight=0.4557),
)
"""The looks at a measurement that ends as soon as all is settled."""

ADDED = LOOKS[-1].weight
"""The share of a look at rounds that were added to a measurement later."""


AT_ONCE = 0.5
"""The share of a single look: with all of it, real suites of 8 alarmed falsely in up to 3%."""


def fixed(rounds: int) -> tuple[Look, ...]:
    """Return the only look at a fixed number of rounds.

    Raises:
        ValueError: there are none.
    """
    if rounds < 1:
        raise ValueError(f"rounds: expected 1 or more, got {rounds}")
    return (Look(rounds=rounds, weight=AT_ONCE),)


def ended(looks: Sequence[Look], rounds: int) -> tuple[Look, ...]:
    """Return the looks at a measurement that ends after so many rounds, as when its time is up.

    The last one is at the end, and has the share of all that there will not be: nothing that was
    measured decided on the end.

    Raises:
        ValueError: there are no rounds.
    """
    before = tuple(takewhile(lambda look: look.rounds < rounds, looks))
    left = sum(look.weight for look in looks[len(before) :])
    if rounds < 1:
        raise ValueError(f"rounds: expected 1 or more, got {rounds}")
    return (*before, Look(rounds=rounds, weight=left)) if left else before


def continued(looks: Sequence[Look], rounds: int) -> tuple[Look, ...]:
    """Return the looks at a measurement to which so many rounds are added.

    The new look has the share that is left, and where none is one of its own: a measurement that
    was continued once after its end alarms falsely with at most 1.46 times the chance of one that
    was not.
    """
    left = 1.0 - sum(look.weight for look in looks)
    return (*looks, Look(rounds=looks[-1].rounds + rounds, weight=max(left, ADDED)))
