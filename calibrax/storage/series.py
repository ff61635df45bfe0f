"""One benchmark's values over the stored runs, found in the files without parsing the rest."""

from collections.abc import Iterable, Mapping

from calibrax.core.models import MetricDef
from calibrax.core.run_json import RunHeader, StoredMetric, StoredPoint
from calibrax.core.trend import TrendPoint, TrendSeries
from calibrax.errors import CalibraxError, UnknownName, UsageError
from calibrax.storage.points import read_points
from calibrax.storage.runs import RunFolder

Tags = tuple[tuple[str, str], ...]


def extract_trend(
    folder: RunFolder,
    metric: str,
    point_name: str,
    tags: Mapping[str, str],
    n_runs: int | None = None,
    suite: str | None = None,
    definition: MetricDef | None = None,
) -> TrendSeries:
    """Return the newest ``n_runs`` values (all by default) of one series, oldest first.

    ``tags`` need not be complete, only enough to tell the benchmark from others of its name. The
    suite is the one of the newest run that holds the series, unless it is given. ``definition``
    wins over the one that the newest run brings along.

    Raises:
        UnknownName: no run holds such a benchmark, or none of its values is of that metric.
        UsageError: several benchmarks match, or ``n_runs`` is below 1.
    """
    if n_runs is not None and n_runs < 1:
        raise UsageError(f"n_runs: expected 1 or more, got {n_runs}")
    found: dict[Tags, list[TrendPoint]] = {}
    newest: tuple[str, RunHeader] | None = None
    units: dict[bytes, str | None] = {}
    listed = folder.newest_first()

    def read(name: str) -> tuple[RunHeader, list[tuple[StoredPoint, StoredMetric]]]:
        header, named = read_points(folder.where(name), [point_name])
        wanted = [
            (point, point.metrics[metric])
            for point in named[point_name]
            if metric in point.metrics and tags.items() <= point.tags.items()
        ]
        defined = bytes(header.metric_defs)
        if wanted and defined not in units:
            own = _definition(folder, name, header, metric)
            units[defined] = own.unit if own else None
        return header, wanted

    found_in = folder.once(folder.readable(listed, read), lambda found: found[0].id)
    for name, (header, wanted) in found_in:
        if not _counts(header, suite):
            continue
        for point, measured in wanted:
            key = tuple(sorted(point.tags.items()))
            value = _value(header, point, measured, units[bytes(header.metric_defs)])
            found.setdefault(key, []).append(value)
        if len(found) > 1:
            raise UsageError(_ambiguous(point_name, found))
        if found and newest is None:
            newest, suite = (name, header), header.suite
        if n_runs is not None and found and len(*found.values()) == n_runs:
            break
    if newest is None:
        raise _unknown(folder, metric, point_name, tags, suite)
    ((key, values),) = found.items()
    return TrendSeries(
        metric=metric,
        point_name=point_name,
        tags=dict(key),
        points=tuple(reversed(values)),
        definition=definition or _definition(folder, *newest, metric),
    )


def _counts(header: RunHeader, suite: str | None) -> bool:
    """Tell whether a run belongs to the history: it stands alone, and is of the suite."""
    return header.stands_alone and suite in (None, header.suite)


def _definition(folder: RunFolder, name: str, header: RunHeader, metric: str) -> MetricDef | None:
    try:
        return header.definition(metric)
    except ValueError:  # the whole parse names the place
        return folder.load(name).metric_defs.get(metric)


def _value(
    header: RunHeader, point: StoredPoint, measured: StoredMetric, unit: str | None
) -> TrendPoint:
    return TrendPoint(
        run_id=header.id,
        timestamp=header.timestamp,
        value=measured.value,
        commit=header.commit,
        lower=measured.lower,
        upper=measured.upper,
        machine=point.machine or header.machine,
        unit=unit,
    )


def _ambiguous(point_name: str, keys: Iterable[Tags]) -> str:
    sets = [set(tags) for tags in keys]
    shared = set.intersection(*sets)
    rows = sorted(
        " ".join(f"{name}={value}" for name, value in sorted(tags - shared)) or "(no other tag)"
        for tags in sets
    )
    listed = "; ".join(rows[:8]) + (f"; and {len(rows) - 8} more" if len(rows) > 8 else "")
    return f"{len(rows)} benchmarks are named {point_name!r}: give a tag that picks one: {listed}"


def _unknown(
    folder: RunFolder, metric: str, point_name: str, tags: Mapping[str, str], suite: str | None
) -> CalibraxError:
    """Return what to tell the user, with the nearest names of the newest run of the suite."""
    counting = (name for name, header in folder.headers() if _counts(header, suite))
    run = next((run for _, run in folder.readable(counting, folder.load)), None)
    if run is None:
        suites = {header.suite for _, header in folder.headers()}
        if suite and suites:
            return UnknownName("suite", suite, suites, folder.path)
        return UsageError(f"no runs in {folder.path}: calibrax ingest stores one")
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
