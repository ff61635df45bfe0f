"""What a comparison rests on, in a few words."""

from typing import Any

import pytest

from calibrax.analysis import Comparison, Outcome
from calibrax.analysis.evidence import Evidence, Rule
from calibrax.core import MetricDirection
from calibrax.report.evidence import evidence


def a_row(found: Evidence, direction: str = "lower", **fields: Any) -> Comparison:
    """Return a comparison that rests on this."""
    return Comparison(
        metric="t",
        point_name="sort",
        tags={},
        outcome=Outcome.REGRESSION,
        direction=MetricDirection(direction),
        current_value=12.0,
        evidence=found,
        **fields,
    )


SAMPLES = Evidence(rule=Rule.SAMPLES, lower_pct=9.04, upper_pct=12.06, p=0.00214, n=(10, 12))
HISTORY = Evidence(rule=Rule.HISTORY, noise_pct=4.14, runs=30, worse_than=29)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (SAMPLES, "[+9.0%, +12.1%] p=.002 n=10+12"),
        (Evidence(rule=Rule.SAMPLES, p=0.0001, n=(4, 4)), "[?, ?] p<.001 n=4+4"),
        (
            Evidence(rule=Rule.SAMPLES, lower_pct=-3.0, upper_pct=0.0, n=(4, 4)),
            "[-3.0%, +0.0%] p=? n=4+4",
        ),
        (Evidence(rule=Rule.SAMPLES, p=1.0, n=(4, 4)), "[?, ?] p=1.000 n=4+4"),
        (HISTORY, "noise ±4.1%, worse than 29/30"),
        (Evidence(rule=Rule.EXACT), "exact"),
        (Evidence(rule=Rule.LIMIT), "over limit"),
        (Evidence(), "noise unknown"),
    ],
)
def test_each_rule_has_its_numbers(found: Evidence, said: str) -> None:
    assert evidence(a_row(found)) == said


@pytest.mark.parametrize(("direction", "worse"), [("lower", 2), ("higher", 1)])
def test_the_plain_rule_says_how_many_earlier_values_are_better(direction: str, worse: int) -> None:
    row = a_row(Evidence(), direction, history=(10.0, 11.0, 12.0, 13.0))
    assert evidence(row) == f"worse than {worse}/4 past runs"


def test_words_the_pinned_value_and_warnings_follow() -> None:
    found = Evidence(
        rule=Rule.HISTORY, noise_pct=4.0, runs=9, worse_than=9, words="no doubt", pinned_value=8.0
    )
    assert evidence(a_row(found, warnings=("different machine",))) == (
        "noise ±4.0%, worse than 9/9; no doubt; the baseline's run measured 8.00; different machine"
    )
