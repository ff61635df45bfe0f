"""How a pull request changes the settings that it is judged by."""

import os
from difflib import unified_diff

from calibrax.core.content import content
from calibrax.errors import DataError
from calibrax.github.api import GitHub
from calibrax.github.context import Context


def settings_change(context: Context, github: GitHub, path: str) -> tuple[str, ...]:
    """Return a unified diff from the base's settings to those of the checkout.

    Without a base, and where both are the same, there are no lines; nor for the results of another
    workflow run, where the checkout is not the pull request's.

    Raises:
        ServiceError: GitHub does not tell the base's.
        DataError: the checkout's cannot be read, or lie outside of a clone.
    """
    if context.base_branch is None or context.foreign:
        return ()
    name = _in_repository(path)
    before = github.file(name, context.base_commit or context.base_branch)
    return difference(before, _here(path), f"{name} of {context.base_branch}", f"{name} here")


def difference(before: bytes, after: bytes, old: str, new: str) -> tuple[str, ...]:
    """Return the lines of a unified diff; a file that is not there is empty."""
    one, other = (each.decode(errors="replace").splitlines() for each in (before, after))
    return tuple(unified_diff(one, other, fromfile=old, tofile=new, n=1, lineterm=""))


def _in_repository(path: str) -> str:
    """Return the path seen from the top of the clone that holds it, with slashes."""
    here = os.path.abspath(path)
    top = os.path.dirname(here)
    while not os.path.exists(os.path.join(top, ".git")):
        if top == os.path.dirname(top):
            raise DataError(f"{path}: lies in no clone, so the base's cannot be told")
        top = os.path.dirname(top)
    return os.path.relpath(here, top).replace(os.sep, "/")


def _here(path: str) -> bytes:
    try:
        return content(path)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None
