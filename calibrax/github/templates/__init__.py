"""Texts that ``calibrax init`` writes, with marked words such as ``@BRANCH@`` to be filled in."""

import re
from importlib.resources import files

_WORD = re.compile(r"@([A-Z]+)@")


def fill(template: str, **words: str) -> str:
    """Return the text of a template with its marked words replaced."""
    text = files(__name__).joinpath(template).read_text(encoding="utf-8")
    return _WORD.sub(lambda word: words[word[1]], text)
