"""Values from outside, of which the SDK would take some texts for references to artifacts."""

import re
from typing import Any

_REFERENCE = re.compile(r"wandb(-client)?-artifact://|artifactVersion\Z")


def literal(value: Any) -> Any:
    """Return a value with a space before each text that is a reference to the SDK, at any depth.

    It fetches what a configuration refers to, and refuses a table that holds such a text beside
    others.
    """
    match value:
        case str():
            return f" {value}" if _REFERENCE.match(value) else value
        case dict():
            return {key: literal(each) for key, each in value.items()}
        case list() | tuple():
            return [literal(each) for each in value]
    return value
