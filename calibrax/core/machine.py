"""The machine key: the text that says two runs were measured on comparable machines.

It holds the OS and its version, the architecture, the CPU model, the logical cores and the GPU
model, and a label of the user's. Facts that change without the machine changing (host name, kernel,
image date, Python version) stay out of it.
"""

import re
from collections.abc import Mapping
from typing import Any

_LABEL = re.compile(r"(?:\A|, )\((.+)\)\Z", re.DOTALL)

FACTS = ("os", "cpu", "gpu", "memory_gib")
"""The entries of an environment that describe the machine and not the software under test."""


def machine_key(environment: Mapping[str, Any], label: str | None = None) -> str | None:
    """Return the key, or ``None`` where the CPU is not known and there is no label.

    ``environment`` is a fingerprint: ``{"os": {"name", "version", "machine"}, "cpu": {"model",
    "cores"}, "gpu": ...}``, as ``calibrax ingest`` records it.
    """
    os, cpu, gpu = (environment.get(fact) for fact in ("os", "cpu", "gpu"))
    parts: list[str] = []
    if isinstance(os, Mapping) and isinstance(cpu, Mapping) and cpu.get("model"):
        system = (os.get("name") or os.get("system"), os.get("version"), os.get("machine"))
        parts.append(" ".join(str(part) for part in system if part))
        parts.append(str(cpu["model"]))
        if cpu.get("cores"):
            parts.append(f"{cpu['cores']} cores")
        if gpu:
            parts.append(str(gpu))
    return labelled(", ".join(part for part in parts if part) or None, label)


def labelled(key: str | None, label: str | None) -> str | None:
    """Return a machine key with the user's label at its end, once."""
    mark = f"({label})"
    if not label or key == mark or (key and key.endswith(f", {mark}")):
        return key
    return f"{key}, {mark}" if key else mark


def label_of(key: str | None) -> str | None:
    """Return the user's label at the end of a machine key."""
    found = _LABEL.search(key) if key else None
    return found[1] if found else None


def contradicts(observed: Mapping[str, Any], local: Mapping[str, Any]) -> bool:
    """Tell whether facts that a tool wrote down rule out that it ran on the local machine."""
    for section, field in (("os", "system"), ("os", "machine"), ("cpu", "model"), ("cpu", "cores")):
        theirs, ours = _fact(observed, section, field), _fact(local, section, field)
        if theirs and ours and theirs != ours:
            return True
    return False


def _fact(environment: Mapping[str, Any], section: str, field: str) -> str:
    facts = environment.get(section)
    value = facts.get(field) if isinstance(facts, Mapping) else None
    return " ".join(str(value).split()).lower() if value else ""
