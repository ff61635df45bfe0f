"""Store what was read as a run, once however often it is read."""

from calibrax.core.models import Run
from calibrax.errors import DataError
from calibrax.readers.assembly import Overrides, Source, Surroundings, assemble, surroundings_of
from calibrax.storage.runs import RunFolder


def ingest(
    folder: RunFolder,
    sources: list[Source],
    surroundings: Surroundings | None = None,
    overrides: Overrides | None = None,
) -> tuple[Run, bool]:
    """Store one run made of what was read; return it, and whether it was stored already.

    Raises:
        DataError: the sources contradict each other or, :class:`RunConflict`, a stored run; or the
            run is another measurement of one that is not stored, so that nothing would judge it.
    """
    run = assemble(sources, surroundings, overrides)
    stored = folder.get(run.id)
    if stored is None:
        first = run.attempt_of
        if first is not None and folder.get(first) is None:
            raise DataError(
                f"{', '.join(source.path for source in sources)}: metadata: is another measurement "
                f"(attempt_of) of run {first!r}, which is not stored; ingest that one first"
            )
        folder.save(run)
        return run, False
    if len(sources) == 1 and sources[0].reading.id:
        folder.save(assemble(sources, surroundings_of(stored), overrides))
    return stored, True
