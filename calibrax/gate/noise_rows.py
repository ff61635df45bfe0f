"""Comparisons that were judged by the noise of their metric."""

from collections.abc import Sequence

import msgspec

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.analysis.detectable import detectable
from calibrax.analysis.evidence import Evidence, Rule
from calibrax.analysis.noise_model import Deviation
from calibrax.analysis.robust import median
from calibrax.gate.history_rule import Ruling, rule
from calibrax.gate.measured import Measured
from calibrax.gate.rules import Rules
from calibrax.gate.samples_rule import SampleTest, Tolerated, decide

WORTH_SAYING = 0.01
"""A shift of the whole suite from which on it is said that it was taken off."""


def by_samples(
    known: Measured, test: SampleTest, seen: Sequence[Deviation], tests: int, moved: float = 0.0
) -> Comparison:
    """Return the comparison of two samples; the p-values are adjusted for all ``tests``.

    ``moved`` is the shift of the whole suite, which was taken off the current sample.
    """
    scale, before = known.scale, known.scale.value(median(known.baseline))
    allowed = Tolerated(
        worse=scale.worse(before, known.tolerated(before)),
        better=scale.better(before, known.tolerated(before)),
        twice_worse=scale.worse(before, known.tolerated(before, 2)),
        twice_better=scale.better(before, known.tolerated(before, 2)),
    )
    decision = decide(test, allowed, seen, tests)
    shift = test.shift
    bounds = [scale.change_pct(before, bound) for bound in (shift.lower, shift.upper)]
    lower, upper = bounds if scale.sign > 0 else reversed(bounds)
    spread = (shift.upper - shift.lower) / 2
    beyond = scale.change_pct(before, shift.estimate) if abs(moved) >= WORTH_SAYING else None
    told = "" if beyond is None else f"{beyond:+.0f}% beyond the whole suite"
    smallest = detectable(seen[0], allowed.worse) if seen else max(allowed.worse, spread)
    return msgspec.structs.replace(
        known.row,
        outcome=decision.outcome,
        baseline_value=before,
        current_value=scale.value(median(known.current)),
        delta_pct=scale.change_pct(before, shift.estimate + moved),
        remedy=decision.remedy,
        candidate=decision.outcome is Outcome.INCONCLUSIVE,
        warnings=known.warnings,
        evidence=Evidence(
            rule=Rule.SAMPLES,
            lower_pct=lower,
            upper_pct=upper,
            p=test.worse if shift.estimate > 0 else test.better,
            n=test.n,
            runs=seen[0].raw.view.n if seen else 0,
            detectable_pct=scale.size_pct(before, smallest),
            beyond_pct=beyond,
            words="; ".join(filter(None, (decision.words, told))),
        ),
    )


def by_history(known: Measured, seen: Sequence[Deviation], rules: Rules) -> Comparison:
    """Return the comparison of one value, or of a few measured again, with a history."""
    scale, first = known.scale, seen[0]
    before = scale.value(first.level)
    worse = scale.worse(before, known.tolerated(before))
    better = scale.better(before, known.tolerated(before))
    ruling = rule(seen, worse, better, rules.sensitivity)
    now = known.row.current_value
    pinned = known.row.baseline_value
    assert now is not None
    assert pinned is not None
    band = first.sharpest.view.limit
    return msgspec.structs.replace(
        known.row,
        outcome=ruling.outcome,
        baseline_value=before,
        delta_pct=scale.change_pct(before, scale.at(now) - first.level),
        note=known.row.note if before == 0 else "",
        remedy=remedy(ruling, scale.size_pct(before, band), scale.size_pct(before, worse)),
        candidate=ruling.candidate,
        warnings=known.warnings,
        evidence=Evidence(
            rule=Rule.HISTORY,
            noise_pct=scale.size_pct(before, band),
            runs=first.raw.view.n,
            worse_than=min(each.raw.view.worse_than(each.raw.deviation) for each in seen),
            bad=ruling.bad,
            measured=ruling.measured,
            detectable_pct=scale.size_pct(before, detectable(first, worse)),
            pinned_value=pinned if abs(pinned - before) > known.tolerated(before) else None,
            beyond_pct=scale.change_pct(before, ruling.estimate)
            if _beyond(known, ruling, first)
            else None,
            words=_words(known, before, ruling, first),
        ),
    )


def remedy(ruling: Ruling, noise: float | None, wanted: float | None) -> str:
    """Return what would settle an inconclusive finding; noise and tolerated change in percent."""
    if ruling.outcome is not Outcome.INCONCLUSIVE:
        return ""
    if ruling.candidate:
        return "measure again"
    if noise is not None and wanted is not None and noise > wanted:
        return f"noise ±{noise:.0f}%: a {wanted:.3g}% change cannot be seen"
    return "measure again" if ruling.measured == 1 else "its measurements do not agree"


def _words(known: Measured, before: float, ruling: Ruling, first: Deviation) -> str:
    """Return what the measurements showed, for an outcome that somebody may doubt."""
    if ruling.outcome not in (Outcome.REGRESSION, Outcome.INCONCLUSIVE) or not ruling.bad:
        return ""
    change = known.scale.change_pct(before, ruling.estimate)
    told = []
    beyond = _beyond(known, ruling, first)
    if beyond and change is not None:
        told.append(f"{change:+.0f}% beyond {beyond}")
    runs = first.raw.view.n
    if ruling.measured > 1:
        told.append(
            f"worse than all {runs} past runs in {ruling.bad} of {ruling.measured} measurements"
        )
    return "; ".join(told)


def _beyond(known: Measured, ruling: Ruling, first: Deviation) -> str:
    """Return what was taken off the change, where it makes it another one than the values show."""
    if ruling.beyond_siblings:
        return "its siblings"
    return "the whole suite" if abs(known.suite_shift(first)) >= WORTH_SAYING else ""
