"""A metric of the values that processes measured."""

from collections.abc import Iterable, Sequence
from math import isfinite

from calibrax.core.models import Metric


def sampled(processes: Iterable[Sequence[float]]) -> Metric | str:
    """Return a metric of processes x values, or why there is none: no value, or one not finite.

    Its value is the median of the medians of the processes. A process without values is left out.
    """
    measured = tuple(tuple(values) for values in processes if values)
    odd = next((each for values in measured for each in values if not isfinite(each)), None)
    if odd is not None:
        return f"a value of {odd}"
    if not measured:
        return "no value"
    value = _median(_median(values) for values in measured)
    return Metric(value=value, samples=measured[0] if len(measured) == 1 else measured)


def single(value: float, lower: float | None = None, upper: float | None = None) -> Metric | str:
    """Return a metric of one value, or why there is none.

    Bounds of which one is missing or not finite, or that are the wrong way round, are left out.
    """
    if not isfinite(value):
        return f"a value of {value}"
    bounded = lower is not None and upper is not None and isfinite(lower) and isfinite(upper)
    if bounded and lower <= upper:  # type: ignore[operator]
        return Metric(value=value, lower=lower, upper=upper)
    return Metric(value=value)


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
