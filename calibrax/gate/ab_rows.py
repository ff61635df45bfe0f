"""Comparisons of metrics that were measured in turns: what the rule found, as people read it."""

from math import isinf

import msgspec

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.analysis.evidence import Evidence, Rule
from calibrax.analysis.oriented import Oriented
from calibrax.analysis.robust import median
from calibrax.analysis.rounds_needed import rounds_needed, smallest_change
from calibrax.gate.ab_rule import Rounds, Ruling


class InTurns(msgspec.Struct, frozen=True, kw_only=True):
    """A metric of a benchmark as the plain rule compares it, its rounds, and their scale."""

    row: Comparison
    scale: Oriented
    rounds: Rounds


def compared(metric: InTurns, ruling: Ruling | None, measured: int, tests: int) -> Comparison:
    """Return the comparison of a metric, of which there should be so many ``measured`` rounds.

    Without a ruling there was no look yet. A metric that is not settled and lacks rounds is
    invalid: something went wrong with the benchmark.
    """
    rounds = len(metric.rounds.base)
    if rounds < measured and not (ruling and ruling.settled):
        note = f"measured in {rounds} of {measured} rounds"
        return msgspec.structs.replace(
            metric.row, outcome=Outcome.INVALID, delta_pct=None, note=note
        )
    if ruling:
        return _ruled(metric, ruling, tests)
    evidence = Evidence(rule=Rule.AB, n=(rounds, rounds))
    return msgspec.structs.replace(metric.row, outcome=Outcome.INCONCLUSIVE, evidence=evidence)


def _ruled(metric: InTurns, ruling: Ruling, tests: int) -> Comparison:
    scale, seen, shift = metric.scale, ruling.seen, ruling.seen.shift
    n = seen.look.rounds
    before = scale.value(median(metric.rounds.base[:n]))
    bounds = [scale.change_pct(before, bound) for bound in (shift.lower, shift.upper)]
    lower, upper = bounds if scale.sign > 0 else reversed(bounds)
    smallest = smallest_change(seen.noise, n, tests, seen.look.weight)
    return msgspec.structs.replace(
        metric.row,
        outcome=ruling.outcome,
        baseline_value=before,
        current_value=scale.value(median(metric.rounds.head[:n])),
        delta_pct=scale.change_pct(before, shift.estimate),
        note=metric.row.note if before == 0 else "",
        remedy=_remedy(metric, ruling, before, tests),
        evidence=Evidence(
            rule=Rule.AB,
            lower_pct=lower,
            upper_pct=upper,
            p=ruling.worse if shift.estimate > 0 else ruling.better,
            n=(n, n),
            noise_pct=scale.size_pct(before, seen.noise),
            detectable_pct=scale.size_pct(before, smallest),
            words="drift removed" if seen.drift_removed else "",
        ),
    )


def _remedy(metric: InTurns, ruling: Ruling, before: float, tests: int) -> str:
    """Return how many rounds more would settle what is not settled."""
    if ruling.settled:
        return ""
    wanted = metric.scale.change_pct(before, metric.rounds.worse)
    needed = rounds_needed(ruling.seen.noise, metric.rounds.worse, tests)
    if wanted is None or isinf(needed):
        return "measure more rounds"
    more = int(needed) - ruling.seen.look.rounds
    if more <= 0:
        return f"so near to {abs(wanted):.3g}% that only more rounds can tell"
    rounds = "1 round" if more == 1 else f"{more} rounds"
    return f"at most about {rounds} more would settle {abs(wanted):.3g}%"
