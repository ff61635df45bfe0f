"""What the runner gives to each command: the context, the folder, the token, the API."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calibrax.github.api import GitHub
    from calibrax.github.context import Context
    from calibrax.github.folder import ActionFolder

_TOKEN = "CALIBRAX_GITHUB_TOKEN"


def context() -> "Context":
    """Return what the runner says of the workflow run."""
    from calibrax.github.context import read_context

    return read_context(os.environ)


def action_folder(path: str) -> "ActionFolder":
    """Return the folder of this use of the Action, for the job that runs now.

    Raises:
        UsageError: its path is no text, which the plan could not hold; or as for a context.
    """
    from calibrax.core.checks import is_text
    from calibrax.core.location import quoted
    from calibrax.errors import UsageError
    from calibrax.github.folder import ActionFolder

    if not is_text(path):
        raise UsageError(f"--folder: {quoted(path)} is not UTF-8")
    return ActionFolder(path, context().job_id)


def github_api(of: "Context") -> "GitHub":
    """Return the API of the repository, with the token of the workflow run."""
    from calibrax.github.api import GitHub

    return GitHub(of.api_url, of.repository, token())


def token() -> str:
    """Return the token of the workflow run, empty where there is none.

    Raises:
        UsageError: no header of HTTP could hold it; it is not shown.
    """
    from calibrax.errors import UsageError

    given = os.environ.get(_TOKEN, "").strip()
    if not (given.isascii() and given.isprintable()) or " " in given:
        raise UsageError("input 'github-token': holds blanks, line ends or signs that no token has")
    return given


def let_git_use_the_token(of: "Context") -> None:
    """Hand the token to the git processes of this one, for the server of the workflow run."""
    from calibrax.github.credentials import git_credentials

    os.environ.update(git_credentials(token(), of.server_url, os.environ))
