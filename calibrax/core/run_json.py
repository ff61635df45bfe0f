"""The JSON form of a run: one line with the header, then one line a point.

The header stands first so that history can be selected without reading the points, and each point
is a line of its own so that one benchmark can be found without parsing the others.
"""

from datetime import datetime
from types import NoneType
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.core.models import Kind, MetricDef, Run

SCHEMA = 1

_STORED = b'{"schema":%d,' % SCHEMA
_HEADER_END = b',"points":['
_POINTS_EMPTY = b',"points":[]}'
_POINT = b'\n{"name":'
_BOM = b"\xef\xbb\xbf"


class RunHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a run before its points are read."""

    id: str
    timestamp: datetime
    commit: str | None = None
    branch: str | None = None
    suite: str = "main"
    machine: str | None = None
    kind: Kind = "run"
    metric_defs: msgspec.Raw = msgspec.Raw(b"{}")

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "timestamp", checks.utc(self.timestamp, "timestamp"))

    def definition(self, metric: str) -> MetricDef | None:
        """Return the run's own definition of a metric."""
        definitions = msgspec.json.decode(self.metric_defs, type=dict[str, MetricDef])
        return definitions.get(metric)


class StoredMetric(msgspec.Struct, frozen=True):
    """What a series needs of a stored metric, which was checked when it was stored."""

    value: float
    lower: float | None = None
    upper: float | None = None


class StoredPoint(msgspec.Struct, frozen=True):
    """What a series needs of a stored point."""

    tags: dict[str, str] = {}
    metrics: dict[str, StoredMetric] = {}


class _Versioned(msgspec.Struct):
    schema: int | None = None


_encoder = msgspec.json.Encoder()
_run_decoder = msgspec.json.Decoder(Run)
_point_decoder = msgspec.json.Decoder(StoredPoint)
_header_decoder = msgspec.json.Decoder(RunHeader)
_schema_decoder = msgspec.json.Decoder(_Versioned)


def encode(run: Run) -> bytes:
    """Return the run as it is stored.

    Raises:
        ValueError: ``environment`` or ``metadata`` holds something that JSON cannot.
    """
    bare = msgspec.structs.replace(run, points=())
    try:
        header = _encoder.encode(bare)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"environment or metadata cannot be written as JSON: {error}") from None
    prefix = _STORED + header[1 : -len(_POINTS_EMPTY)] + _HEADER_END
    return prefix + b"\n" + b",\n".join(map(_encoder.encode, run.points)) + b"\n]}\n"


def decode(data: bytes) -> Run:
    """Return the run that ``data`` holds, in the stored form or any other layout of the same JSON.

    Raises:
        ValueError: it is no valid run; the message names the place and the reason.
    """
    data = data.removeprefix(_BOM)
    try:
        if not data.startswith(_STORED):
            _refuse_newer(_schema_decoder.decode(data).schema)
        return _run_decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(_explain(data, Run, error)) from None


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
        if not header.startswith(_STORED):
            _refuse_newer(_schema_decoder.decode(header).schema)
        return _header_decoder.decode(header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(_explain(header, RunHeader, error)) from None


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
        metric_defs=msgspec.Raw(_encoder.encode(run.metric_defs)),
    )


def points_named(data: bytes, name: str) -> tuple[StoredPoint, ...] | None:
    """Return the points of that name, parsing no others; ``None`` where that needs a full parse.

    ``data`` is a file that begins in the stored layout. The search runs from the end:
    ``bytes.rfind`` looks for the first byte, a rare newline, and so is twice as fast as ``find``.
    """
    start = _POINT + _encoder.encode(name)
    at = data.rfind(start)
    if not data.endswith(b"\n]}\n") or (at < 0 and not _is_plain(data)):
        return None
    points = []
    while at >= 0:
        line = data[at + 1 : data.find(b"\n", at + 1)]
        try:
            points.append(_point_decoder.decode(line.removesuffix(b",")))
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        at = data.rfind(start, 0, at)
    return tuple(reversed(points))


def _is_plain(data: bytes) -> bool:
    """Tell whether every line after the first begins a point and no name is spelled with escapes.

    JSON may spell the same name in several ways; here there is only one.
    """
    return b"\\" not in data and data.count(_POINT) == data.count(b"\n") - 2


def parse(data: bytes) -> Any:
    """Return JSON as plain values, refusing duplicate keys, which other parsers let pass.

    NaN and the infinities are read as floats, since foreign tools write them.

    Raises:
        ValueError: it is not UTF-8, not JSON, nested too deeply, or repeats a key.
    """
    import json

    data = data.removeprefix(_BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8: byte 0x{data[error.start]:02x} at {error.start}") from None
    if not text.strip():
        raise ValueError("the file is empty")
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"not JSON: {error.msg} at line {error.lineno} column {error.colno}"
        ) from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        name = unique.get("name")
        place = f" in {name!r}" if isinstance(name, str) else ""
        raise ValueError(f"the key {twice!r} stands twice in one object{place}")
    return unique


def _refuse_newer(schema: int | None) -> None:
    if schema is not None and schema != SCHEMA:
        raise ValueError(
            f"schema {schema} is not {SCHEMA}, the one this version reads: upgrade calibrax"
        )


def _explain(data: bytes, kind: type, error: Exception) -> str:
    """Return the place and the reason in words, by a slower second pass."""
    plain = parse(data)
    if isinstance(plain, dict) and type(plain.get("schema")) not in (int, NoneType):
        return f"schema: expected a number, got {plain['schema']!r}"
    from calibrax.core.location import locate

    try:
        msgspec.convert(plain, kind)
    except msgspec.ValidationError as found:
        return locate(Run.parts(plain) if kind is Run else (), found)
    return str(error)
