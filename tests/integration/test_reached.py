"""scripts/reached.py: lines and branches are each held to what they have to reach."""

import subprocess
import sys
from pathlib import Path

import pytest

REACHED = Path(__file__).parents[2] / "scripts" / "reached.py"
HALF = "import sys\nfor place in range(len(sys.argv)):\n    if place < 9:\n        place += 1\n"


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("a = 1\nif a:\n    a = 2\nelse:\n    a = 3\n", 1, ("75.0%", "50.0%")),
        (HALF, 1, ("100.0%", "75.0%")),  # of the two branches of ``if`` one
        ("for a in (1, 2):\n    print(a)\n", 0, ("100.0%", "100.0%")),
    ],
)
def test_both_count(tmp_path: Path, content: str, code: int, said: tuple[str, str]) -> None:
    (tmp_path / "it.py").write_text(content, encoding="utf-8")
    run = [sys.executable, "-m", "coverage", "run", "--branch", "--source=.", "it.py"]
    environ = {"PATH": ""}
    subprocess.run(run, cwd=tmp_path, env=environ, check=True, capture_output=True, timeout=60)
    done = subprocess.run(
        [sys.executable, str(REACHED)],
        cwd=tmp_path,
        env=environ,
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    lines, branches = (
        f"{share} of the {what} are reached{'' if share == '100.0%' else ': TOO FEW'}"
        for share, what in zip(said, ("lines", "branches"), strict=True)
    )
    assert (done.returncode, done.stdout) == (code, f"{lines}\n{branches}\n")
