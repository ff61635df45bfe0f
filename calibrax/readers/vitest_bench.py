"""What version 4 of vitest and earlier ones write with ``vitest bench --outputJson``."""

from collections.abc import Iterator
from typing import Any

from calibrax.readers import tinybench_statistics
from calibrax.readers.metrics import TIME
from calibrax.readers.outcomes import Outcome
from calibrax.readers.shape import a_list, a_name, an_object

_SEPARATOR = " > "
_STATISTICS = ("median", "mean", "hz")


def is_one(plain: dict[str, Any]) -> bool:
    """Tell whether an object holds files of groups."""
    files = plain.get("files")
    return isinstance(files, list) and any(
        isinstance(file, dict) and {"filepath", "groups"} <= set(file) for file in files
    )


def outcomes(plain: dict[str, Any]) -> Iterator[Outcome]:
    """Yield what became of each benchmark; its name begins with the path of its file.

    Raises:
        ValueError: the object is of another shape; the message names the place.
    """
    for place, given in enumerate(a_list(plain.get("files"), "files")):
        file = an_object(given, f"files[{place}]")
        path = a_name(file.get("filepath"), f"files[{place}]: filepath")
        for number, each in enumerate(a_list(file.get("groups"), f"files[{place}]: groups")):
            inside = f"files[{place}]: groups[{number}]"
            group = an_object(each, inside)
            title = a_name(group.get("fullName"), f"{inside}: fullName")
            relative = title.partition(_SEPARATOR)[0]
            source = relative if path.endswith(relative) else None
            for benchmark in a_list(group.get("benchmarks"), f"{title}: benchmarks"):
                yield _outcome(an_object(benchmark, f"{title}: benchmarks"), title, source)


def _outcome(benchmark: dict[str, Any], group: str, source: str | None) -> Outcome:
    name = f"{group}{_SEPARATOR}{a_name(benchmark.get('name'), f'{group}: name')}"
    if not any(statistic in benchmark for statistic in _STATISTICS):
        return Outcome(name=name, scenario=name, source=source, failed="no statistics: it failed")
    metrics = ((TIME, tinybench_statistics.time(benchmark, name)),)
    return Outcome(name=name, scenario=name, source=source, metrics=metrics)
