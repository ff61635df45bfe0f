"""tinybench's results, versions 2 to 6: its tasks, or the table that it prints, as JSON.

Times are milliseconds a call. Samples, of one process, are there where the tool kept them.
"""

from collections.abc import Iterator
from typing import Any

from calibrax.core.models import Metric
from calibrax.readers import tinybench_statistics, tinybench_table
from calibrax.readers.document import Document
from calibrax.readers.metrics import TIME
from calibrax.readers.outcomes import Outcome, reading_of
from calibrax.readers.platforms import observed
from calibrax.readers.reading import Reading
from calibrax.readers.shape import a_list, a_name, a_text, an_object
from calibrax.readers.thrown import message

TOOL = "tinybench"
RECOGNISED = "JSON, a list of tasks with name and result, or of rows with 'Task name'"
COMMAND = (
    "node bench.mjs > results.json  # console.log(JSON.stringify("
    "bench.tasks.map(({name, result}) => ({name, result}))))"
)

_NAMELESS = "the table has rows of tasks that did not run, and does not say their names"
_RUNTIME = ("runtime", "runtimeVersion")
_OF_RESULTS = {"state", "latency", "period", "error"}


def recognises(document: Document) -> bool:
    """Tell whether the document is a list of tinybench's tasks, or its table."""
    plain = document.json
    return isinstance(plain, list) and (
        tinybench_table.is_table(plain) or any(map(_is_task, plain))
    )


def _is_task(item: object) -> bool:
    result = item.get("result") if isinstance(item, dict) and "name" in item else None
    return isinstance(result, dict) and not _OF_RESULTS.isdisjoint(result)


def read(document: Document) -> Reading:
    """Return one point a task, with the metric ``time``.

    A task that threw an error, was aborted or did not run is listed as failed.

    Raises:
        ValueError: the file is not of tinybench's shape; the message names the place.
    """
    items = a_list(document.json, "the top level")
    table = tinybench_table.is_table(items)
    times = tinybench_table.times(items) if table else _times(items)
    outcomes = [Outcome(name=name, scenario=name, metrics=((TIME, time),)) for name, time in times]
    return reading_of(
        outcomes, warnings=[_NAMELESS] if None in items else [], observed=_runtime(items)
    )


def _times(tasks: list[Any]) -> Iterator[tuple[str, Metric | str]]:
    """Yield the name of each task, and its time in seconds or why there is none."""
    for place, item in enumerate(tasks):
        task = an_object(item, f"[{place}]")
        name = a_name(task.get("name"), f"[{place}]: name")
        result = task.get("result")
        if result is None:
            yield name, "it did not run"
        else:
            yield name, _time(an_object(result, f"{name}: result"), name)


def _time(result: dict[str, Any], name: str) -> Metric | str:
    if "error" in result:
        return message(result["error"])
    if result.get("aborted"):
        return "aborted"
    if result.get("state", "completed") != "completed":
        return a_text(result["state"])
    # before version 3 the statistics of the time are the result itself
    latency = an_object(result.get("latency", result), f"{name}: latency")
    return tinybench_statistics.time(latency, f"{name}: latency")


def _runtime(items: list[Any]) -> dict[str, Any]:
    """Return the runtime, which each result names; a row of a table names none."""
    results = [item.get("result") for item in items if isinstance(item, dict)]
    named = next((each for each in results if isinstance(each, dict) and each.get("runtime")), {})
    return observed(runtime=" ".join(map(str, filter(None, map(named.get, _RUNTIME)))))
