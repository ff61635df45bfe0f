"""The environment of a side: the caller's, with a Python of its own and no secrets of ours."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from calibrax.core.secrets import SECRETS
from calibrax.errors import DataError
from calibrax.measure.git import apart
from calibrax.measure.processes import run
from calibrax.measure.worktrees import Checkout

_WHERE_THE_CODE_IS = ("PYTHONPATH", "GITHUB_WORKSPACE", "PWD")
"""Variables that would lead either side to the user's own tree."""

_WINDOWS = sys.platform == "win32"
_PYTHONS = ("python", "python3") if _WINDOWS else ("python3", "python")
_PROGRAMS = "Scripts" if _WINDOWS else "bin"


def make_venv(checkout: Checkout, environ: Mapping[str, str]) -> Path | None:
    """Make a virtual environment beside a checkout, with the first Python on the caller's PATH.

    Run in the checkout, a version manager's Python is the one that the project asks for.
    Returns ``None`` where there is no Python, so none that could run the wrong code.

    Raises:
        DataError: that Python makes none.
    """
    found = (shutil.which(name, path=environ.get("PATH")) for name in _PYTHONS)
    python = next(filter(None, found), None)
    if python is None:
        return None
    venv = checkout.beside("venv")
    made = run((python, "-I", "-m", "venv", str(venv)), checkout.root, environ)
    if made.failed:
        raise DataError(
            f"{python} -m venv {made.ending}: {made.output}\n"
            "install Python's venv module, or measure without with --no-venv"
        )
    return venv


def environment(
    checkout: Checkout, environ: Mapping[str, str], venv: Path | None = None
) -> dict[str, str]:
    """Return the variables for everything that runs in a checkout, with ``venv`` active.

    Both sides get the same but for the paths of their own checkout and environment.
    """
    own = {name: value for name, value in apart(environ).items() if name not in SECRETS}
    for name in _WHERE_THE_CODE_IS:
        if name in own:
            own[name] = _moved(own[name], checkout)
    if venv is None:
        return own
    own.pop("PYTHONHOME", None)
    path = os.pathsep.join(filter(None, (str(venv / _PROGRAMS), own.get("PATH"))))
    return {**own, "VIRTUAL_ENV": str(venv), "PATH": path}


def _moved(paths: str, checkout: Checkout) -> str:
    """Return a list of paths with those in the user's tree led to the same place in a checkout."""
    return os.pathsep.join(_counterpart(path, checkout) for path in paths.split(os.pathsep))


def _counterpart(path: str, checkout: Checkout) -> str:
    real = Path(path).resolve()
    if not os.path.isabs(path) or not real.is_relative_to(checkout.repository):
        return path
    return str(checkout.root / real.relative_to(checkout.repository))
