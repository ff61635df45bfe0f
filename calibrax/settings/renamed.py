"""Follow a benchmark through its renamings to the name that it has now."""

from collections.abc import Mapping


def present_names(renamed: Mapping[str, str]) -> dict[str, str]:
    """Return the present name of each old one: what was renamed twice has its last name.

    Raises:
        ValueError: a name is empty, or renaming goes round in a circle.
    """
    return {old: _present(old, renamed) for old in renamed}


def _present(old: str, renamed: Mapping[str, str]) -> str:
    seen = [old]
    while (new := renamed.get(seen[-1])) is not None:
        if not new:
            raise ValueError(f"{seen[-1]!r} has an empty name now")
        if new in seen:
            circle = " to ".join(map(repr, [*seen[seen.index(new) :], new]))
            raise ValueError(f"{circle} is a circle; leave out the name that is in use now")
        seen.append(new)
    return seen[-1]
