"""What the Action installs is what the package asks for, each version pinned by its hashes."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "scripts" / "action"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKED = ("requirements.txt", "requirements-wandb.txt")


def locked(name: str) -> dict[str, str]:
    """Return the versions that a file pins; each line is nothing but a pin with its hashes."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    pin = r"([a-z0-9-]+)==([\w.]+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
    pins = re.findall(pin, text)
    assert "".join(f"{package}=={version}{hashes}\n" for package, version, hashes in pins) == text
    return {package: version for package, version, _ in pins}


def test_the_package_is_locked_as_it_is_declared() -> None:
    plain = (FOLDER / "requirements.in").read_text(encoding="utf-8").splitlines()
    exporting = (FOLDER / "requirements-wandb.in").read_text(encoding="utf-8").splitlines()
    assert plain == PROJECT["dependencies"]
    assert exporting == ["-r requirements.in", *PROJECT["optional-dependencies"]["wandb"]]


@pytest.mark.parametrize("name", LOCKED)
def test_every_declared_package_is_pinned_by_hashes(name: str) -> None:
    declared = (FOLDER / name).with_suffix(".in").read_text(encoding="utf-8")
    names = {each.lower() for each in re.findall(r"^\w+", declared, re.MULTILINE)}
    assert names <= set(locked(name))


def test_both_files_pin_the_same_versions() -> None:
    plain, exporting = map(locked, LOCKED)
    assert plain.items() <= exporting.items()


def test_nothing_without_a_hash_is_installed() -> None:
    script = (FOLDER / "install").read_text(encoding="utf-8").replace("\\\n", "")
    installs = re.findall(r"^.*pip install.*$", script, re.MULTILINE)
    assert len(installs) == 2
    for line in installs:
        assert re.search(r'--require-hashes --only-binary :all: -r "\$requirements"$', line)
