"""How the metrics of a run are to be read, once all who have a say in it were asked."""

from collections.abc import Callable, Mapping

from calibrax.core.models import MetricDef, Run
from calibrax.settings import Settings

Define = Callable[[Run], Mapping[str, MetricDef]]
"""Returns the definitions that count for a run."""


def definitions(
    run: Run, settings: Settings, stored: Mapping[str, MetricDef]
) -> dict[str, MetricDef]:
    """Return the definitions: those of calibrax.yml win over the ``stored``, those over the run's.

    ``stored`` are those of the store's config.json.
    """
    measured = sorted({name for point in run.points for name in point.metrics})
    known = run.defined(stored)
    return {**known, **settings.metric_defs(measured, known)}
