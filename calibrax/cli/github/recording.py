"""Record how a step of the Action ended, and leave the colour of the job to the verdict."""

import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from typing import TextIO

import click

from calibrax.cli.group import say_error
from calibrax.errors import CalibraxError
from calibrax.github.commands import resume_commands, stop_commands
from calibrax.github.journal import Entry, Journal
from calibrax.report.text import show

_WARNING = "warning: "


class _Listener:
    """A stream that passes everything on and remembers the lines that are warnings."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""

    def write(self, text: str) -> int:
        self._text += text
        return self._stream.write(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    @property
    def warnings(self) -> tuple[str, ...]:
        lines = click.unstyle(self._text).splitlines()
        return tuple(line.removeprefix(_WARNING) for line in lines if line.startswith(_WARNING))


def recorded(
    journal: Journal,
    step: str,
    work: Callable[[], str],
    in_words: Callable[[str], str] = str,
) -> None:
    """Do a step's work and write down how it ended; an error that has a name is an end too.

    What the work returns is for later steps. What it prints is kept from acting on the runner.
    ``in_words`` is what becomes of messages. Anything unexpected ends the process, and the step
    stays without an end.
    """
    journal.write(Entry(job=journal.job, step=step))
    listener = _Listener(sys.stderr)
    token = os.urandom(16).hex()
    code, message, result = 0, "", ""
    click.echo(stop_commands(token))
    try:
        with redirect_stderr(listener):  # type: ignore[type-var]
            result = work()
    except (CalibraxError, click.ClickException) as error:
        code, message = _end(error)
        message = in_words(message)
        say_error(click.ClickException(message))
    finally:
        click.echo(resume_commands(token))
    journal.write(
        Entry(
            job=journal.job,
            step=step,
            code=code,
            message=message,
            warnings=tuple(map(in_words, listener.warnings)),
            result=result,
        )
    )


def _end(error: CalibraxError | click.ClickException) -> tuple[int, str]:
    message = error.format_message() if isinstance(error, click.ClickException) else str(error)
    return error.exit_code, " ".join(show(line.strip()) for line in message.splitlines())
