"""Read workflow commands the way GitHub's runner does: split first, then decode each part."""

import re

_LINE = re.compile(r"\r\n|[\r\n]")
_HEAD = re.compile(r"\s*::(?P<name>[^\s:]+)(?: .*?)?::(?P<data>.*)", re.DOTALL)
_OLD = re.compile(r"##\[(?P<name>[^\s\]]+)[^\]]*\](?P<data>.*)")
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


def obeyed(output: str) -> list[str]:
    """Return the names of the commands that the runner finds in what a step prints.

    One of today begins a line, after blanks; one of the old form stands anywhere. The runner obeys
    only names that it knows; here every name counts. After ``stop-commands`` it obeys none until
    the word that was given there.
    """
    found, resume = [], ""
    for line in _LINE.split(output):
        head = _HEAD.fullmatch(line) or _OLD.search(line)
        if head is None:
            continue
        if resume:
            resume = "" if line == f"::{resume}::" else resume
            continue
        found.append(head["name"])
        if head["name"] == "stop-commands":
            resume = head["data"]
    return found


def _plain(text: str, codes: tuple[tuple[str, str], ...]) -> str:
    for code, char in codes:
        text = text.replace(code, char)
    return text
