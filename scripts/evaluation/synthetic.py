"""A made-up suite: 60 metrics of code that never changes, on shared runners.

The constants are chosen so that it is as noisy as a real suite of 60 metrics on hosted runners was:
"5% against the run before" alarms in 17% of metrics and 94% of runs, and only a threshold of 31%
would alarm in 1% of metrics. No rule was tuned on it.
"""

from math import exp, log
from random import Random

from evaluation.suites import Suite

METRICS = 60
GROUP = 12
"""Metrics that share what their part of the machine does, such as its cache or its disk."""

RUNNER = 0.025
"""The standard deviation of what one runner differs from another in, as a log."""

FOLLOWS = (0.5, 1.5)
"""How much of the runner's and of the group's factor a metric follows, evenly spread."""

SHARED = 0.015
"""The standard deviation of a group's factor."""

OWN = (0.005, 0.03)
"""Between these lies a metric's own standard deviation, evenly spread as a log."""

SPIKES, SPIKE = 0.04, 0.2
"""How often a value is a spike, and the mean of its exponential height."""


def suites(runs: int, seeds: int) -> list[Suite]:
    """Return one suite a seed."""
    return [suite(runs, seed) for seed in range(seeds)]


def suite(runs: int, seed: int) -> Suite:
    """Return a suite with lognormal noise, factors that metrics share, and spikes."""
    chance = Random(seed)
    follows = [chance.uniform(*FOLLOWS) for _ in range(METRICS)]
    grouped = [chance.uniform(*FOLLOWS) for _ in range(METRICS)]
    own = [exp(chance.uniform(log(OWN[0]), log(OWN[1]))) for _ in range(METRICS)]

    def run() -> dict[str, float]:
        runner = chance.gauss(0, RUNNER)
        shared = [chance.gauss(0, SHARED) for _ in range(METRICS // GROUP)]
        return {
            f"metric_{place:02d}": exp(
                follows[place] * runner
                + grouped[place] * shared[place // GROUP]
                + chance.gauss(0, own[place])
                + (chance.expovariate(1 / SPIKE) if chance.random() < SPIKES else 0.0)
            )
            for place in range(METRICS)
        }

    return Suite("synthetic", tuple(run() for _ in range(runs)), changing=False)
