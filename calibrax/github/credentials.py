"""The token of a workflow run, handed to git in variables: no file and no command line holds it."""

from base64 import b64encode
from collections.abc import Mapping


def git_credentials(token: str, server_url: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that let git use the token for one server, none without a token.

    What ``environ`` already hands to git in this way is kept. A header that the machine's
    configuration sets for the server is taken out first, since git would send both.
    """
    if not token.strip():
        return {}
    count = int(environ.get("GIT_CONFIG_COUNT") or 0)
    key = f"http.{server_url.rstrip('/')}/.extraheader"
    secret = b64encode(f"x-access-token:{token.strip()}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": str(count + 2),
        f"GIT_CONFIG_KEY_{count}": key,
        f"GIT_CONFIG_VALUE_{count}": "",
        f"GIT_CONFIG_KEY_{count + 1}": key,
        f"GIT_CONFIG_VALUE_{count + 1}": f"AUTHORIZATION: basic {secret}",
    }
