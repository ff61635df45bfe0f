"""The token of a workflow run, handed to git in variables: no file and no command line holds it."""

from collections.abc import Mapping

from calibrax.storage.git_settings import as_variables, with_password


def git_credentials(token: str, server_url: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that let git use the token for one server, none without a token.

    What ``environ`` already hands to git in this way is kept.
    """
    if not token.strip():
        return {}
    server = f"{server_url.rstrip('/')}/"
    return as_variables(with_password(server, "x-access-token", token.strip()), environ)
