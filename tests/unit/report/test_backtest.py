"""What is said of a replayed history, letter by letter."""

from calibrax.gate.rules import Mode
from calibrax.gate.suggest import Suggestion
from calibrax.gate.tally import Caught, Tally
from calibrax.report.backtest import render, settings

FOUND = Tally(
    mode=Mode.FIXED,
    runs=8,
    runs_with_alarm=4,
    runs_confirmed=1,
    metrics=200,
    alarms=5,
    twice=100,
    confirmed=3,
    inconclusive=0.125,
    caught=(
        Caught(slowdown=0.025, first=0.5, second=0.75),
        Caught(slowdown=0.2, first=1.0, second=None),
    ),
)
NOTHING = Tally(
    mode=Mode.AUTO,
    runs=0,
    runs_with_alarm=0,
    runs_confirmed=0,
    metrics=0,
    alarms=0,
    twice=0,
    confirmed=0,
    inconclusive=0.0,
    caught=(Caught(slowdown=0.1, first=0.0, second=None),),
)


def words(line: str) -> str:
    """Return a line of a table with single blanks."""
    return " ".join(line.split())


def test_a_row_says_how_many_and_which_share() -> None:
    lines = render([FOUND]).splitlines()
    assert lines[0] == "Replayed 8 runs, 200 metrics in all, each as if it had just arrived"
    assert words(lines[2]).endswith("inconclusive +2.5% +20%\x1b[0m")
    assert words(lines[3]) == ("fixed 4 (50%) 1 (12%) 5 (2.5%) 3 (3%) 12% 50% / 75% 100%")


def test_a_history_in_which_nothing_was_judged_is_shown_too() -> None:
    lines = render([NOTHING]).splitlines()
    assert lines[0].startswith("Replayed 0 runs, 0 metrics in all")
    assert words(lines[3]) == "auto 0 (0%) 0 (0%) 0 (0%) 0 (0%) 0% 0%"


def suggestion(threshold: float | None, detectable: float) -> Suggestion:
    """Return a suggestion of twelve runs."""
    return Suggestion(
        series=("sort", (), "t"), threshold=threshold, detectable=detectable, alarms=0.0, runs=12
    )


def test_suggestions_are_a_section_with_what_each_detects() -> None:
    found = [suggestion(0.05, 0.0712), suggestion(None, 0.8), suggestion(None, 1e9)]
    assert settings(found, ["{metric: a}", "{metric: b}", "{metric: c}"]) == (
        "metrics:\n"
        "  - {metric: a}  # detects +7.1%, of 12 runs\n"
        "  - {metric: b}  # too noisy to gate: only +80.0% can be seen, of 12 runs\n"
        "  - {metric: c}  # too noisy to gate: no change can be seen, of 12 runs\n"
        "# 2 metrics too noisy to gate: reported, never failing\n"
    )


def test_a_section_without_noisy_metrics_ends_with_its_entries() -> None:
    assert settings([suggestion(0.01, 0.01)], ["{metric: a}"]) == (
        "metrics:\n  - {metric: a}  # detects +1.0%, of 12 runs\n"
    )
