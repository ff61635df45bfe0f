"""A pinned run that every run is also held against: small steps cannot pass one by one."""

from itertools import pairwise

import msgspec
import pytest

from calibrax.analysis import Comparison
from calibrax.core import Run
from calibrax.gate.case import Case
from calibrax.settings import Settings
from calibrax.settings.metric_rule import MetricRule
from tests.builders import a_def, a_point, a_run
from tests.unit.gate.cases import a_case, course, outcomes, the_row, verdict_on, wobble

PINNED = Settings(reference="v1.4.0")


def measured(value: float, id: str = "run") -> Run:
    """Return a run of one value."""
    return a_run(a_point("sort", t=value), id=id)


def test_ten_steps_of_three_percent_do_not_pass_one_by_one() -> None:
    reference = measured(100.0, "v1.4.0")
    steps = [100 * 1.03**step for step in range(11)]
    pairs = list(pairwise(steps))
    alone = [Case(run=measured(now), baseline=measured(before)) for before, now in pairs]
    pinned = [msgspec.structs.replace(case, reference=reference) for case in alone]
    assert [the_row(case).outcome for case in alone] == ["unchanged"] * 10
    # 1.03 is within 5% of the reference, 1.0609 is not
    assert [the_row(case, PINNED).outcome for case in pinned] == [
        "unchanged",
        *["regression"] * 9,
    ]


def held(value: float, settings: Settings = PINNED, **rules: str) -> Comparison:
    """Return the row of a value after ten quiet runs around 106, with a reference of 100."""
    case = a_case(course(wobble(10, 106.0)), {"t": value}, reference=measured(100.0))
    return the_row(case, settings, **rules)


def test_a_row_says_that_it_is_held_against_the_reference() -> None:
    row = held(112.0)
    assert (row.outcome, row.note) == ("regression", "against the reference v1.4.0")
    assert (row.baseline_value, row.evidence.rule) == (100.0, "reference")
    assert row.delta_pct == pytest.approx(12.0)


def test_what_is_within_the_noise_is_inconclusive() -> None:
    # twice the band of the history is 0.09022, +9.44%
    assert held(109.0).outcome == "inconclusive"
    assert held(109.0).remedy == "measure again"
    assert held(110.0).outcome == "regression"
    assert held(104.0).outcome == "unchanged"
    assert held(104.0).baseline_value == pytest.approx(106.0)


def test_a_history_of_steps_is_no_noise() -> None:
    # the median step is 0.02956 on logs: 4 * 1.4826 * 0.02956 / sqrt(2) * sqrt(1.157) = 0.1333
    steps = course(100 * 1.03**step for step in range(10))
    case = a_case(steps, {"t": 100 * 1.03**10})
    assert the_row(case).outcome == "inconclusive"  # the band is around the middle of the steps
    pinned = msgspec.structs.replace(case, reference=measured(100.0))
    assert the_row(pinned, PINNED).outcome == "regression"


def test_the_shift_of_a_whole_suite_stays_one_finding() -> None:
    names = [f"m{each}" for each in range(8)]
    past = [dict.fromkeys(names, value) for value in wobble(10)]
    pinned = a_run(a_point("sort", **dict.fromkeys(names, 100.0)), id="v1.4.0")
    now = dict.fromkeys(names, 114.0)
    found = outcomes(verdict_on(a_case(past, now, reference=pinned), PINNED))
    assert found == {"shift": "regression"} | dict.fromkeys(names, "inconclusive")
    # what is slower beside it is still found: 1.14 * 1.1 against the reference
    slower = a_case(past, now | {"m0": 114.0 * 1.1}, reference=pinned)
    assert outcomes(verdict_on(slower, PINNED))["m0"] == "regression"
    # and once the history knows the slower suite, every metric is
    later = [dict.fromkeys(names, value) for value in wobble(10, 114.0)]
    found = outcomes(verdict_on(a_case(later, now, reference=pinned), PINNED))
    assert found == dict.fromkeys(names, "regression")


def test_what_is_worse_than_the_baseline_stays_that_finding() -> None:
    row = held(130.0)
    assert row.outcome == "regression"
    assert row.note == ""
    assert row.baseline_value == pytest.approx(106.0)


def test_the_policy_of_the_metric_holds_here_too() -> None:
    def rule(**said: float | None) -> Settings:
        return msgspec.structs.replace(PINNED, metrics=(MetricRule(metric="t", **said),))  # type: ignore[arg-type]

    assert held(112.0, rule(threshold=0.2)).outcome == "unchanged"
    assert held(112.0, rule(absolute=20.0)).outcome == "unchanged"
    assert held(112.0, rule(threshold=None)).outcome == "info"


def test_the_direction_of_the_metric_holds_here_too() -> None:
    higher = (a_def("t", "higher"),)
    reference = a_run(a_point("sort", t=100.0), defs=higher)
    past = course([90.0] * 10)
    case = a_case(past, {"t": 90.0}, defs=higher, reference=reference)
    row = the_row(case, PINNED)
    assert row.outcome == "regression"
    assert row.delta_pct == pytest.approx(-10.0)
    better = msgspec.structs.replace(case, reference=a_run(a_point("sort", t=50.0), defs=higher))
    assert the_row(better, PINNED).outcome == "unchanged"


def test_a_reference_without_the_metric_says_nothing_of_it() -> None:
    case = a_case(
        course([100.0] * 10), {"t": 100.0, "u": 5.0}, reference=a_run(a_point("other", t=1.0))
    )
    assert outcomes(verdict_on(case, PINNED)) == {"t": "unchanged", "u": "new"}


def test_a_reference_in_another_unit_is_invalid() -> None:
    seconds = a_run(a_point("sort", t=0.1), defs=(a_def("t", unit="s"),))
    case = a_case(course([100.0] * 10), {"t": 100.0}, reference=seconds)
    row = the_row(case, PINNED)
    assert row.outcome == "invalid"
    assert row.note == "the unit of the reference v1.4.0 is s: pin a newer run"
    info = a_case(course([1.0]), {"t": 1.0}, reference=seconds, defs=(a_def("t", "info"),))
    assert the_row(info, PINNED).outcome == "info"


def test_a_reference_of_zero_has_no_percentage() -> None:
    case = a_case(course([5.0] * 10), {"t": 5.0}, reference=measured(0.0))
    row = the_row(case, PINNED)
    assert (row.outcome, row.delta_pct) == ("regression", None)
