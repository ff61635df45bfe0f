"""Make a store of random values: ``stores.py FOLDER RUNS SAMPLES``; the options say more.

Every metric has bounds and that many processes of one sample. The run before the last is the
baseline. Beside the store, in ``FOLDER-new``, lie further runs of it, which are not stored.
"""

import argparse
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import structs

from calibrax.core import Metric, MetricDef, MetricDirection, Point, Run, run_json
from calibrax.storage.names import run_name

VARIANTS = 24
START = datetime(2025, 1, 1, tzinfo=UTC)


def main() -> None:
    """Make the store and the runs beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("runs", type=int)
    parser.add_argument("samples", type=int, help="processes of one sample in each metric")
    parser.add_argument("--points", type=int, default=300, help="benchmarks of a run")
    parser.add_argument("--metrics", type=int, default=5, help="metrics of a benchmark")
    parser.add_argument("--names", type=int, default=1, help="how many sets of metric names")
    parser.add_argument("--new", type=int, default=0, help="further runs, in FOLDER-new")
    parser.add_argument("--slower", type=float, default=1, help="times all values of the newest")
    chosen = parser.parse_args()
    runs, new = chosen.folder / "runs", Path(f"{chosen.folder}-new")
    for folder in (chosen.folder, new):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in (runs, chosen.folder / "baselines", new):
        folder.mkdir(parents=True)
    chance = random.Random(chosen.runs)
    shape = chosen.points, chosen.metrics, chosen.samples, chosen.names
    variants = [points(chance, *shape) for _ in range(min(VARIANTS, chosen.runs))]
    defined = definitions(chosen.metrics, chosen.names)
    paths = []
    for place in range(chosen.runs + chosen.new):
        mixed = tuple(map(chance.choice, zip(*variants, strict=True)))
        stored = place < chosen.runs
        newest = place == chosen.runs - 1
        run = Run(
            id=f"{place:012x}",
            branch="main",
            timestamp=START + timedelta(hours=place),
            metric_defs=defined,
            points=slower(mixed, chosen.slower) if newest and chosen.slower != 1 else mixed,
        )
        paths.append((runs if stored else new) / run_name(run.timestamp, run.id))
        paths[-1].write_bytes(run_json.encode(run))
    shutil.copyfile(paths[chosen.runs - 2], chosen.folder / "baselines" / "main.json")


def points(
    chance: random.Random, count: int, metrics: int, samples: int, names: int
) -> tuple[Point, ...]:
    """Return the points of a run, which take turns at the sets of names."""

    def metric() -> Metric:
        value = chance.uniform(90, 110)
        drawn = tuple((chance.gauss(value, 1),) for _ in range(samples)) or None
        return Metric(value=value, lower=value * 0.99, upper=value * 1.01, samples=drawn)

    return tuple(
        Point(
            name=f"suite/bench_{place:03d}",
            scenario="suite",
            tags={"framework": "ours"},
            metrics={name: metric() for name in named(metrics, place % names)},
        )
        for place in range(count)
    )


def slower(measured: tuple[Point, ...], times: float) -> tuple[Point, ...]:
    """Return points whose values, without samples, are that many times as high."""
    return tuple(
        structs.replace(
            point,
            metrics={
                name: Metric(value=metric.value * times) for name, metric in point.metrics.items()
            },
        )
        for point in measured
    )


def named(metrics: int, set_of_names: int) -> list[str]:
    """Return the names of a benchmark's metrics."""
    return [f"metric_{set_of_names * metrics + each}" for each in range(metrics)]


def definitions(metrics: int, names: int) -> dict[str, MetricDef]:
    """Return the definitions of the metrics."""
    return {
        name: MetricDef(name=name, unit="ms", direction=MetricDirection.LOWER)
        for name in named(metrics * names, 0)
    }


if __name__ == "__main__":
    main()
