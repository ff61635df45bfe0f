"""Compare two sides that were measured in turns on one machine."""

from collections.abc import Sequence

import msgspec

from calibrax.analysis.alignment import without_drift
from calibrax.analysis.hodges_lehmann import Shift, hodges_lehmann
from calibrax.analysis.looks import Look
from calibrax.analysis.rank_test import mann_whitney

ALPHA = 0.05
"""The chance of a false alarm, of all looks together, to either side."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What has been seen of a metric up to a look, on a scale on which larger is worse.

    ``shift`` is how far the head is from the base. ``worse`` and ``better`` are the one-sided
    p-values of the two directions, adjusted for the looks so far. ``noise`` is the standard
    deviation of a process, as its quartiles show it.
    """

    look: Look
    shift: Shift
    worse: float
    better: float
    noise: float
    drift_removed: bool


def seen_at(
    look: Look, base: Sequence[float], head: Sequence[float], earlier: Seen | None = None
) -> Seen:
    """Compare the rounds up to a look, one value a process in order of time.

    The two sides of a round are not paired: noise comes in spikes, and a spike spoils one of n
    values but a whole difference.

    Raises:
        ValueError: a side has fewer rounds than the look.
    """
    if min(len(base), len(head)) < look.rounds:
        raise ValueError(
            f"a look at {look.rounds} rounds, of which there are {len(base)} and {len(head)}"
        )
    sides = without_drift(base[: look.rounds], head[: look.rounds])
    worse = mann_whitney(sides.base, sides.head).p / look.weight
    better = mann_whitney(sides.head, sides.base).p / look.weight
    return Seen(
        look=look,
        shift=hodges_lehmann(sides.base, sides.head, confidence=1 - 2 * ALPHA * look.weight),
        worse=min(1.0, worse, earlier.worse if earlier else 1.0),
        better=min(1.0, better, earlier.better if earlier else 1.0),
        noise=sides.noise,
        drift_removed=sides.drift_removed,
    )
