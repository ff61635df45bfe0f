"""Which way a metric is better, as the user says it when the history is brought along."""

from collections.abc import Mapping

import msgspec

from calibrax.core.models import MetricDef, MetricDirection
from calibrax.readers.assembly import Source
from calibrax.readers.metrics import open_direction


def directed(source: Source, directions: Mapping[str, MetricDirection]) -> Source:
    """Return a source whose metrics have the directions given.

    Of a metric that is left without one, the warning names the option that gives it.
    """
    reading = source.reading
    definitions = {
        name: _directed(definition, directions) for name, definition in reading.metric_defs.items()
    }
    about = set(map(open_direction, definitions))
    others = [warning for warning in reading.warnings if warning not in about]
    undirected = [
        name
        for name, definition in definitions.items()
        if definition.direction is MetricDirection.INFO and name not in directions
    ]
    warnings = (*others, *map(_undirected, undirected))
    reading = msgspec.structs.replace(reading, metric_defs=definitions, warnings=warnings)
    return msgspec.structs.replace(source, reading=reading)


def _directed(definition: MetricDef, directions: Mapping[str, MetricDirection]) -> MetricDef:
    direction = directions.get(definition.name, definition.direction)
    return msgspec.structs.replace(definition, direction=direction)


def _undirected(name: str) -> str:
    return (
        f"the metric {name!r} has no direction, so it is shown and not judged; "
        f"give it one with --direction {name!r}=lower, or in calibrax.yml"
    )
