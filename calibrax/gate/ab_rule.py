"""The rule for both sides in turns: a metric is judged at each look until it is settled."""

from collections.abc import Mapping, Sequence

import msgspec

from calibrax.analysis.comparison import Outcome
from calibrax.analysis.interleaved import ALPHA, Seen, seen_at
from calibrax.analysis.looks import Look
from calibrax.analysis.multiplicity import benjamini_hochberg
from calibrax.core.past import Series


class Rounds(msgspec.Struct, frozen=True, kw_only=True):
    """What a metric was on either side in each round, on a scale on which larger is worse.

    ``worse`` and ``better`` are how far it may move to either side.
    """

    base: tuple[float, ...]
    head: tuple[float, ...]
    worse: float
    better: float


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of a metric at the last look that judged it, and what follows.

    ``worse`` and ``better`` are the p-values, adjusted for all looks and all metrics.
    """

    outcome: Outcome
    seen: Seen
    worse: float
    better: float

    @property
    def settled(self) -> bool:
        """Tell whether no further round is needed."""
        return self.outcome is not Outcome.INCONCLUSIVE


def rulings(metrics: Mapping[Series, Rounds], looks: Sequence[Look]) -> dict[Series, Ruling]:
    """Return the ruling on each metric that has the rounds of a look or more.

    A metric that is settled is left as it was, whatever is measured of it later. All metrics count
    as tests at every look. P-values fall from look to look, so that one which is significant among
    all stays so.
    """
    found: dict[Series, Ruling] = {}
    for look in looks:
        settled = {key: ruling.outcome for key, ruling in found.items() if ruling.settled}
        seen = {key: ruling.seen for key, ruling in found.items()}
        for key, rounds in metrics.items():
            if key not in settled and len(rounds.base) >= look.rounds:
                seen[key] = seen_at(look, rounds.base, rounds.head, seen.get(key))
        worse = _adjusted({key: each.worse for key, each in seen.items()}, len(metrics))
        better = _adjusted({key: each.better for key, each in seen.items()}, len(metrics))
        found = {
            key: Ruling(
                outcome=settled.get(key) or decide(each, metrics[key], worse[key], better[key]),
                seen=each,
                worse=worse[key],
                better=better[key],
            )
            for key, each in seen.items()
        }
    return found


def decide(seen: Seen, rounds: Rounds, worse: float, better: float) -> Outcome:
    """Judge a metric at a look by its adjusted p-values.

    A regression and an improvement are significant and beyond what is tolerated. Unchanged is what
    is within, with its whole interval; all else needs more rounds.
    """
    if worse <= ALPHA and seen.shift.estimate > rounds.worse:
        return Outcome.REGRESSION
    if better <= ALPHA and -seen.shift.estimate > rounds.better:
        return Outcome.IMPROVEMENT
    return Outcome.UNCHANGED if seen.shift.upper < rounds.worse else Outcome.INCONCLUSIVE


def _adjusted(p_values: Mapping[Series, float], tests: int) -> dict[Series, float]:
    """Return the p-values adjusted for all tests, of which some were not seen yet."""
    unseen = [1.0] * (tests - len(p_values))
    return dict(zip(p_values, benjamini_hochberg([*p_values.values(), *unseen]), strict=False))
