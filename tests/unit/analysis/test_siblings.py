"""What a metric does beyond the metrics that move with it, on histories made by hand."""

from math import sqrt

import pytest

from calibrax.analysis.noise import View, view
from calibrax.analysis.noise_model import NoiseModel
from calibrax.analysis.siblings import SiblingView, sibling_views

N = 20
# In turn +0.1 and -0.1: median deviation 0.1, median step 0.2, scale 1.4826 * 0.2 / sqrt(2)
TOGETHER = [0.1 if place % 2 else -0.1 for place in range(N)]
SCALE = 1.4826 * 0.2 / sqrt(2)
# Its own way: two up, two down, which has no correlation with the above
ALONE = [0.1 if place // 2 % 2 else -0.1 for place in range(N)]


def views(*series: list[float]) -> list[View]:
    """Return the raw views of these histories."""
    return [view(values)[1] for values in series]


def found(*series: list[float]) -> SiblingView:
    """Return the sibling view of the first metric."""
    first = sibling_views(views(*series))[0]
    assert first is not None
    return first


def test_what_siblings_explain_is_taken_off() -> None:
    seen = found(TOGETHER, TOGETHER, TOGETHER, ALONE)
    assert set(seen.members) == {1, 2}
    assert seen.share == pytest.approx(1.0)
    assert seen.view.deviations == pytest.approx([0.0] * N)
    assert seen.view.spread == pytest.approx(0.002 * sqrt(20 / 18))
    assert (seen.lowest, seen.highest) == pytest.approx((-0.1 / SCALE, 0.1 / SCALE))
    assert seen.deviation(0.25, [0.1, 0.1]) == pytest.approx(0.15)


def test_new_movement_is_limited_to_what_the_history_knows() -> None:
    seen = found(TOGETHER, TOGETHER, TOGETHER, ALONE)
    assert seen.deviation(0.5, [0.5, 0.5]) == pytest.approx(0.4)
    assert seen.deviation(-0.5, [-0.5, -0.5]) == pytest.approx(-0.4)


def test_siblings_that_were_not_measured_are_left_out() -> None:
    seen = found(TOGETHER, TOGETHER, TOGETHER, ALONE)
    assert seen.deviation(0.25, [None, 0.05]) == pytest.approx(0.2)
    assert seen.deviation(0.25, [None, None]) is None


def test_at_most_five_have_a_say() -> None:
    assert len(found(*[TOGETHER] * 9).members) == 5
    assert len(found(*[TOGETHER] * 5).members) == 4


def test_what_moves_against_it_is_no_sibling() -> None:
    against = [-value for value in TOGETHER]
    assert sibling_views(views(TOGETHER, against, against, against))[0] is None


def test_a_metric_that_moves_half_as_far_follows_in_its_own_scale() -> None:
    half = [value / 2 for value in TOGETHER]
    seen = found(half, TOGETHER, TOGETHER, ALONE)
    assert seen.share == pytest.approx(1.0)
    assert seen.own == pytest.approx(SCALE / 2)
    assert seen.deviation(0.15, [0.1, 0.1]) == pytest.approx(0.1)


def test_fewer_than_twenty_runs_or_four_metrics_have_no_siblings() -> None:
    assert sibling_views(views(*[TOGETHER] * 3)) == [None] * 3
    assert sibling_views(views(*[TOGETHER[:19]] * 4)) == [None] * 4
    assert None not in sibling_views(views(*[TOGETHER] * 4))


def test_a_view_that_spreads_as_much_is_not_used() -> None:
    # Correlation 1/sqrt(1 + k^2): .71 and .53. What is left is k * ALONE, whose scale is
    # 1.4826 * k * 0.1 * sqrt(20/18): .156 and .250. The metric's own: .210 (its steps) and .237.
    def mixed(k: float) -> SiblingView | None:
        own = [one + k * other for one, other in zip(TOGETHER, ALONE, strict=True)]
        return sibling_views(views(own, TOGETHER, TOGETHER, TOGETHER))[0]

    used = mixed(1.0)
    assert used is not None
    assert used.view.spread == pytest.approx(0.14826 * sqrt(20 / 18))
    assert mixed(1.6) is None


def test_a_constant_metric_has_none_and_is_none() -> None:
    constant = [0.0] * N
    first, *others = sibling_views(views(constant, TOGETHER, TOGETHER, TOGETHER))
    assert first is None
    assert all(each is not None and 0 not in each.members for each in others)


@pytest.mark.parametrize(("metrics", "near"), [(400, True), (401, False)])
def test_in_a_large_suite_siblings_are_looked_for_among_like_names(
    metrics: int, near: bool
) -> None:
    quiet = {f"m{place:03}": 0.0 for place in range(metrics - 4)}
    history = [quiet | dict.fromkeys(("a0", "a1", "a2", "z"), each) for each in TOGETHER]
    found = NoiseModel(history).deviations(history[-1])
    assert found["a0"].siblings is not None
    assert (found["z"].siblings is not None) is near
