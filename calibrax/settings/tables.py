"""Read the formats of the user's own: an entry under ``formats``."""

from collections.abc import Iterable

import yaml

from calibrax.core.columns import MetricColumn, StatusColumn, TableFormat, TableType
from calibrax.core.models import MetricDirection
from calibrax.settings.nodes import (
    Keys,
    Misplaced,
    choice,
    items,
    line_of,
    mapping,
    name,
    text,
    texts,
    word,
)


def tables(node: yaml.Node, place: str) -> tuple[TableFormat, ...]:
    """Return the formats, each of another name."""
    found = items(node, place, _table)
    again = _repeated(table.name for table in found)
    if again is not None:
        raise ValueError(f"two formats have the name {again!r}")
    return found


def _table(node: yaml.Node, place: str) -> TableFormat:
    values = mapping(node, place, _TABLE, required=("name", "type", "benchmark", "metrics"))
    table = TableFormat(**values)
    column = _repeated(table.columns())
    if column is not None:
        raise Misplaced(line_of(node), place, f"the column {column!r} stands for two things")
    metric = _repeated(each.metric for each in table.metrics)
    if metric is not None:
        raise Misplaced(line_of(node), place, f"two columns are the metric {metric!r}")
    if "delimiter" in values and table.type is not TableType.CSV:
        raise Misplaced(line_of(node), place, f"{table.type} has no delimiter; leave the key out")
    return table


def _benchmark(node: yaml.Node, place: str) -> tuple[str, ...]:
    return items(node, place, name) if isinstance(node, yaml.SequenceNode) else (name(node, place),)


def _tags(node: yaml.Node, place: str) -> dict[str, str]:
    if not isinstance(node, yaml.SequenceNode):
        named = texts(node, place)
        if not all(named.values()):
            raise ValueError("a tag has no column")
        return named
    columns = items(node, place, name)
    again = _repeated(columns)
    if again is not None:
        raise ValueError(f"the column {again!r} stands twice")
    return {column: column for column in columns}


def _metric(node: yaml.Node, place: str) -> MetricColumn:
    return MetricColumn(**mapping(node, place, _METRIC, required=("column", "metric")))


def _status(node: yaml.Node, place: str) -> StatusColumn:
    return StatusColumn(**mapping(node, place, _STATUS, required=("column", "ok")))


def _words(node: yaml.Node, place: str) -> tuple[str, ...]:
    return items(node, place, word)


def _delimiter(node: yaml.Node, place: str) -> str:
    written = text(node, place)
    if len(written) != 1 or written in '"\r\n':
        raise ValueError(f'{written!r:.60} is no delimiter; write one character, such as ";"')
    return written


def _repeated(names: Iterable[str]) -> str | None:
    """Return the first name that stands twice."""
    seen = set[str]()
    for each in names:
        if each in seen:
            return each
        seen.add(each)
    return None


_METRIC: Keys = {
    "column": name,
    "metric": name,
    "unit": text,
    "direction": choice(MetricDirection),
}
_STATUS: Keys = {"column": name, "ok": _words, "skipped": _words}
_TABLE: Keys = {
    "name": name,
    "type": choice(TableType),
    "benchmark": _benchmark,
    "metrics": lambda node, place: items(node, place, _metric),
    "tags": _tags,
    "process": name,
    "status": _status,
    "commit": name,
    "branch": name,
    "timestamp": name,
    "delimiter": _delimiter,
}
