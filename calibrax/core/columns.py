"""What the columns of a table mean, for results that no known tool writes."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from calibrax.core.models import MetricDirection


class TableType(StrEnum):
    """How a table is written; the columns of JSON Lines are keys, ``a.b`` one inside another."""

    CSV = "csv"
    JSONL = "jsonl"


class MetricColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A column of values in ``unit``; without a direction the unit decides which way is better."""

    column: str
    metric: str
    unit: str = ""
    direction: MetricDirection | None = None


class StatusColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A column whose texts say what became of a row: any but those given here, that it failed."""

    column: str
    ok: tuple[str, ...]
    skipped: tuple[str, ...] = ()


class TableFormat(msgspec.Struct, frozen=True, kw_only=True):
    """A format of tables with a header, of the user's own.

    The texts of the columns ``benchmark``, joined with ``/``, are a benchmark's name; ``tags`` has
    the column of each tag. Rows that agree in both are values of one benchmark: of one process, or
    of as many as the column ``process`` tells apart. The first metric is the main one.
    """

    name: str
    type: TableType
    benchmark: tuple[str, ...]
    metrics: tuple[MetricColumn, ...]
    tags: dict[str, str] = {}
    process: str | None = None
    status: StatusColumn | None = None
    commit: str | None = None
    branch: str | None = None
    timestamp: str | None = None
    delimiter: str = ","

    def columns(self) -> Iterator[str]:
        """Yield the name of each column that means something."""
        yield from self.benchmark
        yield from self.tags.values()
        yield from (each.column for each in self.metrics)
        if self.status:
            yield self.status.column
        yield from filter(None, (self.process, self.commit, self.branch, self.timestamp))
