"""git as a process: apart from the caller's clone, with no questions and a limit of time."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, NamedTuple

from calibrax.errors import ServiceError

MINUTES = 5
"""How long a command that talks to a remote may take."""

_OF_THE_CALLER = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DEFAULT_HASH",
    "GIT_DEFAULT_REF_FORMAT",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TEMPLATE_DIR",
    "GIT_WORK_TREE",
}
_TRANSPORTS = "https:http:ssh:git:file"
"""Those that run no program which an address names."""

_USER = re.compile(r"(?<=://)[^/\s]*@")
_ADVICE = ("hint:", "warning:", "To ", "Done", "Please make sure", "and the repository exists")


class Finished(NamedTuple):
    """How a command ended; nothing in ``err`` is a credential."""

    code: int
    out: bytes
    err: str

    @property
    def reason(self) -> str:
        """What git says went wrong, in one line."""
        lines = [line.strip() for line in self.err.splitlines()]
        told = [line for line in lines if line and not line.startswith(_ADVICE)]
        return "; ".join(told)[:500] or f"git ended with exit code {self.code}"


class Git:
    """Runs git in ``folder`` with the repository ``directory``, or the one that git finds there."""

    def __init__(
        self, folder: str, environ: Mapping[str, str], directory: str | None = None
    ) -> None:
        self._folder = folder
        self._environ = _apart(environ, directory)

    def run(
        self, *command: str, stdin: bytes | IO[bytes] = b"", seconds: float | None = None
    ) -> Finished:
        """Run a command to its end, or for ``seconds``; then it has failed.

        Raises:
            ServiceError: there is no git.
        """
        given = subprocess.PIPE if isinstance(stdin, bytes) else stdin
        with self._start(command, given, subprocess.PIPE) as process:
            try:
                out, err = process.communicate(stdin if isinstance(stdin, bytes) else None, seconds)
            except subprocess.TimeoutExpired:
                _end(process)
                return Finished(
                    process.wait(), b"", f"not done after {seconds:g} s, so it was ended"
                )
        return Finished(process.returncode, out, without_credentials(os.fsdecode(err)))

    @contextmanager
    def conversation(self, *command: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """Start a command that answers what is written to it; yield its input and its output."""
        with self._start(command, subprocess.PIPE, subprocess.DEVNULL) as process:
            assert process.stdin
            assert process.stdout
            yield process.stdin, process.stdout

    @contextmanager
    def _start(
        self, command: tuple[str, ...], stdin: int | IO[bytes], stderr: int
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Start git in a session of its own: no terminal to ask on, and it can be ended whole."""
        try:
            process = subprocess.Popen(
                ["git", *command],
                cwd=self._folder,
                env=self._environ,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,
            )
        except FileNotFoundError:
            raise ServiceError("git: there is no such program on PATH; install git") from None
        except OSError as error:
            raise ServiceError(f"git: cannot be started: {error.strerror}") from None
        with process:
            try:
                yield process
            except BaseException:
                _end(process)
                raise


def is_branch(name: str, environ: Mapping[str, str]) -> bool:
    """Tell whether a branch may have this name."""
    return Git(".", environ).run("check-ref-format", f"refs/heads/{name}").code == 0


def without_credentials(text: str) -> str:
    """Return text without the user and password that a URL in it may hold."""
    return _USER.sub("", text)


def _apart(environ: Mapping[str, str], directory: str | None) -> dict[str, str]:
    """Return the environment without what ties git to the caller's clone."""
    kept = {name: value for name, value in environ.items() if name not in _OF_THE_CALLER}
    own = {"LC_ALL": "C", "LANGUAGE": "", "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": ":"}
    return {
        "GIT_ALLOW_PROTOCOL": _TRANSPORTS,
        **kept,
        **own,
        **({"GIT_DIR": directory} if directory else {}),
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and what it started: a helper that lives on would keep the pipes open."""
    try:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass
