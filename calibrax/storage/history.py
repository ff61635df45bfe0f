"""Earlier values of several metrics, read in one pass: what a regression is seen against."""

from collections.abc import Mapping, Sequence
from itertools import islice

import msgspec

from calibrax.core.models import MetricDef
from calibrax.core.run_json import RunHeader
from calibrax.storage.past import Selection, counting
from calibrax.storage.points import Named, read_points
from calibrax.storage.runs import RunFolder

Series = tuple[str, Mapping[str, str], str]
"""A benchmark's name, its tags, and one of its metrics."""


def histories(
    folder: RunFolder, series: Sequence[Series], selection: Selection, limit: int
) -> list[tuple[float, ...]]:
    """Return the values of each series in the newest ``limit`` runs that count, oldest first.

    A run that lacks a series, or has it of another machine, is passed over. Only values in the unit
    of the newest one are given.

    Raises:
        DataError: a file cannot be read or is not valid.
    """
    if not series:
        return []
    names = {name for name, _, _ in series}
    values: list[list[tuple[float, str]]] = [[] for _ in series]

    def read(name: str) -> tuple[Named, Mapping[str, MetricDef]]:
        header, points = read_points(folder.where(name), names)
        return points, _definitions(folder, name, header)

    found_in = islice(folder.readable(counting(folder, selection), read), limit)
    for _, (points, definitions) in found_in:
        for (name, tags, metric), found in zip(series, values, strict=True):
            point = next((point for point in points[name] if point.tags == tags), None)
            if point and metric in point.metrics and selection.comparable(point.machine):
                definition = definitions.get(metric)
                unit = definition.unit if definition else ""
                found.append((point.metrics[metric].value, unit))
    return [
        tuple(value for value, unit in reversed(found) if unit == found[0][1]) for found in values
    ]


def _definitions(folder: RunFolder, name: str, header: RunHeader) -> Mapping[str, MetricDef]:
    try:
        return msgspec.json.decode(header.metric_defs, type=dict[str, MetricDef])
    except ValueError:  # the whole parse names the place
        return folder.load(name).metric_defs
