"""A shift of all metrics is one finding, and is taken off before the metrics are judged."""

from datetime import date
from math import exp
from typing import Any

import msgspec
import pytest

from calibrax.core import Metric, Run
from calibrax.core.past import PastRun
from calibrax.gate.judgement import Judgement
from calibrax.settings import Settings
from calibrax.settings.agreements import Waiver
from calibrax.settings.metric_rule import MetricRule
from tests.unit.gate.cases import a_case, outcomes, verdict_on, wobble

# Ten runs in which all of eight metrics wobble alike by ±0.01: the shift is ±0.01, with a scale of
# 0.020967 and a band of 0.04511 (+4.61%), twice it 0.09022 (+9.44%). Less the shift nothing is
# left of the metrics' own noise but the floor of 0.002: a band of 0.0043.
EIGHT = [{f"m{each}": 100 * exp(log) for each in range(8)} for log in (-0.01, 0.01) * 5]


def shifted(*factors: float, metrics: int = 8, **rules: Any) -> Judgement:
    """Return the judgement of all metrics times a factor, one for each measurement."""
    past = [{name: run[name] for name in list(run)[:metrics]} for run in EIGHT]
    now, *again = ({f"m{each}": 100 * factor for each in range(metrics)} for factor in factors)
    return verdict_on(a_case(past, now, *again), **rules)


@pytest.mark.parametrize(
    ("factors", "outcome", "candidate"),
    [
        ((1.02,), None, False),
        ((1.04,), None, False),  # beyond 0.6 thresholds, +3%, and within the band
        ((1.06,), "inconclusive", True),
        ((1.14,), "regression", True),
        ((1.06, 1.06, 1.06, 1.06), "regression", False),
        ((1.06, 1.06, 1.06, 1.02), "inconclusive", False),
        ((0.86,), "improvement", False),
    ],
)
def test_it_is_judged_as_one_more_metric(
    factors: tuple[float, ...], outcome: str | None, candidate: bool
) -> None:
    found = shifted(*factors)
    alone = {f"m{each}": "unchanged" for each in range(8)}
    assert outcomes(found) == ({"shift": outcome} if outcome else {}) | alone
    if outcome:
        suite = found.comparisons[0]
        assert (suite.point_name, suite.candidate) == ("whole suite", candidate)
        assert suite.evidence.words == "runner or global change"
        assert suite.evidence.noise_pct == pytest.approx(4.614, abs=0.001)


def test_its_numbers() -> None:
    suite = shifted(1.14).comparisons[0]
    assert suite.delta_pct == pytest.approx(14.0)
    assert (suite.baseline_value, suite.unit) == (100.0, "%")
    assert suite.current_value == pytest.approx(114.0)
    assert suite.threshold == pytest.approx(0.03)  # 0.6 times 5%
    assert suite.evidence.detectable_pct == pytest.approx(4.614, abs=0.001)
    assert suite.evidence.runs == 10


def test_what_would_settle_it() -> None:
    assert shifted(1.06).comparisons[0].remedy == "measure again"
    assert shifted(1.14).comparisons[0].remedy == ""


def test_a_small_shift_that_was_taken_off_is_never_hidden() -> None:
    found = shifted(1.02)
    assert found.warnings == (
        "the whole suite moved by +2.0% (+ is worse, its noise is ±4.6%): "
        "this was taken off before the metrics were judged",
    )
    assert shifted(1.005).warnings == ()


def test_two_attempts_are_enough_with_high_sensitivity() -> None:
    three = (1.06, 1.06, 1.06)
    assert outcomes(shifted(*three))["shift"] == "inconclusive"
    assert outcomes(shifted(*three, sensitivity="high"))["shift"] == "regression"


def test_what_one_metric_does_beyond_the_suite_is_its_own() -> None:
    now = {f"m{each}": 114.0 for each in range(8)} | {"m0": 114.0 * 1.1}
    found = verdict_on(a_case(EIGHT, now))
    assert outcomes(found)["shift"] == "regression"
    assert outcomes(found)["m0"] == "regression"
    assert outcomes(found)["m1"] == "unchanged"
    row = found.comparisons[1]
    assert (row.baseline_value, row.current_value) == pytest.approx((100.0, 125.4))
    assert row.delta_pct == pytest.approx(25.4)
    assert row.evidence.words == "+10% beyond the whole suite"


def test_a_metric_that_did_not_follow_a_faster_machine_is_slower() -> None:
    now = {f"m{each}": 80.0 for each in range(8)} | {"m0": 100.0}
    row = verdict_on(a_case(EIGHT, now)).comparisons[1]
    assert row.outcome == "regression"
    assert row.delta_pct == pytest.approx(0.0)
    assert row.evidence.words == "+25% beyond the whole suite"


def test_fewer_than_eight_metrics_are_no_suite() -> None:
    found = shifted(1.14, metrics=7)
    assert outcomes(found) == {f"m{each}": "regression" for each in range(7)}


def test_the_plain_mode_knows_no_suite() -> None:
    assert "shift" not in outcomes(shifted(1.14, mode="fixed"))


def test_metrics_in_their_own_ways_are_no_shift() -> None:
    now = {f"m{each}": 100 * (1.2 if each % 2 else 1 / 1.2) for each in range(8)}
    found = outcomes(verdict_on(a_case(EIGHT, now)))
    assert "shift" not in found
    assert found["m0"] == "improvement"
    assert found["m1"] == "regression"


def test_a_metric_that_is_not_on_logs_is_no_part_of_it() -> None:
    past = [{**run, "zero": value - 100} for run, value in zip(EIGHT, wobble(10), strict=True)]
    now = {f"m{each}": 114.0 for each in range(8)} | {"zero": 0.5}
    assert outcomes(verdict_on(a_case(past, now)))["shift"] == "regression"


def test_a_shift_that_the_base_branch_shows_too_is_already_there() -> None:
    case = a_case(EIGHT, {f"m{each}": 114.0 for each in range(8)})
    for level, excuse in ((114.0, "already on main"), (113.0, "already on main"), (101.0, "")):
        tip = PastRun(
            id="tip",
            timestamp=case.run.timestamp,
            values={("sort", (), f"m{each}"): level for each in range(8)},
        )
        baseline = msgspec.structs.replace(case.baseline, branch="main")
        found = verdict_on(msgspec.structs.replace(case, tip=tip, baseline=baseline))
        assert found.comparisons[0].outcome == "regression"
        assert found.comparisons[0].excuse == excuse


def sampled(run: Run, spread: float = 0.001) -> Run:
    """Return the run with ten processes around each value."""
    places = [1 + spread * (each - 4.5) for each in range(10)]
    points = tuple(
        msgspec.structs.replace(
            point,
            metrics={
                name: Metric(
                    value=metric.value, samples=tuple((metric.value * place,) for place in places)
                )
                for name, metric in point.metrics.items()
            },
        )
        for point in run.points
    )
    return msgspec.structs.replace(run, points=points)


def test_samples_are_judged_without_the_shift_of_the_suite() -> None:
    """The suite is 15% faster, and one metric did not follow: it is slower than its siblings."""
    now = {f"m{each}": 85.0 for each in range(8)} | {"m0": 85.0 * 1.15}
    case = a_case(EIGHT, now)
    case = msgspec.structs.replace(case, run=sampled(case.run), baseline=sampled(case.baseline))
    found = verdict_on(case)
    rows = {row.metric: row for row in found.comparisons}
    assert rows["m0"].evidence.rule == "samples"
    assert rows["m0"].outcome == "regression"
    assert rows["m0"].evidence.beyond_pct == pytest.approx(15.0, abs=0.5)
    assert "beyond the whole suite" in rows["m0"].evidence.words
    assert {rows[f"m{each}"].outcome for each in range(1, 8)} == {"unchanged"}


def test_a_waiver_covers_what_is_left_without_the_shift() -> None:
    now = {f"m{each}": 85.0 for each in range(8)} | {"m0": 85.0 * 1.15}
    for ceiling, excuse in ((0.03, ""), (0.2, "waived until 2030-01-31: known")):
        waiver = Waiver(
            metric="m0",
            benchmark="sort",
            ceiling=ceiling,
            expires=date(2030, 1, 31),
            reason="known",
        )
        found = verdict_on(a_case(EIGHT, now), settings=Settings(waivers=(waiver,)))
        (row,) = [row for row in found.comparisons if row.metric == "m0"]
        assert (row.outcome, row.excuse) == ("regression", excuse)


def test_the_whole_suite_can_be_waived_and_tolerated() -> None:
    now = {f"m{each}": 114.0 for each in range(8)}
    waiver = Waiver(
        metric="shift",
        benchmark="whole suite",
        ceiling=0.2,
        expires=date(2030, 1, 31),
        reason="new runner",
    )
    found = verdict_on(a_case(EIGHT, now), settings=Settings(waivers=(waiver,)))
    assert found.comparisons[0].excuse == "waived until 2030-01-31: new runner"
    rule = MetricRule(metric="shift", benchmark="whole suite", threshold=None)
    found = verdict_on(a_case(EIGHT, now), settings=Settings(metrics=(rule,)))
    assert "shift" not in outcomes(found)
