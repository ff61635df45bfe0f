"""Which run is the newest of those that were sent."""

from collections.abc import Collection

from calibrax.core.models import Run
from calibrax.storage import Store


def newest_sent(store: Store, run: Run, sent: Collection[str] | None) -> Run | None:
    """Return the newest run of the store in the suite of ``run`` among the ids that were sent.

    ``None`` where no run later than ``run`` was sent, so that ``run`` itself is the newest: only
    one that stands alone can be. Where ``sent`` is ``None`` every run of the store counts as sent.
    """
    for header in store.headers(suite=run.suite):
        if run.stands_alone and header.timestamp <= run.timestamp:
            return None
        if (sent is None or header.id in sent) and header.stands_alone:
            return store.load(header.id)
    return None
