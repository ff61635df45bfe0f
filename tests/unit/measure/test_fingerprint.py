"""The fingerprint of the machine that the tests run on, held against the system's own words."""

import json
import os
import platform
import sys
from pathlib import Path

import pytest

from calibrax.core import Run
from calibrax.core.machine import contradicts, machine_key
from calibrax.measure import fingerprint as module
from calibrax.measure.fingerprint import fingerprint

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own files")


def test_it_has_the_facts_that_a_run_records() -> None:
    found = fingerprint()

    assert list(found) == ["os", "cpu", "memory_gib", "gpu", "python"]
    assert list(found["os"]) == ["name", "version", "system", "release", "machine"]
    assert list(found["cpu"]) == ["model", "cores"]


def test_it_says_what_the_system_says() -> None:
    found = fingerprint()

    assert found["os"]["system"] == (os.uname().sysname if hasattr(os, "uname") else "Windows")
    assert found["os"]["machine"] == platform.machine()
    assert found["cpu"]["cores"] == os.cpu_count()
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))


@linux_only
def test_the_cpu_model_stands_in_the_systems_file() -> None:
    model = fingerprint()["cpu"]["model"]
    listed = " ".join(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())

    assert model
    assert model in listed or model.startswith("CPU ")


@linux_only
def test_the_memory_is_that_of_the_systems_file() -> None:
    total = Path("/proc/meminfo").read_text(encoding="utf-8").split("MemTotal:")[1].split()[0]

    assert abs(fingerprint()["memory_gib"] - int(total) / 2**20) <= 1


def test_it_does_not_change_while_the_machine_does_not() -> None:
    assert fingerprint() == fingerprint()


def test_it_can_be_stored_with_a_run() -> None:
    found = fingerprint()

    assert Run(points=(), environment=found).environment == found
    assert json.loads(json.dumps(found)) == found


def test_it_does_not_name_the_host() -> None:
    host = platform.node()
    texts = [value for value in flat(fingerprint()) if isinstance(value, str)]

    assert host not in texts


def flat(value: object) -> list[object]:
    """Return the values inside nested dictionaries."""
    if isinstance(value, dict):
        return [inner for each in value.values() for inner in flat(each)]
    return [value]


@linux_only
def test_this_machine_has_a_key_and_does_not_contradict_itself() -> None:
    found = fingerprint()

    key = machine_key(found)

    assert key is not None
    assert found["cpu"]["model"] in key
    assert not contradicts(found, found)


CPUINFO = {
    "x86": ("processor\t: 0\nmodel name\t: AMD EPYC  7763\nmodel\t\t: 1\n", "AMD EPYC 7763"),
    "Raspberry Pi": (
        "processor : 0\nCPU implementer : 0x41\nModel : Raspberry Pi 4 Model B\n",
        "Raspberry Pi 4 Model B",
    ),
    "ARM server": (
        "processor : 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n\n"
        "processor : 1\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n",
        "CPU 0x41 0xd0c",
    ),
}


@linux_only
@pytest.mark.parametrize(("text", "model"), CPUINFO.values(), ids=CPUINFO.keys())
def test_the_cpu_model_of_other_processors(
    text: str, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_read", lambda path: text)
    monkeypatch.setattr(module, "_output", lambda *command: None)

    assert fingerprint()["cpu"]["model"] == model


@linux_only
def test_lscpu_knows_the_names_of_arm_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = "Architecture:   aarch64\nModel name:      Neoverse-N1\nModel:    1\n"
    monkeypatch.setattr(module, "_read", lambda path: CPUINFO["ARM server"][0])
    monkeypatch.setattr(module, "_output", lambda *command: listed if "lscpu" in command else None)

    assert fingerprint()["cpu"]["model"] == "Neoverse-N1"


@pytest.mark.parametrize(
    ("listed", "gpu"),
    [
        ("NVIDIA A100-SXM4-40GB\nNVIDIA A100-SXM4-40GB", "2 x NVIDIA A100-SXM4-40GB"),
        ("NVIDIA T4\nNVIDIA L4", "NVIDIA T4, NVIDIA L4"),
        ("NVIDIA T4\n", "NVIDIA T4"),
    ],
)
def test_equal_graphics_processors_are_counted(
    listed: str, gpu: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pattern in ("_NVIDIA", "_AMD"):
        monkeypatch.setattr(module, pattern, str(tmp_path / "absent" / "*"))
    tool = tmp_path / ("nvidia-smi.exe" if sys.platform == "win32" else "nvidia-smi")
    tool.write_text("", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "_output", lambda *command: listed)

    assert fingerprint()["gpu"] == gpu


def test_a_tool_that_is_missing_or_fails_tells_nothing() -> None:
    assert module._output("calibrax-no-such-program") is None
    assert module._output(sys.executable, "-c", "raise SystemExit(3)") is None
    assert module._output(sys.executable, "-c", "print()") is None
    assert module._output(sys.executable, "-c", "print('x')") == "x"
