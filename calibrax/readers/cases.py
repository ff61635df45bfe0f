"""What a benchmark is called where its tags have to tell it from others of the name."""

from collections.abc import Mapping


def case_name(name: str, tags: Mapping[str, str]) -> str:
    """Return the name with the tags in brackets, as ``sort(n='1000', kind='tuple')``."""
    return f"{name}({', '.join(f'{tag}={value!r}' for tag, value in tags.items())})"
