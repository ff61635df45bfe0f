"""Text from outside with what a terminal or a log would act on made visible."""


def visible(text: str) -> str:
    r"""Return the text with control, format and other unprintable characters as their escapes.

    ``##[``, which GitHub takes for a command wherever it stands, becomes ``#\x23[``. Between double
    quotes YAML reads these escapes as the characters that they stand for.
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _escape(char) for char in text)
    return text.replace("##[", r"#\x23[")


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
