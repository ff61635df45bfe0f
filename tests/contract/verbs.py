"""All commands of the command line, those of nested groups too, by their words."""

from collections.abc import Iterator

import click

from calibrax.cli import main

CONTEXT = click.Context(main, info_name="calibrax")


def commands(group: click.Group = main, words: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield ``store pull`` and the like with the command."""
    for name in group.list_commands(CONTEXT):
        command = group.get_command(CONTEXT, name)
        assert command
        path = f"{words} {name}".lstrip()
        if isinstance(command, click.Group):
            yield from commands(command, path)
        else:
            yield path, command


COMMANDS = dict(commands())
