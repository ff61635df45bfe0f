"""scripts/audit.py: vulnerabilities are a failure, and what could not be asked is no success."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[2] / "scripts" / "audit.py"
SOUND = '{"name": "click", "version": "8.5.1", "vulns": []}'
VULNERABLE = """\
{"name": "pyyaml", "version": "5.3", "vulns": [
  {"id": "PYSEC-2021-142", "fix_versions": ["5.4"], "aliases": [], "description": "x"}]}"""
UNKNOWN = '{"name": "msgspec", "skip_reason": "not found"}'


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        (SOUND, 0, "1 packages were asked about\n"),
        (
            f"{SOUND}, {VULNERABLE}",
            1,
            "pyyaml 5.3: PYSEC-2021-142, fixed in 5.4\n2 packages were asked about\n",
        ),
        (
            f"{SOUND}, {UNKNOWN}",
            0,
            "\n**** NOT RUN: known vulnerabilities of 1 of 2 packages: not found ****\n"
            "\n1 packages were asked about\n",
        ),
    ],
)
def test_what_is_known(tmp_path: Path, packages: str, code: int, said: str) -> None:
    answer = f'{{"dependencies": [{packages}]}}'
    assert audit(tmp_path, f"print({answer!r})") == (code, said)


def test_a_service_that_cannot_be_reached(tmp_path: Path) -> None:
    said = "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed"
    assert audit(tmp_path, f"raise SystemExit({said!r})") == (
        0,
        f"\n**** NOT RUN: known vulnerabilities of all packages: {said} ****\n\n",
    )


def test_what_cannot_be_audited_is_a_failure(tmp_path: Path) -> None:
    said = "first\nERROR:pip_audit._cli:requirement click does not contain a hash"
    assert audit(tmp_path, f"raise SystemExit({said!r})") == (
        1,
        f"pip-audit failed: {said.splitlines()[1]}\n",
    )


def audit(folder: Path, stand_in: str) -> tuple[int, str]:
    """Run the script, with this in the place of pip-audit; return its exit code and its output."""
    (folder / "pip_audit.py").write_text(stand_in, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(AUDIT)],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout
