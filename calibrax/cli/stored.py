"""Open the store and pick the run that an option names."""

from calibrax.core.models import Run
from calibrax.errors import DataError
from calibrax.storage import Store


def open_store(data: str) -> Store:
    """Return the store in the folder ``data``.

    Raises:
        StoreNotFound: there is no such folder.
    """
    store = Store(data)
    store.require()
    return store


def pick_run(store: Store, run: str) -> Run:
    """Return the run that ``--run`` names.

    Raises:
        DataError: it is ``latest`` and the store has no run.
        RunNotFound: there is no run of that id, or more than one.
    """
    if run != "latest":
        return store.load(run)
    newest = store.latest()
    if newest is None:
        raise DataError(f"{store.path}: holds no run yet; calibrax ingest stores one")
    return newest
