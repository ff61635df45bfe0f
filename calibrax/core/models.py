"""The domain values: what was measured, how to read it, and when.

All are frozen, keyword-only and checked when made, whether by Python code or by the JSON decoder:
a wrong value raises ``ValueError`` and names the field.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

import msgspec

from calibrax.core import checks

if TYPE_CHECKING:
    from calibrax.core.location import Parts

PointKey = tuple[str, tuple[tuple[str, str], ...]]
Kind = Literal["run", "ab", "import"]

_KINDS: tuple[str, ...] = get_args(Kind)
_set = msgspec.structs.force_setattr


class MetricDirection(StrEnum):
    """Which way is better; ``info`` is shown and never judged."""

    HIGHER = "higher"
    LOWER = "lower"
    INFO = "info"


class MetricPriority(StrEnum):
    """How prominently a metric is shown."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class _Value(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen domain value with a plain-dictionary form."""

    def to_dict(self) -> dict[str, Any]:
        """Return the value as dictionaries, lists, strings and numbers, ready for ``json``."""
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Make the value from the form that :meth:`to_dict` returns.

        Raises:
            ValueError: a field is missing, of a wrong type or out of range; the message says where.
        """
        try:
            return msgspec.convert(data, cls)
        except msgspec.ValidationError as error:
            from calibrax.core.location import locate

            raise ValueError(locate(cls.parts(data), error, cls)) from None

    @classmethod
    def parts(cls, data: Any) -> "Parts":
        """Yield the values inside plain data, the smallest first, for saying where one is wrong."""
        return ()


class Metric(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """One measured value.

    ``lower`` and ``upper`` bound a confidence interval. ``samples`` are processes x values, each in
    the metric's unit; a flat list is the values of one process.
    """

    value: float
    lower: float | None = None
    upper: float | None = None
    samples: checks.Samples | None = None

    def __post_init__(self) -> None:
        if type(self.value) is not float or not isfinite(self.value):
            _set(self, "value", checks.number(self.value, "value"))
        if self.lower is not None and (type(self.lower) is not float or not isfinite(self.lower)):
            _set(self, "lower", checks.number(self.lower, "lower"))
        if self.upper is not None and (type(self.upper) is not float or not isfinite(self.upper)):
            _set(self, "upper", checks.number(self.upper, "upper"))
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"lower: the bound {self.lower!r} is above upper {self.upper!r}")
        if self.samples is not None:
            _set(self, "samples", checks.samples(self.samples))


class MetricDef(_Value, frozen=True, kw_only=True):
    """How to read a metric: its unit, which way is better, and where to show it."""

    name: str
    unit: str
    direction: MetricDirection
    group: str = ""
    priority: MetricPriority = MetricPriority.SECONDARY
    description: str = ""

    def __post_init__(self) -> None:
        _set(self, "name", checks.name(self.name, "name"))
        _set(self, "unit", checks.text(self.unit, "unit"))
        _set(self, "direction", checks.member(MetricDirection, self.direction, "direction"))
        _set(self, "group", checks.text(self.group, "group"))
        _set(self, "priority", checks.member(MetricPriority, self.priority, "priority"))
        _set(self, "description", checks.text(self.description, "description"))


class Point(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """One benchmark in one configuration.

    Points of two runs match on ``(name, tags)``. ``source`` is ``file`` or ``file:line``;
    ``machine`` is set when a run spans several machines.
    """

    name: str
    scenario: str
    tags: dict[str, str] = {}
    metrics: dict[str, Metric] = {}
    source: str | None = None
    machine: str | None = None

    def __post_init__(self) -> None:
        tags = checks.mapping(self.tags, str, "tags")
        metrics = checks.mapping(self.metrics, Metric, "metrics")
        if not checks.plain([self.name, self.scenario, *tags.values()]):
            _set(self, "name", checks.name(self.name, "name"))
            _set(self, "scenario", checks.text(self.scenario, "scenario"))
            tags = {key: checks.text(value, "tags") for key, value in tags.items()}
        _set(self, "tags", tags)
        _set(self, "metrics", metrics)
        _set(self, "source", checks.optional_name(self.source, "source"))
        _set(self, "machine", checks.optional_name(self.machine, "machine"))

    @classmethod
    def parts(cls, data: Any) -> "Parts":
        """Yield the metrics."""
        from calibrax.core.location import members, quoted

        for name, metric in members(data, "metrics"):
            yield f"metric {quoted(name)}", metric, Metric

    @property
    def key(self) -> PointKey:
        """The identity of the benchmark: its name and its tags, sorted."""
        return self.name, tuple(sorted(self.tags.items()))


def new_run_id() -> str:
    """Return 12 random hexadecimal digits."""
    return os.urandom(6).hex()


def now() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


class Run(_Value, frozen=True, kw_only=True):
    """One execution of a suite.

    ``timestamp`` is kept in UTC (a naive one is taken as UTC). ``machine`` is the key that says two
    runs are comparable. No two points may share name and tags.
    """

    id: str = msgspec.field(default_factory=new_run_id)
    timestamp: datetime = msgspec.field(default_factory=now)
    commit: str | None = None
    branch: str | None = None
    suite: str = "main"
    machine: str | None = None
    kind: Kind = "run"
    environment: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    metric_defs: dict[str, MetricDef] = {}
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        _set(self, "id", checks.run_id(self.id))
        _set(self, "timestamp", checks.utc(self.timestamp, "timestamp"))
        _set(self, "commit", checks.optional_name(self.commit, "commit"))
        _set(self, "branch", checks.optional_name(self.branch, "branch"))
        _set(self, "suite", checks.name(self.suite, "suite"))
        _set(self, "machine", checks.optional_name(self.machine, "machine"))
        if self.kind not in _KINDS:
            raise ValueError(f"kind: expected one of {', '.join(_KINDS)}, got {self.kind!r}")
        _set(self, "environment", checks.json_object(self.environment, "environment"))
        _set(self, "metadata", checks.json_object(self.metadata, "metadata"))
        _ = self.failed, self.skipped, self.attempt_of
        _set(self, "metric_defs", checks.mapping(self.metric_defs, MetricDef, "metric_defs"))
        for name, definition in self.metric_defs.items():
            if definition.name != name:
                raise ValueError(f"metric_defs: {name!r} defines {definition.name!r}")
        points = checks.sequence(self.points, "points")
        _set(self, "points", points)
        if len({point.key for point in points if isinstance(point, Point)}) < len(points):
            _refuse(points)

    def defined(self, overrides: Mapping[str, MetricDef] | None = None) -> dict[str, MetricDef]:
        """Return the run's definitions of metrics, and those that win over them."""
        return {**self.metric_defs, **(overrides or {})}

    @property
    def machines(self) -> frozenset[str]:
        """The keys of the machines that it was measured on, as far as they are known."""
        keys = {self.machine, *(point.machine for point in self.points)}
        return frozenset(key for key in keys if key)

    @property
    def attempt_of(self) -> str | None:
        """The id of the run that this one is another measurement of: ``metadata["attempt_of"]``."""
        found = self.metadata.get("attempt_of")
        return None if found is None else checks.name(found, "metadata: attempt_of")

    @property
    def stands_alone(self) -> bool:
        """Tell whether the run is one of its own: no side of an A/B, and no attempt of another."""
        return self.kind != "ab" and self.attempt_of is None

    @property
    def role(self) -> str:
        """What the run is to others, in words."""
        if self.kind == "ab":
            return "a side of an A/B"
        return f"an attempt of {self.attempt_of!r}" if self.attempt_of else "a run of its own"

    @property
    def failed(self) -> dict[str, str]:
        """The benchmarks that gave no value, name and reason: ``metadata["failed"]``."""
        return checks.reasons(self.metadata.get("failed"), "metadata: failed")

    @property
    def skipped(self) -> dict[str, str]:
        """The benchmarks that were left out, name and reason: ``metadata["skipped"]``."""
        return checks.reasons(self.metadata.get("skipped"), "metadata: skipped")

    def absent_case(self, name: str) -> tuple[str, dict[str, str]]:
        """Return the name and the tags of a benchmark that failed or was left out.

        ``name`` is what :attr:`failed` calls it; ``metadata["cases"]`` holds those of which the
        name has the tags in it.
        """
        cases = self.metadata.get("cases")
        case = cases.get(name) if isinstance(cases, dict) else None
        if not isinstance(case, dict) or not isinstance(case.get("tags"), dict):
            return name, {}
        return str(case.get("name")), {key: str(tag) for key, tag in case["tags"].items()}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is to be known about how the run was measured: ``metadata["warnings"]``."""
        warnings = self.metadata.get("warnings")
        return tuple(map(str, warnings)) if isinstance(warnings, list) else ()

    @classmethod
    def parts(cls, data: Any) -> "Parts":
        """Yield the definitions, then for each point its metrics and itself."""
        from calibrax.core.location import items, members, quoted

        for name, definition in members(data, "metric_defs"):
            yield f"metric_defs {quoted(name)}", definition, MetricDef
        for index, point in enumerate(items(data, "points")):
            name = point.get("name") if isinstance(point, Mapping) else None
            place = (
                f"point {quoted(name)}" if name and isinstance(name, str) else f"points[{index}]"
            )
            for inner, part, kind in Point.parts(point):
                yield f"{place}, {inner}", part, kind
            yield place, point, Point


def _refuse(points: tuple[object, ...]) -> None:
    """Raise for the first item that is no point or repeats an earlier one."""
    seen = set()
    for place, point in enumerate(points):
        if not isinstance(point, Point):
            raise ValueError(f"points: item {place} is no Point but {checks.brief(point)}")
        if point.key in seen:
            raise ValueError(f"points: two points are {point.name!r} with tags {point.tags!r}")
        seen.add(point.key)
