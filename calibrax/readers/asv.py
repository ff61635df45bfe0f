"""asv's folder of results: what was measured last, of all the commits that the folder keeps."""

import os
from datetime import UTC, datetime

import msgspec

from calibrax.readers.asv_results import BENCHMARKS, MACHINE, Measured, commits, reading_of
from calibrax.readers.folder import Folder
from calibrax.readers.reading import Reading

TOOL = "asv (airspeed velocity)"
RECOGNISED = "a folder that holds benchmarks.json and, in a folder for each machine, machine.json"
COMMAND = "asv run --record-samples 'HEAD^!'"


def recognises(folder: Folder) -> bool:
    """Tell whether the folder holds asv's description of benchmarks, or of a machine."""
    described = folder.holds(BENCHMARKS) and any(folder.files(os.sep + MACHINE))
    return described or folder.holds(MACHINE)


def read(folder: Folder) -> Reading:
    """Return what was measured at the commit that was measured last.

    Raises:
        DataError: a file of the folder cannot be read.
        ValueError: a file is of no shape that is known; the message names it.
    """
    if not folder.holds(BENCHMARKS):
        raise ValueError(f"has no {BENCHMARKS}; name the folder of asv that holds it")
    everything = list(commits(folder))
    if not everything:
        return Reading(points=())
    last = max(everything, key=_measured_at)
    reading = reading_of(folder, last)
    behind = len(everything) - 1
    if not behind:
        return reading
    stays = (
        f"only commit {last.commit} on machine {last.machine} is read, which was measured last; "
        f"calibrax import asv {folder.source} brings along what stays behind, {behind} more"
    )
    return msgspec.structs.replace(reading, warnings=(stays, *reading.warnings))


def _measured_at(measured: Measured) -> tuple[datetime, datetime]:
    """Return when it was measured and, for version 1 that does not say, when it was committed."""
    return measured.started or datetime.min.replace(tzinfo=UTC), measured.date
