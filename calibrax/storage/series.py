"""One benchmark's values over the stored runs, found in the files without parsing the rest."""

from collections.abc import Mapping
from pathlib import Path

from calibrax.core import run_json
from calibrax.core.models import Point, PointKey
from calibrax.core.run_json import RunHeader
from calibrax.core.trend import TrendPoint, TrendSeries
from calibrax.errors import UnknownName, UsageError
from calibrax.storage import files
from calibrax.storage.runs import RunFolder, parse_run


def extract_trend(
    folder: RunFolder,
    metric: str,
    point_name: str,
    tags: Mapping[str, str],
    n_runs: int | None = None,
    suite: str | None = None,
) -> TrendSeries:
    """Return the newest ``n_runs`` values (all by default) of one series, oldest first.

    ``tags`` need not be complete, only enough to tell the benchmark from others of its name.

    Raises:
        UnknownName: no run holds such a benchmark, or none of its values is of that metric.
        UsageError: several benchmarks match, or ``n_runs`` is below 1.
    """
    if n_runs is not None and n_runs < 1:
        raise UsageError(f"n_runs: expected 1 or more, got {n_runs}")
    wanted = set(tags.items())
    found: dict[PointKey, list[TrendPoint]] = {}
    for name in folder.newest_first():
        header, points = _points_named(folder.path / name, point_name)
        if header.kind == "ab" or (suite is not None and header.suite != suite):
            continue
        for point in points:
            if metric in point.metrics and wanted <= point.tags.items():
                found.setdefault(point.key, []).append(_value(header, point, metric))
        if len(found) == 1 and n_runs is not None and len(*found.values()) == n_runs:
            break
    if len(found) > 1:
        raise UsageError(_ambiguous(point_name, list(found)))
    if not found:
        raise _unknown(folder, metric, point_name, tags, suite)
    (key, values), *_ = found.items()
    return TrendSeries(
        metric=metric, point_name=point_name, tags=dict(key[1]), points=tuple(reversed(values))
    )


def _points_named(path: Path, name: str) -> tuple[RunHeader, tuple[Point, ...]]:
    data = files.read(path)
    header = _header(path, data)
    points = run_json.points_named(data, name) if header else None
    if header is not None and points is not None:
        return header, points
    run = parse_run(path, data)
    return run_json.header_of(run), tuple(point for point in run.points if point.name == name)


def _header(path: Path, data: bytes) -> RunHeader | None:
    try:
        return run_json.decode_header(data[: data.find(b"\n")])
    except ValueError:
        parse_run(path, data)
        raise


def _value(header: RunHeader, point: Point, metric: str) -> TrendPoint:
    measured = point.metrics[metric]
    return TrendPoint(
        run_id=header.id,
        timestamp=header.timestamp,
        value=measured.value,
        commit=header.commit,
        lower=measured.lower,
        upper=measured.upper,
    )


def _ambiguous(point_name: str, keys: list[PointKey]) -> str:
    shared = set.intersection(*(set(tags) for _, tags in keys))
    rows = []
    for _, tags in sorted(keys):
        own = [f"{name}={value}" for name, value in tags if (name, value) not in shared]
        rows.append(" ".join(own) or "(no other tag)")
    listed = "; ".join(rows[:8]) + ("; ..." if len(rows) > 8 else "")
    return f"{len(rows)} benchmarks are named {point_name!r}: give a tag that picks one: {listed}"


def _unknown(
    folder: RunFolder, metric: str, point_name: str, tags: Mapping[str, str], suite: str | None
) -> Exception:
    """Return what to tell the user, with the nearest names of the newest run of the suite."""
    newest = next(
        (name for name, header in folder.headers() if suite in (None, header.suite)), None
    )
    if newest is None:
        of = f" of the suite {suite!r}" if suite else ""
        return UsageError(f"no runs{of} in {folder.path}: calibrax ingest stores one")
    run = folder.load(newest)
    named = [point for point in run.points if point.name == point_name]
    where = f"the newest run ({run.id})"
    if not named:
        return UnknownName("point", point_name, (point.name for point in run.points), where)
    known = [name for point in named for name in point.metrics]
    if metric not in known:
        return UnknownName("metric", metric, known, f"{point_name!r} of {where}")
    given = " ".join(f"{name}={value}" for name, value in tags.items())
    pairs = [f"{name}={value}" for point in named for name, value in point.tags.items()]
    return UnknownName("tag", given, pairs, f"{point_name!r} of {where}")
