"""The JSON form of a run: one line with the header, then one line a point.

The header stands first so that history can be selected without reading the points. It ends with an
index of the lines, so that one benchmark of thousands of runs is read without reading the others:
``"lines"`` holds for each name where its points begin, in bytes after the first line, and
``"size"`` how many bytes follow that line. Where a file was edited by hand and no longer fits its
index, the index is not used, and the file is parsed whole.
"""

from datetime import datetime
from types import NoneType
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.core.models import Kind, MetricDef, Run
from calibrax.core.plain_json import BOM, parse

SCHEMA = 1

STORED = b'{"schema":%d,' % SCHEMA
_HEADER_END = b',"points":['
_POINTS_EMPTY = b',"points":[]}'
_ATTEMPT_OF = b'"attempt_of"'


class RunHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a run before its points are read."""

    id: str
    timestamp: datetime
    commit: str | None = None
    branch: str | None = None
    suite: str = "main"
    machine: str | None = None
    kind: Kind = "run"
    metadata: msgspec.Raw = msgspec.Raw(b"{}")
    metric_defs: msgspec.Raw = msgspec.Raw(b"{}")
    lines: msgspec.Raw = msgspec.Raw(b"{}")
    size: int | None = None

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "timestamp", checks.utc(self.timestamp, "timestamp"))

    @property
    def stands_alone(self) -> bool:
        """Tell whether the run is one of its own: no side of an A/B, and no attempt of another."""
        return self.kind != "ab" and self.attempt_of is None

    @property
    def attempt_of(self) -> str | None:
        """The id of the run that this one is another measurement of: ``metadata["attempt_of"]``."""
        if _ATTEMPT_OF not in bytes(self.metadata):
            return None
        try:
            found = _attempt_decoder.decode(self.metadata).attempt_of
        except ValueError:  # the whole parse names the place
            return None
        return found if isinstance(found, str) else None

    def definition(self, metric: str) -> MetricDef | None:
        """Return the run's own definition of a metric."""
        definitions = msgspec.json.decode(self.metric_defs, type=dict[str, MetricDef])
        return definitions.get(metric)

    def lines_of(self, name: str) -> tuple[int, ...]:
        """Return where the points of that name begin, in bytes after the first line."""
        key = _encoder.encode(name) + b":["
        index = bytes(self.lines)
        at = 0 if index.startswith(b"{" + key) else index.find(b"," + key)
        if at < 0:
            return ()
        at += 1 + len(key)
        return tuple(map(int, index[at : index.find(b"]", at)].split(b",")))


class NewerSchema(ValueError):
    """Say that a run was stored by a version of calibrax that this one does not understand."""


class _Attempt(msgspec.Struct):
    attempt_of: Any = None


class StoredMetric(msgspec.Struct, frozen=True):
    """What a series needs of a stored metric, which was checked when it was stored."""

    value: float
    lower: float | None = None
    upper: float | None = None


class StoredPoint(msgspec.Struct, frozen=True):
    """What a series needs of a stored point."""

    tags: dict[str, str] = {}
    metrics: dict[str, StoredMetric] = {}
    machine: str | None = None


class _Versioned(msgspec.Struct):
    schema: int | None = None


_encoder = msgspec.json.Encoder()
_run_decoder = msgspec.json.Decoder(Run)
_point_decoder = msgspec.json.Decoder(StoredPoint)
_header_decoder = msgspec.json.Decoder(RunHeader)
_attempt_decoder = msgspec.json.Decoder(_Attempt)
_schema_decoder = msgspec.json.Decoder(_Versioned)


def encode(run: Run) -> bytes:
    """Return the run as it is stored.

    Raises:
        ValueError: ``environment`` or ``metadata`` holds something that JSON cannot.
    """
    try:
        header = _encoder.encode(msgspec.structs.replace(run, points=()))
        points = [_encoder.encode(point) for point in run.points]
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"environment or metadata cannot be written as JSON: {error}") from None
    lines: dict[str, list[int]] = {}
    at = 0
    for point, line in zip(run.points, points, strict=True):
        lines.setdefault(point.name, []).append(at)
        at += len(line) + len(b",\n")
    body = b",\n".join(points) + b"\n]}\n"
    index = b',"lines":%b,"size":%d' % (_encoder.encode(lines), len(body))
    return b"%b%b%b%b\n%b" % (
        STORED,
        header[1 : -len(_POINTS_EMPTY)],
        index,
        _HEADER_END,
        body,
    )


def decode(data: bytes) -> Run:
    """Return the run that ``data`` holds, in the stored form or any other layout of the same JSON.

    Raises:
        ValueError: it is no valid run; the message names the place and the reason.
    """
    data = data.removeprefix(BOM)
    try:
        if not data.startswith(STORED):
            _refuse_newer(_schema_decoder.decode(data).schema)
        return _run_decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(_explain(parse(data), error)) from None


def decode_header(first_line: bytes) -> RunHeader | None:
    """Return the header that the first line of a stored run holds; ``None`` in another layout.

    Raises:
        ValueError: the layout is the stored one, and the header is not valid.
    """
    line = first_line.rstrip(b"\n")
    if not line.startswith(b'{"schema":') or not line.endswith(_HEADER_END):
        return None
    header = line[: -len(_HEADER_END)] + b"}"
    try:
        if not header.startswith(STORED):
            _refuse_newer(_schema_decoder.decode(header).schema)
        return _header_decoder.decode(header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(_explain({**parse(header), "points": []}, error)) from None


def decode_point(line: bytes, name: str) -> StoredPoint | None:
    """Return the point on a line of a stored run; ``None`` where the line holds none of that name.

    Raises:
        ValueError: the line is cut short or not valid.
    """
    if not line.startswith(begins_point(name)):
        return None
    try:
        return _point_decoder.decode(line.removesuffix(b","))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from None


def begins_point(name: str) -> bytes:
    """Return what the line of a stored point of that name begins with."""
    return b'{"name":' + _encoder.encode(name)


def header_of(run: Run) -> RunHeader:
    """Return the header of a run that has been read whole."""
    return RunHeader(
        id=run.id,
        timestamp=run.timestamp,
        commit=run.commit,
        branch=run.branch,
        suite=run.suite,
        machine=run.machine,
        kind=run.kind,
        metadata=msgspec.Raw(_encoder.encode(run.metadata)),
        metric_defs=msgspec.Raw(_encoder.encode(run.metric_defs)),
    )


def _refuse_newer(schema: int | None) -> None:
    if schema is not None and schema != SCHEMA:
        raise NewerSchema(
            f"schema {schema} is not {SCHEMA}, the one this version reads: upgrade calibrax"
        )


def _explain(plain: Any, error: Exception) -> str:
    """Return the place and the reason in words, by a slower second pass."""
    if isinstance(plain, dict) and type(plain.get("schema")) not in (int, NoneType):
        return f"schema: expected a number, got {plain['schema']!r}"
    from calibrax.core.location import locate

    try:
        msgspec.convert(plain, Run)
    except msgspec.ValidationError as found:
        return locate(Run.parts(plain), found, Run)
    return locate((), error)
