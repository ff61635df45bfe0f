"""Add an entry to a list of calibrax.yml and keep every other byte: comments, order, style.

The text is cut at a place that the nodes of YAML tell, so this is right for what people write by
hand and not for everything that YAML allows: the caller reads the result again.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from calibrax.settings.nodes import compose

Entry = dict[str, str | float | date | Mapping[str, str]]

_BREAK = re.compile(r"\r\n|[\r\n]")
_STEP = "  "
_COMMAND = "##["
"""What GitHub takes for a command wherever it stands in a log."""


class _Dumper(yaml.SafeDumper):
    """Write a text that a terminal or a log would act on in double quotes, all of it as escapes."""

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        """Write a text of ASCII alone, so that it is printable and on one line."""
        self.allow_unicode = False
        super().write_double_quoted(text, split)
        self.allow_unicode = True


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    style = None if value.isprintable() and _COMMAND not in value else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def with_entry(content: str, key: str, entry: Entry) -> str | None:
    """Return the text with the entry as the first of the list ``key``, in the list's own style.

    A list that is not there becomes the last key. ``None`` where no place is found.
    """
    root = compose(content)
    if root is None:
        return _appended(content, len(content), key, entry, "")
    if not isinstance(root, yaml.MappingNode):
        return None
    listed = [(name, value) for name, value in root.value if name.value == key]
    if not listed:
        if root.flow_style:
            rest = ", " if root.value else ""
            return _after(content, root, "{", f"{key}: [{flow(entry)}]{rest}")
        indent = " " * root.start_mark.column
        return _appended(content, root.end_mark.index, key, entry, indent)
    ((name, items),) = listed
    if not isinstance(items, yaml.SequenceNode) or not items.value:
        return None
    if items.flow_style:
        return _after(content, items, "[", _between_brackets(content, items, entry))
    return _before_first(content, name, items, entry)


def flow(entry: Entry) -> str:
    """Return the entry on one line: ``{metric: time, reason: faster now}``."""
    return _dumped(entry, default_flow_style=True)


def _appended(content: str, end: int, key: str, entry: Entry, indent: str) -> str:
    before, after = content[:end], content[end:]
    newline = _newline(content)
    if before and not before.endswith(("\n", "\r")):
        before += newline
    return f"{before}{indent}{key}:{newline}{indent}{_STEP}- {flow(entry)}{newline}{after}"


def _after(content: str, node: yaml.Node, bracket: str, inserted: str) -> str | None:
    place = node.start_mark.index
    if content[place] != bracket:  # an anchor or a tag stands before it
        return None
    return f"{content[: place + 1]}{inserted}{content[place + 1 :]}"


def _between_brackets(content: str, items: yaml.SequenceNode, entry: Entry) -> str:
    """Return the entry with its comma, on a line of its own where the first item has one."""
    first = items.value[0].start_mark
    if first.line == items.start_mark.line:
        return f"{flow(entry)}, "
    return f"{_newline(content)}{' ' * first.column}{flow(entry)},"


def _before_first(
    content: str, key: yaml.Node, items: yaml.SequenceNode, entry: Entry
) -> str | None:
    """Insert below the key's line, so that a comment on the first item stays beside it."""
    dash = items.start_mark
    below = _BREAK.search(content, key.end_mark.index)
    if content[dash.index] != "-" or below is None or below.end() > dash.index:
        return None
    indent = " " * dash.column
    lines = [flow(entry)] if items.value[0].flow_style else _block(entry)
    newline = _newline(content)
    item = f"{newline}{indent}{_STEP}".join(lines)
    return f"{content[: below.end()]}{indent}- {item}{newline}{content[below.end() :]}"


def _block(entry: Entry) -> list[str]:
    return _dumped(entry, default_flow_style=False).split("\n")


def _dumped(entry: Entry, **style: Any) -> str:
    plain = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in entry.items()
    }
    text: str = yaml.dump(
        plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf"), **style
    )
    return text.rstrip("\n").replace(_COMMAND, r"#\x23[")


def _newline(content: str) -> str:
    found = _BREAK.search(content)
    return found.group() if found else "\n"
