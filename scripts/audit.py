"""Tell which versions that the Action installs have known vulnerabilities.

pip-audit asks PyPI's advisories. It ends well also where they know nothing of a package, so what it
could not ask is said loudly and is no success: ``NOT RUN`` with the reason.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REQUIREMENTS = sorted(Path(__file__).parent.glob("action/*.txt"))
COMMAND = (
    "pip_audit",
    "--disable-pip",
    "--require-hashes",
    "--progress-spinner=off",
    "--format=json",
)
UNREACHABLE = ("Could not connect", "not redirecting")
"""What pip-audit says where its service does not answer; all else is a failure."""


def main() -> int:
    """Ask of all requirements; return 1 where one has a vulnerability."""
    files = [f"--requirement={path}" for path in REQUIREMENTS]
    done = subprocess.run(
        [sys.executable, "-m", *COMMAND, *files], capture_output=True, encoding="utf-8", check=False
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        why = reason(done.stderr)
        if not any(words in done.stderr for words in UNREACHABLE):
            print(f"pip-audit failed: {why}")
            return 1
        not_run("all packages", why)
        return 0
    unknown = [each for each in packages if "skip_reason" in each]
    if unknown:
        not_run(f"{len(unknown)} of {len(packages)} packages", unknown[0]["skip_reason"])
    found = list(vulnerabilities(packages))
    print("\n".join([*found, f"{len(packages) - len(unknown)} packages were asked about"]))
    return 1 if found else 0


def not_run(what: str, why: str) -> None:
    """Say loudly what could not be asked."""
    print(f"\n**** NOT RUN: known vulnerabilities of {what}: {why} ****\n")


def reason(said: str) -> str:
    """Return the last line of what pip-audit said."""
    return (said.strip().splitlines() or ["pip-audit said nothing"])[-1]


def vulnerabilities(packages: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each vulnerability, with the versions that have it no more."""
    for each in packages:
        for known in each.get("vulns", []):
            fixed = ", ".join(known["fix_versions"]) or "no version"
            yield f"{each['name']} {each['version']}: {known['id']}, fixed in {fixed}"


if __name__ == "__main__":
    sys.exit(main())
