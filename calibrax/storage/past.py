"""The earlier runs that show how a metric moves when nothing changed, selected on headers."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice

import msgspec

from calibrax.core.models import Run
from calibrax.core.past import PastRun, decode_past, past_of
from calibrax.core.run_json import RunHeader
from calibrax.storage import files
from calibrax.storage.runs import RunFolder, parse_run


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """Which runs count: they stand alone, are of the suite and not newer than ``until``.

    ``branch`` and ``machine`` are ``None`` where any will do; the ids in ``without`` do not count.
    A run of several machines, and one of a machine that nobody stated, counts on any.
    """

    suite: str
    branch: str | None = None
    machine: str | None = None
    until: datetime | None = None
    without: Collection[str] = ()

    def holds(self, header: RunHeader) -> bool:
        """Tell whether a run counts."""
        return (
            header.suite == self.suite
            and self.branch in (None, header.branch)
            and self.comparable(header.machine)
            and (self.until is None or header.timestamp <= self.until)
            and header.id not in self.without
            and header.stands_alone
        )

    def comparable(self, machine: str | None) -> bool:
        """Tell whether nothing is known against a machine."""
        return self.machine is None or machine in (None, self.machine)


def counting(folder: RunFolder, selection: Selection) -> Iterator[str]:
    """Yield the names of the run files that count, newest first, by headers."""
    return (name for name, header in folder.headers() if selection.holds(header))


def newest_run(folder: RunFolder, selection: Selection) -> Run | None:
    """Return the newest run that counts, ``None`` where none does.

    Where a machine is given it was measured there: a machine that is not known is not the same.

    Raises:
        DataError: it cannot be read or is not valid.
    """
    names = (
        name
        for name, header in folder.headers()
        if selection.holds(header) and selection.machine in (None, header.machine)
    )
    return next((run for _, run in folder.readable(names, folder.load)), None)


def past_runs(folder: RunFolder, selection: Selection, limit: int) -> tuple[PastRun, ...]:
    """Return the newest ``limit`` runs that count, oldest first, passing over their samples.

    Raises:
        DataError: a file that counts cannot be read or is not valid.
    """
    names = counting(folder, selection)
    read = folder.readable(names, lambda name: _read_past(folder.where(name)))
    return tuple(run for _, run in islice(read, limit))[::-1]


def _read_past(path: str) -> PastRun:
    """Return the run in a file as the gate sees it.

    Raises:
        FileNotFoundError: it was removed meanwhile.
        DataError: the file cannot be read or is not valid.
    """
    data = files.read(path)
    try:
        found = decode_past(data)
    except ValueError:  # the whole parse names the place
        found = None
    return found or past_of(parse_run(path, data))
