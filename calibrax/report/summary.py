"""What one run measured, as a table with a row for each benchmark and a column for each metric."""

from collections.abc import Mapping

from calibrax.core.models import MetricDef, MetricDirection, MetricPriority, Run
from calibrax.report.table import Column, Table, cells, drawn
from calibrax.report.text import counted, label, quantity, shared_names, show, when

_ARROWS = {MetricDirection.HIGHER: " ↑", MetricDirection.LOWER: " ↓", MetricDirection.INFO: ""}
_LABEL_SHARE = 0.5


def render(run: Run, metric_defs: Mapping[str, MetricDef], width: int | None = None) -> str:
    """Return the run's header and its values.

    With a ``width`` in characters, metrics that do not fit side by side go into further tables.
    """
    definitions = run.defined(metric_defs)
    names = shared_names([(point.name, point.tags) for point in run.points])
    labels = [label(point.name, point.tags, names) for point in run.points]
    columns = [
        (
            _title(name, definitions.get(name)),
            [_value(run, place, name, definitions) for place in range(len(run.points))],
        )
        for name in _by_priority(run, definitions)
    ]
    blocks = ["\n".join(_header(run))]
    for group in _side_by_side(labels, columns, width):
        table = Table(
            (Column("benchmark"), *(Column(title, right=True) for title, _ in group)),
            tuple(zip(labels, *(values for _, values in group), strict=True)),
        )
        blocks.append("\n".join(drawn(table, width)))
    return "\n\n".join(blocks) + "\n"


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


def _value(run: Run, place: int, name: str, definitions: Mapping[str, MetricDef]) -> str:
    metric = run.points[place].metrics.get(name)
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
