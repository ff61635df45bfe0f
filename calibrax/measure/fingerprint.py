"""The facts about this machine that a run records under ``environment``."""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

_NVIDIA = "/proc/driver/nvidia/gpus/*/information"
_AMD = "/sys/class/drm/card*/device/product_name"


def fingerprint() -> dict[str, Any]:
    """Return OS, CPU, memory in GiB, GPU and Python of this machine; what is unknown is ``None``.

    Reads the system's own files; runs ``sysctl`` (macOS) or ``nvidia-smi`` where it must.
    """
    return {
        "os": {
            **_distribution(),
            "system": platform.system(),
            "release": platform.release(),
            "machine": platform.machine(),
        },
        "cpu": {"model": _cpu_model(), "cores": os.cpu_count()},
        "memory_gib": _memory_gib(),
        "gpu": _gpu(),
        "python": platform.python_version(),
    }


def _distribution() -> dict[str, str | None]:
    """Return the name and the version of the OS as its maker gives them."""
    if sys.platform == "darwin":
        return {"name": "macOS", "version": platform.mac_ver()[0]}
    if sys.platform == "win32":
        return {"name": "Windows", "version": platform.version()}
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return {"name": platform.system(), "version": None}
    return {"name": release.get("NAME"), "version": release.get("VERSION_ID")}


def _cpu_model() -> str | None:
    if sys.platform == "darwin":
        return _output("sysctl", "-n", "machdep.cpu.brand_string")
    if sys.platform == "win32":
        import winreg

        processor = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, processor) as key:
            return " ".join(str(winreg.QueryValueEx(key, "ProcessorNameString")[0]).split())
    cpu = _read("/proc/cpuinfo")
    for field in ("model name", "Model", "Hardware", "cpu model"):
        match = re.search(rf"^{field}\s*:\s*(.+)$", cpu, re.MULTILINE)
        if match:
            return " ".join(match[1].split())
    listed = re.search(r"^Model name:\s*(.+)$", _output("lscpu") or "", re.MULTILINE)
    if listed:
        return " ".join(listed[1].split())
    parts = re.findall(r"^CPU (?:implementer|part)\s*:\s*(\S+)$", cpu, re.MULTILINE)
    return f"CPU {' '.join(parts[:2])}" if parts else platform.processor() or None


def _memory_gib() -> int | None:
    if sys.platform == "darwin":
        size = int(_output("sysctl", "-n", "hw.memsize") or 0)
    elif sys.platform == "win32":
        return None
    else:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return round(size / 2**30) or None


def _gpu() -> str | None:
    """Return the models of the graphics processors, counted: ``2 x NVIDIA A100``."""
    models = [
        line.partition(":")[2].strip()
        for path in sorted(Path("/").glob(_NVIDIA.lstrip("/")))
        for line in _read(str(path)).splitlines()
        if line.startswith("Model:")
    ]
    models += [_read(str(path)).strip() for path in sorted(Path("/").glob(_AMD.lstrip("/")))]
    if not models and shutil.which("nvidia-smi"):
        listed = _output("nvidia-smi", "--query-gpu=name", "--format=csv,noheader")
        models = (listed or "").splitlines()
    counted = Counter(model for model in models if model)
    return ", ".join(f"{n} x {model}" if n > 1 else model for model, n in counted.items()) or None


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _output(*command: str) -> str | None:
    """Return what a command prints; ``None`` where it is missing, fails or takes 10 seconds."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
