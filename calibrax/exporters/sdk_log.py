"""The log of the W&B SDK: the only place where it says that an upload was given up."""

import msgspec

_HARMLESS = "featurechecker:"
"""An older server that cannot say what it supports; nothing of a run is lost by that."""


class _Line(msgspec.Struct):
    level: str = ""
    msg: str = ""


def dropped(log: bytes) -> list[str]:
    """Return what did not arrive, as the SDK words it, each once; ``log`` is debug-internal.log."""
    messages: dict[str, None] = {}
    for text in log.splitlines():
        try:
            line = msgspec.json.decode(text, type=_Line)
        except msgspec.DecodeError:
            continue
        if line.level.startswith("ERROR") and not line.msg.startswith(_HARMLESS):
            messages[line.msg] = None
    return list(messages)
