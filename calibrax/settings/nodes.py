"""Read YAML with the place of each value: what is wrong is told with its line and its key.

PyYAML's own values would hide keys that stand twice and turn words into dates and booleans, so the
nodes are read instead. A reader takes a node and its place, such as ``metrics[1].unit``, and raises
``ValueError`` where the node is not what belongs there.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

import yaml

from calibrax.errors import UnknownName

_Value = TypeVar("_Value")
_Enum = TypeVar("_Enum", bound=StrEnum)

Reader = Callable[[yaml.Node, str], _Value]
Keys = dict[str, Reader[Any]]

_TEXT = "tag:yaml.org,2002:str"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_NULL = "tag:yaml.org,2002:null"


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


def mapping(node: yaml.Node, place: str, keys: Keys, required: str = "") -> dict[str, Any]:
    """Return the value of each key, as its reader in ``keys`` has it; dashes become underscores."""
    if not isinstance(node, yaml.MappingNode):
        raise _expected("keys with values", node, place)
    values: dict[str, Any] = {}
    for key, value in node.value:
        key_name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        field = key_name.replace("-", "_")
        if key_name not in keys:
            raise Misplaced(_line(key), place, UnknownName("key", key_name, keys))
        if field in values:
            raise Misplaced(_line(key), place, f"the key {key_name!r} stands twice")
        inner = f"{place}.{key_name}".lstrip(".")
        try:
            values[field] = keys[key_name](value, inner)
        except Misplaced:
            raise
        except ValueError as error:
            raise Misplaced(_line(value), inner, error) from None
    if required and required not in values:
        raise Misplaced(_line(node), place, f"the key {required!r} is missing")
    return values


def items(node: yaml.Node, place: str, read: Reader[_Value]) -> tuple[_Value, ...]:
    """Return the values of a list that is not empty."""
    if not isinstance(node, yaml.SequenceNode):
        raise _expected("a list", node, place)
    if not node.value:
        raise Misplaced(_line(node), place, "is empty; fill it, or leave the key out")
    return tuple(read(item, f"{place}[{index}]") for index, item in enumerate(node.value))


def text(node: yaml.Node, place: str) -> str:
    """Return a text, an empty one too."""
    if not isinstance(node, yaml.ScalarNode) or node.tag != _TEXT:
        raise _expected("a text", node, place)
    return str(node.value)


def name(node: yaml.Node, place: str) -> str:
    """Return a text that is not empty."""
    found = text(node, place)
    if not found.strip():
        raise Misplaced(_line(node), place, "is empty; fill it, or leave the key out")
    return found


def word(node: yaml.Node, place: str) -> str:
    """Return a text or a number as it is written."""
    if not isinstance(node, yaml.ScalarNode) or node.tag not in (_TEXT, *_NUMBERS):
        raise _expected("a text or a number", node, place)
    return str(node.value)


def choice(kind: type[_Enum]) -> Reader[_Enum]:
    """Return a reader of the words of an enumeration."""

    def read(node: yaml.Node, place: str) -> _Enum:
        found = name(node, place)
        if found not in list(kind):
            raise UnknownName("value", found, map(str, kind))
        return kind(found)

    return read


def _expected(wanted: str, node: yaml.Node, place: str) -> Misplaced:
    if node.tag == _NULL:
        return Misplaced(_line(node), place, "is empty; fill it, or leave the key out")
    if isinstance(node, yaml.ScalarNode):
        remedy = "; put it in quotes" if wanted == "a text" else ""
        return Misplaced(_line(node), place, f"expected {wanted}, got {node.value:.60}{remedy}")
    found = "a list" if isinstance(node, yaml.SequenceNode) else "keys with values"
    return Misplaced(_line(node), place, f"expected {wanted}, got {found}")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
