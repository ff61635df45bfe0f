"""git in a folder of the user's: it finds its repository there, and runs none of its hooks."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from calibrax.errors import ServiceError
from calibrax.measure.processes import session

MINUTES = 5
"""How long a command that talks to a remote may take."""

_GIT = (
    *("git", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false", "-c", "core.splitIndex=false"),
)
_QUIET = {"LC_ALL": "C", "LANGUAGE": "", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
_CONFIGURATION = {"GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"}
"""What the user configures by the environment, such as ``safe.directory``."""

_USER = re.compile(r"(?<=://)[^/\s]*@")


class Finished(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def reason(self) -> str:
        """What git says went wrong, in one line and without the credentials of a URL."""
        lines = [line.strip() for line in _USER.sub("", self.err).splitlines()]
        told = [line for line in lines if line and not line.startswith(("hint:", "warning:"))]
        return "; ".join(told)[:500] or f"git ended with exit code {self.code}"


class Git:
    """Runs git in ``folder``, in an environment that :func:`apart` made."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self._environ = {**environ, **_QUIET}

    def run(self, *command: str, seconds: float | None = None) -> Finished:
        """Run a command to its end, or for ``seconds``; then it has failed.

        Raises:
            ServiceError: there is no git.
        """
        try:
            with session(
                (*_GIT, *command), self.folder, self._environ, subprocess.PIPE, subprocess.PIPE
            ) as process:
                out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return Finished(1, "", f"not done after {seconds:g} s, so it was ended")
        except OSError as error:
            raise ServiceError(
                f"git: cannot be started in {self.folder}: {error.strerror}; install git"
            ) from None
        return Finished(process.returncode, os.fsdecode(out), os.fsdecode(err))

    def ask(self, *command: str) -> str:
        """Return what a command that should not fail prints, without the end of the last line.

        Raises:
            ServiceError: it fails.
        """
        done = self.run(*command)
        if done.code:
            raise ServiceError(f"git {command[0]}: {done.reason}")
        return done.out.removesuffix("\n")


def apart(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without what ties git to one repository, as in a hook of git's.

    Raises:
        ServiceError: there is no git.
    """
    ties = set(Git(Path.cwd(), environ).ask("rev-parse", "--local-env-vars").splitlines())
    return {name: value for name, value in environ.items() if name not in ties - _CONFIGURATION}
