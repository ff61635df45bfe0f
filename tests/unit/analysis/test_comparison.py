"""The plain rule: what counts as worse, better, unchanged, new, missing and invalid."""

from collections.abc import Mapping
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis import Comparison, Outcome, compare_runs
from calibrax.core import Metric, MetricDef, MetricDirection, Point, Run
from calibrax.errors import UsageError
from tests.builders import a_def, a_point, a_run

SMALLEST = 5e-324
"""The smallest denormal number."""

values = st.floats(min_value=-1e100, max_value=1e100, allow_subnormal=False)
thresholds = st.floats(min_value=0, max_value=2)
directions = st.sampled_from(["higher", "lower", "info"])


def compared(
    before: float, after: float, direction: str = "lower", threshold: float = 0.05
) -> Comparison:
    """Return the comparison of one value against another."""
    definition = (a_def("time", direction),)
    baseline = a_run(a_point("sort", time=before), defs=definition)
    run = a_run(a_point("sort", time=after), defs=definition)
    (row,) = compare_runs(run, baseline, threshold)
    return row


def outcomes(
    run: Run, baseline: Run, overrides: Mapping[str, MetricDef] | None = None
) -> list[tuple[str, str, str]]:
    """Return point, metric and outcome of every row, in order."""
    rows = compare_runs(run, baseline, metric_defs=overrides)
    return [(row.point_name, row.metric, row.outcome.value) for row in rows]


@pytest.mark.parametrize(
    ("direction", "before", "after", "expected"),
    [
        ("lower", 100.0, 106.0, Outcome.REGRESSION),
        ("lower", 100.0, 94.0, Outcome.IMPROVEMENT),
        ("lower", 100.0, 104.0, Outcome.UNCHANGED),
        ("lower", 100.0, 96.0, Outcome.UNCHANGED),
        ("higher", 100.0, 94.0, Outcome.REGRESSION),
        ("higher", 100.0, 106.0, Outcome.IMPROVEMENT),
        ("higher", 100.0, 96.0, Outcome.UNCHANGED),
        ("higher", 100.0, 104.0, Outcome.UNCHANGED),
        ("info", 100.0, 1.0, Outcome.INFO),
        ("info", 100.0, 1e9, Outcome.INFO),
        ("info", 0.0, 5.0, Outcome.INFO),
    ],
)
def test_direction_says_what_is_worse(
    direction: str, before: float, after: float, expected: Outcome
) -> None:
    assert compared(before, after, direction).outcome is expected


@pytest.mark.parametrize(
    ("before", "after", "threshold"),
    [
        (1.00, 1.05, 0.05),
        (100.0, 105.0, 0.05),
        (1.00, 0.95, 0.05),
        (0.1, 0.3, 2.0),
        (0.7, 0.77, 0.1),
        (3e-7, 3.3e-7, 0.1),
        (-100.0, -95.0, 0.05),
    ],
)
@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_a_change_of_exactly_the_threshold_is_unchanged(
    before: float, after: float, threshold: float, direction: str
) -> None:
    assert compared(before, after, direction, threshold).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("before", [1.0, 12.0, 1e-9, 1e9, -40.0])
def test_a_billionth_beyond_the_threshold_is_a_regression(before: float) -> None:
    after = before + abs(before) * (0.05 + 1e-9)
    assert compared(before, after).outcome is Outcome.REGRESSION


def test_a_threshold_of_zero_judges_any_worsening() -> None:
    assert compared(100.0, 100.0001, threshold=0.0).outcome is Outcome.REGRESSION
    assert compared(100.0, 100.0, threshold=0.0).outcome is Outcome.UNCHANGED
    assert compared(100.0, 99.9999, threshold=0.0).outcome is Outcome.IMPROVEMENT


@pytest.mark.parametrize(
    ("direction", "after", "expected"),
    [
        ("lower", 5.0, Outcome.REGRESSION),
        ("lower", SMALLEST, Outcome.REGRESSION),
        ("lower", -5.0, Outcome.IMPROVEMENT),
        ("higher", -5.0, Outcome.REGRESSION),
        ("higher", 5.0, Outcome.IMPROVEMENT),
        ("lower", 0.0, Outcome.UNCHANGED),
        ("higher", -0.0, Outcome.UNCHANGED),
    ],
)
def test_from_a_baseline_of_zero_any_worsening_counts(
    direction: str, after: float, expected: Outcome
) -> None:
    assert compared(0.0, after, direction, threshold=0.9).outcome is expected


def test_a_change_from_zero_has_no_percentage_and_says_so() -> None:
    row = compared(0.0, 5.0)
    assert row.delta_pct is None
    assert row.note == "from zero"


def test_zero_that_stays_zero_changed_by_no_percent() -> None:
    row = compared(0.0, 0.0)
    assert row.delta_pct == 0.0
    assert row.note == ""


@pytest.mark.parametrize(
    ("direction", "after", "expected", "delta"),
    [
        ("lower", -80.0, Outcome.REGRESSION, 20.0),
        ("lower", -120.0, Outcome.IMPROVEMENT, -20.0),
        ("higher", -120.0, Outcome.REGRESSION, -20.0),
        ("higher", 100.0, Outcome.IMPROVEMENT, 200.0),
    ],
)
def test_a_negative_baseline_counts_by_its_absolute_value(
    direction: str, after: float, expected: Outcome, delta: float
) -> None:
    row = compared(-100.0, after, direction)
    assert row.outcome is expected
    assert row.delta_pct == pytest.approx(delta)


def test_the_change_is_in_percent_of_the_baseline() -> None:
    assert compared(12.0, 15.0).delta_pct == pytest.approx(25.0)
    assert compared(20158.0, 18000.0).delta_pct == pytest.approx(-10.70542712570691)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (SMALLEST, 2 * SMALLEST, Outcome.REGRESSION),
        (2 * SMALLEST, SMALLEST, Outcome.IMPROVEMENT),
        (SMALLEST, SMALLEST, Outcome.UNCHANGED),
        (SMALLEST, 1.0, Outcome.REGRESSION),
        (-1e308, 1e308, Outcome.REGRESSION),
        (1e308, -1e308, Outcome.IMPROVEMENT),
        (1e308, 1.04e308, Outcome.UNCHANGED),
        (1e308, 1.7e308, Outcome.REGRESSION),
    ],
)
def test_the_ends_of_the_number_range_are_judged(
    before: float, after: float, expected: Outcome
) -> None:
    assert compared(before, after).outcome is expected


@pytest.mark.parametrize(("before", "after"), [(SMALLEST, 1.0), (-1e308, 1.7e308)])
def test_a_change_too_large_for_a_number_has_a_note_instead(before: float, after: float) -> None:
    row = compared(before, after)
    assert row.delta_pct is None
    assert row.note == "out of range"


@pytest.mark.parametrize("threshold", [nan, inf, -inf, -0.01, -1e-300])
def test_a_threshold_that_is_none_is_refused(threshold: float) -> None:
    run = a_run(a_point("sort", time=1.0))
    with pytest.raises(UsageError, match="threshold"):
        compare_runs(run, run, threshold)


def test_suites_are_never_held_against_each_other() -> None:
    quick = a_run(a_point("sort", time=1.0), suite="quick")
    nightly = a_run(a_point("sort", time=1.0), suite="nightly")
    with pytest.raises(UsageError, match=r"'quick'.*'nightly'"):
        compare_runs(quick, nightly)


def test_frameworks_of_one_benchmark_never_mix() -> None:
    baseline = a_run(
        a_point("CV-1", {"framework": "Grain"}, time=10.0),
        a_point("CV-1", {"framework": "Datarax"}, time=20.0),
    )
    run = a_run(
        a_point("CV-1", {"framework": "Datarax"}, time=20.0),
        a_point("CV-1", {"framework": "Grain"}, time=20.0),
    )
    rows = compare_runs(run, baseline)
    found = [(row.tags["framework"], row.baseline_value, row.outcome) for row in rows]
    assert found == [
        ("Datarax", 20.0, Outcome.UNCHANGED),
        ("Grain", 10.0, Outcome.REGRESSION),
    ]


def test_tags_match_in_any_order() -> None:
    baseline = a_run(a_point("sort", {"a": "1", "b": "2"}, time=1.0))
    run = a_run(a_point("sort", {"b": "2", "a": "1"}, time=1.0))
    assert outcomes(run, baseline) == [("sort", "time", "unchanged")]


def test_a_tag_more_is_another_benchmark() -> None:
    baseline = a_run(a_point("sort", time=1.0))
    run = a_run(a_point("sort", {"size": "9"}, time=1.0))
    assert outcomes(run, baseline) == [("sort", "time", "new"), ("sort", "time", "missing")]


def test_rows_stand_in_the_order_of_the_run_and_missing_benchmarks_last() -> None:
    baseline = a_run(
        a_point("gone", time=1.0, memory=1.0),
        a_point("zebra", memory=1.0, time=1.0),
        a_point("apple", time=1.0, memory=1.0),
    )
    run = a_run(
        a_point("zebra", time=1.0, memory=2.0),
        a_point("fresh", time=1.0),
        a_point("apple", memory=1.0, time=1.0),
    )
    assert outcomes(run, baseline) == [
        ("zebra", "time", "unchanged"),
        ("zebra", "memory", "regression"),
        ("fresh", "time", "new"),
        ("apple", "memory", "unchanged"),
        ("apple", "time", "unchanged"),
        ("gone", "time", "missing"),
        ("gone", "memory", "missing"),
    ]


def test_a_metric_that_a_benchmark_lost_is_missing() -> None:
    baseline = a_run(a_point("sort", time=1.0, memory=7.0))
    run = a_run(a_point("sort", time=1.0))
    assert outcomes(run, baseline) == [
        ("sort", "time", "unchanged"),
        ("sort", "memory", "missing"),
    ]
    row = compare_runs(run, baseline)[1]
    assert (row.baseline_value, row.current_value, row.delta_pct) == (7.0, None, None)


def test_a_benchmark_that_lost_all_its_metrics_is_missing() -> None:
    baseline = a_run(a_point("sort", time=1.0))
    assert outcomes(a_run(a_point("sort")), baseline) == [("sort", "time", "missing")]


def test_an_info_metric_is_not_missed() -> None:
    defs = (a_def("time"), a_def("load", "info"))
    baseline = a_run(a_point("sort", time=1.0, load=3.0), defs=defs)
    run = a_run(a_point("sort", time=1.0), defs=defs)
    assert outcomes(run, baseline) == [("sort", "time", "unchanged"), ("sort", "load", "info")]


def test_a_new_metric_has_no_baseline_value() -> None:
    baseline = a_run(a_point("sort", time=1.0))
    run = a_run(a_point("sort", time=1.0, memory=7.0))
    row = compare_runs(run, baseline)[1]
    assert row.outcome is Outcome.NEW
    assert (row.baseline_value, row.current_value, row.delta_pct) == (None, 7.0, None)


def test_a_metric_that_nobody_defined_is_info() -> None:
    baseline = a_run(a_point("sort", time=1.0), defs=())
    run = a_run(a_point("sort", time=9.0), defs=())
    (row,) = compare_runs(run, baseline)
    assert row.outcome is Outcome.INFO
    assert row.direction is MetricDirection.INFO
    assert row.delta_pct == pytest.approx(800.0)


def test_a_unit_that_changed_is_invalid_and_has_no_change() -> None:
    baseline = a_run(a_point("sort", time=1.0), defs=(a_def("time", unit="s"),))
    run = a_run(a_point("sort", time=1000.0), defs=(a_def("time", unit="ms"),))
    (row,) = compare_runs(run, baseline)
    assert row.outcome is Outcome.INVALID
    assert row.delta_pct is None
    assert row.note == "the unit changed from s to ms"


def test_a_unit_that_was_added_is_invalid_too() -> None:
    baseline = a_run(a_point("sort", time=1.0), defs=(a_def("time", unit=""),))
    run = a_run(a_point("sort", time=1.0), defs=(a_def("time", unit="ms"),))
    (row,) = compare_runs(run, baseline)
    assert row.outcome is Outcome.INVALID
    assert row.note == "the unit changed from none to ms"


def test_a_changed_unit_concerns_its_own_metric_only() -> None:
    before = (a_def("time", unit="s"), a_def("memory", unit="B"))
    after = (a_def("time", unit="ms"), a_def("memory", unit="B"))
    baseline = a_run(a_point("sort", time=1.0, memory=1.0), defs=before)
    run = a_run(a_point("sort", time=1.0, memory=2.0), defs=after)
    assert outcomes(run, baseline) == [
        ("sort", "time", "invalid"),
        ("sort", "memory", "regression"),
    ]


@pytest.mark.parametrize(
    ("override", "run_says", "baseline_says", "expected"),
    [
        ("higher", "lower", "lower", "improvement"),
        ("info", "lower", "lower", "info"),
        (None, "higher", "lower", "invalid"),
        (None, "info", "lower", "invalid"),
        ("higher", "info", "lower", "improvement"),
        (None, None, "lower", "regression"),
        (None, None, None, "info"),
        ("lower", None, None, "regression"),
    ],
)
def test_the_definition_of_config_wins_then_the_runs_then_the_baselines(
    override: str | None, run_says: str | None, baseline_says: str | None, expected: str
) -> None:
    baseline = a_run(
        a_point("sort", time=10.0), defs=(a_def("time", baseline_says),) if baseline_says else ()
    )
    run = a_run(a_point("sort", time=20.0), defs=(a_def("time", run_says),) if run_says else ())
    overrides = {"time": a_def("time", override)} if override else None
    assert outcomes(run, baseline, overrides) == [("sort", "time", expected)]


def test_a_row_carries_the_place_of_its_benchmark() -> None:
    metrics = {"time": Metric(value=1.0)}
    before = Point(name="old", scenario="s", metrics=metrics, source="a.py:1")
    after = Point(name="new", scenario="s", metrics=metrics, source="b.py:2")
    rows = compare_runs(a_run(after), a_run(before))
    assert [(row.outcome.value, row.source) for row in rows] == [
        ("new", "b.py:2"),
        ("missing", "a.py:1"),
    ]


@given(values, values, thresholds, st.sampled_from(["higher", "lower"]))
def test_what_is_worse_one_way_is_not_worse_the_other_way(
    one: float, other: float, threshold: float, direction: str
) -> None:
    if compared(one, other, direction, threshold).outcome is Outcome.REGRESSION:
        assert compared(other, one, direction, threshold).outcome in (
            Outcome.IMPROVEMENT,
            Outcome.UNCHANGED,  # the same step is a smaller share of a larger value
        )


@given(values, thresholds, st.sampled_from(["higher", "lower"]))
def test_between_values_of_equal_size_swapping_exchanges_worse_and_better(
    value: float, threshold: float, direction: str
) -> None:
    exchanged = {
        Outcome.REGRESSION: Outcome.IMPROVEMENT,
        Outcome.IMPROVEMENT: Outcome.REGRESSION,
        Outcome.UNCHANGED: Outcome.UNCHANGED,
    }
    there = compared(value, -value, direction, threshold).outcome
    back = compared(-value, value, direction, threshold).outcome
    assert back is exchanged[there]


@given(
    st.floats(min_value=1e-100, max_value=1e100, allow_subnormal=False),
    st.floats(min_value=1e-100, max_value=1e100, allow_subnormal=False),
    st.integers(min_value=-60, max_value=60),
    thresholds,
    directions,
)
def test_scaling_both_runs_by_a_power_of_two_keeps_the_row(
    before: float, after: float, power: int, threshold: float, direction: str
) -> None:
    plain = compared(before, after, direction, threshold)
    scaled = compared(before * 2.0**power, after * 2.0**power, direction, threshold)
    assert scaled.outcome is plain.outcome
    assert scaled.delta_pct == plain.delta_pct


@given(st.floats(allow_nan=False, allow_infinity=False), thresholds, directions)
def test_a_run_against_itself_is_never_worse(
    value: float, threshold: float, direction: str
) -> None:
    row = compared(value, value, direction, threshold)
    assert row.outcome is (Outcome.INFO if direction == "info" else Outcome.UNCHANGED)
    assert row.delta_pct == 0.0


def test_a_metric_that_became_info_and_is_gone_is_missed() -> None:
    baseline = a_run(a_point("sort", m=1.0, k=1.0))
    run = a_run(a_point("sort", k=1.0), defs=(a_def("k"), a_def("m", "info")))
    assert outcomes(run, baseline) == [("sort", "k", "unchanged"), ("sort", "m", "missing")]
