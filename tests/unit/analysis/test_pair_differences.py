"""Differences of pairs in their order: selected from large samples as sorted from small ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis import pair_differences
from calibrax.analysis.pair_differences import differences_at

VALUES = st.lists(st.floats(-1e6, 1e6) | st.integers(-3, 3).map(float), min_size=1, max_size=9)


def all_of(before: list[float], after: list[float]) -> list[float]:
    return sorted(later - earlier for earlier in before for later in after)


def test_by_hand() -> None:
    # 7 - 1, 7 - 2, 9 - 1, 9 - 2: 5 6 7 8.
    assert differences_at([1.0, 2.0], [9.0, 7.0], [0, 1, 2, 3]) == [5.0, 6.0, 7.0, 8.0]
    assert differences_at([1.0, 2.0], [9.0, 7.0], [3, 0]) == [8.0, 5.0]
    assert differences_at([1.0], [2.0], []) == []


@given(VALUES, VALUES)
def test_every_place_is_selected_as_it_is_sorted(before: list[float], after: list[float]) -> None:
    expected = all_of(before, after)
    places = range(len(expected))
    assert differences_at(before, after, places) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_differences, "WRITTEN_DOWN", 0)
        assert differences_at(before, after, places) == expected


@pytest.mark.parametrize(("n", "m"), [(300, 200), (1, 60_000), (60_000, 1), (251, 250)])
@pytest.mark.parametrize("decimals", [0, 1, 12])
def test_large_samples(n: int, m: int, decimals: int) -> None:
    rng = np.random.default_rng(n + decimals)
    before, after = rng.normal(0, 1, n).round(decimals), rng.lognormal(0, 1, m).round(decimals)
    expected = np.sort(np.subtract.outer(after, before).ravel())
    places = [0, 1, n * m // 40, (n * m - 1) // 2, n * m // 2, n * m - n * m // 40, n * m - 1]
    found = differences_at(before.tolist(), after.tolist(), places)
    assert found == expected[places].tolist()


def test_ten_thousand_a_side() -> None:
    before, after = [0.0, 1.0] * 5_000, [3.0] * 10_000
    assert differences_at(before, after, [0, 49_999_999, 50_000_000]) == [2.0, 2.0, 3.0]
