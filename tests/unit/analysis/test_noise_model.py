"""The noise of a suite, against a plain reference written after the description of the rule."""

from math import log, sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from calibrax.analysis.noise_model import Deviation, NoiseModel, Seen

Array = NDArray[np.float64]
Run = dict[str, float]


def scale(values: Array) -> float:
    spread = 1.4826 * np.median(abs(values - np.median(values)))
    steps = 1.4826 * np.median(abs(np.diff(values))) / sqrt(2)
    return float(max(spread, steps, 0.002))


def reference(history: Array, new: Array) -> list[tuple[Array, Array | None]]:
    """Return for each metric deviation, scale and worst by itself, and beyond its siblings."""
    n, metrics = history.shape
    if metrics >= 8:
        medians = np.median(history, axis=0)
        history = history - np.median(history - medians, axis=1)[:, None]
        new = new - np.median(new - medians)
    level = np.median(history, axis=0)
    h, e = history - level, new - level
    s = np.array([scale(h[:, j]) for j in range(metrics)])
    clipped = np.clip(h / s, -3, 3)
    found: list[tuple[Array, Array | None]] = []
    for j in range(metrics):
        raw = np.array([e[j], s[j], h[:, j].max()])
        found.append((raw, beyond(j, h, e, s, clipped) if n >= 20 and metrics >= 4 else None))
    return found


def beyond(j: int, h: Array, e: Array, s: Array, clipped: Array) -> Array | None:
    n, metrics = h.shape
    moving = [k for k in range(metrics) if k != j and np.ptp(clipped[:, k]) > 0]
    if np.ptp(clipped[:, j]) == 0:
        return None
    alike = [(np.corrcoef(clipped[:, j], clipped[:, k])[0, 1], k) for k in moving]
    siblings = [k for correlation, k in sorted(alike, reverse=True) if correlation >= 0.5][:5]
    if not siblings:
        return None
    movement = np.median(h[:, siblings] / s[siblings], axis=1)
    p = np.clip(movement, -3, 3)
    b = np.clip((clipped[:, j] * p).sum() / (p * p).sum(), 0, 1.5)
    r = h[:, j] - b * movement * s[j]
    middle = np.median(r)
    spread = scale(r - middle) * sqrt(n / (n - 2))
    if spread >= 0.9 * s[j]:
        return None
    now = np.clip(np.median(e[siblings] / s[siblings]), movement.min(), movement.max())
    return np.array([e[j] - b * now * s[j] - middle, spread, (r - middle).max()])


def suite(seed: int) -> tuple[Array, Array]:
    """Return a history and a new run with factors that metrics share, spikes and a constant."""
    chance = np.random.default_rng(seed)
    metrics, n = int(chance.integers(1, 20)), int(chance.integers(5, 31))
    factors = chance.normal(0, 0.05, (n + 1, 3))[:, chance.integers(0, 3, metrics)]
    values = factors * chance.uniform(0.3, 1.5, metrics) + chance.normal(0, 0.02, (n + 1, metrics))
    values += chance.normal(5, 1, metrics)
    values[chance.random(values.shape) < 0.03] += 0.3
    if seed % 5 == 0:
        values[:, 0] = 3.0
    return values[:n], values[n]


def runs(values: Array) -> list[Run]:
    return [{f"{j:02d}": float(value) for j, value in enumerate(row)} for row in values]


def numbers(seen: Seen | None) -> list[float] | None:
    return [seen.deviation, seen.view.spread, seen.view.worst] if seen else None


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_both_views_are_those_of_the_reference(first: int) -> None:
    in_both = 0
    for seed in range(first, first + 50):
        history, new = suite(seed)
        found = NoiseModel(runs(history)).deviations(runs(new[None])[0])
        for j, (raw, siblings) in enumerate(reference(history, new)):
            seen = found[f"{j:02d}"]
            assert numbers(seen.raw) == pytest.approx(raw, abs=1e-9)
            if siblings is None:
                assert seen.siblings is None
            else:
                in_both += 1
                assert numbers(seen.siblings) == pytest.approx(siblings, abs=1e-9)
    assert in_both > 20


def rounded(found: dict[str, Deviation]) -> dict[str, list[list[float] | None]]:
    def each(seen: Seen | None) -> list[float] | None:
        values = numbers(seen)
        return values and [round(value, 9) + 0.0 for value in values]

    return {key: [each(seen.raw), each(seen.siblings)] for key, seen in found.items()}


@given(st.integers(0, 10_000), st.floats(1e-6, 1e6))
def test_the_unit_of_a_metric_changes_nothing(seed: int, factor: float) -> None:
    history, new = suite(seed)
    moved = np.where(np.arange(history.shape[1]) % 2, log(factor), 0.0)
    before = NoiseModel(runs(history)).deviations(runs(new[None])[0])
    after = NoiseModel(runs(history + moved)).deviations(runs((new + moved)[None])[0])
    for key, seen in before.items():
        assert numbers(after[key].raw) == pytest.approx(numbers(seen.raw), abs=1e-6)


@given(st.integers(0, 10_000))
def test_the_order_of_the_metrics_changes_nothing(seed: int) -> None:
    history, new = map(runs, (suite(seed)[0], suite(seed)[1][None]))
    keys = list(new[0])
    Random(seed).shuffle(keys)
    shuffled = [[{key: run[key] for key in keys} for run in each] for each in (history, new)]
    before = NoiseModel(history).deviations(new[0])
    after = NoiseModel(shuffled[0]).deviations(shuffled[1][0])
    assert rounded(after) == rounded(before)


def test_a_metric_that_runs_lack_is_judged_by_the_others() -> None:
    history = [{"always": 1.0 + place / 100, "seldom": 2.0} for place in range(7)]
    gaps = [{**run, **({} if place % 2 else {"rare": 3.0})} for place, run in enumerate(history)]
    for run in gaps[:2]:
        del run["seldom"]
    found = NoiseModel(gaps).deviations({"always": 1.5, "seldom": 2.5, "rare": 3.5, "new": 1.0})
    assert sorted(found) == ["always", "seldom"]
    assert found["seldom"].raw.view.n == 5
    assert found["always"].raw.deviation == pytest.approx(0.47)


def test_the_shift_of_a_suite_is_one_more_metric() -> None:
    keys = [f"m{place}" for place in range(9)]
    history = [{key: place + run / 100 for place, key in enumerate(keys)} for run in range(5)]
    model = NoiseModel(history)
    new = {key: place + 0.12 for place, key in enumerate(keys)}
    new["m0"] = 0.62
    shift = model.suite_shift(new)
    assert shift is not None
    # Its history is -0.02 to 0.02 around the medians of 0.02; the new run is 0.1 beyond.
    assert shift.raw.deviation == pytest.approx(0.1)
    assert shift.raw.view.deviations == pytest.approx((-0.02, -0.01, 0.0, 0.01, 0.02))
    found = model.deviations(new)
    assert found["m0"].raw.deviation == pytest.approx(0.5)
    assert found["m5"].raw.deviation == pytest.approx(0.0)
    assert model.suite_shift({key: new[key] for key in keys[:7]}) is None
