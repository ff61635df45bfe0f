"""Read the history that another tool kept: what it measured at each commit."""

from collections.abc import Iterable, Mapping
from importlib import import_module

import msgspec

from calibrax.core.models import MetricDirection, Run
from calibrax.errors import CalibraxError, UnknownName
from calibrax.readers.assembly import Overrides, Source, Surroundings, assemble
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.history.directions import directed
from calibrax.readers.history.moments import History, Left

HISTORIES = {
    "github-action-benchmark": "github_action_benchmark",
    "asv": "asv",
    "pytest-benchmark": "pytest_benchmark",
}
"""The tools whose history is read, and the module of each."""


def read_history(tool: str, given: Document | Folder) -> History:
    """Return the history that a tool kept in a file or folder.

    Raises:
        DataError: it cannot be read, or is no history of that tool.
    """
    module = import_module(f"calibrax.readers.history.{HISTORIES[tool]}")
    history: History = module.read(given)
    return history


def runs_of(
    history: History,
    surroundings: Surroundings,
    overrides: Overrides,
    directions: Mapping[str, MetricDirection],
) -> tuple[list[Run], list[Left]]:
    """Return a run for each moment of a history, oldest first, and what cannot become one.

    ``surroundings`` say what the history leaves open, the machine only where the history describes
    one that may be it. ``directions`` say which way a metric is better whatever the history says.

    Raises:
        UnknownName: a direction is given for a metric that is nowhere in the history.
    """
    elsewhere = msgspec.structs.replace(surroundings, environment={}, machine=None)
    runs: list[Run] = []
    left = list(history.left)
    for moment in history.moments:
        sources = [directed(source, directions) for source in moment.sources]
        around = surroundings if _states_a_machine(sources) else elsewhere
        try:
            runs.append(assemble(sources, around, overrides))
        except CalibraxError as error:
            left.append(Left(moment.what, str(error)))
    known = {name for run in runs for name in run.metric_defs}
    for name in directions if runs else ():
        if name not in known:
            raise UnknownName("metric", name, known, "the history")
    return sorted(runs, key=lambda run: run.timestamp), left


def _states_a_machine(sources: Iterable[Source]) -> bool:
    return any(source.reading.observed.get("cpu") for source in sources)
