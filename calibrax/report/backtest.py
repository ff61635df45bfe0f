"""What a replayed history says: a table, and a section for calibrax.yml."""

from collections.abc import Iterator, Sequence

from calibrax.gate.suggest import Suggestion
from calibrax.gate.tally import Tally
from calibrax.report.table import Column, Table, drawn
from calibrax.report.text import counted


def render(tallies: Sequence[Tally], width: int | None = None) -> str:
    """Return a table with a row for each mode.

    With a ``width`` in characters, text columns are cut to fit.
    """
    slowdowns = [caught.slowdown for caught in tallies[0].caught]
    columns = [
        Column("mode"),
        Column("runs with an alarm", right=True),
        Column("again", right=True),
        Column("metrics", right=True),
        Column("again", right=True),
        Column("inconclusive", right=True),
        *(Column(f"+{100 * slowdown:g}%", right=True) for slowdown in slowdowns),
    ]
    rows = tuple(tuple(_cells(each)) for each in tallies)
    table = drawn(Table(tuple(columns), rows), width)
    first = tallies[0]
    return "\n".join(
        [
            f"Replayed {counted(first.runs, 'run')}, {counted(first.metrics, 'metric')} in all, "
            "each as if it had just arrived",
            "",
            *table,
            "",
            "again: the next run agrees, which stands in for a second measurement.",
            "+N%: the share of slowdowns of that size that is caught, by the first measurement and",
            "by two. An alarm is false unless something changed: look at those that two runs show.",
            "",
        ]
    )


def _cells(tally: Tally) -> Iterator[str]:
    yield tally.mode.value
    yield _of(tally.runs_with_alarm, tally.runs)
    yield _of(tally.runs_confirmed, tally.runs)
    yield _of(tally.alarms, tally.metrics)
    yield _of(tally.confirmed, tally.twice)
    yield _percent(tally.inconclusive)
    for caught in tally.caught:
        second = "" if caught.second is None else f" / {100 * caught.second:.0f}%"
        yield f"{100 * caught.first:.0f}%{second}"


def _of(part: int, whole: int) -> str:
    return f"{part} ({_percent(part / whole if whole else 0.0)})"


def _percent(share: float) -> str:
    return f"{100 * share:.2g}%" if share < 0.1 else f"{100 * share:.0f}%"


def settings(suggestions: Sequence[Suggestion], entries: Sequence[str]) -> str:
    """Return the suggestions as the section ``metrics`` of calibrax.yml.

    ``entries`` are the items of the list in YAML, one a suggestion.
    """
    lines = ["metrics:"]
    for each, entry in zip(suggestions, entries, strict=True):
        seen = f"detects {_shown(each.detectable)}"
        if each.threshold is None:
            seen = f"too noisy to gate: {_seen(each.detectable)}"
        lines.append(f"  - {entry}  # {seen}, of {counted(each.runs, 'run')}")
    noisy = sum(each.threshold is None for each in suggestions)
    if noisy:
        lines.append(f"# {counted(noisy, 'metric')} too noisy to gate: reported, never failing")
    return "\n".join(lines) + "\n"


def _seen(share: float) -> str:
    return f"only {_shown(share)} can be seen" if share < 10 else "no change can be seen"


def _shown(share: float) -> str:
    return f"+{100 * share:.1f}%"
