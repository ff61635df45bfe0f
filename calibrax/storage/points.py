"""Points of some names in a stored run, found by its index without parsing the rest."""

from collections.abc import Collection, Iterable

from calibrax.core import run_json
from calibrax.core.models import Point
from calibrax.core.run_json import RunHeader, StoredMetric, StoredPoint
from calibrax.storage import files
from calibrax.storage.runs import parse_run

Named = dict[str, list[StoredPoint]]


def read_points(path: str, names: Collection[str]) -> tuple[RunHeader, Named]:
    """Return a run's header and its points of each of the names, by its index where that is right.

    Raises:
        DataError: the file cannot be read or is not valid.
    """
    try:
        found = _indexed(path, names)
    except (ValueError, OverflowError):
        found = None
    if found:
        return found
    run = parse_run(path, files.read(path))
    return run_json.header_of(run), {name: _stored(run.points, name) for name in names}


def _indexed(path: str, names: Iterable[str]) -> tuple[RunHeader, Named] | None:
    """Read the header and the lines that its index gives; ``None`` where the index is not right."""
    with files.StoreFile(path) as file:
        first = file.line(0)
        header = run_json.decode_header(first)
        if header is None or header.size is None or file.size != len(first) + header.size:
            return None
        found: Named = {}
        for name in names:
            points = [
                run_json.decode_point(file.line(len(first) + place).rstrip(b"\n"), name)
                for place in header.lines_of(name)
            ]
            if not points and run_json.begins_point(name) in file.all():
                return None
            found[name] = [point for point in points if point]
            if len(found[name]) != len(points):
                return None
    return header, found


def _stored(points: Iterable[Point], name: str) -> list[StoredPoint]:
    return [
        StoredPoint(
            point.tags,
            {
                metric: StoredMetric(measured.value, measured.lower, measured.upper)
                for metric, measured in point.metrics.items()
            },
            point.machine,
        )
        for point in points
        if point.name == name
    ]
