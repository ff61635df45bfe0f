"""The shapes that a tool's JSON has to have; each check returns the value or names the place."""

from typing import Any

from calibrax.core import checks


def an_object(value: object, place: str) -> dict[str, Any]:
    """Return an object.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, dict):
        raise ValueError(f"{place}: expected an object, got {checks.brief(value)}")
    return value


def a_list(value: object, place: str) -> list[Any]:
    """Return a list.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, list):
        raise ValueError(f"{place}: expected a list, got {checks.brief(value)}")
    return value


def a_name(value: object, place: str) -> str:
    """Return a text that is not empty.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or not value:
        raise ValueError(f"{place}: expected a name, got {checks.brief(value)}")
    return value


def a_number(value: object, place: str) -> float:
    """Return a number; NaN and the infinities, which mean that something failed, as they are.

    Raises:
        ValueError: it is none.
    """
    return value if isinstance(value, float) else checks.number(value, place)


def a_text(value: object) -> str:
    """Return a parameter as the text of a tag: a string as it is, anything else as JSON."""
    if isinstance(value, str):
        return value
    import json

    return json.dumps(value)
