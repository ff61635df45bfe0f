"""Bootstrap intervals: by hand in tiny cases, against numpy's and scipy's in larger ones."""

from collections.abc import Callable, Sequence
from itertools import product
from math import exp, inf, log, nan
from statistics import fmean, mean, median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from calibrax.analysis import bootstrap_ci, bootstrap_ratio_ci

ONE_TO_FIVE = [1.0, 2.0, 3.0, 4.0, 5.0]
UNEVEN = [10.3, 9.1, 11.7, 10.9, 8.2, 12.4, 9.9, 10.1, 13.3, 7.7, 10.6, 9.4]
SKEWED = [1.0, 1.1, 1.3, 0.9, 1.2, 4.0, 1.0, 1.4, 2.2, 1.1, 0.8, 1.6, 9.5, 1.3, 1.2, 1.0, 3.1, 1.5]


def recorded(
    statistic: Callable[[Sequence[float]], float],
) -> tuple[Callable[[Sequence[float]], float], list[list[float]]]:
    """Return the statistic, and the list that will hold every sample it was asked about."""
    seen: list[list[float]] = []

    def recording(values: Sequence[float]) -> float:
        seen.append(list(values))
        return statistic(values)

    return recording, seen


@pytest.mark.parametrize("seed", range(5))
def test_by_hand_the_maximum_of_five_values(seed: int) -> None:
    # Of 5 draws from 1..5 the largest is at most 2 in 1.0% of resamples, at most 3 in 7.8%,
    # and 5 in 67.2%: the 2.5th percentile is 3, the 97.5th 5.
    found = bootstrap_ci(ONE_TO_FIVE, max, seed=seed)
    assert (found.lower, found.upper, found.estimate) == (3.0, 5.0, 5.0)


@pytest.mark.parametrize("seed", range(5))
def test_by_hand_the_minimum_at_another_confidence(seed: int) -> None:
    # The smallest of 5 draws is 1 in 67.2% of resamples, 2 in 25.0%, 3 in 6.8%: the 10th
    # percentile is 1, the 90th 2.
    found = bootstrap_ci(ONE_TO_FIVE, min, confidence=0.8, seed=seed)
    assert (found.lower, found.upper) == (1.0, 2.0)


@pytest.mark.parametrize("statistic", [fmean, median])
def test_against_all_resamples_there_are(
    statistic: Callable[[Sequence[float]], float],
) -> None:
    sample = [1.0, 2.0, 4.0, 8.0, 16.0]
    every = [statistic(drawn) for drawn in product(sample, repeat=5)]
    lower, upper = np.percentile(every, [5, 95])
    found = bootstrap_ci(sample, statistic, confidence=0.9, n_resamples=20_000, seed=1)
    assert found.lower == pytest.approx(lower, abs=0.25)
    assert found.upper == pytest.approx(upper, abs=0.25)


def test_a_constant_sample_has_no_width() -> None:
    found = bootstrap_ci([3.5] * 12, fmean)
    assert (found.lower, found.upper, found.estimate, found.n) == (3.5, 3.5, 3.5, 12)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("n_resamples", [1, 2, 7, 100, 999])
def test_the_bounds_are_percentiles_of_the_resamples(confidence: float, n_resamples: int) -> None:
    statistic, seen = recorded(fmean)
    found = bootstrap_ci(UNEVEN, statistic, confidence, n_resamples, seed=3)
    drawn = [fmean(values) for values in seen[:n_resamples]]
    tail = 50 * (1 - confidence)
    lower, upper = np.percentile(drawn, [tail, 100 - tail], method="linear")
    assert found.lower == pytest.approx(lower, rel=1e-12)
    assert found.upper == pytest.approx(upper, rel=1e-12)
    assert found.estimate == fmean(UNEVEN)
    assert found.confidence == confidence


def test_a_resample_is_as_large_as_the_sample_and_drawn_with_replacement() -> None:
    statistic, seen = recorded(fmean)
    bootstrap_ci(UNEVEN, statistic, n_resamples=200, seed=3)
    drawn = seen[:200]
    assert {len(values) for values in drawn} == {len(UNEVEN)}
    assert {value for values in drawn for value in values} == set(UNEVEN)
    assert any(len(set(values)) < len(values) for values in drawn)


def test_the_exact_mean_is_the_mean_in_floats() -> None:
    exact, in_floats = bootstrap_ci(UNEVEN, mean, seed=9), bootstrap_ci(UNEVEN, fmean, seed=9)
    assert tuple(exact) == tuple(in_floats)


def test_the_same_call_gives_the_same_interval() -> None:
    assert bootstrap_ci(UNEVEN, fmean, seed=9) == bootstrap_ci(UNEVEN, fmean, seed=9)
    assert bootstrap_ci(UNEVEN, fmean) == bootstrap_ci(UNEVEN, fmean)


def test_another_seed_gives_other_resamples() -> None:
    assert bootstrap_ci(UNEVEN, fmean, seed=1) != bootstrap_ci(UNEVEN, fmean, seed=2)
    assert bootstrap_ci(UNEVEN, fmean, seed="time") != bootstrap_ci(UNEVEN, fmean, seed="memory")


def test_a_text_as_seed_is_taken_by_its_crc32() -> None:
    # 0xCBF43926 is the check value of CRC-32 for the text 123456789.
    by_name = bootstrap_ci(UNEVEN, fmean, seed="123456789")
    assert by_name == bootstrap_ci(UNEVEN, fmean, seed=0xCBF43926)


def test_whole_processes_are_drawn() -> None:
    statistic, seen = recorded(fmean)
    processes = [[float(place)] * 3 for place in range(6)]
    bootstrap_ci(processes, statistic, n_resamples=50)
    for values in seen:
        assert len(values) == 18
        assert all(len(set(values[start : start + 3])) == 1 for start in range(0, 18, 3))


def test_processes_without_spread_inside_count_as_one_value_each() -> None:
    nested = bootstrap_ci([[value] * 4 for value in ONE_TO_FIVE], fmean, seed=7)
    flat = bootstrap_ci(ONE_TO_FIVE, fmean, seed=7)
    assert tuple(nested) == pytest.approx(tuple(flat))
    assert nested.n == 5


def test_by_hand_processes_hide_the_number_of_their_values() -> None:
    # Twenty values, but five processes: the bounds are those of five values.
    found = bootstrap_ci([[value] * 4 for value in ONE_TO_FIVE], max, seed=1)
    assert (found.lower, found.upper) == (3.0, 5.0)


def test_processes_may_differ_in_length_and_the_estimate_is_of_all_values() -> None:
    found = bootstrap_ci([[1.0], [2.0, 2.0, 2.0], [3.0], [4.0, 4.0], [5.0]], fmean)
    assert found.estimate == pytest.approx(23 / 8)


@pytest.mark.parametrize("nested", [False, True])
def test_arrays_are_samples_too(nested: bool) -> None:
    values = [[value, value + 1] for value in UNEVEN] if nested else UNEVEN
    from_array = bootstrap_ci(np.array(values), fmean, seed=2)  # type: ignore[arg-type]
    assert tuple(from_array) == tuple(bootstrap_ci(values, fmean, seed=2))


@pytest.mark.parametrize("n", range(5))
def test_fewer_than_five_are_refused(n: int) -> None:
    with pytest.raises(ValueError, match=f"needs 5 values or more, got {n}"):
        bootstrap_ci([1.0] * n, fmean)
    with pytest.raises(ValueError, match="needs 5"):
        bootstrap_ci([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]] * n, fmean)
    with pytest.raises(ValueError, match="needs 5"):
        bootstrap_ratio_ci(UNEVEN, [1.0] * n, fmean)


@pytest.mark.parametrize("n", [5, 9])
def test_fewer_than_ten_warn(n: int) -> None:
    (warning,) = bootstrap_ci(UNEVEN[:n], fmean).warnings
    assert warning.startswith(f"only {n} values")
    assert bootstrap_ratio_ci(UNEVEN, UNEVEN[:n], fmean).warnings == (warning,)
    assert bootstrap_ratio_ci(UNEVEN[:n], UNEVEN, fmean).n == n


def test_ten_do_not_warn() -> None:
    assert bootstrap_ci(UNEVEN[:10], fmean).warnings == ()
    assert bootstrap_ratio_ci(UNEVEN, UNEVEN[:10], fmean).warnings == ()


@pytest.mark.parametrize("wrong", [nan, inf, -inf])
def test_values_that_are_not_finite_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        bootstrap_ci([*UNEVEN, wrong], fmean)
    with pytest.raises(ValueError, match="finite"):
        bootstrap_ci([[1.0, 2.0]] * 9 + [[1.0, wrong]], fmean)
    with pytest.raises(ValueError, match="finite"):
        bootstrap_ratio_ci(UNEVEN, [*UNEVEN, wrong], fmean)


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.5, 95.0, nan, inf])
def test_a_confidence_outside_of_zero_and_one_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        bootstrap_ci(UNEVEN, fmean, confidence)


@pytest.mark.parametrize("n_resamples", [0, -1])
def test_no_resamples_are_refused(n_resamples: int) -> None:
    with pytest.raises(ValueError, match="n_resamples"):
        bootstrap_ci(UNEVEN, fmean, n_resamples=n_resamples)


def test_by_hand_the_ratio_of_constants() -> None:
    found = bootstrap_ratio_ci([6.0] * 10, [2.0] * 10, fmean)
    assert (found.lower, found.upper, found.estimate) == pytest.approx((3.0, 3.0, 3.0))


def test_by_hand_the_ratio_to_a_constant() -> None:
    found = bootstrap_ratio_ci(ONE_TO_FIVE, [2.0] * 5, max)
    assert (found.lower, found.upper, found.estimate) == pytest.approx((1.5, 2.5, 2.5))


def test_the_bounds_of_a_ratio_are_percentiles_of_its_log() -> None:
    statistic, seen = recorded(fmean)
    baseline = [100 * value for value in SKEWED]
    found = bootstrap_ratio_ci(SKEWED, baseline, statistic, n_resamples=300, seed="time")
    means = [fmean(values) for values in seen if len(values) == len(SKEWED)]
    above = [mean for mean in means if mean < 50][:300]
    below = [mean for mean in means if mean >= 50][:300]
    logs = [log(one) - log(other) for one, other in zip(above, below, strict=True)]
    lower, upper = np.percentile(logs, [2.5, 97.5])
    assert found.lower == pytest.approx(exp(lower), rel=1e-12)
    assert found.upper == pytest.approx(exp(upper), rel=1e-12)
    assert found.estimate == pytest.approx(0.01)


def test_both_sides_of_a_ratio_are_resampled_independently() -> None:
    for seed in (0, "time"):
        found = bootstrap_ratio_ci(UNEVEN, UNEVEN, fmean, seed=seed)
        assert found.lower < 0.97
        assert found.upper > 1.03
        assert found.estimate == 1.0


@pytest.mark.parametrize("sample", [[-1.0] * 10, [0.0] * 10, [-1.0, 1.0] * 5])
def test_a_ratio_needs_positive_statistics(sample: list[float]) -> None:
    with pytest.raises(ValueError, match="positive"):
        bootstrap_ratio_ci(UNEVEN, sample, fmean)
    with pytest.raises(ValueError, match="positive"):
        bootstrap_ratio_ci(sample, UNEVEN, fmean)


@pytest.mark.parametrize("sample", [UNEVEN, SKEWED])
@pytest.mark.parametrize("statistic", [np.mean, np.median, np.std])
def test_the_bounds_are_those_of_scipy(
    sample: list[float], statistic: Callable[[Sequence[float]], float]
) -> None:
    found = bootstrap_ci(sample, lambda values: float(statistic(values)), n_resamples=4000, seed=5)
    reference = stats.bootstrap(
        (sample,),
        statistic,
        n_resamples=4000,
        method="percentile",
        rng=np.random.default_rng(5),
    ).confidence_interval
    width = reference.high - reference.low
    assert found.lower == pytest.approx(reference.low, abs=0.08 * width)
    assert found.upper == pytest.approx(reference.high, abs=0.08 * width)


def test_the_interval_covers_the_true_mean_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(20260102)
    samples = rng.normal(10.0, 1.0, (300, 20)).tolist()
    found = [bootstrap_ci(sample, fmean, n_resamples=300, seed=1) for sample in samples]
    covered = sum(interval.lower <= 10.0 <= interval.upper for interval in found)
    assert 0.88 <= covered / 300 <= 0.98  # 92.5% expected of percentile intervals at n = 20


@given(
    st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=5, max_size=12),
    st.integers(min_value=0, max_value=2**64),
)
def test_the_bounds_lie_within_the_sample(sample: list[float], seed: int) -> None:
    lower, upper = bootstrap_ci(sample, median, n_resamples=30, seed=seed)
    assert min(sample) <= lower <= upper <= max(sample)
