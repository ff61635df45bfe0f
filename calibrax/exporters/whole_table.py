"""A table of the SDK that is written whole.

The SDK cuts a table to ``MAX_ROWS`` rows in the file of the run, and to ``MAX_ARTIFACT_ROWS`` in
the artifact beside it, and says nothing. Both are attributes of its class alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import wandb


class WholeTable(wandb.Table):
    """A ``wandb.Table`` that loses no row when it is written."""

    def bind_to_run(self, *args: Any, **kwargs: Any) -> None:
        """Write the file of the run."""
        bind: Any = super().bind_to_run
        with _room_for(len(self.data)):
            bind(*args, **kwargs)

    def to_json(self, run_or_artifact: Any) -> dict[str, Any]:
        """Return what the run refers to the file by, or what the artifact holds."""
        with _room_for(len(self.data)):
            return super().to_json(run_or_artifact)


@contextmanager
def _room_for(rows: int) -> Iterator[None]:
    """Raise the limits of the SDK where they are lower; afterwards they are what they were."""
    table = wandb.Table
    limits = table.MAX_ROWS, table.MAX_ARTIFACT_ROWS
    table.MAX_ROWS, table.MAX_ARTIFACT_ROWS = (max(limit, rows) for limit in limits)
    try:
        yield
    finally:
        table.MAX_ROWS, table.MAX_ARTIFACT_ROWS = limits
