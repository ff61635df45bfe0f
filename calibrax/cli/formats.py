"""calibrax formats."""

from collections.abc import Iterator

import click

from calibrax.cli.options import Verb, config_option, json_option, width_of_output

_WIDTH = 100


@click.command(name="formats", cls=Verb)
@config_option
@json_option
def command(config: str | None, json: bool) -> None:
    """List the tools whose output can be read, and how to run them.

    Every format is recognised by what is in the file, never by its name. What is none of these and
    has columns is read as a table that calibrax.yml declares under formats.
    """
    from calibrax.readers.formats import FORMATS, reader_of
    from calibrax.readers.table import tables_of
    from calibrax.settings import load_settings

    tables = tables_of(load_settings(config).formats)
    known = {**{name: reader_of(name) for name in FORMATS}, **tables}
    if json:
        from json import dumps

        listed = [
            {
                "name": name,
                "tool": reader.TOOL,
                "recognised": reader.RECOGNISED,
                "command": reader.COMMAND,
            }
            for name, reader in known.items()
        ]
        click.echo(dumps(listed, indent=2, ensure_ascii=False))
        return
    width = width_of_output() or _WIDTH
    for name, reader in known.items():
        click.echo(click.style(name, bold=True) + f"  {_shown(reader.TOOL)}")
        for line in _lines(reader.RECOGNISED, width):
            click.echo(f"  {line}")
        click.echo(f"  $ {_shown(reader.COMMAND)}\n")
    click.echo("calibrax ingest --input FILE tells them apart by itself; --format NAME insists.")


def _lines(text: str, width: int) -> Iterator[str]:
    from textwrap import wrap

    yield from wrap(_shown(text), max(width - 2, 20))


def _shown(text: str) -> str:
    from calibrax.report.text import show

    return show(text)
