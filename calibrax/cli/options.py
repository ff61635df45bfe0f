"""Options that several verbs share, and the types of their values."""

import sys
from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

from calibrax.errors import UsageError


class Verb(click.Command):
    """A command that takes no empty text for an option: an unset variable of a script, mostly."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, unless an option on the command line is empty."""
        for param in self.params:
            given = ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
            if given and ctx.params.get(param.name or "") == "":
                raise click.BadParameter("is empty; leave it out for the default", ctx, param)
        return super().invoke(ctx)


class Lines(click.ParamType):  # type: ignore[type-arg]
    """Text; a list of it in an environment variable stands one a line."""

    def __init__(self, name: str = "text") -> None:
        self.name = name

    def split_envvar_value(self, rv: str) -> list[str]:
        """Return the lines of a variable that say something."""
        return [line.strip() for line in rv.splitlines() if line.strip()]


class Text(click.ParamType):  # type: ignore[type-arg]
    """Text that is written down, and so has to be text: the shell takes any bytes."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text."""
        from calibrax.core.checks import is_text
        from calibrax.core.location import quoted

        if not is_text(value):
            self.fail(f"{quoted(value)} is not UTF-8", param, ctx)
        return str(value)


class TagPair(Lines):
    """A tag as ``name=value``."""

    def __init__(self) -> None:
        super().__init__("k=v")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return name and value."""
        if isinstance(value, tuple):
            return value
        key, equals, content = Text().convert(value, param, ctx).partition("=")
        if not equals or not key.strip():
            self.fail(f"{value!r} is no tag: write name=value", param, ctx)
        return key.strip(), content


class Threshold(click.ParamType):  # type: ignore[type-arg]
    """A share such as 0.05, or 5%."""

    name = "share"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the share."""
        from calibrax.settings.threshold import parse_threshold

        if isinstance(value, float):
            return value
        try:
            return parse_threshold(str(value))
        except UsageError as error:
            self.fail(str(error), param, ctx)


DEFAULT_STORE = "benchmark-data"
"""The folder of the store where nobody names one."""


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--data``, the store's folder."""
    return click.option(
        "--data",
        default=DEFAULT_STORE,
        show_default=True,
        metavar="DIR",
        callback=_data_of_settings,
        help="The store: a folder with runs, baselines and config.json.",
    )(command)


def _data_of_settings(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Return the folder that calibrax.yml names, where neither option nor variable names one."""
    if ctx.get_parameter_source(param.name or "") is not ParameterSource.DEFAULT:
        return value
    from calibrax.settings import load_settings

    return load_settings().data or value


def run_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--run``, which run the verb is about."""
    return click.option(
        "--run",
        default="latest",
        show_default=True,
        metavar="ID",
        help="The run: its id, the beginning of it, or 'latest'.",
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--json``, output for programs."""
    return click.option("--json", is_flag=True, help="Print JSON instead of text.")(command)


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--config``, where the settings are."""
    return click.option(
        "--config", metavar="FILE", help="The settings.  [default: calibrax.yml, when there is one]"
    )(command)


def as_tags(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the tags of all options, refusing one that is given two values.

    Raises:
        UsageError: a name stands twice with different values.
    """
    tags: dict[str, str] = {}
    for name, value in pairs:
        if tags.setdefault(name, value) != value:
            raise UsageError(f"the tag {name!r} is given twice: {tags[name]!r} and {value!r}")
    return tags


def width_of_output() -> int | None:
    """Return the width to fit text into: a terminal's, ``None`` in a pipe or a file."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns
