"""The history of pytest-benchmark: the folder ``.benchmarks`` that ``--benchmark-autosave`` fills.

Below it is a folder for each machine and Python, in it a numbered file for each run.
"""

import os
from collections.abc import Iterator, Sequence

import msgspec

from calibrax.errors import DataError
from calibrax.readers import pytest_benchmark
from calibrax.readers.assembly import Source
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.history.moments import Entry, History, Left, Moment, newest
from calibrax.readers.reading import Reading


def read(given: Document | Folder) -> History:
    """Return a moment for each commit that each machine measured.

    Several files of a commit are one moment where they have no benchmark in common; of others the
    newest counts. A file that states no commit is a moment of its own.

    Raises:
        DataError: it is no such folder.
    """
    if isinstance(given, Document):
        raise DataError(
            f"{given.source}: is a file, and pytest-benchmark keeps its history in a folder; "
            "name the folder .benchmarks"
        )
    left: list[Left] = []
    sources = list(_sources(given, left))
    if not sources and not left:
        raise DataError(
            f"{given.source}: holds no file of pytest-benchmark's, such as */0001_*.json"
        )
    entries = [_entry(source, position) for position, source in enumerate(sources)]
    kept, older = newest(entries)
    moments = [_moment(together, sources) for together in kept]
    return History(tuple(moments), (*left, *older))


def _sources(folder: Folder, left: list[Left]) -> Iterator[Source]:
    """Yield what each file says; one that cannot be read or has no value is left."""
    from calibrax.readers import read as read_one

    for name in folder.files(".json"):
        try:
            document = folder.document(name)
            if not pytest_benchmark.recognises(document):
                left.append(Left(name, "is no file of pytest-benchmark's"))
                continue
            _, reading = read_one(document, "pytest-benchmark")
        except DataError as error:
            left.append(Left(name, str(error)))
            continue
        yield Source(document.source, "pytest-benchmark", _imported(reading))


def _imported(reading: Reading) -> Reading:
    return msgspec.structs.replace(
        reading, kind="import", metadata={"imported": {"from": "pytest-benchmark"}}
    )


def _entry(source: Source, position: int) -> Entry:
    reading = source.reading
    folder, name = os.path.split(source.path)
    machine = os.path.basename(folder)
    return Entry(
        key=(machine, reading.commit) if reading.commit else None,
        time=reading.timestamp.timestamp() if reading.timestamp else 0.0,
        what=os.path.join(machine, name),
        position=position,
        benchmarks=frozenset((*(point.name for point in reading.points), *reading.failed)),
        branch=reading.branch,
    )


def _moment(together: Sequence[Entry], sources: Sequence[Source]) -> Moment:
    return Moment(
        ", ".join(entry.what for entry in together),
        tuple(sources[entry.position] for entry in together),
    )
