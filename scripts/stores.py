"""Make a large store of random values: ``stores.py FOLDER RUNS SAMPLES``.

Every run holds 300 points of 5 metrics, each with bounds and that many processes of one sample.
"""

import random
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from calibrax.core import Metric, MetricDef, MetricDirection, Point, Run, run_json
from calibrax.storage.names import run_name

POINTS, METRICS = 300, 5
VARIANTS = 24
START = datetime(2025, 1, 1, tzinfo=UTC)


def main(folder: str, runs: str, samples: str) -> None:
    """Make the store, with the run before the last as its baseline."""
    data, chance = Path(folder), random.Random(int(runs))
    shutil.rmtree(data, ignore_errors=True)
    (data / "runs").mkdir(parents=True)
    (data / "baselines").mkdir()
    variants = [random_points(chance, int(samples)) for _ in range(VARIANTS)]
    paths = []
    for place in range(int(runs)):
        run = Run(
            id=f"{place:012x}",
            branch="main",
            timestamp=START + timedelta(hours=place),
            metric_defs=definitions(),
            points=tuple(chance.choice(variants)[each] for each in range(POINTS)),
        )
        paths.append(data / "runs" / run_name(run.timestamp, run.id))
        paths[-1].write_bytes(run_json.encode(run))
    shutil.copyfile(paths[-2], data / "baselines" / "main.json")


def random_points(chance: random.Random, samples: int) -> tuple[Point, ...]:
    """Return the points of a run."""

    def metric() -> Metric:
        value = chance.uniform(90, 110)
        drawn = tuple((chance.gauss(value, 1),) for _ in range(samples)) or None
        return Metric(value=value, lower=value * 0.99, upper=value * 1.01, samples=drawn)

    return tuple(
        Point(
            name=f"suite/bench_{place:03d}",
            scenario="suite",
            tags={"framework": "ours"},
            metrics={f"metric_{each}": metric() for each in range(METRICS)},
        )
        for place in range(POINTS)
    )


def definitions() -> dict[str, MetricDef]:
    """Return the definitions of the metrics."""
    names = [f"metric_{each}" for each in range(METRICS)]
    return {
        name: MetricDef(name=name, unit="ms", direction=MetricDirection.LOWER) for name in names
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
