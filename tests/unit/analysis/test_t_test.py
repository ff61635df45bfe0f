"""Student's t tests: by hand, and against scipy's."""

from math import inf, pi

import numpy as np
import pytest
from scipy import special, stats  # type: ignore[import-untyped]

from calibrax.analysis.t_test import incomplete_beta, paired, two_sided, welch


def test_by_hand_one_degree_of_freedom() -> None:
    # The distribution is Cauchy's: half of it lies beyond 1, a third beyond the root of 3.
    assert two_sided(1.0, 1) == pytest.approx(1 / 2, rel=1e-12)
    assert two_sided(-(3**0.5), 1) == pytest.approx(1 / 3, rel=1e-12)
    assert two_sided(1e-8, 1) == pytest.approx(1 - 2e-8 / pi, rel=1e-15)
    assert two_sided(0.0, 1) == 1.0


@pytest.mark.parametrize("seed", range(300))
def test_welch_is_scipys(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a = rng.normal(10, rng.uniform(0.1, 3), rng.integers(2, 60))
    b = rng.normal(10 + rng.choice([0, 0.5, 5]), rng.uniform(0.1, 3), rng.integers(2, 60))
    expected = stats.ttest_ind(a, b, equal_var=False)
    t, p = welch(a.tolist(), b.tolist())
    assert t == pytest.approx(expected.statistic, rel=1e-9)
    assert p == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize("seed", range(300))
def test_paired_is_scipys(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a = rng.normal(10, 1, rng.integers(2, 60))
    b = a + rng.normal(rng.choice([0, 0.2, 3]), 1, len(a))
    expected = stats.ttest_rel(a, b)
    t, p = paired(a.tolist(), b.tolist())
    assert t == pytest.approx(expected.statistic, rel=1e-9)
    assert p == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize("degrees", [1, 1.5, 2, 3, 10, 29.7, 100, 1000, 1e5])
@pytest.mark.parametrize("t", [1e-3, 0.1, 0.7, 1.0, 1.7, 3.0, 10.0, 100.0])
def test_the_distribution_near_its_middle_and_far_out(t: float, degrees: float) -> None:
    expected = 2 * stats.t.sf(t, degrees)
    assert two_sided(t, degrees) == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert two_sided(-t, degrees) == two_sided(t, degrees)


@pytest.mark.parametrize("seed", range(200))
def test_the_incomplete_beta_function_is_scipys(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = 10 ** rng.uniform(-1, 2.5, 2)
    odds = 10 ** rng.uniform(-3, 3)
    expected = special.betainc(a, b, 1 / (1 + odds))
    assert incomplete_beta(a, b, odds) == pytest.approx(expected, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize(("n", "m"), [(2, 2), (3, 7), (10, 11)])
def test_constant_samples_differ_for_certain_or_not_at_all(n: int, m: int) -> None:
    assert welch([0.1] * n, [0.1] * m) == (0.0, 1.0)
    assert welch([0.2] * n, [0.1] * m) == (inf, 0.0)
    assert welch([0.1] * n, [0.2] * m) == (-inf, 0.0)
    assert paired([0.1] * n, [0.1] * n) == (0.0, 1.0)
    assert paired([2.0] * n, [1.0] * n) == (inf, 0.0)


def test_one_constant_sample_is_no_matter() -> None:
    # The mean of three is 4/3 above, with a variance of 7/3: a test of one sample.
    expected = stats.ttest_1samp([1.0, 2.0, 4.0], 1.0)
    assert welch([1.0, 2.0, 4.0], [1.0] * 4) == pytest.approx(tuple(expected), rel=1e-9)


def test_the_result_has_names() -> None:
    found = paired([1.0, 2.0, 4.0], [1.5, 2.0, 3.0])
    assert (found.t, found.p_value) == found


@pytest.mark.parametrize(("a", "b"), [([1.0], [1.0, 2.0]), ([1.0, 2.0], []), ([], [])])
def test_too_few_values_are_refused(a: list[float], b: list[float]) -> None:
    with pytest.raises(ValueError, match="2 values or more"):
        welch(a, b)


def test_pairs_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="2 pairs or more"):
        paired([1.0], [2.0])
    with pytest.raises(ValueError, match="got 2 and 3"):
        paired([1.0, 2.0], [1.0, 2.0, 3.0])
