"""Further measurements of a run: runs of their own file that stand beside it, and never alone."""

from collections.abc import Sequence

import msgspec

from calibrax.core.models import Run
from calibrax.errors import DataError
from calibrax.readers.assembly import Overrides, Source, assemble, content_id, surroundings_of
from calibrax.storage.runs import RunFolder

_AGREED = ("commit", "suite", "machine")


def attempts(folder: RunFolder, first: Run) -> tuple[Run, ...]:
    """Return the attempts of a run in the order that they were made, reading headers to find them.

    An attempt is not older than the run.
    """
    names = []
    for name, header in folder.headers():
        if header.timestamp < first.timestamp:
            break
        if not header.stands_alone and header.attempt_of == first.id:
            names.append(name)
    return tuple(sorted(map(folder.load, names), key=number))


def number(run: Run) -> int:
    """Return which measurement of the run an attempt is: the first attempt is the second."""
    found = run.metadata.get("attempt")
    return found if isinstance(found, int) else 0


def attempt_of(first: Run, known: Sequence[Run], sources: list[Source]) -> Run:
    """Return what was read as the next attempt of a run; as the known one where it is one already.

    What the files do not say is as it was for the run.

    Raises:
        DataError: they were measured elsewhere, at another commit or of another suite, or are the
            run's own results.
    """
    where = sources[0].path
    run = assemble(sources, surroundings_of(first), Overrides(suite=_suite(first, sources)))
    for field in _AGREED:
        theirs, ours = getattr(run, field), getattr(first, field)
        if theirs != ours:
            raise DataError(
                f"{where}: {field} is {theirs}, and run {first.id} has {ours}: "
                "an attempt measures the same again"
            )
    if not {point.key for point in run.points} & {point.key for point in first.points}:
        raise DataError(
            f"{where}: holds no benchmark of run {first.id}: an attempt measures the same again"
        )
    if run.points == first.points:
        raise DataError(
            f"{where}: holds the very results of run {first.id}, which is judged already: "
            "an attempt is another measurement"
        )
    same = next((each for each in known if each.points == run.points), None)
    if same:
        return same
    next_number = max([1, *map(number, known)]) + 1
    metadata = {**run.metadata, "attempt": next_number, "attempt_of": first.id}
    made = msgspec.structs.replace(
        run,
        branch=first.branch,
        timestamp=max(run.timestamp, first.timestamp),
        metadata=metadata,
    )
    return msgspec.structs.replace(made, id=content_id(made, timed=False))


def _suite(first: Run, sources: Sequence[Source]) -> str | None:
    """Return the run's suite where no file states one."""
    stated = any(source.reading.suite for source in sources)
    return None if stated else first.suite
