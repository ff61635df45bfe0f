"""What a field of a domain value may hold; each check returns the value in its stored form.

Every function raises ``ValueError`` and begins the message with the field's name.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

Samples = tuple[float | tuple[float, ...], ...]

_RUN_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")
_Enum = TypeVar("_Enum", bound=StrEnum)


def run_id(value: object) -> str:
    """Return a run's id: ``[A-Za-z0-9._-]{1,128}``, no leading dot, and not ``latest``."""
    if not isinstance(value, str) or not _RUN_ID.fullmatch(value):
        raise ValueError(
            f"id: {brief(value)} is no run id (1 to 128 of A-Z a-z 0-9 . _ -, no leading dot)"
        )
    if value == "latest":
        raise ValueError("id: 'latest' is reserved for the newest run; give the run another id")
    return str(value)


def number(value: Any, field: str) -> float:
    """Return a finite float; numpy and JAX scalars are numbers, booleans and strings are not."""
    if type(value) is float and isfinite(value):
        return value
    if isinstance(value, bool | str | bytes) or not hasattr(value, "__float__"):
        raise ValueError(f"{field}: expected a number, got {brief(value)}")
    dtype = str(getattr(value, "dtype", "")).rpartition(".")[2]
    if getattr(value, "ndim", 0) or dtype.startswith(("bool", "complex")):
        raise ValueError(f"{field}: expected a single number, got {brief(value)}")
    try:
        converted = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{field}: expected a number, got {brief(value)} ({error})") from None
    if not isfinite(converted):
        raise ValueError(f"{field}: expected a finite number, got {converted!r}")
    return converted


def samples(values: Any) -> Samples | None:
    """Return processes x values as tuples; no values at all are ``None``."""
    if type(values) is tuple and set(map(type, values)) == {float} and isfinite(sum(values)):
        return values
    if type(values) is tuple and values and all(map(_is_checked, values)):
        return values
    rows = sequence(values, "samples")
    nested = [_is_sequence(row) for row in rows]
    if not any(nested):
        return tuple(number(value, "samples") for value in rows) or None
    if not all(nested):
        raise ValueError("samples: mixes values with lists of values (processes x values)")
    processes = tuple(tuple(number(value, "samples") for value in row) for row in rows)
    if not all(processes):
        raise ValueError("samples: holds a process without values")
    return processes


def _is_checked(row: object) -> bool:
    """Tell quickly whether the values of a process are as they are stored."""
    return type(row) is tuple and set(map(type, row)) == {float} and isfinite(sum(row))


def sequence(values: Any, field: str) -> tuple[Any, ...]:
    """Return a list, tuple or array as a tuple."""
    if not _is_sequence(values):
        raise ValueError(f"{field}: expected a list, got {brief(values)}")
    return tuple(values)


def mapping(values: Any, kind: type, field: str) -> dict[str, Any]:
    """Return a dictionary of named values, each an instance of ``kind``."""
    if not isinstance(values, Mapping):
        raise ValueError(f"{field}: expected an object, got {brief(values)}")
    if plain(list(values)) and set(map(type, values.values())) == {kind}:
        return dict(values)
    checked = {}
    for key, value in values.items():
        if not isinstance(value, kind):
            raise ValueError(f"{field}: {key!r} holds {brief(value)}, expected {kind.__name__}")
        checked[name(key, field)] = value
    return checked


def json_object(values: Any, field: str) -> dict[str, Any]:
    """Return a deep copy of an object that JSON can hold; tuples become lists."""
    if not isinstance(values, Mapping):
        raise ValueError(f"{field}: expected an object, got {brief(values)}")
    try:
        return {
            text(key, field): _json_value(value, f"{field}: {key}") for key, value in values.items()
        }
    except RecursionError:
        raise ValueError(f"{field}: nested too deeply") from None


def _json_value(value: Any, field: str) -> Any:
    if value is None or type(value) in (bool, int):
        return value
    if isinstance(value, str):
        return text(value, field)
    if isinstance(value, Mapping):
        return {
            text(key, field): _json_value(inner, f"{field}.{key}") for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_json_value(inner, field) for inner in value]
    if hasattr(value, "__float__"):
        return number(value, field)
    raise ValueError(f"{field}: JSON cannot hold {brief(value)}")


def text(value: object, field: str) -> str:
    """Return a string that UTF-8 can hold."""
    if not isinstance(value, str):
        raise ValueError(f"{field}: expected a string, got {brief(value)}")
    if not is_text(value):
        raise ValueError(f"{field}: {cut(ascii(value))} holds a lone surrogate")
    return value if type(value) is str else str(value)


def is_text(value: str) -> bool:
    """Tell whether UTF-8 can hold a string: a lone surrogate stands for bytes that are no text."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def name(value: object, field: str) -> str:
    """Return a string that is not empty."""
    if not value and isinstance(value, str):
        raise ValueError(f"{field}: is empty")
    return text(value, field)


def plain(texts: list[Any]) -> bool:
    """Tell quickly whether all are strings of ASCII and none is empty: nothing is left to check."""
    return set(map(type, texts)) == {str} and all(texts) and "".join(texts).isascii()


def optional_name(value: object, field: str) -> str | None:
    """Return ``None`` or a string that is not empty."""
    return None if value is None else name(value, field)


def member(kind: type[_Enum], value: object, field: str) -> _Enum:
    """Return the member of an enumeration that has this value."""
    try:
        return kind(value)  # type: ignore[arg-type]
    except ValueError:
        raise ValueError(
            f"{field}: expected one of {', '.join(kind)}, got {brief(value)}"
        ) from None


def utc(value: object, field: str) -> datetime:
    """Return a time in UTC; a naive one is taken as UTC."""
    if not isinstance(value, datetime):
        raise ValueError(f"{field}: expected a datetime, got {brief(value)}")
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{field}: {value.isoformat()} is out of range in UTC") from None


def brief(value: object) -> str:
    """Return the value and its type, cut to one short line."""
    return f"{cut(ascii(value))} ({type(value).__name__})"


def cut(text: str, longest: int = 60) -> str:
    """Return a text, of a longer one the beginning and three dots."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def _is_sequence(value: Any) -> bool:
    if isinstance(value, Sequence):
        return not isinstance(value, str | bytes | bytearray | memoryview)
    return bool(getattr(value, "ndim", 0))


def reasons(value: object, field: str) -> dict[str, str]:
    """Return names with reasons, also where only the names are listed; none where nothing is."""
    listed = value or {}
    if isinstance(listed, dict):
        return {name: str(why) for name, why in listed.items()}
    if isinstance(listed, list) and all(isinstance(name, str) for name in listed):
        return dict.fromkeys(listed, "no reason given")
    raise ValueError(
        f"{field}: expected names with reasons, or a list of names, got {brief(listed)}"
    )
