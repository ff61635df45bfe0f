"""A sample in a few numbers: by hand, and against numpy and scipy."""

from math import inf

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from calibrax.analysis import bootstrap_ci
from calibrax.analysis.summary import summarize


def test_by_hand_one_value() -> None:
    found = summarize([3.5])
    assert (found.mean, found.std, found.cv, found.median, found.n) == (3.5, 0.0, 0.0, 3.5, 1)
    assert (found.ci_lower, found.ci_upper) == (3.5, 3.5)


def test_by_hand_five_values() -> None:
    found = summarize([2.0, 4.0, 4.0, 4.0, 6.0])
    assert (found.mean, found.median, found.n) == (4.0, 4.0, 5)
    assert found.std == pytest.approx(2**0.5)
    assert found.cv == pytest.approx(2**0.5 / 4)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_few_values_have_students_interval(n: int) -> None:
    values = [1.0, 2.5, 2.0, 7.0][:n]
    found = summarize(values)
    lower, upper = stats.t.interval(0.95, n - 1, np.mean(values), stats.sem(values))
    assert (found.ci_lower, found.ci_upper) == pytest.approx((lower, upper), rel=1e-9)


@pytest.mark.parametrize("n", [5, 6, 20, 101])
def test_more_values_have_the_bootstraps(n: int) -> None:
    values = np.random.default_rng(n).normal(10, 2, n).tolist()
    found = summarize(values, n_resamples=500, seed=3)
    expected = bootstrap_ci(values, lambda drawn: float(np.mean(drawn)), 0.95, 500, 3)
    assert (found.ci_lower, found.ci_upper) == pytest.approx(tuple(expected), rel=1e-12)
    assert found.mean == pytest.approx(np.mean(values))
    assert found.std == pytest.approx(np.std(values, ddof=1))
    assert found.median == pytest.approx(np.median(values))


@pytest.mark.parametrize("n", [1, 2, 4, 5, 30])
def test_a_constant_sample_has_no_spread(n: int) -> None:
    found = summarize([0.1] * n)
    assert found.std == found.cv == 0.0
    assert found.ci_lower == found.mean == found.ci_upper == pytest.approx(0.1, rel=1e-15)
    assert summarize([0.0] * n).cv == 0.0


def test_the_spread_around_zero_is_no_share_of_it() -> None:
    assert summarize([-1.0, 1.0]).cv == inf
    assert summarize([-2.0, -4.0]).cv == pytest.approx(2**0.5 / 3)


def test_no_values_are_refused() -> None:
    with pytest.raises(ValueError, match="1 value or more"):
        summarize([])
