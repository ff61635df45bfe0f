"""What moved all metrics of a run alike."""

import pytest

from calibrax.analysis.suite_shift import levels, suite_shift, without

LEVELS = {f"m{each}": float(each) for each in range(9)}


def moved(by: float, metrics: int = 9) -> dict[str, float]:
    """Return so many metrics, that much worse than their levels."""
    return {f"m{each}": each + by for each in range(metrics)}


def test_it_is_the_median_distance_from_the_levels() -> None:
    assert suite_shift(moved(0.5), LEVELS) == pytest.approx(0.5)
    spikes = moved(0.5) | {"m0": 100.0, "m1": 100.0, "m2": -100.0}
    assert suite_shift(spikes, LEVELS) == pytest.approx(0.5)


def test_fewer_than_eight_known_metrics_have_none() -> None:
    assert suite_shift(moved(0.5, metrics=8), LEVELS) == pytest.approx(0.5)
    assert suite_shift(moved(0.5, metrics=7), LEVELS) is None
    assert suite_shift(moved(0.5, metrics=7) | {"new": 9.0}, LEVELS) is None


def test_it_is_taken_off_every_metric() -> None:
    assert without({"a": 1.5, "b": 2.5}, 0.5) == {"a": 1.0, "b": 2.0}
    run = {"a": 1.5}
    assert without(run, None) is run


def test_levels_are_medians_of_what_enough_runs_hold() -> None:
    history = [{"a": 1.0, "b": 1.0}, {"a": 2.0}, {"a": 9.0, "b": 3.0}]
    assert levels(history, 3) == {"a": 2.0}
    assert levels(history, 2) == {"a": 2.0, "b": 2.0}
    assert levels([], 1) == {}
