"""Draw what was counted of measurements in turns as Markdown."""

from collections.abc import Sequence

from evaluation.ab import Chosen, Found
from evaluation.counts import SLOWDOWNS
from evaluation.self_tests import SelfTest
from evaluation.table import drawn, interval
from evaluation.trials import Count

_WRONG = [place for place, slowdown in enumerate(SLOWDOWNS) if slowdown > 0.05]
"""A slowdown of no more than the threshold passes rightly."""

_HEADER = (
    "measured",
    "suites with a false alarm",
    *(f"+{each:.0%} caught" for each in SLOWDOWNS),
    *(f"+{SLOWDOWNS[place]:.0%} passed" for place in _WRONG),
    "inconclusive",
    "rounds",
)


def markdown(found: Sequence[Found], tests: Sequence[SelfTest], chosen: Chosen) -> str:
    """Return a table of each recording, and the count of the self-tests."""
    texts = [
        drawn(
            f"{each.title}: {each.facts}; {chosen.trials} trials of blocks of {chosen.block} "
            f"processes, seed {chosen.seed}",
            _HEADER,
            [_row(way, count) for way, count in each.counts.items()],
        )
        for each in found
    ]
    return "\n".join([*texts, _self_tests(tests, chosen)] if tests else texts)


def _row(way: str, count: Count) -> tuple[str, ...]:
    return (
        way,
        interval(count.alarmed, count.suites, 1),
        *(interval(each, count.suites, 0) for each in count.caught),
        *(interval(count.passed[place], count.suites, 1) for place in _WRONG),
        f"{count.open / count.metrics:.0%}",
        f"{count.rounds / count.suites:.1f}",
    )


def _self_tests(tests: Sequence[SelfTest], chosen: Chosen) -> str:
    alarmed = sum(each.alarms > 0 for each in tests)
    metrics = sum(each.metrics for each in tests)
    row = (
        interval(alarmed, len(tests), 1),
        interval(sum(each.alarms for each in tests), metrics, 1),
        f"{sum(each.open for each in tests) / metrics:.0%}",
        f"{sum(each.rounds for each in tests) / len(tests):.1f}",
    )
    header = ("sessions with a false alarm", "metrics with one", "inconclusive", "rounds")
    title = (
        f"calibrax ab --base HEAD --head HEAD, {len(tests)} times: "
        f"{metrics // len(tests)} metrics, seeds from {chosen.seed} on"
    )
    return drawn(title, header, [row])
