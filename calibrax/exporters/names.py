"""Names that Weights & Biases takes, made of names that can be anything."""

import re
from zlib import crc32

from calibrax.errors import UsageError

_MARK = len("-00000000")

_LONGEST_KEY = 38
"""Characters of a key, behind its folder: the SDK makes names of at most 128 of it and the id."""

_KEPT = r"\w +%(),=@"


def plain_name(text: str, longest: int, others: str = "") -> str:
    """Return a name of ``[A-Za-z0-9._-]``, at most ``longest`` of them, without a leading dot.

    ``others`` are further characters that are kept, as in a character class. What has to be
    changed is told apart by a checksum.
    """
    plain = re.sub(rf"^\.|[^A-Za-z0-9._{others}-]+", "-", text)
    if plain == text and len(text) <= longest:
        return text
    return f"{plain[: longest - _MARK]}-{crc32(text.encode()):08x}"


def media_key(folder: str, text: str) -> str:
    """Return the key of a table: it becomes a path, and a part of an artifact's name."""
    return f"{folder}/{plain_name(text, _LONGEST_KEY, _KEPT)}"


def checked_key(name: str) -> str:
    """Return a key that a caller chose, such as ``plots/latency``.

    Raises:
        UsageError: it cannot be the path of a file.
    """
    if len(name) > 50 or not re.fullmatch(
        r"(?!.*\.\.)[\w(][\w +%(),=@.-]*(/[\w(][\w +%(),=@.-]*)*", name
    ):
        raise UsageError(
            f"{name!r} cannot be a name on Weights & Biases: give up to 50 letters, digits, "
            "spaces and _ - . , + % = @ ( ), with / between parts"
        )
    return name
