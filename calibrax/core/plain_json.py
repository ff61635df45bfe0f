"""JSON of any origin as plain values; what other parsers let pass in silence is refused."""

import codecs
import re
import sys
from collections import Counter
from functools import partial
from typing import Any

import msgspec

BOM = b"\xef\xbb\xbf"

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"(\s*:)?', re.DOTALL)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_WITHOUT_MARK: dict[tuple[bool, ...], str] = {
    (True, False, True, False): "UTF-16",
    (False, True, False, True): "UTF-16",
    (True, False, False, False): "UTF-32",
    (False, False, False, True): "UTF-32",
}
"""Which of the first four bytes are not NUL, in text without a byte order mark."""


class NotJSON(ValueError):
    """Say why a text is no JSON at all."""


def parse(data: bytes) -> Any:
    """Return JSON of calibrax's own as plain values, refusing duplicate keys and lone surrogates.

    Raises:
        NotJSON: it is not UTF-8 or not JSON.
        ValueError: it is empty, nested too deeply, repeats a key, or holds a lone surrogate.
    """
    plain = parse_foreign(data)
    if _SURROGATE.search(data):
        from calibrax.core.location import refuse_surrogates

        refuse_surrogates(plain)
    return plain


def parse_foreign(data: bytes) -> Any:
    """Return JSON of any tool as plain values, refusing duplicate keys.

    NaN and the infinities are read as floats, and lone surrogates as they stand: tools write them,
    in places that nobody reads.

    Raises:
        NotJSON: it is not UTF-8 or not JSON.
        ValueError: it is empty, nested too deeply, or repeats a key.
    """
    data = data.removeprefix(BOM)
    try:
        plain = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _parse_all(data)  # it takes NaN, and says what is wrong and where
    return plain if _keys_in(plain) == _keys_written(data) else _parse_all(data)


def text_of(data: bytes) -> str:
    """Return bytes as text, with the byte order mark that they may begin with.

    Raises:
        NotJSON: they are not UTF-8; of UTF-16, which PowerShell writes, and UTF-32 with the remedy.
    """
    wide = _wide_encoding(data)
    if wide:
        raise NotJSON(
            f"is {wide} and not UTF-8; in PowerShell write it with: | Out-File -Encoding utf8"
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise NotJSON(f"not UTF-8: byte 0x{data[error.start]:02x} at {error.start}") from None


def _wide_encoding(data: bytes) -> str | None:
    """Return the encoding of more than one byte for a sign of ASCII that bytes begin in."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    return _WITHOUT_MARK.get(tuple(map(bool, data[:4])))


def _keys_written(data: bytes) -> int:
    """Return how many keys valid JSON holds, each repetition counted."""
    return sum(match[1] is not None for match in _STRING.finditer(data))


def _keys_in(plain: Any) -> int:
    """Return how many keys the objects in a value have."""
    count, waiting = 0, [plain]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            count += len(value)
            waiting += [each for each in value.values() if isinstance(each, dict | list)]
        elif isinstance(value, list):
            waiting += [each for each in value if isinstance(each, dict | list)]
    return count


def _parse_all(data: bytes) -> Any:
    import json

    repeats: list[tuple[dict[str, Any], str]] = []
    text = text_of(data)
    if not text.strip():
        raise ValueError("the file is empty")
    try:
        plain = json.loads(text, object_pairs_hook=partial(_unique, repeats))
    except json.JSONDecodeError as error:
        raise NotJSON(
            f"not JSON: {error.msg.removesuffix(' at')} at line {error.lineno} column {error.colno}"
        ) from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError:
        digits = sys.get_int_max_str_digits()
        raise ValueError(f"a whole number of more than {digits} digits") from None
    if repeats:
        from calibrax.core.location import repeated

        raise ValueError(repeated(plain, repeats))
    return plain


def _unique(
    repeats: list[tuple[dict[str, Any], str]], pairs: list[tuple[str, Any]]
) -> dict[str, Any]:
    """Return an object; one with a repeated key is remembered with the first such key."""
    unique = dict(pairs)
    if len(unique) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        repeats.append((unique, next(key for key, count in counts.items() if count > 1)))
    return unique
