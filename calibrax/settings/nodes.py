"""Read YAML with the place of each value: what is wrong is told with its line and its key.

PyYAML's own values would hide keys that stand twice and turn words into dates and booleans, so the
nodes are read instead. A reader takes a node and its place, such as ``metrics[1].unit``, and raises
``ValueError`` where the node is not what belongs there.
"""

import re
from collections.abc import Callable, Collection
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

import yaml

from calibrax.core import checks
from calibrax.core.location import quoted
from calibrax.errors import UnknownName

_Value = TypeVar("_Value")
_Enum = TypeVar("_Enum", bound=StrEnum)

Reader = Callable[[yaml.Node, str], _Value]
Keys = dict[str, Reader[Any]]

_TEXT = "tag:yaml.org,2002:str"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_NULL = "tag:yaml.org,2002:null"
_LONGEST_PATH = 4_096
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


class Misplaced(ValueError):
    """Say what is wrong, after its line (counted from 1) and its place."""

    def __init__(self, line: int, place: str, reason: object) -> None:
        super().__init__(f"{line}: {place}: {reason}" if place else f"{line}: {reason}")


def compose(content: str) -> yaml.Node | None:
    """Return the root of a YAML document; ``None`` where nothing stands in it."""
    try:
        root = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        reason = error.problem or error.context
    except yaml.reader.ReaderError as error:
        line = content.count("\n", 0, error.position) + 1
        reason = error.reason
    except RecursionError:
        line, reason = 1, "nested too deeply"
    else:
        return None if root is None or root.tag == _NULL else root
    raise Misplaced(line, "", f"not YAML: {reason}")


def mapping(
    node: yaml.Node, place: str, keys: Keys, required: Collection[str] = ()
) -> dict[str, Any]:
    """Return the value of each key, as its reader in ``keys`` has it; dashes become underscores."""
    values: dict[str, Any] = {}
    for key, value in _pairs(node, place):
        key_name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        field = key_name.replace("-", "_")
        if key_name not in keys:
            raise Misplaced(line_of(key), place, UnknownName("key", key_name, keys))
        if field in values:
            raise Misplaced(line_of(key), place, f"the key {key_name!r} stands twice")
        inner = f"{place}.{key_name}".lstrip(".")
        try:
            values[field] = keys[key_name](value, inner)
        except Misplaced:
            raise
        except ValueError as error:
            raise Misplaced(line_of(value), inner, error) from None
    for needed in required:
        if needed not in values:
            raise Misplaced(line_of(node), place, f"the key {needed!r} is missing")
    return values


def texts(node: yaml.Node, place: str) -> dict[str, str]:
    """Return names with a text for each, which may be empty; at least one name."""
    values: dict[str, str] = {}
    for key, value in _pairs(node, place):
        key_name = text(key, place)
        if not key_name:
            raise _empty(key, place)
        if key_name in values:
            raise Misplaced(line_of(key), place, f"the key {key_name!r} stands twice")
        values[key_name] = text(value, f"{place}.{key_name}")
    if not values:
        raise _empty(node, place)
    return values


def _pairs(node: yaml.Node, place: str) -> list[tuple[yaml.Node, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise _expected("keys with values", node, place)
    pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
    return pairs


def items(node: yaml.Node, place: str, read: Reader[_Value]) -> tuple[_Value, ...]:
    """Return the values of a list that is not empty."""
    if not isinstance(node, yaml.SequenceNode):
        raise _expected("a list", node, place)
    if not node.value:
        raise _empty(node, place)
    return tuple(read(item, f"{place}[{index}]") for index, item in enumerate(node.value))


def text(node: yaml.Node, place: str) -> str:
    """Return a text, an empty one too."""
    return _scalar(node, place, "a text", (_TEXT,))


def name(node: yaml.Node, place: str) -> str:
    """Return a text that is not empty."""
    found = text(node, place)
    if not found.strip():
        raise _empty(node, place)
    return found


def path(node: yaml.Node, place: str) -> str:
    """Return a text that may be the path of a file or a folder."""
    found = name(node, place)
    if "\0" in found:
        raise Misplaced(line_of(node), place, f"{quoted(found)} holds NUL, which no path may")
    if len(found) > _LONGEST_PATH:
        raise Misplaced(line_of(node), place, f"{quoted(found)} is longer than a path may be")
    return found


def word(node: yaml.Node, place: str) -> str:
    """Return a text or a number as it is written."""
    return _scalar(node, place, "a text or a number", (_TEXT, *_NUMBERS))


def day(node: yaml.Node, place: str) -> str:
    """Return a date as it is written, in quotes or not."""
    return _scalar(node, place, "a day such as 2027-01-31", (_TEXT, _TIMESTAMP, *_NUMBERS))


def number(node: yaml.Node, place: str) -> float:
    """Return a finite decimal number; YAML's own reading has ``1e6`` as a text, and 1:30 as 90."""
    written = _scalar(node, place, "a number", (_TEXT, *_NUMBERS))
    if not _NUMBER.fullmatch(written) or not isfinite(float(written)):
        raise _expected("a number", node, place)
    return float(written)


def choice(kind: type[_Enum]) -> Reader[_Enum]:
    """Return a reader of the words of an enumeration."""

    def read(node: yaml.Node, place: str) -> _Enum:
        found = name(node, place)
        if found not in list(kind):
            raise UnknownName("value", found, map(str, kind))
        return kind(found)

    return read


def line_of(node: yaml.Node) -> int:
    """Return the line on which the node begins, counted from 1."""
    return int(node.start_mark.line) + 1


def _scalar(node: yaml.Node, place: str, wanted: str, tags: Collection[str]) -> str:
    if not isinstance(node, yaml.ScalarNode) or node.tag not in tags:
        raise _expected(wanted, node, place)
    if not checks.is_text(node.value):
        raise Misplaced(line_of(node), place, f"{quoted(node.value)} holds a lone surrogate")
    return str(node.value)


def _empty(node: yaml.Node, place: str) -> Misplaced:
    return Misplaced(line_of(node), place, "is empty; fill it, or leave the key out")


def _expected(wanted: str, node: yaml.Node, place: str) -> Misplaced:
    if node.tag == _NULL:
        return _empty(node, place)
    if isinstance(node, yaml.ScalarNode):
        remedy = "; put it in quotes" if wanted == "a text" else ""
        return Misplaced(line_of(node), place, f"expected {wanted}, got {node.value:.60}{remedy}")
    found = "a list" if isinstance(node, yaml.SequenceNode) else "keys with values"
    return Misplaced(line_of(node), place, f"expected {wanted}, got {found}")
