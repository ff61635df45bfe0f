"""How a pull request changes the settings that it is judged by."""

import os
from difflib import unified_diff

from calibrax.errors import DataError
from calibrax.github.api import GitHub
from calibrax.github.context import Context


def settings_change(context: Context, github: GitHub, path: str) -> tuple[str, ...]:
    """Return a unified diff from the base branch's settings to those of the checkout.

    ``path`` is the file's, seen from the top of the repository. Without a base, and where both are
    the same, there are no lines.

    Raises:
        ServiceError: GitHub does not tell the base's.
        DataError: the checkout's cannot be read.
    """
    if context.base_branch is None or os.path.isabs(path):
        return ()
    before = github.file(path, context.base_branch)
    return difference(before, _here(path), f"{path} of {context.base_branch}", f"{path} here")


def difference(before: bytes, after: bytes, old: str, new: str) -> tuple[str, ...]:
    """Return the lines of a unified diff; a file that is not there is empty."""
    one, other = (each.decode(errors="replace").splitlines() for each in (before, after))
    return tuple(unified_diff(one, other, fromfile=old, tofile=new, n=1, lineterm=""))


def _here(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None
