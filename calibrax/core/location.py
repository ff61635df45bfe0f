"""Find the place in a run's plain data that the decoder refused, in the words of the domain."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from calibrax.core.checks import brief
from calibrax.core.models import Metric, MetricDef, Point, Run

_PATH = re.compile(r"(?P<reason>.*) - at `\$(?P<path>.*)`", re.DOTALL)
_WORDS = {"int": "integer", "str": "string", "bool": "boolean", "object": "object"}


def locate(data: Any, kind: type, error: msgspec.ValidationError) -> str:
    """Return where in ``data`` and why ``kind`` cannot be made of it.

    ``error`` is what the decoder said of the whole; its paths do not show dictionary keys, so the
    points and metrics are tried one at a time.
    """
    parts = _parts(data) if kind is Run else _point_parts(data) if kind is Point else iter(())
    for place, part, part_kind in parts:
        try:
            msgspec.convert(part, part_kind)
        except msgspec.ValidationError as found:
            return f"{place}: {_reason(found)}"
    return _reason(error)


def _parts(data: Any) -> Iterator[tuple[str, Any, type]]:
    """Yield the parts of a run, the smallest first."""
    if not isinstance(data, Mapping):
        return
    definitions = data.get("metric_defs")
    if isinstance(definitions, Mapping):
        for name, definition in definitions.items():
            yield f"metric_defs {brief_name(name)}", definition, MetricDef
    points = data.get("points")
    if isinstance(points, list | tuple):
        for index, point in enumerate(points):
            place = _point_place(index, point)
            for inner, part, kind in _point_parts(point):
                yield f"{place}, {inner}", part, kind
            yield place, point, Point


def _point_parts(point: Any) -> Iterator[tuple[str, Any, type]]:
    metrics = point.get("metrics") if isinstance(point, Mapping) else None
    if isinstance(metrics, Mapping):
        for name, metric in metrics.items():
            yield f"metric {brief_name(name)}", metric, Metric


def _point_place(index: int, point: Any) -> str:
    name = point.get("name") if isinstance(point, Mapping) else None
    return f"point {brief_name(name)}" if isinstance(name, str) and name else f"points[{index}]"


def brief_name(name: object) -> str:
    """Return a name in quotes, cut to a readable length."""
    return repr(name) if isinstance(name, str) and len(name) <= 80 else brief(name)


def _reason(error: msgspec.ValidationError) -> str:
    """Return the decoder's message without its notation: ``value: expected float, got string``."""
    message = str(error)
    match = _PATH.fullmatch(message)
    path = ""
    if match:
        message, path = match["reason"], match["path"].lstrip(".").replace("[...]", "")
    message = re.sub(r"`([^`]*)`", lambda quoted: _words(quoted[1]), message)
    if message.startswith(("Expected", "Object", "Invalid")):
        message = message[0].lower() + message[1:]
    if not path or message.startswith((f"{path}:", path.split("[")[0] + ":")):
        return message
    return f"{path}: {message}"


def _words(types: str) -> str:
    return " or ".join(_WORDS.get(word, word) for word in types.split(" | "))
