"""Put a history that another tool kept into a store, each run once."""

from calibrax.core.models import Run
from calibrax.core.run_json import RunHeader, header_of
from calibrax.errors import RunConflict
from calibrax.storage.store import Store

STORED = "stored already"


class Importing:
    """The runs of a store, and those that are brought along beside them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids: set[str] = set()
        self._of_commit: dict[tuple[str, str | None], list[RunHeader]] = {}
        for header in store.headers():
            self._know(header)

    def take(self, run: Run) -> str | None:
        """Store a run; return why not, where it is not stored: :data:`STORED`, or another reason.

        A commit that the store holds a run of, on the same machine, gets no second one.

        Raises:
            DataError: it cannot be written.
        """
        if run.id in self._ids:
            return STORED
        if run.commit:
            for header in self._of_commit.get((run.suite, run.commit), []):
                if None in (header.machine, run.machine) or header.machine == run.machine:
                    return f"the store holds another run of the commit: {header.id}"
        try:
            self._store.save(run)
        except RunConflict as error:
            return str(error)
        self._know(header_of(run))
        return None

    def _know(self, header: RunHeader) -> None:
        self._ids.add(header.id)
        if header.stands_alone:
            self._of_commit.setdefault((header.suite, header.commit), []).append(header)
