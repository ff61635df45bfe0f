"""Find the place in a run's plain data that the decoder refused, in the words of the domain."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from calibrax.core.checks import brief

Parts = Iterable[tuple[str, Any, type]]
"""Place in words, content, and the class that it should become."""

_PATH = re.compile(r"(?P<reason>.*) - at `\$(?P<path>.*)`", re.DOTALL)
_WORDS = {"int": "integer", "str": "string", "bool": "boolean", "object": "object"}


def locate(parts: Parts, error: msgspec.ValidationError) -> str:
    """Return where and why a value cannot be made of plain data.

    ``error`` is what the decoder said of the whole; its paths do not show dictionary keys, so the
    parts, which a value's class names, are tried one at a time, the smallest first.
    """
    for place, part, kind in parts:
        try:
            msgspec.convert(part, kind)
        except msgspec.ValidationError as found:
            return f"{place}: {_reason(found)}"
    return _reason(error)


def members(data: Any, field: str) -> Iterable[tuple[object, Any]]:
    """Return names and contents of an object's field that should hold an object."""
    content = data.get(field) if isinstance(data, Mapping) else None
    return content.items() if isinstance(content, Mapping) else ()


def items(data: Any, field: str) -> Iterable[Any]:
    """Return the contents of an object's field that should hold a list."""
    content = data.get(field) if isinstance(data, Mapping) else None
    return content if isinstance(content, list | tuple) else ()


def quoted(name: object) -> str:
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
