"""What tools write about the machine, in the words of the fingerprint that a run records."""

from typing import Any

from calibrax.core import checks

_SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "macos": "Darwin", "windows": "Windows"}
_X86 = {"amd64": "x86_64", "x64": "x86_64", "386": "i686", "ia32": "i686"}


def observed(
    *,
    system: str | None = None,
    machine: str | None = None,
    model: str | None = None,
    cores: int | None = None,
    **software: Any,
) -> dict[str, Any]:
    """Return the facts that a tool gives, those it does not left out.

    ``model`` is the CPU's as the system names it: a tool that rewrites it, as BenchmarkDotNet does,
    would make the machine look like another. ``software`` are versions, such as ``python``.

    Raises:
        ValueError: a fact is nothing that JSON can hold.
    """
    for fact, value in (("system", system), ("machine", machine), ("CPU", model)):
        if value is not None and not isinstance(value, str):
            raise ValueError(f"machine: {fact}: expected a text, got {checks.brief(value)}")
    name = _SYSTEMS.get(system.lower(), system) if system else None
    facts: dict[str, dict[str, Any]] = {
        "os": {"system": name, "machine": _architecture(machine, name)},
        "cpu": {"model": " ".join(model.split()) if model else None, "cores": cores},
    }
    known = {
        section: {field: fact for field, fact in fields.items() if fact}
        for section, fields in facts.items()
    }
    said = {**known, **software}
    return checks.json_object({name: fact for name, fact in said.items() if fact}, "machine")


def _architecture(machine: str | None, system: str | None) -> str | None:
    """Return the architecture as the system itself names it."""
    if system == "Windows":
        return {"x64": "AMD64", "amd64": "AMD64", "arm64": "ARM64"}.get(machine or "", machine)
    if machine == "arm64" and system == "Linux":
        return "aarch64"
    return _X86.get(machine or "", machine)
