"""Which runs of a store are exported."""

from datetime import datetime

from calibrax.core.run_json import RunHeader
from calibrax.errors import DataError
from calibrax.storage import Store


def oldest_first(store: Store, since: datetime | None) -> list[RunHeader]:
    """Return the runs from a time on, oldest first, in the order in which they were measured.

    Raises:
        DataError: the store has no run, or one of them is not valid.
    """
    headers = list(store.headers())
    if not headers:
        raise DataError(f"{store.path}: holds no run yet; calibrax ingest stores one")
    return [each for each in reversed(headers) if since is None or each.timestamp >= since]
