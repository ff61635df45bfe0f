"""What a JavaScript program threw, as JSON holds it: an object, often empty, or a text."""


def message(thrown: object) -> str:
    """Return the first line of what was thrown, and that something was where it says nothing."""
    text = thrown.get("message") if isinstance(thrown, dict) else thrown
    return (isinstance(text, str) and text.partition("\n")[0]) or "it threw an error"
