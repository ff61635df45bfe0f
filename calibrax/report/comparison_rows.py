"""Comparisons as rows of the Markdown tables."""

import msgspec

from calibrax.analysis.comparison import Comparison
from calibrax.report.evidence import evidence
from calibrax.report.markup import escape, row, sentence
from calibrax.report.table import Column
from calibrax.report.text import percent, quantity
from calibrax.report.trend import sparkline

SIDES = (
    Column("benchmark"),
    Column("tags"),
    Column("metric"),
    Column("baseline", right=True),
    Column("current", right=True),
    Column("change", right=True),
)
CHANGES = (*SIDES, Column("evidence"), Column("history"))
"""The columns of what may be a regression."""

OPEN = (*SIDES, Column("evidence"), Column("what would settle it"))
EXCUSED = (*SIDES, Column("why it does not count"))


class Cells(msgspec.Struct, frozen=True):
    """Draw comparisons; no name takes more than ``room`` bytes, and no unit more than a quarter."""

    room: int

    def sides(self, compared: Comparison) -> str:
        """Return a row of the columns ``SIDES``."""
        return row(self._sides(compared))

    def change(self, compared: Comparison) -> str:
        """Return a row of the columns ``CHANGES``."""
        return row([*self._sides(compared), self._evidence(compared), _course(compared)])

    def open(self, compared: Comparison) -> str:
        """Return a row of the columns ``OPEN``."""
        remedy = sentence(compared.remedy, self.room)
        return row([*self._sides(compared), self._evidence(compared), remedy])

    def excused(self, compared: Comparison) -> str:
        """Return a row of the columns ``EXCUSED``."""
        return row([*self._sides(compared), escape(compared.excuse, self.room)])

    def _sides(self, compared: Comparison) -> list[str]:
        tags = ", ".join(f"{name}={value}" for name, value in sorted(compared.tags.items()))
        return [
            escape(compared.point_name, self.room),
            escape(tags, self.room) if tags else "",
            escape(compared.metric, self.room),
            self._value(compared.baseline_value, compared.unit),
            self._value(compared.current_value, compared.unit),
            self._delta(compared),
        ]

    def _evidence(self, compared: Comparison) -> str:
        return sentence(evidence(compared), self.room)

    def _value(self, value: float | None, unit: str) -> str:
        if value is None:
            return ""
        shown = quantity(value, unit)
        return shown if unit in ("", "s", "B") else f"{shown} {escape(unit, self.room // 4)}"

    def _delta(self, compared: Comparison) -> str:
        if compared.delta_pct is not None:
            return percent(compared.delta_pct)
        return escape(compared.note, self.room) if compared.note else ""


def _course(compared: Comparison) -> str:
    if not compared.history or compared.current_value is None:
        return ""
    return sparkline((*compared.history, compared.current_value))
