"""Resamples: their size, their number, and that every unit is drawn as often as any other."""

from collections import Counter

import pytest
from scipy import stats  # type: ignore[import-untyped]

from calibrax.analysis.resampling import resamples


@pytest.mark.parametrize("n", [1, 2, 5, 20, 128, 129, 200, 255, 256, 257, 300])
@pytest.mark.parametrize("count", [1, 7, 1000, 1001])
def test_so_many_resamples_of_the_size_of_the_sample(n: int, count: int) -> None:
    drawn = list(resamples(range(n), count, seed=1))
    assert len(drawn) == count
    assert {len(each) for each in drawn} == {n}
    assert {place for each in drawn for place in each} <= set(range(n))


@pytest.mark.parametrize("n", [5, 20, 129, 255, 257])
def test_every_unit_is_drawn_as_often_as_any_other(n: int) -> None:
    counts = Counter(place for each in resamples(range(n), 40_000 // n, seed=2) for place in each)
    assert stats.chisquare([counts[place] for place in range(n)]).pvalue > 0.001


def test_neighbours_in_a_resample_are_independent() -> None:
    pairs = Counter((each[0], each[1]) for each in resamples(range(5), 25_000, seed=3))
    assert stats.chisquare(list(pairs.values())).pvalue > 0.001
    assert len(pairs) == 25


def test_the_same_seed_draws_the_same() -> None:
    assert list(resamples("abcdef", 30, 4)) == list(resamples("abcdef", 30, 4))
    assert list(resamples("abcdef", 30, 4)) != list(resamples("abcdef", 30, 5))


def test_no_resamples() -> None:
    assert list(resamples("abc", 0, seed=0)) == []
