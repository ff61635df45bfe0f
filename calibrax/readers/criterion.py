"""The folder that criterion writes, ``target/criterion``: the newest measurement of each benchmark.

The files have no unit: times are taken as nanoseconds, which holds unless the benchmarks replace
criterion's clock. Throughput is not read: the folder has how much is done, not how fast.
"""

import os
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.core.models import Metric
from calibrax.readers.folder import Folder
from calibrax.readers.metrics import TIME
from calibrax.readers.outcomes import Outcome, reading_of
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import sampled
from calibrax.readers.shape import a_list, a_name, a_number, an_object

TOOL = "criterion"
RECOGNISED = "a folder with files new/benchmark.json, new/sample.json and new/estimates.json"
COMMAND = "cargo bench  # writes the folder target/criterion"

_BENCHMARK, _SAMPLE, _ESTIMATES = "benchmark.json", "sample.json", "estimates.json"
_TAGS = {"group": "group_id", "function": "function_id", "value": "value_str"}
_ONE_JOB = 6 * 3600  # seconds, after which GitHub ends a job
_NANOSECONDS = quantity("ns")


def recognises(folder: Folder) -> bool:
    """Tell whether the folder, at any depth, has the newest measurement of a benchmark."""
    return next(folder.files(_newest(_BENCHMARK)), None) is not None


def read(folder: Folder) -> Reading:
    """Return one point a benchmark, with the metric ``time``.

    The samples are those of one process: a time per iteration each. The bounds are criterion's
    confidence interval of their median. Tags are group, function and value, where it has them. A
    warning names what was measured so long before the rest that it was another run's.

    Raises:
        ValueError: a file is missing or not of criterion's shape; the message names the place.
    """
    places = _measurements(folder)
    measured = {place: folder.changed(os.path.join(place, _SAMPLE)) for place in places}
    newest = max(measured.values(), default=0.0)
    return reading_of(_outcome(folder, place, newest - measured[place]) for place in places)


def _newest(file: str) -> str:
    return os.path.join(os.sep, "new", file)


def _measurements(folder: Folder) -> list[str]:
    """Return the folders ``new`` in which at least one of criterion's files is."""
    files = (
        file for name in (_BENCHMARK, _SAMPLE, _ESTIMATES) for file in folder.files(_newest(name))
    )
    return sorted({os.path.dirname(file) for file in files})


def _outcome(folder: Folder, place: str, age: float) -> Outcome:
    benchmark, where = _content(folder, place, _BENCHMARK)
    name = a_name(benchmark.get("full_id"), f"{where}: full_id")
    parts = {tag: benchmark.get(key) for tag, key in _TAGS.items()}
    tags = {tag: checks.text(part, f"{where}: {tag}") for tag, part in parts.items() if part}
    return Outcome(
        name=name,
        scenario=name.removesuffix(f"/{tags['value']}") if "value" in tags else name,
        # a benchmark of no group is a group of its own name
        tags={} if tags.get("group") == name else tags,
        metrics=((TIME, _time(folder, place)),),
        warning=_left_over(age) if age > _ONE_JOB else None,
    )


def _left_over(age: float) -> str:
    hours = round(age / 3600)
    return (
        f"was measured {hours} hours before the newest: a cached folder keeps what is no longer "
        "measured; delete it before the benchmarks run"
    )


def _time(folder: Folder, place: str) -> Metric | str:
    """Return the median time of an iteration with its bounds and samples, or why there is none."""
    sample, where = _content(folder, place, _SAMPLE)
    times, iterations = (
        [a_number(each, f"{where}: {key}") for each in a_list(sample.get(key), f"{where}: {key}")]
        for key in ("times", "iters")
    )
    if len(times) != len(iterations) or not all(iterations):
        raise ValueError(
            f"{where}: expected one number of iterations above 0 for each of the times"
        )
    pairs = zip(times, iterations, strict=True)
    metric = sampled([[_NANOSECONDS.stored(time / count) for time, count in pairs]])
    return metric if isinstance(metric, str) else _bounded(metric, folder, place)


def _bounded(metric: Metric, folder: Folder, place: str) -> Metric:
    estimates, where = _content(folder, place, _ESTIMATES)
    median = an_object(estimates.get("median"), f"{where}: median")
    interval = an_object(median.get("confidence_interval"), f"{where}: confidence_interval")
    lower, upper = (
        _NANOSECONDS.stored(a_number(interval.get(bound), f"{where}: {bound}"))
        for bound in ("lower_bound", "upper_bound")
    )
    if not lower <= upper:
        return metric
    return msgspec.structs.replace(metric, lower=lower, upper=upper)


def _content(folder: Folder, place: str, name: str) -> tuple[dict[str, Any], str]:
    """Return what a file of a measurement holds, and its path for messages."""
    path = os.path.join(place, name)
    return an_object(folder.document(path).json, path), path
