"""Draw the counts of each data set as a Markdown table, and as JSON."""

from collections.abc import Mapping
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
    rows = [_HEADER, ("---", *["---:"] * (len(_HEADER) - 1))]
    rows += [_row(rule, count) for rule, count in counts.items() if count.metrics]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"**{title}**\n\n{table}\n"


def _row(rule: str, count: Count) -> tuple[str, ...]:
    return (
        rule,
        _interval(count.alarmed_runs, count.runs, 1),
        _interval(count.alarms, count.metrics, 2),
        *(f"{each / count.metrics:.0%}" for each in count.caught),
        f"{count.inconclusive / count.metrics:.1%}",
        f"{count.again / count.runs:.0%}",
    )


def _interval(part: int, whole: int, digits: int) -> str:
    found = share(part, whole)
    lower, upper = 100 * found.lower, 100 * found.upper
    return f"{100 * found.share:.{digits}f}% [{lower:.{digits}f}, {upper:.{digits}f}]"


def plain(counts: Mapping[str, Count]) -> dict[str, Any]:
    """Return the counts by rule, as JSON holds them."""
    return {
        rule: count._asdict()
        | {"caught": dict(zip(map(str, SLOWDOWNS), count.caught, strict=True))}
        for rule, count in counts.items()
    }
