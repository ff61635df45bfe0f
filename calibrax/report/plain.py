"""Any value of the library as JSON for programs."""

import msgspec


def to_json(value: object) -> str:
    """Return the value as JSON, two spaces a level, with a newline at the end."""
    lines = msgspec.json.format(msgspec.json.encode(value), indent=2).decode().split("\n")
    return "\n".join(map(inert, lines)) + "\n"


def inert(line: str) -> str:
    """Return a line of JSON that says the same, and holds nothing that a terminal or log obeys."""
    if not line.isprintable():
        from json import dumps

        line = "".join(char if char.isprintable() else dumps(char)[1:-1] for char in line)
    return line.replace("##[", r"#\u0023[")
