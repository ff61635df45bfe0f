"""The metrics that several tools measure, under one name, so that their results fit together."""

from calibrax.core.models import MetricDef, MetricDirection, MetricPriority
from calibrax.readers.quantities import quantity

LOWER, HIGHER, INFO = MetricDirection.LOWER, MetricDirection.HIGHER, MetricDirection.INFO

TIME = MetricDef(
    name="time", unit="s", direction=LOWER, group="Time", priority=MetricPriority.PRIMARY
)
CPU_TIME = MetricDef(name="cpu_time", unit="s", direction=LOWER, group="Time")
BYTES_PER_SECOND = MetricDef(
    name="bytes_per_second", unit="B/s", direction=HIGHER, group="Throughput"
)
ITEMS_PER_SECOND = MetricDef(
    name="items_per_second", unit="items/s", direction=HIGHER, group="Throughput"
)
OPERATIONS_PER_SECOND = MetricDef(
    name="operations_per_second",
    unit="ops/s",
    direction=HIGHER,
    group="Throughput",
    priority=MetricPriority.PRIMARY,
)
PEAK_MEMORY = MetricDef(name="peak_memory", unit="B", direction=LOWER, group="Memory")
ALLOCATED = MetricDef(
    name="allocated", unit="B", direction=LOWER, group="Memory", description="bytes per iteration"
)
ALLOCATIONS = MetricDef(
    name="allocations", unit="", direction=LOWER, group="Memory", description="per iteration"
)

_OF_UNIT = {"s": TIME, "B/s": BYTES_PER_SECOND, "ops/s": OPERATIONS_PER_SECOND}


def metric_of(unit: str) -> MetricDef:
    """Return the metric of a tool that gives a value a unit and no name.

    A time is ``time``, bytes are ``bytes``; anything else is called after its unit, and ``value``
    where it has none. A unit that does not tell which way is better gives ``info``.
    """
    found = quantity(unit)
    if found.unit in _OF_UNIT:
        return _OF_UNIT[found.unit]
    name = "bytes" if found.unit == "B" else found.unit or "value"
    return MetricDef(name=name, unit=found.unit, direction=found.direction)


def open_direction(name: str) -> str:
    """Return the warning about a metric that no tool gives a direction."""
    return (
        f"the metric {name!r} has no direction, so it is shown and not judged; "
        f"calibrax.yml declares it: metrics: [{{metric: {name!r}, direction: lower}}]"
    )
