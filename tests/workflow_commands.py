"""Read workflow commands the way GitHub's runner does: split first, then decode each part."""

import re

_COMMAND = re.compile(r"::(\w+)(?: (.*?))?::(.*)")
_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%3A", ":"), ("%2C", ","), *_DATA)


def decode(line: str) -> tuple[str, dict[str, str], str]:
    """Return name, properties and message of a line that is a command."""
    match = _COMMAND.fullmatch(line)
    assert match, line
    name, properties, message = match.groups()
    pairs = [pair.partition("=") for pair in (properties or "").split(",") if pair]
    decoded = {key: _plain(value, _PROPERTY) for key, _, value in pairs}
    return name, decoded, _plain(message, _DATA)


def _plain(text: str, codes: tuple[tuple[str, str], ...]) -> str:
    for code, char in codes:
        text = text.replace(code, char)
    return text
