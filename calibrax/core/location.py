"""Find the place in a run's plain data that was refused, in the words of the domain."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import EnumType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from calibrax.core.checks import brief, cut, is_text

Parts = Iterable[tuple[str, Any, type]]
"""Place in words, content, and the class that it should become."""

_PATH = re.compile(r"(?P<reason>.*) - at `\$(?P<path>.*)`", re.DOTALL)
_LONGEST = 82
_ENUM = "Invalid enum value "
_TIME = "Invalid RFC3339 encoded datetime"
_WORDS = {"int": "integer", "str": "string", "bool": "boolean", "object": "object"}


def locate(parts: Parts, error: Exception, whole: type | None = None) -> str:
    """Return where and why a value cannot be made of plain data.

    ``error`` is what the decoder said of the whole, which should become an instance of ``whole``;
    its paths do not show dictionary keys, so the parts, which a value's class names, are tried one
    at a time, the smallest first.
    """
    for place, part, kind in parts:
        try:
            msgspec.convert(part, kind)
        except msgspec.ValidationError as found:
            return f"{place}: {_reason(found, kind)}"
    return _reason(error, whole)


def repeated(plain: Any, repeats: Iterable[tuple[dict[str, Any], str]]) -> str:
    """Return where a key stands twice; ``repeats`` are objects as parsed, each with such a key.

    Of several the outermost is named: one inside a value that a second one replaced is not part of
    ``plain`` any more.
    """
    keys = {id(found): key for found, key in repeats}
    key, path = next((keys[id(value)], path) for value, path in _walk(plain) if id(value) in keys)
    place = _shown(path)
    reason = f"the key {quoted(key)} stands twice"
    return f"{place}: {reason}" if place else f"{reason} at the top level"


def refuse_surrogates(plain: Any) -> None:
    """Refuse a text, or a key, that UTF-8 cannot hold.

    Raises:
        ValueError: the message names the place.
    """
    if isinstance(plain, str) and not is_text(plain):
        raise ValueError(f"the top level: {quoted(plain)} holds a lone surrogate")
    for value, path in _walk(plain):
        for step, inner in _steps(value):
            if isinstance(step, str) and not is_text(step):
                place, found = _shown(path) or "the top level", f"the key {quoted(step)}"
            elif isinstance(inner, str) and not is_text(inner):
                place, found = _shown((path, step)), quoted(inner)
            else:
                continue
            raise ValueError(f"{place}: {found} holds a lone surrogate")


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
    return cut(repr(name), _LONGEST) if isinstance(name, str) else brief(name)


def _walk(plain: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each object and list, the outer first, with its path: the path around it and a step."""
    found: list[tuple[Any, Any]] = [(plain, None)] if isinstance(plain, dict | list) else []
    for value, path in found:
        yield value, path
        found += [
            (inner, (path, step)) for step, inner in _steps(value) if isinstance(inner, dict | list)
        ]


def _steps(value: Any) -> Iterable[tuple[Any, Any]]:
    return value.items() if isinstance(value, dict) else enumerate(value)


def _shown(path: Any) -> str:
    """Return a path as text, ``points[0].metrics``; of a long one the end."""
    steps = []
    while path:
        path, step = path
        is_word = isinstance(step, str) and step.isidentifier() and len(step) <= 80
        steps.append(f".{step}" if is_word else f"[{cut(repr(step), _LONGEST)}]")
    text = "".join(reversed(steps)).removeprefix(".")
    return text if len(text) <= 200 else f"...{text[-197:]}"


def _reason(error: Exception, kind: type | None) -> str:
    """Return the decoder's message without its notation: ``value: expected float, got string``."""
    message = str(error)
    match = _PATH.fullmatch(message)
    path = ""
    if match:
        message, path = match["reason"], match["path"].lstrip(".").replace("[...]", "")
    choices = _choices(kind, path) if message.startswith(_ENUM) else ()
    if choices:
        given = cut(message.removeprefix(_ENUM), _LONGEST)
        return f"{path}: expected one of {', '.join(choices)}, got {given}"
    if message == _TIME:
        message += ": write it as 2026-01-02T03:04:05Z"
    message = re.sub(r"`([^`]*)`", lambda quoted: _words(quoted[1]), message)
    if message.startswith(("Expected", "Object", "Invalid")):
        message = message[0].lower() + message[1:]
    if not path or message.startswith((f"{path}:", path.split("[")[0] + ":")):
        return message
    return f"{path}: {message}"


def _choices(kind: type | None, field: str) -> tuple[str, ...]:
    """Return what a field of a class may hold, where the field's type lists it."""
    hint = get_type_hints(kind).get(field) if kind else None
    if isinstance(hint, EnumType):
        return tuple(map(str, hint))
    return get_args(hint) if get_origin(hint) is Literal else ()


def _words(types: str) -> str:
    return " or ".join(_WORDS.get(word, word) for word in types.split(" | "))
