"""Read the address of a page, which reports turn into a link."""

import re

from calibrax.errors import UsageError

_ADDRESS = re.compile(r"https?://\S+")


def parse_address(text: str) -> str:
    """Return an address of the web.

    Raises:
        UsageError: it is none, or one of another kind.
    """
    if not _ADDRESS.fullmatch(text):
        raise UsageError(f"{text!r:.60} is no address: write https://...")
    return text
