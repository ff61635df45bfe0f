"""What is said while both sides are measured: a table that moves on a terminal, lines in a log."""

import time
from collections.abc import Iterable
from typing import IO

import click

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.analysis.evidence import Rule
from calibrax.cli.ab.duration import in_words
from calibrax.cli.ab.measuring import Watch
from calibrax.gate.ab import unsettled
from calibrax.gate.judgement import Judgement
from calibrax.measure.schedule import Side
from calibrax.report.table import Column, Table, aligned, within
from calibrax.report.text import counted, label, percent, shared_names, show

_BAR = 24
_ROWS = 15
"""Metrics that the table shows: the open ones and the largest changes first."""

_WORDS = {
    Outcome.REGRESSION: "worse",
    Outcome.IMPROVEMENT: "better",
    Outcome.UNCHANGED: "unchanged",
    Outcome.INCONCLUSIVE: "open",
}


class Log(Watch):
    """Lines for a log: one for the warm-up, one for each look."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._said: Judgement | None = None

    def warming_up(self, side: Side) -> None:
        """Say which side is warmed up."""
        click.echo(f"warming up {side}", file=self._stream)

    def measured(self, done: int, planned: int, judgement: Judgement | None) -> None:
        """Say how things stand, once for each look."""
        if judgement is not None and judgement is not self._said:
            self._said = judgement
            click.echo(f"after {counted(done, 'round')}: {standing(judgement)}", file=self._stream)


class Live(Watch):
    """A bar, the time that is left, and a table of effects, drawn in place on a terminal."""

    def __init__(
        self, stream: IO[str], width: int, height: int, budget: float | None = None
    ) -> None:
        self._stream = stream
        self._budget = budget
        self._width = width
        self._rows = max(0, min(_ROWS, height - 4))
        self._drawn = 0
        self._begin = time.monotonic()
        self._first = 0

    def warming_up(self, side: Side) -> None:
        """Show which side is warmed up."""
        self._draw([f"warming up {side}"])
        self._begin = time.monotonic()

    def measured(self, done: int, planned: int, judgement: Judgement | None) -> None:
        """Show the rounds, the time that is left, and the effects as of the last look."""
        self._first = self._first or done - 1
        elapsed = time.monotonic() - self._begin
        left = elapsed / (done - self._first) * max(planned - done, 0)
        if self._budget is not None:
            left = min(left, max(self._budget - elapsed, 0))
        filled = round(_BAR * min(done / planned, 1))
        bar = "#" * filled + "-" * (_BAR - filled)
        lines = [f"[{bar}] round {done} of {planned}, at most {in_words(left)} left"]
        if judgement is not None:
            lines.append(f"as of the last look: {standing(judgement)}")
            lines += effects(judgement.comparisons, self._width, self._rows)
        self._draw(lines)

    def ended(self) -> None:
        """Take the drawing away."""
        self._draw([])

    def _draw(self, lines: list[str]) -> None:
        up = f"\x1b[{self._drawn}A" if self._drawn else ""
        cut = [within(line, self._width - 1) for line in lines]
        self._stream.write(f"{up}\r\x1b[J" + "".join(f"{line}\n" for line in cut))
        self._stream.flush()
        self._drawn = len(lines)


def standing(judgement: Judgement) -> str:
    """Return how many metrics have which outcome: ``2 unchanged, 1 open``."""
    counts = {
        word: sum(row.outcome is outcome for row in judgement.comparisons)
        for outcome, word in _WORDS.items()
    }
    if not any(counts.values()):
        return "nothing that can be judged"
    benchmarks = counted(len(unsettled(judgement.comparisons)), "benchmark")
    said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"{said} ({benchmarks} to go on with)" if counts["open"] else said


def effects(comparisons: Iterable[Comparison], width: int, most: int) -> list[str]:
    """Return a table of the changes of metrics so far, with their intervals."""
    rows = [row for row in comparisons if row.evidence.rule is Rule.AB]
    rows.sort(key=lambda row: (row.outcome is not Outcome.INCONCLUSIVE, -abs(row.delta_pct or 0.0)))
    shared = shared_names([(row.point_name, row.tags) for row in rows])
    columns = (
        Column("benchmark"),
        Column("metric"),
        Column("change", right=True),
        Column("from", right=True),
        Column("to", right=True),
        Column("so far"),
    )
    cells = tuple(
        (
            label(row.point_name, row.tags, shared),
            show(row.metric),
            _change(row.delta_pct),
            _change(row.evidence.lower_pct),
            _change(row.evidence.upper_pct),
            _WORDS.get(row.outcome, str(row.outcome)),
        )
        for row in rows[:most]
    )
    more = [f"and {counted(len(rows) - most, 'metric')} more"] if len(rows) > most else []
    return [*aligned(Table(columns, cells), width), *more] if cells else []


def _change(delta_pct: float | None) -> str:
    return "" if delta_pct is None else percent(delta_pct)
