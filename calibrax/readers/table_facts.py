"""What the rows of a table say about the run as a whole: commit, branch and time."""

from datetime import datetime
from typing import Any

from calibrax.core.columns import TableFormat
from calibrax.readers.shape import a_name
from calibrax.readers.timestamps import timestamp

_UNKNOWN = (None, "", "unknown")


class Facts:
    """The facts of the rows that were added; all have to be of one commit and branch.

    The time is the newest, and ``warnings`` what is to be known about it.
    """

    def __init__(self, table: TableFormat) -> None:
        self._table = table
        self._said: dict[str, str] = {}
        self.timestamp: datetime | None = None
        self.warnings: tuple[str, ...] = ()

    def add(self, row: dict[str, Any]) -> None:
        """Take what a row says.

        Raises:
            ValueError: it contradicts a row before it, or its time is none.
        """
        for column in filter(None, (self._table.commit, self._table.branch)):
            self._agree(column, row[column])
        if self._table.timestamp:
            self._take_time(row[self._table.timestamp])

    @property
    def commit(self) -> str | None:
        """The commit that the rows are of."""
        return self._said.get(self._table.commit or "")

    @property
    def branch(self) -> str | None:
        """The branch that the rows are of."""
        return self._said.get(self._table.branch or "")

    def _agree(self, column: str, value: Any) -> None:
        if value in _UNKNOWN:
            return
        said = self._said.setdefault(column, a_name(value, column))
        if value != said:
            raise ValueError(
                f"{column}: is {value!r:.80} here and {said!r:.80} above; "
                "what becomes one run has to agree on it"
            )

    def _take_time(self, value: Any) -> None:
        time, warnings = timestamp(value, self._table.timestamp or "")
        if time and (self.timestamp is None or time > self.timestamp):
            self.timestamp, self.warnings = time, warnings
