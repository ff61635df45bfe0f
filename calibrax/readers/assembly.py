"""Make one run of what several files say and what is known of the place they were measured at."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.core.machine import FACTS, contradicts, labelled, machine_key
from calibrax.core.models import MetricDef, Point, Run, now
from calibrax.errors import DataError, UsageError
from calibrax.readers.reading import Reading


class Source(msgspec.Struct, frozen=True):
    """One input: its path as the user wrote it, its format, and what it says."""

    path: str
    format: str
    reading: Reading


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What holds where a file does not say: facts of the caller's clone and machine."""

    timestamp: datetime = msgspec.field(default_factory=now)
    commit: str | None = None
    branch: str | None = None
    suite: str = "main"
    environment: dict[str, Any] = {}
    machine: str | None = None


def surroundings_of(run: Run) -> Surroundings:
    """Return what was filled in when the run was made, for holding the same files against it."""
    return Surroundings(
        timestamp=run.timestamp,
        commit=run.commit,
        branch=run.branch,
        environment=run.environment,
        machine=run.machine,
    )


class Overrides(msgspec.Struct, frozen=True, kw_only=True):
    """What the user states, whatever the files say. ``label`` is the user's part of the machine.

    Raises:
        UsageError: a text is none, or nothing that UTF-8 can hold.
    """

    suite: str | None = None
    commit: str | None = None
    branch: str | None = None
    tags: dict[str, str] = {}
    label: str | None = None

    def __post_init__(self) -> None:
        try:
            for field in ("suite", "commit", "branch", "label"):
                checks.text(getattr(self, field) or "", field)
            for value in checks.mapping(self.tags, str, "tags").values():
                checks.text(value, "tags")
        except ValueError as error:
            raise UsageError(str(error)) from None


def assemble(
    sources: Sequence[Source],
    surroundings: Surroundings | None = None,
    overrides: Overrides | None = None,
) -> Run:
    """Return one run with the points of all sources.

    A run without an id of its own gets one from its content, so that reading the same files twice
    at the same commit gives the same run. Where the sources were measured on several machines, each
    point keeps its machine.

    Raises:
        DataError: the sources contradict each other: commit, branch, suite, kind, the definition of
            a metric, or a benchmark that stands in two of them.
        UsageError: a tag that is to be added stands at a point with another value.
    """
    around = surroundings or Surroundings()
    stated = overrides or Overrides()
    commit = _agreed(sources, "commit") or around.commit
    branch = None if stated.branch else _agreed(sources, "branch")
    suite = None if stated.suite else _agreed(sources, "suite")
    machines = [_machine(source.reading, around, stated.label) for source in sources]
    keys = [key for key, _ in machines]
    one_machine = len(set(keys)) == 1
    times = [each.reading.timestamp for each in sources if each.reading.timestamp]
    run = Run(
        points=_points(sources, [None for _ in keys] if one_machine else keys, stated.tags),
        timestamp=max(times) if times else around.timestamp,
        commit=stated.commit or commit,
        branch=stated.branch or branch or around.branch,
        suite=stated.suite or suite or around.suite,
        machine=keys[0] if one_machine else None,
        kind=_agreed(sources, "kind") or "run",
        environment=_environment(machines),
        metadata=_metadata(sources, _mixed(sources, around.commit)),
        metric_defs=_metric_defs(sources),
    )
    own_id = sources[0].reading.id if len(sources) == 1 else None
    return msgspec.structs.replace(run, id=own_id or content_id(run, timed=bool(times)))


def _agreed(sources: Sequence[Source], field: str) -> Any:
    """Return the one value that the sources give a field; ``None`` when none of them does."""
    said = {
        getattr(source.reading, field): source.path
        for source in sources
        if getattr(source.reading, field) is not None
    }
    if len(said) > 1:
        (one, here), (other, there), *_ = said.items()
        raise DataError(
            f"{here} is of {field} {one}, {there} of {field} {other}: "
            "what becomes one run has to agree on it; ingest them one at a time"
        )
    return next(iter(said), None)


def _machine(
    reading: Reading, around: Surroundings, label: str | None
) -> tuple[str | None, dict[str, Any]]:
    """Return the key and the environment of the machine that a reading was measured on."""
    if reading.environment or reading.machine or all(each.machine for each in reading.points):
        return labelled(reading.machine, label), reading.environment
    if not around.environment or contradicts(reading.observed, around.environment):
        return machine_key(reading.observed, label), reading.observed
    software = {name: fact for name, fact in reading.observed.items() if name not in FACTS}
    return around.machine, {**around.environment, **software}


def _environment(machines: Sequence[tuple[str | None, dict[str, Any]]]) -> dict[str, Any]:
    first = machines[0][1]
    if all(environment == first for _, environment in machines):
        return first
    named: dict[str, dict[str, Any]] = {}
    for key, environment in machines:
        if environment and environment not in named.values():
            name = key or "unknown"
            named[f"{name} #{len(named) + 1}" if name in named else name] = environment
    return {"machines": named}


def _points(
    sources: Sequence[Source], machines: Sequence[str | None], tags: Mapping[str, str]
) -> tuple[Point, ...]:
    points: list[Point] = []
    owner: dict[Any, str] = {}
    for source, machine in zip(sources, machines, strict=True):
        for point in source.reading.points:
            tagged = _tagged(point, tags, source.path)
            if machine and not tagged.machine:
                tagged = msgspec.structs.replace(tagged, machine=machine)
            if tagged.key in owner:
                raise DataError(
                    f"{source.path}: the benchmark {tagged.name!r} with tags {tagged.tags!r} "
                    f"stands in {owner[tagged.key]} too; make them two runs, ingested apart"
                )
            owner[tagged.key] = source.path
            points.append(tagged)
    return tuple(points)


def _tagged(point: Point, tags: Mapping[str, str], path: str) -> Point:
    for name, value in tags.items():
        if point.tags.get(name, value) != value:
            raise UsageError(
                f"{path}: {point.name!r} has the tag {name}={point.tags[name]!r} already, "
                f"so it cannot be tagged {name}={value!r}"
            )
    return msgspec.structs.replace(point, tags={**point.tags, **tags}) if tags else point


def _metric_defs(sources: Sequence[Source]) -> dict[str, MetricDef]:
    merged: dict[str, MetricDef] = {}
    owner: dict[str, str] = {}
    for source in sources:
        for name, definition in source.reading.metric_defs.items():
            if merged.setdefault(name, definition) != definition:
                raise DataError(
                    f"{source.path} and {owner[name]} define the metric {name!r} differently"
                )
            owner.setdefault(name, source.path)
    return merged


def _mixed(sources: Sequence[Source], checked_out: str | None) -> list[str]:
    """Return a warning where some sources state a commit and it is not that of the others."""
    stated = {each.reading.commit for each in sources if each.reading.commit}
    silent = [each.path for each in sources if not each.reading.commit]
    if not silent or not checked_out or stated <= {checked_out}:
        return []
    commit = min(stated)[:12]
    return [
        f"{silent[0]} states no commit: taken to be of {commit}, and git is at {checked_out[:12]}"
    ]


def _metadata(sources: Sequence[Source], mixed: Sequence[str]) -> dict[str, Any]:
    own = sorted((source.reading.metadata for source in sources), key=msgspec.json.encode)
    same = all(metadata == own[0] for metadata in own)
    metadata: dict[str, Any] = dict(own[0]) if same else {"inputs": own}
    failed = _reasons((source.path, source.reading.failed) for source in sources)
    skipped = _reasons((source.path, source.reading.skipped) for source in sources)
    cases = {name: case for source in sources for name, case in source.reading.cases.items()}
    said = [warning for source in sources for warning in source.reading.warnings]
    warnings = [*(said if len(sources) == 1 else sorted(said)), *mixed]
    if failed:
        metadata["failed"] = failed
    if skipped:
        metadata["skipped"] = skipped
    if cases:
        metadata["cases"] = msgspec.to_builtins(cases)
    if warnings:
        metadata["warnings"] = list(dict.fromkeys(warnings))
    return metadata


def _reasons(listed: Iterable[tuple[str, dict[str, str]]]) -> dict[str, str]:
    """Return what each input lists, by name; one that several list says of which input it is."""
    found: dict[str, str] = {}
    for path, reasons in listed:
        for name, why in reasons.items():
            found[f"{name} in {path}" if name in found else name] = why
    return found


def content_id(run: Run, timed: bool) -> str:
    """Return 12 hexadecimal digits of the SHA-256 of the run, less what changes by itself.

    The environment is left out, the order of the points, and the time unless a file states it
    (``timed``).
    """
    points = tuple(sorted(run.points, key=lambda point: point.key))
    fixed = msgspec.structs.replace(run, environment={}, points=points)
    header = {"id": "", "timestamp": run.timestamp.isoformat() if timed else ""}
    content = {**fixed.to_dict(), **header}
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()[:12]
