"""The rule for one value now and several in the history: worse than noise ever was, twice over."""

from collections.abc import Sequence
from math import expm1, fsum, log1p

import msgspec

from calibrax.analysis.comparison import Outcome
from calibrax.analysis.noise_model import Deviation, Seen
from calibrax.analysis.robust import median
from calibrax.gate.rules import Sensitivity

CANDIDATE = 0.6
"""The part of the threshold from which on a deviation is worth a second measurement."""

CONFIRMATIONS = {Sensitivity.NORMAL: 3, Sensitivity.HIGH: 2}
"""How many second measurements have to agree with the first."""

_HUGE = 700.0
"""A deviation beyond all that a number can grow by."""

_PLAIN = 2.0
"""Bands beyond which a change needs no second measurement: four scales."""


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """What the rule says of a metric.

    ``estimate`` is how much worse it is, the median in the view that spoke, and ``bad`` of how many
    measurements were outside of the band there. A ``candidate`` is worth another measurement, also
    where it is a regression already: noise that is plain to see comes once.
    """

    outcome: Outcome
    estimate: float
    beyond_siblings: bool
    bad: int
    measured: int
    candidate: bool


def rule(
    measurements: Sequence[Deviation],
    worse: float,
    better: float,
    sensitivity: Sensitivity = Sensitivity.NORMAL,
) -> Ruling:
    """Judge a metric by the deviations of its first measurement and of those that followed.

    ``worse`` and ``better`` are how far it may move to either side, on the scale of the
    deviations. A regression is, in one view: the first and three more measurements outside of the
    band and worse than the whole history, and those three on average beyond ``worse``; with fewer,
    all beyond ``worse`` and beyond twice the band. What is beyond ``worse`` without that is
    inconclusive. An improvement is the mirror of what fewer measurements have to show.
    """
    views = [[found.raw for found in measurements]]
    beyond = [found.siblings for found in measurements]
    if all(beyond):
        views.append([seen for seen in beyond if seen])
    needed = CONFIRMATIONS[sensitivity]
    noticeable = log1p(CANDIDATE * expm1(min(worse, _HUGE)))
    candidate = len(measurements) <= needed and any(
        all(each.is_bad for each in seen) and seen[0].deviation > noticeable for seen in views
    )
    for seen in views:
        if _is_regression(seen, worse, needed):
            return _ruling(Outcome.REGRESSION, seen, views, candidate)
    sharpest = min(views, key=lambda seen: seen[0].view.limit)
    if _middle(sharpest) > worse:
        return _ruling(Outcome.INCONCLUSIVE, sharpest, views, candidate)
    for seen in views:
        if _is_improvement(seen, better):
            return _ruling(Outcome.IMPROVEMENT, seen, views, candidate=False)
    return _ruling(Outcome.UNCHANGED, sharpest, views, candidate)


def _is_regression(seen: Sequence[Seen], worse: float, needed: int) -> bool:
    if not all(each.is_bad for each in seen):
        return False
    again = seen[1:]
    if len(again) >= needed:
        return _mean(again) > worse
    plain = max(worse, _PLAIN * seen[0].view.limit)
    return all(each.deviation > plain for each in seen)


def _is_improvement(seen: Sequence[Seen], better: float) -> bool:
    plain = max(better, _PLAIN * seen[0].view.limit)
    return all(each.view.is_good(each.deviation) and -each.deviation > plain for each in seen)


def _mean(seen: Sequence[Seen]) -> float:
    return fsum(each.deviation for each in seen) / len(seen)


def _middle(seen: Sequence[Seen]) -> float:
    """Return the median deviation: of what is shown no single measurement makes another thing."""
    return median([each.deviation for each in seen])


def _ruling(
    outcome: Outcome, seen: Sequence[Seen], views: Sequence[Sequence[Seen]], candidate: bool
) -> Ruling:
    return Ruling(
        outcome=outcome,
        estimate=_middle(seen),
        beyond_siblings=seen is not views[0],
        bad=sum(each.is_bad for each in seen),
        measured=len(seen),
        candidate=candidate,
    )
