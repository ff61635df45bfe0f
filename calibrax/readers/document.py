"""One input file: where it came from, its bytes, and its text or JSON, parsed once."""

import re
import zlib
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any

from calibrax.core import plain_json
from calibrax.errors import DataError, NotJSON

_GZIP = b"\x1f\x8b"
_UNPACKED_LIMIT = 1_000_000_000
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Document:
    """The content of an input; ``source`` is its path as the user wrote it.

    Content that is compressed with gzip is unpacked.

    Raises:
        DataError: it is compressed and cannot be unpacked, or becomes larger than 1 GB.
    """

    def __init__(self, source: str, data: bytes) -> None:
        self.source = source
        self.data = _unpacked(source, data) if data.startswith(_GZIP) else data

    @cached_property
    def json(self) -> Any:
        """The content as plain values.

        Raises:
            NotJSON: it is not JSON.
            DataError: it is empty, nested too deeply, or a key stands twice in an object.
        """
        try:
            return plain_json.parse_foreign(self.data)
        except plain_json.NotJSON as error:
            raise NotJSON(f"{self.source}: {error}") from None
        except ValueError as error:
            raise DataError(f"{self.source}: {error}") from None

    @cached_property
    def text(self) -> str:
        """The content as text, its lines ended as on Unix, without a byte order mark.

        Raises:
            DataError: it is not UTF-8.
        """
        try:
            text = plain_json.text_of(self.data.removeprefix(plain_json.BOM))
        except ValueError as error:
            raise DataError(f"{self.source}: {error}") from None
        return text.replace("\r\n", "\n")

    @cached_property
    def looks_like_json(self) -> bool:
        """Tell whether the content begins as an object or a list of JSON does."""
        return self.data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")

    def keep_json(self) -> None:
        """Let go of the bytes, which lie in memory beside the JSON that was made of them.

        Raises:
            DataError: it is no JSON, as for :attr:`json`.
        """
        self.json  # noqa: B018 - parsed before its bytes are gone
        self.data = b""

    def keep_text(self) -> None:
        """Let go of the bytes, which lie in memory beside the text that was made of them.

        Raises:
            DataError: it is not UTF-8, as for :attr:`text`.
        """
        self.text  # noqa: B018 - decoded before its bytes are gone
        self.data = b""

    def lines(self) -> Iterator[str]:
        """Yield the lines of the text, without what ends them."""
        return (match[0].rstrip("\n") for match in _LINE.finditer(self.text))

    def first_lines(self, count: int) -> list[str]:
        """Return the lines that the content begins with."""
        return list(islice(self.lines(), count))

    @property
    def description(self) -> str:
        """What the content looks like, for a message."""
        if not self.looks_like_json:
            line = next((each for each in self.first_lines(100) if each.strip()), "")
            return f"text that begins with {line.strip()[:60]!r}"
        if self.json == []:
            return "an empty list of JSON"
        if not isinstance(self.json, dict):
            return f"JSON whose top level is a {type(self.json).__name__}"
        keys = ", ".join(map(repr, list(self.json)[:6]))
        return f"JSON with the top-level keys {keys}" if keys else "an empty JSON object"


def _unpacked(source: str, data: bytes) -> bytes:
    """Return what gzip data holds: one member, or several in a row, as ``cat`` makes them."""
    unpacked, rest = bytearray(), data
    while rest:
        unpacking = zlib.decompressobj(wbits=31)
        try:
            unpacked += unpacking.decompress(rest, _UNPACKED_LIMIT + 1 - len(unpacked))
        except zlib.error as error:
            raise DataError(f"{source}: cannot be unpacked as gzip: {error}") from None
        if len(unpacked) > _UNPACKED_LIMIT:
            raise DataError(f"{source}: unpacks to more than {_UNPACKED_LIMIT // 10**6} MB")
        if not unpacking.eof:
            raise DataError(f"{source}: the gzip data is cut short")
        rest = unpacking.unused_data.lstrip(b"\0")  # a tape's padding is no member
    return bytes(unpacked)
