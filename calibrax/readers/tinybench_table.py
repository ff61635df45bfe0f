"""The rows of ``bench.table()`` of tinybench: texts such as ``60.00 ± 9.00``, units in the columns.

Version 2 gives the mean, and the margin of its error at 95 % in percent; later ones the median.
"""

import re
from collections.abc import Iterator
from typing import Any

from calibrax.core import checks
from calibrax.core.models import Metric
from calibrax.readers.quantities import quantity
from calibrax.readers.sampled import single
from calibrax.readers.shape import a_name
from calibrax.readers.thrown import message

_NAMES = ("Task name", "Task Name")
_TIME = re.compile(r"(?:Latency med|Latency median|Average Time) \((?P<unit>[^()]+)\)")


def is_table(items: list[Any]) -> bool:
    """Tell whether all are rows; ``None`` stands for a task that did not run."""
    rows = [item for item in items if item is not None]
    return bool(rows) and all(isinstance(row, dict) and _name_in(row) for row in rows)


def times(rows: list[Any]) -> Iterator[tuple[str, Metric | str]]:
    """Yield the name of each row's task, and its time in seconds or why there is none.

    Raises:
        ValueError: a row has no name, or neither a time nor an error; the message says which.
    """
    for place, row in enumerate(rows):
        if row is not None:
            name = a_name(_name_in(row), f"[{place}]: Task name")
            yield name, _time(row, name)


def _name_in(row: dict[str, Any]) -> object:
    return next((row[column] for column in _NAMES if column in row), None)


def _time(row: dict[str, Any], name: str) -> Metric | str:
    for column in ("Error", "Remarks"):
        if column in row:
            return message(row[column])
    match = next(filter(None, map(_TIME.fullmatch, row)), None)
    unit = quantity(match["unit"]) if match else None
    if not match or not unit or unit.unit != "s":
        raise ValueError(f"{name}: none of the columns {', '.join(map(repr, row))} is a time")
    time = unit.stored(_number(row[match[0]], f"{name}: {match[0]}"))
    if "Margin" not in row:
        return single(time)
    margin = time * _number(row["Margin"], f"{name}: Margin") / 100
    return single(time, time - margin, time + margin)


def _number(cell: object, place: str) -> float:
    """Return the number of a cell; of ``60.00 ± 9.00`` the first, of ``±0.50%`` the only one."""
    if not isinstance(cell, str):
        return checks.number(cell, place)
    value = cell.partition(" ±")[0].removeprefix("±").removesuffix("%")
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"{place}: {cell!r} is no number") from None
