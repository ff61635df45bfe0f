"""What is said of a metric that was judged by its history."""

import msgspec
import pytest

from calibrax.analysis.comparison import Outcome
from calibrax.gate.history_rule import Ruling
from calibrax.gate.noise_rows import remedy
from tests.unit.gate.cases import a_case, course, the_row, wobble

OPEN = Ruling(
    outcome=Outcome.INCONCLUSIVE,
    estimate=0.1,
    beyond_siblings=False,
    bad=1,
    measured=1,
    candidate=False,
)


@pytest.mark.parametrize(
    ("fields", "noise", "wanted", "said"),
    [
        ({}, 1.0, 5.0, "measure again"),
        ({"measured": 2}, 1.0, 5.0, "its measurements do not agree"),
        ({"measured": 2}, 5.0, 5.0, "its measurements do not agree"),
        ({}, 7.4, 5.0, "noise ±7%: a 5% change cannot be seen"),
        ({"measured": 2}, 7.6, 2.5, "noise ±8%: a 2.5% change cannot be seen"),
        ({"candidate": True}, 7.4, 5.0, "measure again"),
        ({"candidate": True, "measured": 2}, None, None, "measure again"),
        ({"measured": 2}, None, 5.0, "its measurements do not agree"),
        ({"measured": 2}, 7.4, None, "its measurements do not agree"),
        ({"outcome": Outcome.REGRESSION}, 1.0, 5.0, ""),
    ],
)
def test_the_remedy_of_an_open_finding(
    fields: dict[str, object], noise: float | None, wanted: float | None, said: str
) -> None:
    assert remedy(msgspec.structs.replace(OPEN, **fields), noise, wanted) == said


def test_only_what_somebody_may_doubt_is_explained() -> None:
    # the band of ten values ±0.01 is +4.61%, and 100 is their level
    past = course(wobble(10))
    agreed = the_row(a_case(past, {"t": 110.0}, *[{"t": 110.0}] * 3))
    assert agreed.outcome is Outcome.REGRESSION
    assert agreed.evidence.words == "worse than all 10 past runs in 4 of 4 measurements"
    once = the_row(a_case(past, {"t": 110.0}, *[{"t": 100.0}] * 3))
    assert once.outcome is Outcome.UNCHANGED
    assert (once.evidence.bad, once.evidence.measured) == (1, 4)
    assert once.evidence.words == ""
    alone = the_row(a_case(past, {"t": 110.0}))
    assert alone.outcome is Outcome.REGRESSION
    assert alone.evidence.words == ""


def test_metrics_on_a_scale_of_shares_and_of_logs_are_both_judged_by_their_history() -> None:
    # a value of 0 has no log: those two are seen as shares of their baseline, each alone
    past = [{"a": value, "b": value - 100, "c": value - 100} for value in wobble(10, level=100.0)]
    case = a_case(past, {"a": 100.0, "b": 0.0, "c": 0.0})
    rules = {metric: the_row(case, metric=metric).evidence.rule for metric in "abc"}
    assert rules == {"a": "history", "b": "history", "c": "history"}
