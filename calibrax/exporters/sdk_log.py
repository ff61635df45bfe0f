"""The log of the W&B SDK: the only place where it says that an upload was given up."""

import os
from shutil import rmtree

import msgspec

_HARMLESS = "featurechecker:"
"""An older server that cannot say what it supports; nothing of a run is lost by that."""


class _Line(msgspec.Struct):
    level: str = ""
    msg: str = ""


def taken(folder: str) -> bytes:
    """Return the log of the run in a folder, and remove all logs: they name paths of this machine.

    Sending the folder later does without them.
    """
    logs = os.path.join(folder, "logs")
    try:
        with open(os.path.join(logs, "debug-internal.log"), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
    finally:
        rmtree(logs, ignore_errors=True)


def dropped(log: bytes) -> list[str]:
    """Return what did not arrive, as the SDK words it, each once."""
    messages: dict[str, None] = {}
    for text in log.splitlines():
        try:
            line = msgspec.json.decode(text, type=_Line)
        except msgspec.DecodeError:
            continue
        if line.level.startswith("ERROR") and not line.msg.startswith(_HARMLESS):
            messages[line.msg] = None
    return list(messages)
