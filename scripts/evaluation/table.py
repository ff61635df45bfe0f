"""Draw the counts of each data set as a Markdown table, and as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.counts import SLOWDOWNS, Count, share

_HEADER = (
    "rule",
    "runs with a false alarm",
    "metrics with one",
    *(f"+{each:.0%} caught" for each in SLOWDOWNS),
    "inconclusive",
    "runs measured again",
)


def markdown(title: str, counts: Mapping[str, Count]) -> str:
    """Return a table of one data set; a rule that counted nothing has no row."""
    rows = [_row(rule, count) for rule, count in counts.items() if count.metrics]
    return drawn(title, _HEADER, rows)


def drawn(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of which all columns but the first are numbers."""
    lines = [header, ("---", *["---:"] * (len(header) - 1)), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"**{title}**\n\n{table}\n"


def interval(part: int, whole: int, digits: int) -> str:
    """Return a share and its interval in percent."""
    found = share(part, whole)
    lower, upper = 100 * found.lower, 100 * found.upper
    return f"{100 * found.share:.{digits}f}% [{lower:.{digits}f}, {upper:.{digits}f}]"


def _row(rule: str, count: Count) -> tuple[str, ...]:
    return (
        rule,
        interval(count.alarmed_runs, count.runs, 1),
        interval(count.alarms, count.metrics, 2),
        *(f"{each / count.metrics:.0%}" for each in count.caught),
        f"{count.inconclusive / count.metrics:.1%}",
        f"{count.again / count.runs:.0%}",
    )


def plain(counts: Mapping[str, Count]) -> dict[str, Any]:
    """Return the counts by rule, as JSON holds them."""
    return {
        rule: count._asdict()
        | {"caught": dict(zip(map(str, SLOWDOWNS), count.caught, strict=True))}
        for rule, count in counts.items()
    }
