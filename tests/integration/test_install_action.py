"""The first step of the Action: a private environment, whatever Python the caller has."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.unit.exporters.test_credentials import ENVIRONMENTS

ROOT = Path(__file__).parents[2]
INSTALL = ROOT / "scripts" / "action" / "install"
UV = Path(sys.executable).parent / "uv"
"""Where the environment of the tests has it."""

SYSTEM = ("bash", "env", "mktemp", "dirname", "chmod", "cat", "uname", "tr")


class Runner(NamedTuple):
    """A runner's folders: programs on PATH, temporary files, cached tools."""

    path: Path
    temp: Path
    tools: Path

    def install(self, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run the step."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("PIP_", "UV_", "SSL_", "HTTP", "http"))
        }
        variables = {
            "PATH": str(self.path),
            "HOME": str(self.temp),
            "RUNNER_TEMP": str(self.temp),
            "RUNNER_TOOL_CACHE": str(self.tools),
            "GITHUB_OUTPUT": str(self.temp / "output"),
        }
        return subprocess.run(
            [shutil.which("bash") or "bash", str(INSTALL)],
            env={**kept, **variables, **environ},
            cwd=self.temp,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def program(self, name: str, target: str | Path) -> None:
        """Put a program on PATH that runs another."""
        script = self.path / name
        assert Path(target).is_absolute()
        script.write_text(f'#!/bin/sh\nexec "{target}" "$@"\n', encoding="utf-8")
        script.chmod(0o755)

    @property
    def launcher(self) -> str:
        """The launcher that the step named."""
        text = (self.temp / "output").read_text(encoding="utf-8")
        return text.strip().removeprefix("launcher=")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Return a runner with the system's programs and no Python."""
    made = Runner(tmp_path / "bin", tmp_path / "a temp", tmp_path / "tools")
    for folder in made:
        folder.mkdir()
    for name in SYSTEM:
        made.program(name, shutil.which(name) or f"/nowhere/{name}")
    return made


OLD = '#!/bin/sh\ncase "$*" in *version_info*) exit 1 ;; *) echo 3.9.2 ;; esac\n'


def launched(runner: Runner, *args: str, **environ: str) -> str:
    """Run calibrax by its launcher and return what it printed."""
    variables = {"PATH": os.environ["PATH"], **environ}
    command = [runner.launcher, *args]
    return subprocess.run(
        command, cwd=runner.temp, env=variables, capture_output=True, text=True, check=True
    ).stdout


def test_with_uv(runner: Runner) -> None:
    runner.program("python3", sys.executable)
    runner.program("uv", UV)
    done = runner.install()
    assert done.returncode == 0, done.stderr
    assert "private to this action" in done.stdout
    assert launched(runner, "--version").startswith("calibrax ")


def test_without_uv_and_with_a_python_in_the_tool_cache_only(runner: Runner) -> None:
    (runner.path / "python3").write_text(OLD, encoding="utf-8")
    (runner.path / "python3").chmod(0o755)
    cached = runner.tools / "Python" / "3.12.1" / "x64" / "bin"
    cached.mkdir(parents=True)
    Runner(cached, runner.temp, runner.tools).program("python3", sys.executable)
    done = runner.install()
    assert done.returncode == 0, done.stderr
    assert launched(runner, "--version").startswith("calibrax ")


def test_nothing_of_the_callers_is_imported(runner: Runner) -> None:
    runner.program("python3", sys.executable)
    runner.program("uv", UV)
    (runner.temp / "calibrax").mkdir()
    for name in ("calibrax/__main__.py", "json.py", "click.py"):
        (runner.temp / name).write_text("raise SystemExit('imported')\n", encoding="utf-8")
    done = runner.install(PYTHONPATH=str(runner.temp))
    assert done.returncode == 0, done.stderr
    printed = launched(runner, "--version", PYTHONPATH=str(runner.temp))
    assert printed.startswith("calibrax ")


def test_uv_puts_nothing_into_the_environment_that_has_no_hash(runner: Runner) -> None:
    runner.program("python3", sys.executable)
    runner.program("uv", UV)
    done = runner.install(UV_VENV_SEED="1")
    assert done.returncode == 0, done.stderr
    environment = Path(runner.launcher).parent / "env"
    installed = {path.name for path in environment.glob("lib/*/site-packages/*.dist-info")}
    assert installed
    assert not any(name.startswith(("pip-", "setuptools-", "wheel-")) for name in installed)


def test_a_python_that_is_asked_for(runner: Runner) -> None:
    runner.program("uv", UV)
    done = runner.install(ACTION_PYTHON=sys.executable)
    assert done.returncode == 0, done.stderr


NAMES_THE_REQUIREMENTS = '#!/bin/sh\n[ "$1" = venv ] || { echo "$@"; exit 1; }\n'


def installs_wandb(runner: Runner, **environ: str) -> bool:
    """Tell whether the step installs the SDK; what stands for uv says what it was told."""
    runner.program("python3", sys.executable)
    (runner.path / "uv").write_text(NAMES_THE_REQUIREMENTS, encoding="utf-8")
    (runner.path / "uv").chmod(0o755)
    told = runner.install(**environ).stdout.split()
    return Path(told[-1]).name == "requirements-wandb.txt"


@pytest.mark.parametrize(("environ", "expected"), ENVIRONMENTS)
def test_the_sdk_is_installed_where_the_plan_exports(
    runner: Runner, environ: dict[str, str], expected: bool
) -> None:
    assert installs_wandb(runner, ACTION_EXPORT="auto", **environ) is expected


def test_the_input_export_decides_first(runner: Runner) -> None:
    assert installs_wandb(runner, ACTION_EXPORT="wandb")
    assert not installs_wandb(runner, ACTION_EXPORT="none", WANDB_API_KEY="k")


def test_without_any_python_it_says_what_it_tried(runner: Runner) -> None:
    (runner.path / "python3").write_text(OLD, encoding="utf-8")
    (runner.path / "python3").chmod(0o755)
    runner.program("python", "/nowhere/python")
    done = runner.install()
    assert done.returncode == 1
    (line,) = done.stdout.splitlines()
    assert line.startswith("::error title=calibrax::No Python of 3.11 or newer")
    assert f"{runner.path}/python3 (3.9.2);" in line
    assert f"{runner.path}/python (does not run);" in line
    assert "actions/setup-python" in line


def test_on_a_machine_without_python(runner: Runner) -> None:
    done = runner.install()
    assert done.returncode == 1
    assert "Tried: nothing" in done.stdout


def test_a_python_that_was_asked_for_and_is_not_there(runner: Runner) -> None:
    runner.program("python3", sys.executable)
    done = runner.install(ACTION_PYTHON="python9")
    assert done.returncode == 1
    assert "Tried: python9 (does not run);" in done.stdout
