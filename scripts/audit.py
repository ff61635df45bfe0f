"""Ask pip-audit for known weaknesses of what the Action installs; NOT RUN where it cannot tell."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PINNED = sorted((Path(__file__).parent / "action").glob("requirements*.txt"))
SECONDS = 120


def audited(requirements: Path, report: Path) -> tuple[list[dict[str, Any]], str]:
    """Return what pip-audit says of each dependency, and why where it says nothing."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements)]
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    output = ["--format", "json", "--output", str(report)]
    try:
        done = subprocess.run(
            [*command, *options, *output], capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return [], f"no answer in {SECONDS} s"
    if not report.exists() or not report.stat().st_size:
        last = done.stderr.strip().splitlines()[-1:] or ["pip-audit wrote nothing"]
        return [], last[0]
    found: list[dict[str, Any]] = json.loads(report.read_bytes())["dependencies"]
    return found, ""


def main() -> int:
    """Print what was found, and return 1 where a weakness is known."""
    weak = 0
    for requirements in PINNED:
        with tempfile.TemporaryDirectory() as folder:
            found, reason = audited(requirements, Path(folder) / "report.json")
        unknown = [each for each in found if each.get("skip_reason")]
        known = [each for each in found if not each.get("skip_reason")]
        reason = reason or (unknown[0]["skip_reason"] if unknown else "")
        if reason:
            left = f"{len(unknown)} of {len(found)} dependencies" if found else "all dependencies"
            print(f"NOT RUN: pip-audit on {requirements.name}, {left}: {reason}")
        for each in known:
            for weakness in each["vulns"]:
                weak += 1
                mended = ", ".join(weakness["fix_versions"]) or "no version yet"
                print(f"{each['name']} {each['version']}: {weakness['id']}, mended in {mended}")
        if known:
            print(f"{requirements.name}: {len(known)} dependencies audited")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
