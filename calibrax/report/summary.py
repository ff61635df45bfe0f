"""What one run measured, as a table with a row for each benchmark and a column for each metric."""

from collections.abc import Iterator, Mapping, Sequence

from calibrax.core.models import MetricDef, MetricDirection, MetricPriority, Point, Run
from calibrax.report.table import Column, Table, cells, drawn
from calibrax.report.text import counted, label, quantity, shared_names, show, when

_ARROWS = {MetricDirection.HIGHER: " ↑", MetricDirection.LOWER: " ↓", MetricDirection.INFO: ""}
_LABEL_SHARE = 0.5


def render(run: Run, metric_defs: Mapping[str, MetricDef], width: int | None = None) -> str:
    """Return the run's header and its values.

    Metrics that fewer than half of the benchmarks have stand in tables of their own, so that no
    table is empty for the most part. With a ``width`` in characters, metrics that do not fit side
    by side go into further tables.
    """
    definitions = run.defined(metric_defs)
    shared = shared_names([(point.name, point.tags) for point in run.points])
    blocks = ["\n".join(_header(run))]
    for points, names in _together(run.points, _by_priority(run, definitions)):
        labels = [label(point.name, point.tags, shared) for point in points]
        columns = [
            (
                _title(name, definitions.get(name)),
                [_value(point, name, definitions) for point in points],
            )
            for name in names
        ]
        for group in _side_by_side(labels, columns, width):
            table = Table(
                (Column("benchmark"), *(Column(title, right=True) for title, _ in group)),
                tuple(zip(labels, *(values for _, values in group), strict=True)),
            )
            blocks.append("\n".join(drawn(table, width)))
    return "\n\n".join(blocks) + "\n"


def _together(
    points: Sequence[Point], names: Sequence[str]
) -> Iterator[tuple[list[Point], list[str]]]:
    """Yield which benchmarks and metrics make a table, first that of the common metrics.

    The others stand together where the same benchmarks have them.
    """
    having: dict[str, list[int]] = {name: [] for name in names}
    for place, point in enumerate(points):
        for name in point.metrics:
            having[name].append(place)
    common = {name: None for name in names if 2 * len(having[name]) >= len(points)}
    rare: dict[tuple[int, ...], list[str]] = {}
    for name in names:
        if name not in common:
            rare.setdefault(tuple(having[name]), []).append(name)
    first = [
        point
        for point in points
        if not point.metrics or not point.metrics.keys().isdisjoint(common)
    ]
    if first or not rare:
        yield first, list(common)
    for places, alike in rare.items():
        yield [points[place] for place in places], alike


def _header(run: Run) -> list[str]:
    commit = f", commit {show(run.commit[:12])}" if run.commit else ""
    branch = f" on {show(run.branch)}" if run.branch else ""
    lines = [
        f"Run {run.id} of {when(run.timestamp)}{commit}{branch}",
        f"  suite {show(run.suite)}, {counted(len(run.points), 'point')}",
    ]
    if run.machine:
        lines.append(f"  machine {show(run.machine)}")
    if run.failed:
        lines.append(f"  failed: {', '.join(map(show, run.failed))}")
    if run.skipped:
        lines.append(f"  skipped: {', '.join(map(show, run.skipped))}")
    return lines


def _by_priority(run: Run, definitions: Mapping[str, MetricDef]) -> list[str]:
    """Return the metrics of the run, the primary ones first."""
    found = dict.fromkeys(name for point in run.points for name in point.metrics)

    def secondary(name: str) -> bool:
        definition = definitions.get(name)
        return definition is None or definition.priority is not MetricPriority.PRIMARY

    return sorted(found, key=secondary)


def _title(name: str, definition: MetricDef | None) -> str:
    if definition is None:
        return show(name)
    unit = f" ({show(definition.unit)})" if definition.unit not in ("", "s", "B") else ""
    return f"{show(name)}{unit}{_ARROWS[definition.direction]}"


def _value(point: Point, name: str, definitions: Mapping[str, MetricDef]) -> str:
    metric = point.metrics.get(name)
    definition = definitions.get(name)
    return quantity(metric.value, definition.unit if definition else "") if metric else ""


def _side_by_side(
    labels: list[str], columns: list[tuple[str, list[str]]], width: int | None
) -> list[list[tuple[str, list[str]]]]:
    """Cut the columns into groups that fit beside the labels."""
    if width is None:
        return [columns]
    room = width - min(max(map(cells, [*labels, "benchmark"])), int(width * _LABEL_SHARE))
    groups: list[list[tuple[str, list[str]]]] = []
    left = -1
    for title, values in columns:
        needed = max(map(cells, [title, *values])) + 2
        if left < needed:
            groups.append([])
            left = room
        groups[-1].append((title, values))
        left -= needed
    return groups or [[]]
