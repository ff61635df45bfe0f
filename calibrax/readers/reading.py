"""What one input file says: the parts of a run, with nothing filled in that it leaves open."""

from datetime import datetime
from typing import Any

import msgspec

from calibrax.core.models import Kind, MetricDef, Point


class Identity(msgspec.Struct, frozen=True):
    """What a benchmark is found by."""

    name: str
    tags: dict[str, str]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """The content of one file; ``None`` and empty mean that the file does not say.

    ``environment`` is a run's own fingerprint. ``observed`` are the facts about the machine that a
    foreign tool happens to write, in the same shape, with gaps. ``failed`` holds the benchmarks
    that should have a value and have none, ``skipped`` those that the user or the tool left out on
    purpose: name and reason. Where that name is not the benchmark's own, but has its tags in it,
    ``cases`` holds what it stands for.
    """

    points: tuple[Point, ...]
    metric_defs: dict[str, MetricDef] = {}
    id: str | None = None
    timestamp: datetime | None = None
    commit: str | None = None
    branch: str | None = None
    suite: str | None = None
    machine: str | None = None
    kind: Kind | None = None
    environment: dict[str, Any] = {}
    observed: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    failed: dict[str, str] = {}
    skipped: dict[str, str] = {}
    cases: dict[str, Identity] = {}
    warnings: tuple[str, ...] = ()
