"""The history of asv: its folder of results, of every commit and machine.

A run has the date of its commit, as in asv's own graphs: a commit may have been measured long after
the ones that follow it.
"""

import os
from collections.abc import Iterator

import msgspec

from calibrax.errors import DataError
from calibrax.readers.assembly import Source
from calibrax.readers.asv_files import ResultsFile
from calibrax.readers.asv_results import (
    BENCHMARKS,
    Measured,
    by_commit,
    read_results,
    reading_of,
    results_files,
)
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.history.moments import History, Left, Moment

_USUAL = "results"


def read(given: Document | Folder) -> History:
    """Return a moment for each commit that each machine measured.

    Raises:
        DataError: it is no folder of results.
    """
    folder = _folder(given)
    left: list[Left] = []
    measured = list(by_commit(_files(folder, left)))
    if not measured and not left:
        raise DataError(f"{given.source} [asv]: it holds no results; run asv first")
    return History(tuple(_moments(folder, measured, left)), tuple(left))


def _folder(given: Document | Folder) -> Folder:
    """Return the folder of results.

    Raises:
        DataError: it is none; the message says which one is.
    """
    if isinstance(given, Document):
        raise DataError(
            f"{given.source}: is a file, and asv keeps its history in a folder; "
            f"name the folder that holds {BENCHMARKS}"
        )
    if given.holds(BENCHMARKS):
        return given
    is_project = given.holds(os.path.join(_USUAL, BENCHMARKS))
    named = os.path.join(given.source, _USUAL) if is_project else f"the one that holds {BENCHMARKS}"
    raise DataError(f"{given.source}: is no folder of asv's results; name {named}")


def _files(folder: Folder, left: list[Left]) -> Iterator[tuple[str, ResultsFile]]:
    """Yield what each file says; one that cannot be read is left."""
    for path in results_files(folder):
        try:
            yield path, read_results(folder, path)
        except ValueError as error:
            left.append(Left(path, str(error)))


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
