"""The history of asv: its folder of results, of every commit and machine.

A run has the date of its commit, as in asv's own graphs: a commit may have been measured long after
the ones that follow it.
"""

from collections.abc import Iterator

import msgspec

from calibrax.errors import DataError
from calibrax.readers.assembly import Source
from calibrax.readers.asv_results import BENCHMARKS, Measured, commits, reading_of
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.history.moments import History, Left, Moment


def read(given: Document | Folder) -> History:
    """Return a moment for each commit that each machine measured.

    Raises:
        DataError: it is no folder of results.
    """
    if isinstance(given, Document) or not given.holds(BENCHMARKS):
        raise DataError(
            f"{given.source}: is no folder of asv's results; name the one that holds {BENCHMARKS}"
        )
    try:
        measured = list(commits(given))
    except DataError:
        raise
    except ValueError as error:
        raise DataError(f"{given.source} [asv]: {error}") from None
    if not measured:
        raise DataError(f"{given.source} [asv]: it holds no results; run asv first")
    left: list[Left] = []
    return History(tuple(_moments(given, measured, left)), tuple(left))


def _moments(folder: Folder, measured: list[Measured], left: list[Left]) -> Iterator[Moment]:
    """Yield what has a value; the rest is left."""
    for each in measured:
        what = f"{each.commit[:12]} ({each.machine})"
        try:
            reading = reading_of(folder, each)
        except ValueError as error:
            left.append(Left(what, str(error)))
            continue
        if not reading.points:
            left.append(Left(what, "no benchmark in it has a value"))
            continue
        reading = msgspec.structs.replace(
            reading,
            timestamp=each.date,
            kind="import",
            metadata={**reading.metadata, "imported": {"from": "asv"}},
        )
        source = Source(f"{folder.source}: {', '.join(each.files)}", "asv", reading)
        yield Moment(what, (source,))
