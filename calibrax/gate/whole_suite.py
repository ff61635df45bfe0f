"""One finding on all metrics: a shift of the whole suite beyond what it did before."""

from collections.abc import Sequence
from math import exp, expm1, log1p

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.analysis.evidence import Evidence, Rule
from calibrax.analysis.noise_model import Deviation
from calibrax.analysis.robust import median
from calibrax.analysis.suite_shift import FEWEST, SHARE
from calibrax.core.models import MetricDirection
from calibrax.gate.history_rule import rule
from calibrax.gate.noise_rows import WORTH_SAYING, remedy
from calibrax.gate.rules import Rules

NAME = "whole suite"
METRIC = "shift"


def already_there(
    suite: Comparison, there: Sequence[float], here: Sequence[float], rules: Rules
) -> bool:
    """Tell whether another run shows the shift too, and this one is no worse by the threshold.

    ``there`` and ``here`` are the distances of both runs' metrics from their levels.
    """
    if suite.outcome is not Outcome.REGRESSION or len(there) < FEWEST:
        return False
    before, now = median(there), median(here)
    return before > log1p(SHARE * rules.threshold) and now - before <= log1p(rules.threshold)


def whole_suite(
    shifts: Sequence[Deviation | None], rules: Rules
) -> tuple[Comparison | None, tuple[str, ...]]:
    """Return the finding on the shifts of a run and of its attempts, and what is to be said.

    The shift is judged as one more metric, with 0.6 times the threshold: it is the median of many.
    """
    seen = [each for each in shifts if each is not None]
    threshold = rules.settings.tolerance(METRIC, NAME, {}, rules.threshold).threshold
    if not seen or threshold is None:
        return None, ()
    worse = log1p(SHARE * threshold)
    ruling = rule(seen, worse, worse, rules.sensitivity)
    change = 100 * expm1(ruling.estimate)
    view = seen[0].raw.view
    noise = 100 * expm1(view.limit)
    within = ruling.outcome is Outcome.INCONCLUSIVE and not ruling.bad
    if within or (ruling.outcome is Outcome.UNCHANGED and not ruling.candidate):
        if abs(change) < 100 * WORTH_SAYING:
            return None, ()
        return None, (
            f"the whole suite moved by {change:+.1f}% (+ is worse, its noise is ±{noise:.1f}%): "
            "this was taken off before the metrics were judged",
        )
    row = Comparison(
        metric=METRIC,
        point_name=NAME,
        tags={},
        outcome=ruling.outcome,
        direction=MetricDirection.LOWER,
        unit="%",
        baseline_value=100.0,
        current_value=100 * exp(ruling.estimate),
        delta_pct=change,
        threshold=SHARE * threshold,
        candidate=ruling.candidate,
        remedy=remedy(ruling, noise, 100 * SHARE * threshold),
        evidence=Evidence(
            rule=Rule.HISTORY,
            noise_pct=noise,
            runs=view.n,
            worse_than=min(view.worse_than(each.raw.deviation) for each in seen),
            bad=ruling.bad,
            measured=ruling.measured,
            detectable_pct=100 * expm1(max(worse, view.limit)),
            words="runner or global change",
        ),
    )
    return row, ()
