"""Find and read calibrax.yml."""

import os

from calibrax.core import plain_json
from calibrax.core.content import content
from calibrax.errors import DataError
from calibrax.settings.model import Settings

FILE = "calibrax.yml"


def load_settings(path: str | None = None) -> Settings:
    """Return what the file says: ``path``, or calibrax.yml where the current folder has one.

    Without either the settings are empty, and nothing is read.

    Raises:
        DataError: the file cannot be read or is not valid; the message names line and key.
    """
    if path is None:
        if not os.path.lexists(FILE):
            return Settings()
        path = FILE
    written = read_text(path)
    from calibrax.settings.keys import read_keys

    try:
        return Settings(path=path, **read_keys(written.removeprefix(BOM)))
    except ValueError as error:
        raise DataError(f"{path}:{error}") from None


BOM = "\ufeff"
"""What some editors put at the beginning of a file; no part of its content."""


def read_text(path: str) -> str:
    """Return what stands in the file, with the byte order mark that it may begin with.

    Raises:
        DataError: it cannot be read, or is not UTF-8.
    """
    try:
        data = content(path)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        return plain_json.text_of(data)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None
