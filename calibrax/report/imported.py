"""What became of a history that another tool kept, as text."""

from collections.abc import Iterable, Iterator, Sequence

from calibrax.core.models import MetricDef, MetricDirection, Run
from calibrax.report.table import Column, Table, drawn
from calibrax.report.text import counted, show

_SHOWN = 3


def render(
    taken: Sequence[Run],
    stored: Sequence[Run],
    left: Iterable[tuple[str, str]],
    width: int | None = None,
) -> str:
    """Return a table of what was taken and what was not, and the metrics of what was.

    ``stored`` are the runs that were there before, ``left`` the parts that are not taken: what each
    is, and why. With a ``width`` in characters, text columns are cut to fit.
    """
    grouped: dict[str, list[str]] = {}
    for what, why in left:
        grouped.setdefault(why, []).append(what)
    rows = [("taken", str(len(taken)), _span(taken), "")]
    if stored:
        rows.append(("stored before", str(len(stored)), _span(stored), ""))
    for why, parts in grouped.items():
        rows.append(("not taken", str(len(parts)), _some(parts), why))
    columns = (Column(""), Column("runs", right=True), Column("which"), Column("why"))
    table = drawn(Table(columns, tuple(rows)), width)
    return "\n".join(line.rstrip() for line in (*table, *_metrics(taken))) + "\n"


def _span(runs: Sequence[Run]) -> str:
    if not runs:
        return ""
    first, last = (f"{run.timestamp:%Y-%m-%d}" for run in (runs[0], runs[-1]))
    branches = sorted({run.branch for run in runs if run.branch})
    on = f" on {_some(branches)}" if branches else ""
    return f"{first}{on}" if first == last else f"{first} to {last}{on}"


def _some(parts: Sequence[str]) -> str:
    more = f" and {len(parts) - _SHOWN} more" if len(parts) > _SHOWN else ""
    return ", ".join(parts[:_SHOWN]) + more


def _metrics(runs: Sequence[Run]) -> Iterator[str]:
    """Yield a line for each metric: how many benchmarks have it, and which way is better."""
    found: dict[str, set[object]] = {}
    definitions: dict[str, MetricDef] = {}
    for run in runs:
        definitions.update(run.metric_defs)
        for point in run.points:
            for name in point.metrics:
                found.setdefault(name, set()).add(point.key)
    if found:
        yield ""
    for name, benchmarks in found.items():
        definition = definitions.get(name)
        unit = f" in {show(definition.unit)}" if definition and definition.unit else ""
        of = counted(len(benchmarks), "benchmark")
        yield f"{show(name)}{unit}, of {of}: {_better(definition)}"


def _better(definition: MetricDef | None) -> str:
    direction = definition.direction if definition else MetricDirection.INFO
    if direction is MetricDirection.INFO:
        return "shown and not judged, since its direction is not known"
    return f"{direction} is better"
