"""Settings handed to git in variables: no file holds them, and no argument of any process does."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence

Settings = Sequence[tuple[str, str]]
"""Keys with their values, the later ones winning or adding, as git has it."""


def as_variables(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that add settings to those that ``environ`` hands to git already."""
    given = environ.get("GIT_CONFIG_COUNT", "")
    first = int(given) if re.fullmatch("[0-9]{1,9}", given) else 0
    variables = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for place, (key, value) in enumerate(settings, first):
        variables |= {f"GIT_CONFIG_KEY_{place}": key, f"GIT_CONFIG_VALUE_{place}": value}
    return variables


def with_password(address: str, user: str, password: str) -> Settings:
    """Return the settings that show a user and a password to one address and all below it.

    A header that the machine's configuration sets for it is taken out first, since git would send
    both.
    """
    key = f"http.{address}.extraheader"
    secret = b64encode(f"{user}:{password}".encode()).decode()
    return [(key, ""), (key, f"AUTHORIZATION: basic {secret}")]
