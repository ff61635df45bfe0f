"""What is said of an A/B that was measured in turns, and of how small a change it can show."""

from collections.abc import Callable

from calibrax.analysis.evidence import Rule
from calibrax.report.model import Interleaved, Report
from calibrax.report.table import Column, Table
from calibrax.report.text import counted, label, shared_names

NOISE = (
    Column("benchmark"),
    Column("metric"),
    Column("noise", right=True),
    Column("detectable", right=True),
)


def measured(how: Interleaved, written: Callable[[str], str]) -> str:
    """Return how it was measured: ``. against main, 30 rounds in turn on one machine, seed 7``.

    ``written`` makes the names of the sides fit for where they go.
    """
    sides = f"{written(how.head)} against {written(how.base)}"
    return f"{sides}, {counted(how.rounds, 'round')} in turn on one machine, seed {how.seed}"


def noise_floor(report: Report) -> Table:
    """Return the noise of each metric, and the smallest change that the rounds can show.

    The noise is the standard deviation of a process; a change of that size is found in 4 of 5
    measurements like this one.
    """
    rows = [row for row in report.comparisons if row.evidence.rule is Rule.AB]
    shared = shared_names([(row.point_name, row.tags) for row in rows])
    cells = (
        (
            label(row.point_name, row.tags, shared),
            row.metric,
            _percent(row.evidence.noise_pct),
            _percent(row.evidence.detectable_pct),
        )
        for row in rows
    )
    return Table(NOISE, tuple(cells))


def _percent(value: float | None) -> str:
    return "?" if value is None else f"{value:.1f}%"
