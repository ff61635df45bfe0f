"""Any value of the library as JSON for programs."""

import msgspec


def to_json(value: object) -> str:
    """Return the value as JSON, two spaces a level, with a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
