"""The rule for samples of several processes on both sides: a rank test, and the noise behind it."""

from collections.abc import Sequence

import msgspec

from calibrax.analysis.comparison import Outcome
from calibrax.analysis.hodges_lehmann import Shift, hodges_lehmann
from calibrax.analysis.noise_model import Deviation
from calibrax.analysis.rank_test import mann_whitney, needed_per_side, smallest_p

ALPHA = 0.05
"""The share of metrics that may look significant by chance among those that do."""

FEWEST = 4
"""Processes on each side from which on samples are evidence about the noise."""

FEWEST_FORCED = 2
"""Processes on each side that a rank test can do anything with."""

_SIDES = 2
"""The interval has two sides: for it to end, the smallest p has to be half of what is allowed."""


class SampleTest(msgspec.Struct, frozen=True, kw_only=True):
    """What two samples say, on a scale on which larger is worse.

    ``worse`` and ``better`` are the one-sided p-values of the two directions, ``n`` the processes
    of the baseline and of the current side.
    """

    shift: Shift
    worse: float
    better: float
    n: tuple[int, int]


class Tolerated(msgspec.Struct, frozen=True, kw_only=True):
    """How far a metric may move to either side, once and twice its threshold."""

    worse: float
    better: float
    twice_worse: float
    twice_better: float


class Decision(msgspec.Struct, frozen=True):
    """The outcome, what would settle an inconclusive one, and what else is to be known."""

    outcome: Outcome
    remedy: str = ""
    words: str = ""


def sample_test(baseline: Sequence[float], current: Sequence[float]) -> SampleTest:
    """Compare two samples, one value a process, larger is worse."""
    return SampleTest(
        shift=hodges_lehmann(baseline, current),
        worse=mann_whitney(baseline, current).p,
        better=mann_whitney(current, baseline).p,
        n=(len(baseline), len(current)),
    )


def decide(test: SampleTest, allowed: Tolerated, seen: Sequence[Deviation], tests: int) -> Decision:
    """Judge a metric by its samples and, where there is one, by its history.

    The p-values of ``test`` are adjusted for the ``tests`` metrics that were tested. ``seen`` are
    the deviations of the measurements from the history. A regression is beyond what is tolerated,
    significant, and beyond the noise: worse than the whole history in one view, or without a
    history beyond twice the tolerance.
    """
    shift = test.shift
    if shift.estimate > allowed.worse:
        if shift.lower <= 0 or test.worse > ALPHA:
            return Decision(Outcome.INCONCLUSIVE, _more(test, tests))
        if not seen:
            if shift.estimate > allowed.twice_worse:
                return Decision(Outcome.REGRESSION, words="no history")
            return Decision(Outcome.INCONCLUSIVE, "measure again", "no history")
        if _any_view(seen, bad=True):
            return Decision(Outcome.REGRESSION)
        return Decision(Outcome.INCONCLUSIVE, "measure again", "within the noise of its history")
    if shift.estimate < -allowed.better and shift.upper < 0 and test.better <= ALPHA:
        beyond = _any_view(seen, bad=False) if seen else shift.estimate < -allowed.twice_better
        return Decision(Outcome.IMPROVEMENT if beyond else Outcome.UNCHANGED)
    return Decision(Outcome.UNCHANGED)


def _more(test: SampleTest, tests: int) -> str:
    """Return what would make the samples significant."""
    needed = max(tests, _SIDES)
    if smallest_p(*test.n) * needed <= ALPHA:
        return "measure again"
    metrics = "1 metric" if tests == 1 else f"{tests} metrics"
    return f"too few samples for {metrics}: needs {needed_per_side(needed)} processes a side"


def _any_view(seen: Sequence[Deviation], *, bad: bool) -> bool:
    views = [[each.raw for each in seen]]
    beyond = [each.siblings for each in seen if each.siblings]
    views += [beyond] if len(beyond) == len(seen) else []
    return any(
        all(each.is_bad if bad else each.view.is_good(each.deviation) for each in view)
        for view in views
    )
