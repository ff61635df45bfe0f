"""Earlier values of several metrics, read in one pass: what a regression is seen against."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

import msgspec

from calibrax.core.models import MetricDef
from calibrax.core.run_json import RunHeader
from calibrax.storage.points import read_points
from calibrax.storage.runs import RunFolder

Series = tuple[str, Mapping[str, str], str]
"""A benchmark's name, its tags, and one of its metrics."""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """Which runs are the history of a run: they stand alone, and were taken before it.

    ``branch`` and ``machine`` are ``None`` where any will do.
    """

    suite: str
    branch: str | None
    machine: str | None
    before: datetime

    def holds(self, header: RunHeader) -> bool:
        """Tell whether a run belongs to it."""
        return (
            header.stands_alone
            and header.suite == self.suite
            and self.branch in (None, header.branch)
            and self.machine in (None, header.machine)
            and header.timestamp < self.before
        )


def histories(
    folder: RunFolder, series: Sequence[Series], past: Past, limit: int
) -> list[tuple[float, ...]]:
    """Return the values of each series in the newest ``limit`` runs of the past, oldest first.

    A run that lacks a series is passed over. Only values in the unit of the newest one are given.

    Raises:
        DataError: a file cannot be read or is not valid.
    """
    if not series:
        return []
    names = {name for name, _, _ in series}
    values: list[list[tuple[float, str]]] = [[] for _ in series]
    for file_name in islice(_files(folder, past), limit):
        header, points = read_points(folder.where(file_name), names)
        definitions = _definitions(folder, file_name, header)
        for (name, tags, metric), found in zip(series, values, strict=True):
            point = next((point for point in points[name] if point.tags == tags), None)
            if point and metric in point.metrics:
                definition = definitions.get(metric)
                unit = definition.unit if definition else ""
                found.append((point.metrics[metric].value, unit))
    return [
        tuple(value for value, unit in reversed(found) if unit == found[0][1]) for found in values
    ]


def _files(folder: RunFolder, past: Past) -> Iterator[str]:
    return (name for name, header in folder.headers() if past.holds(header))


def _definitions(folder: RunFolder, name: str, header: RunHeader) -> Mapping[str, MetricDef]:
    try:
        return msgspec.json.decode(header.metric_defs, type=dict[str, MetricDef])
    except ValueError:  # the whole parse names the place
        return folder.load(name).metric_defs
