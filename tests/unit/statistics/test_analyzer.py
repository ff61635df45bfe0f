"""The names of calibrax.statistics lead to the statistics of calibrax.analysis."""

from math import nan

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from calibrax.analysis import bootstrap_ci
from calibrax.statistics import (
    StatisticalAnalyzer,
    mann_whitney_u,
    paired_significance_test,
    welch_t_test,
)

A = [10.3, 9.1, 11.7, 10.9, 8.2, 12.4, 9.9]
B = [12.1, 11.3, 13.9, 12.2, 9.8, 14.0, 12.6]


def test_a_summary_has_the_fields_of_the_contract() -> None:
    found = StatisticalAnalyzer(bootstrap_resamples=1000, seed=42).summarize(A)
    assert found.mean == pytest.approx(np.mean(A))
    assert found.std == pytest.approx(np.std(A, ddof=1))
    assert found.cv == pytest.approx(found.std / found.mean)
    assert (found.median, found.n) == (10.3, 7)
    assert found.ci_lower < found.mean < found.ci_upper
    with pytest.raises(AttributeError):
        found.mean = 1.0  # type: ignore[misc]


def test_the_interval_unpacks_and_is_the_summarys() -> None:
    analyzer = StatisticalAnalyzer(bootstrap_resamples=1000, seed=42)
    lower, upper = analyzer.bootstrap_ci(A, confidence=0.95)
    assert (lower, upper) == (analyzer.summarize(A).ci_lower, analyzer.summarize(A).ci_upper)
    narrow = analyzer.bootstrap_ci(A, confidence=0.5)
    assert lower < narrow.lower < narrow.upper < upper


def test_number_of_resamples_and_seed_are_the_ones_given() -> None:
    found = StatisticalAnalyzer(bootstrap_resamples=333, seed=7).bootstrap_ci(A, confidence=0.8)
    expected = bootstrap_ci(A, lambda drawn: float(np.mean(drawn)), 0.8, 333, 7)
    assert tuple(found) == pytest.approx(tuple(expected), rel=1e-12)


def test_the_tests_are_scipys() -> None:
    t, p = welch_t_test(A, B)
    expected = stats.ttest_ind(A, B, equal_var=False)
    assert (t, p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)
    assert paired_significance_test(A, B).p_value == pytest.approx(
        stats.ttest_rel(A, B).pvalue, rel=1e-9
    )
    u, p = mann_whitney_u(A, B)
    ranked = stats.mannwhitneyu(A, B, method="exact")
    assert u == ranked.statistic
    assert p == pytest.approx(ranked.pvalue, rel=1e-9)


def test_arrays_and_iterators_of_any_number_are_samples() -> None:
    whole = [1, 2, 4, 8, 16, 32]
    for xs in (np.array(whole), np.array(whole, dtype="float32"), iter(whole), tuple(whole)):
        found = StatisticalAnalyzer().summarize(xs)
        assert found == StatisticalAnalyzer().summarize([1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
        assert type(found.mean) is float
    assert welch_t_test(np.array(A), np.array(B)) == welch_t_test(A, B)
    assert mann_whitney_u(np.array(A), np.array(B)) == mann_whitney_u(A, B)


@pytest.mark.parametrize("wrong", [nan, "1.0", None])
def test_what_is_no_finite_number_is_refused(wrong: object) -> None:
    values = [*A[:-1], wrong]
    with pytest.raises(ValueError, match="values: expected a"):
        StatisticalAnalyzer().summarize(values)  # type: ignore[arg-type]
    for test in (welch_t_test, mann_whitney_u, paired_significance_test):
        with pytest.raises(ValueError, match="values: expected a"):
            test(values, B)  # type: ignore[arg-type]


def test_the_interval_of_four_values_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 5 values"):
        StatisticalAnalyzer().bootstrap_ci(A[:4])
