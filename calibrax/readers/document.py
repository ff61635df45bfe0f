"""One input file: where it came from, its bytes, and its JSON, parsed once."""

from functools import cached_property
from typing import Any

from calibrax.core import run_json
from calibrax.errors import DataError, NotJSON


class Document:
    """The content of an input; ``source`` is its path as the user wrote it."""

    def __init__(self, source: str, data: bytes) -> None:
        self.source = source
        self.data = data

    @cached_property
    def json(self) -> Any:
        """The content as plain values.

        Raises:
            NotJSON: it is not JSON.
            DataError: it is empty, nested too deeply, or a key stands twice in an object.
        """
        try:
            return run_json.parse(self.data)
        except run_json.NotJSON as error:
            raise NotJSON(f"{self.source}: {error}") from None
        except ValueError as error:
            raise DataError(f"{self.source}: {error}") from None

    @property
    def description(self) -> str:
        """What the content looks like, for a message."""
        if not isinstance(self.json, dict):
            return f"JSON whose top level is a {type(self.json).__name__}"
        keys = ", ".join(map(repr, list(self.json)[:6]))
        return f"JSON with the top-level keys {keys}" if keys else "an empty JSON object"
