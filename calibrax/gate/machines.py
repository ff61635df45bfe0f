"""Runs of different machines: what one shows of the other is inconclusive at most."""

from collections.abc import Collection, Iterable

import msgspec

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.analysis.evidence import Rule
from calibrax.core.models import Point, PointKey, Run

DIFFERENT = "different machine"


def machine_of(run: Run, point: Point) -> str | None:
    """Return the key of the machine that a benchmark was measured on."""
    return point.machine or run.machine


def elsewhere(run: Run, baseline: Run) -> frozenset[PointKey]:
    """Return the benchmarks that the two runs measured on machines that are known to differ."""
    before = {point.key: machine_of(baseline, point) for point in baseline.points}
    return frozenset(
        point.key
        for point in run.points
        if (now := machine_of(run, point)) and before.get(point.key, now) not in (now, None)
    )


def doubted(rows: Iterable[Comparison], moved: Collection[PointKey]) -> list[Comparison]:
    """Return the comparisons, those of other machines as inconclusive where they found a change.

    A metric without noise is judged whatever the machine.
    """
    return [
        _doubt(row) if moved and (row.point_name, tuple(sorted(row.tags.items()))) in moved else row
        for row in rows
    ]


def _doubt(row: Comparison) -> Comparison:
    if row.evidence.rule in (Rule.EXACT, Rule.LIMIT):
        return row
    changed = row.outcome in (Outcome.REGRESSION, Outcome.IMPROVEMENT, Outcome.INCONCLUSIVE)
    return msgspec.structs.replace(
        row,
        outcome=Outcome.INCONCLUSIVE if changed else row.outcome,
        remedy="measure the baseline on this machine" if changed else row.remedy,
        candidate=False,
        warnings=(*row.warnings, DIFFERENT),
    )
