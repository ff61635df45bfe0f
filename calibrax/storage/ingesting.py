"""Store what was read as a run, once however often it is read."""

from calibrax.core.models import Run
from calibrax.errors import DataError, UsageError
from calibrax.readers.assembly import Overrides, Source, Surroundings, assemble, surroundings_of
from calibrax.storage.names import refuse_suite
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
            run is another measurement of one that is not stored, or of a suite that can have no
            baseline, so that nothing would judge it.
        UsageError: ``overrides`` state such a suite.
    """
    run = assemble(sources, surroundings, overrides)
    stored = folder.get(run.id)
    if stored is None:
        if overrides is None or not overrides.suite:
            _require_suite(run, sources)
        _require_first(run, sources, folder)
        folder.save(run)
        return run, False
    if len(sources) == 1 and sources[0].reading.id:
        folder.save(assemble(sources, surroundings_of(stored), overrides))
    return stored, True


def _require_suite(run: Run, sources: list[Source]) -> None:
    try:
        refuse_suite(run.suite)
    except UsageError as error:
        raise DataError(f"{_paths(sources)}: {error}") from None


def _require_first(run: Run, sources: list[Source], folder: RunFolder) -> None:
    first = run.attempt_of
    if first is not None and folder.get(first) is None:
        raise DataError(
            f"{_paths(sources)}: metadata: is another measurement (attempt_of) of run {first!r}, "
            "which is not stored; ingest that one first"
        )


def _paths(sources: list[Source]) -> str:
    return ", ".join(source.path for source in sources)
