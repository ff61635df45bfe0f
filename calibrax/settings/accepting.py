"""Write what is accepted, a new level or a waiver, into calibrax.yml."""

from typing import Any

import msgspec

from calibrax.core.models import Point
from calibrax.settings.agreements import Level, Waiver
from calibrax.settings.edit import Entry, with_entry
from calibrax.settings.keys import read_keys
from calibrax.settings.model import Settings
from calibrax.settings.selector import first, literal


def selector_of(point: Point, metric: str) -> Entry:
    """Return the part of an entry that selects one metric of one benchmark."""
    selector: Entry = {"benchmark": literal(point.name), "metric": literal(metric)}
    if point.tags:
        selector["tags"] = {name: literal(value) for name, value in sorted(point.tags.items())}
    return selector


def accepted(content: str, key: str, entry: Entry) -> str | None:
    """Return the text with the entry at the head of the list ``key``, where it wins over others.

    ``None`` where the entry cannot be added and all else be left as it was.

    Raises:
        ValueError: the text itself is not valid; the message begins with the line.
    """
    before = _comparable(read_keys(content))
    alone = read_keys(with_entry("", key, entry) or "")
    changed = with_entry(content, key, entry)
    if changed is None:
        return None
    try:
        after = _comparable(read_keys(changed))
    except ValueError:
        return None
    wanted = {**before, key: (*_comparable(alone)[key], *before.get(key, ()))}
    return changed if after == wanted else None


def holds(settings: Settings, key: str, entry: Entry, point: Point, metric: str) -> bool:
    """Tell whether just this entry decides on the series already."""
    entries: tuple[Level, ...] | tuple[Waiver, ...] = getattr(settings, key)
    deciding = first(entries, metric, point.name, point.tags)
    (wanted,) = _comparable(read_keys(with_entry("", key, entry) or ""))[key]
    return deciding is not None and _placeless(deciding) == wanted


def _comparable(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values without the places of waivers, which an insertion moves."""
    if "waivers" not in values:
        return values
    return {**values, "waivers": tuple(map(_placeless, values["waivers"]))}


def _placeless(entry: Any) -> Any:
    return msgspec.structs.replace(entry, place="") if isinstance(entry, Waiver) else entry
