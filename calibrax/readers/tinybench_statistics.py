"""The statistics that tinybench computes of a task's time, which vitest passes on."""

from typing import Any

from calibrax.core.models import Metric
from calibrax.readers.sampled import sampled, single
from calibrax.readers.shape import a_list, a_number

_MILLISECONDS = 1e3  # in a second
_VALUES = ("p50", "median", "mean")


def time(statistics: dict[str, Any], place: str) -> Metric | str:
    """Return the median time in seconds, the mean where there is none, or why there is neither.

    The samples, of one process, are kept where the file has them.

    Raises:
        ValueError: a statistic is missing or no number; the message begins with ``place``.
    """
    samples = a_list(statistics.get("samples") or [], f"{place}: samples")
    if samples:
        return sampled([[a_number(each, f"{place}: samples") / _MILLISECONDS for each in samples]])
    name = next((name for name in _VALUES if name in statistics), "mean")
    value = statistics.get(name)
    if value is None and name in statistics:
        return "no value"  # JSON.stringify writes NaN as null
    return single(a_number(value, f"{place}: {name}") / _MILLISECONDS)
