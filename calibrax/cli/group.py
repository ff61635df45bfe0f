"""The group of all verbs: help without loading them, errors as one line, exit codes by class."""

import errno
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import click

from calibrax import __version__
from calibrax.errors import CalibraxError, DataError
from calibrax.report.text import show

VERBS = {
    "ingest": "Store the results of a benchmark tool as a run.",
    "formats": "List the tools whose output can be read, and how to run them.",
    "import": "Bring along the history that another tool kept: one run a commit.",
    "check": "Hold a run against its baseline and say pass or fail.",
    "ab": "Measure two commits in turns: is the head worse than the base?",
    "baseline": "Make a stored run the baseline.",
    "accept": "Accept a change for the worse, as an entry in calibrax.yml.",
    "summary": "Show what a run measured.",
    "rank": "Rank the configurations of each benchmark.",
    "backtest": "Replay the stored history as if each run had just arrived.",
    "trend": "Show the course of one metric over the stored runs.",
    "render": "Draw a report.json again, for a terminal, Markdown or JSON.",
    "export": "Send runs to Weights & Biases, or write plain files.",
    "store": "Keep the store on a branch, check it, make it smaller.",
    "init": "Write the workflows and settings that a repository needs.",
    "github": "Run as a GitHub Action: what its steps call.",
}

MODULES = {"import": "importing"}
"""The modules of verbs whose names Python keeps for itself."""

INTERRUPTED = 130
BROKEN_PIPE = 141
UNEXPECTED = 70

_STREAM_ERRORS = (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG)


def as_click(error: CalibraxError) -> click.ClickException:
    """Return the error as click knows it, with the exit code of its class."""
    wrapped = click.ClickException(str(error))
    wrapped.exit_code = error.exit_code  # type: ignore[misc]
    return wrapped


class VerbGroup(click.Group):
    """A group that names the nearest verbs to a mistyped one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the verb that is called.

        Raises:
            UnknownName: there is no such verb.
        """
        verbs = self.list_commands(ctx)
        if args and args[0] not in verbs and not args[0].startswith("-"):
            from calibrax.errors import UnknownName

            raise UnknownName("command", args[0], verbs)
        return super().resolve_command(ctx, args)


class LazyGroup(VerbGroup):
    """Load a verb's module when the verb is called, and not for the list of verbs."""

    def __init__(self) -> None:
        super().__init__(
            name="calibrax",
            help="Turn the output of any benchmark tool into a verdict that a team can trust.",
            context_settings={
                "auto_envvar_prefix": "CALIBRAX",
                "help_option_names": ["-h", "--help"],
            },
            params=[
                click.Option(["--debug"], is_flag=True, help="Show the traceback of a bug."),
                click.Option(
                    ["--version"],
                    is_flag=True,
                    is_eager=True,
                    expose_value=False,
                    callback=_print_version,
                    help="Show the version and exit.",
                ),
            ],
            callback=lambda debug: None,
        )
        self.debug = False

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which they are used."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and return its command."""
        if cmd_name not in VERBS:
            return None
        module = MODULES.get(cmd_name, cmd_name)
        command = importlib.import_module(f"calibrax.cli.{module}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs from their one-line descriptions."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; what calibrax raises becomes click's kind of error."""
        self.debug = bool(ctx.params.get("debug"))
        try:
            return super().invoke(ctx)
        except CalibraxError as error:
            raise as_click(error) from error

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line; in standalone mode end the process with the exit code."""
        run: Callable[[], Any] = partial(
            super().main, args, prog_name, complete_var, standalone_mode=False, **extra
        )
        if not standalone_mode:
            return _with_broken_pipes(run)
        try:
            _prepare_streams()
            code = self._exit_code(run)
        except OSError as error:
            if not _is_of_a_stream(error):
                raise
            code = _say_unwritable(error)
        sys.exit(code)

    def _exit_code(self, run: Callable[[], Any]) -> int:
        """Run the command line, say what went wrong, and return the exit code.

        Raises:
            OSError: standard output or standard error cannot be written.
        """
        try:
            code = _with_broken_pipes(run)
            sys.stdout.flush()
        except click.ClickException as error:
            say_error(error)
            return error.exit_code
        except (click.Abort, KeyboardInterrupt):
            click.echo("Interrupted.", err=True)
            return INTERRUPTED
        except Exception as error:
            if _is_of_a_stream(error):
                raise
            if self.debug:
                sys.excepthook(type(error), error, error.__traceback__)
            _ask_for_report(error)
            return UNEXPECTED
        return code if isinstance(code, int) else 0


def _with_broken_pipes(run: Callable[[], Any]) -> Any:
    """Call click's ``main``; where it would end the process, at a closed pipe, raise the error."""
    streams = sys.stdout, sys.stderr
    try:
        return run()
    except SystemExit:
        if sys.stdout is streams[0]:  # not click's wrapper: the shell asked for completions
            raise
        sys.stdout, sys.stderr = streams
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)) from None


def _is_of_a_stream(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in _STREAM_ERRORS


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"calibrax {__version__}")
        ctx.exit()


def say_error(error: click.ClickException) -> None:
    """Print one line: what is wrong, and for wrong usage where the help is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    message = " ".join(show(line.strip()) for line in error.format_message().splitlines())
    if isinstance(error, click.UsageError) and error.ctx:
        message = f"{message.rstrip('.')} (see: {error.ctx.command_path} --help)"
    click.echo(f"{click.style('Error', fg='red')}: {message}", err=True)


def _ask_for_report(error: Exception) -> None:
    click.echo(
        f"calibrax met an error it did not expect: {type(error).__name__}: {show(str(error))}\n"
        "Please report it at https://github.com/avitai/calibrax/issues, "
        "with what calibrax --debug ... prints.",
        err=True,
    )


def _say_unwritable(error: OSError) -> int:
    """Say that a stream takes no output, quietly where nobody listens; return the exit code.

    What the streams still hold goes nowhere, or Python's own flush at the end would fail again.
    """
    code = BROKEN_PIPE
    if not isinstance(error, BrokenPipeError):
        code = DataError.exit_code
        try:
            reason = error.strerror or str(error)
            say_error(click.ClickException(f"the output cannot be written: {reason}"))
        except OSError:
            pass  # it is standard error that takes none
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    return code


def _prepare_streams() -> None:
    """Let the streams take any text; what goes to one that was closed goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
