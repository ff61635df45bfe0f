"""Stores with a course of quiet runs, and a run to be judged after them."""

from collections.abc import Mapping
from datetime import timedelta
from math import exp
from pathlib import Path
from typing import Any

import msgspec

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run

# Ten values ±0.01 on logs around 100: a band of ±0.04511, +4.61%, twice it 0.09022, +9.44%.
TEN = [100 * exp(0.01 if place % 2 else -0.01) for place in range(10)]


def at(hour: float, id: str, branch: str = "main", **fields: Any) -> Run:
    """Return a run of that hour after noon; ``values`` are those of the benchmark sort."""
    values = fields.pop("values", {"t": 100.0})
    run = a_run(
        a_point("sort", **values), id=id, branch=branch, timestamp=NOON + timedelta(hours=hour)
    )
    return msgspec.structs.replace(run, **fields)


def quiet(folder: Path, *then: Run, values: Mapping[int, float] = {}, **fields: Any) -> Store:
    """Return a store with ten quiet runs of main, past0 to past9, the last one the baseline."""
    store = Store(folder / "benchmark-data")
    for place, value in enumerate(TEN):
        measured = {"t": values.get(place, value)}
        store.save(at(place, f"past{place}", values=measured, **fields))
    store.set_baseline("past9")
    for run in then:
        store.save(run)
    return store


def now(value: float, **fields: Any) -> Run:
    """Return a later run of a branch."""
    return at(20, "now", branch="feature", values={"t": value}, **fields)
