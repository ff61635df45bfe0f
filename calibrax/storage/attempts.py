"""Further measurements of a run: runs with a file of their own that never stand alone."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from calibrax.core.models import PointKey, Run
from calibrax.errors import DataError, UsageError
from calibrax.readers.assembly import Overrides, Source, assemble, content_id, surroundings_of
from calibrax.storage.runs import RunFolder


def attempts(folder: RunFolder, first: Run) -> tuple[Run, ...]:
    """Return the attempts of a run in the order that they were made, reading headers to find them.

    An attempt is not older than the run.
    """
    names = []
    for name, header in folder.headers():
        if header.timestamp < first.timestamp:
            break
        if header.attempt_of == first.id:
            names.append(name)
    return tuple(sorted(map(folder.load, names), key=_order))


def number(run: Run) -> int:
    """Return which measurement of the run an attempt is: the first attempt is the second."""
    found = run.metadata.get("attempt")
    return found if isinstance(found, int) else 0


def attempt_of(
    first: Run,
    known: Sequence[Run],
    sources: Sequence[Source],
    overrides: Overrides | None = None,
    taken: datetime | None = None,
) -> Run:
    """Return what was read as the next attempt of a run; as the known one where it is one already.

    What neither the files nor the overrides say is as it was for the run; ``taken`` is when the
    files were written, for those that state no time. The id is made of the content, since the one
    in a file may be the run's own.

    Raises:
        DataError: they were measured at another commit, of another suite or on another machine,
            measured nothing, or are the run's own results.
        UsageError: the run is itself an attempt or a side of an A/B.
    """
    if not first.stands_alone:
        raise UsageError(f"the run {first.id!r} is {first.role}, which is not measured again")
    around = surroundings_of(first)
    when = taken or around.timestamp
    around = msgspec.structs.replace(around, suite=first.suite, timestamp=when)
    run = assemble(sources, around, overrides)
    run = msgspec.structs.replace(run, timestamp=max(run.timestamp, first.timestamp))
    where = ", ".join(source.path for source in sources)
    _refuse_other(where, run, first)
    if _repeats(run, first):
        raise DataError(
            f"{where}: is the measurement of run {first.id} that is judged already; "
            "measure once more, and give that file"
        )
    same = next((each for each in known if _content(each) == _content(run)), None)
    return same or _numbered(run, first, 1 + max((1, *map(number, known))))


def _order(run: Run) -> tuple[int, datetime, str]:
    return number(run), run.timestamp, run.id


def _numbered(run: Run, first: Run, place: int) -> Run:
    attempt = msgspec.structs.replace(
        run,
        branch=first.branch,
        kind=first.kind,
        metadata={**run.metadata, "attempt": place, "attempt_of": first.id},
    )
    return msgspec.structs.replace(attempt, id=content_id(attempt, timed=True))


def _refuse_other(where: str, run: Run, first: Run) -> None:
    """Raise where what was measured is not the same benchmarks under the same conditions."""
    if run.kind == "ab":
        raise DataError(f"{where}: is a side of an A/B; an attempt is an ordinary measurement")
    for field in ("commit", "suite"):
        _agree(f"{where}: is of {field}", getattr(run, field), first, getattr(first, field))
    theirs, ours = _machines(run), _machines(first)
    shared = [key for key in theirs if key in ours]
    if not shared:
        raise DataError(
            f"{where}: holds no benchmark of run {first.id}; give a file that measured them again"
        )
    for key in shared:
        if theirs[key] is not None:
            _agree(f"{where}: {key[0]!r} is of machine", theirs[key], first, ours[key])


def _agree(what: str, theirs: str | None, first: Run, ours: str | None) -> None:
    if theirs != ours:
        raise DataError(
            f"{what} {theirs}, in run {first.id} {ours or 'unknown'}; "
            "an attempt measures the same again, make this one a run with calibrax ingest"
        )


def _machines(run: Run) -> dict[PointKey, str | None]:
    return {point.key: point.machine or run.machine for point in run.points}


def _repeats(run: Run, first: Run) -> bool:
    """Tell whether all of it stands in the run: one of its own files, given once more."""
    known = {point.key: point.metrics for point in first.points}
    return run.timestamp == first.timestamp and all(
        known.get(point.key) == point.metrics for point in run.points
    )


def _content(run: Run) -> tuple[object, ...]:
    return run.timestamp, run.points
