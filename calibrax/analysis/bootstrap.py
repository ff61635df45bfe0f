"""Bootstrap confidence intervals by the percentile method, in pure Python and repeatable.

Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. Not the
gate: rank tests cover better with fewer samples. It describes a sample to a reader.
"""

from collections.abc import Callable, Iterator, Sequence
from math import exp, floor, isfinite, log
from typing import Any
from zlib import crc32

import msgspec

from calibrax.analysis.resampling import resamples

Statistic = Callable[[Sequence[float]], float]
Sample = Sequence[float] | Sequence[Sequence[float]]

MINIMUM = 5
FEW = 10


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A confidence interval; ``lower, upper = interval`` works too.

    ``n`` is the number of resampled units (processes when nested, else values), the smaller one of
    two samples.
    """

    lower: float
    upper: float
    estimate: float
    confidence: float
    n: int
    warnings: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[float]:
        yield self.lower
        yield self.upper


def bootstrap_ci(
    samples: Sample,
    statistic: Statistic,
    confidence: float = 0.95,
    n_resamples: int = 2000,
    seed: int | str = 0,
) -> Interval:
    """Return the percentile interval of ``statistic`` over resamples with replacement.

    Args:
        samples: values, or processes x values; of nested ones whole processes are drawn, and the
            statistic sees the values of all that were drawn.
        statistic: from a flat list of values to a number, in the values' unit.
        confidence: the share of resamples that the interval holds, between 0 and 1.
        n_resamples: how many resamples, at least 1.
        seed: an integer, or a text such as the metric's name, of which the CRC-32 is taken.

    Raises:
        ValueError: fewer than 5 values or processes, a value that is not finite, or an argument out
            of range.
    """
    drawn = _resampled(samples, statistic, n_resamples, seed)
    lower, upper = _percentiles(drawn, confidence)
    n = len(samples)
    return Interval(
        lower=lower,
        upper=upper,
        estimate=statistic(_flat(samples)),
        confidence=confidence,
        n=n,
        warnings=_warnings(n),
    )


def bootstrap_ratio_ci(
    current: Sample,
    baseline: Sample,
    statistic: Statistic,
    confidence: float = 0.95,
    n_resamples: int = 2000,
    seed: int | str = 0,
) -> Interval:
    """Return the interval of ``statistic(current) / statistic(baseline)``.

    Both samples are resampled independently; the percentiles are taken of the log of the ratio.

    Raises:
        ValueError: as :func:`bootstrap_ci`, or a statistic that is not positive.
    """
    first, second = (seed, f"{seed} baseline") if isinstance(seed, str) else (seed, seed + 1)
    above = _resampled(current, statistic, n_resamples, first)
    below = _resampled(baseline, statistic, n_resamples, second)
    estimate = _log(statistic(_flat(current))) - _log(statistic(_flat(baseline)))
    logs = [_log(one) - _log(other) for one, other in zip(above, below, strict=True)]
    lower, upper = _percentiles(logs, confidence)
    n = min(len(current), len(baseline))
    return Interval(
        lower=exp(lower),
        upper=exp(upper),
        estimate=exp(estimate),
        confidence=confidence,
        n=n,
        warnings=_warnings(n),
    )


def _resampled(
    samples: Sample, statistic: Statistic, n_resamples: int, seed: int | str
) -> list[float]:
    import statistics

    if statistic is statistics.mean:  # exact in fractions, and twenty times as slow as in floats
        statistic = statistics.fmean
    n = len(samples)
    if n < MINIMUM:
        raise ValueError(f"a bootstrap needs {MINIMUM} values or more, got {n}")
    if n_resamples < 1:
        raise ValueError(f"n_resamples: expected 1 or more, got {n_resamples}")
    flat = _flat(samples)
    if not all(map(isfinite, flat)):
        raise ValueError("samples: expected finite values")
    number = crc32(seed.encode()) if isinstance(seed, str) else seed
    if _nested(samples):
        return [statistic(_flat(drawn)) for drawn in resamples(samples, n_resamples, number)]
    return list(map(statistic, resamples(flat, n_resamples, number)))


def _nested(samples: Sequence[Any]) -> bool:
    return hasattr(samples[0], "__len__")


def _flat(samples: Sequence[Any]) -> list[float]:
    if _nested(samples):
        return [value for process in samples for value in process]
    return list(map(float, samples))


def _percentiles(values: list[float], confidence: float) -> tuple[float, float]:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence: expected a number between 0 and 1, got {confidence}")
    ordered = sorted(values)
    tail = (1 - confidence) / 2
    return _quantile(ordered, tail), _quantile(ordered, 1 - tail)


def _quantile(ordered: list[float], share: float) -> float:
    """Return the quantile by linear interpolation (type 7 of Hyndman and Fan, 1996)."""
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _log(value: float) -> float:
    if value <= 0:
        raise ValueError(f"a ratio needs positive statistics, got {value}")
    return log(value)


def _warnings(n: int) -> tuple[str, ...]:
    if n >= FEW:
        return ()
    return (f"only {n} values: a bootstrap of fewer than {FEW} is too narrow",)
