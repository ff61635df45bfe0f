"""calibrax export --to."""

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime

import click

from calibrax.cli.export.chosen import oldest_first
from calibrax.cli.stored import pick_run
from calibrax.core.models import MetricDef, Run
from calibrax.errors import DataError, UnknownName, UsageError
from calibrax.exporters.definitions import definitions
from calibrax.exporters.plain import FILES, FOLDERS
from calibrax.report.text import counted, show
from calibrax.settings import Settings
from calibrax.storage import Store, files

_STANDARD_OUTPUT = "-"


def write(
    store: Store,
    settings: Settings,
    run: str | None,
    since: datetime | None,
    form: str,
    path: str,
) -> None:
    """Write a run, or all from a time on, in a plain form; what is there is never replaced.

    Raises:
        UnknownName: there is no such form.
        UsageError: the path cannot be written to, or is there already.
        DataError: there is no run to write, or one cannot be read.
    """
    if form not in (*FILES, *FOLDERS):
        raise UnknownName("format", form, (*FILES, *FOLDERS))
    if path != _STANDARD_OUTPUT:
        _require_free(store, path)
    elif form in FOLDERS:
        raise UsageError(f"--to {form} writes a folder: name one instead of -")

    def define(each: Run) -> Mapping[str, MetricDef]:
        return definitions(each, settings, store.metric_defs)

    chosen = _chosen(store, run, since)
    runs = map(store.load, chosen)
    if form in FILES:
        _write_file(path, FILES[form](runs, define))
        left_out = 0
    else:
        fitting = [each for each in runs if FOLDERS[form].fits(each)]
        left_out = len(chosen) - len(fitting)
        if not fitting:
            raise DataError(f"{store.path}: {_left_out(left_out, form)}, so there is none to write")
        _write_folder(path, FOLDERS[form].contents(fitting, define))
    if path != _STANDARD_OUTPUT:
        click.echo(f"Wrote {counted(len(chosen) - left_out, 'run')} to {show(path)}")
    if left_out:
        click.echo(f"warning: {_left_out(left_out, form)}", err=True)


def _chosen(store: Store, run: str | None, since: datetime | None) -> list[str]:
    if run:
        return [pick_run(store, run).id]
    chosen = [header.id for header in oldest_first(store, since)]
    if not chosen:
        raise DataError(f"{store.path}: holds no run since {since}; give an earlier date")
    return chosen


def _left_out(count: int, form: str) -> str:
    return (
        f"{counted(count, 'run')} left out: {form} holds runs of a commit that is known by its "
        "hash, no side of an A/B and no attempt"
    )


def _require_free(store: Store, path: str) -> None:
    """Raise ``UsageError`` when something is there that has content, or the place is the store's.

    A pipe or a device takes what is written to it, and an empty folder has room.
    """
    if not path:
        raise UsageError("--to: the name of the file is empty")
    inside = os.path.join(os.path.realpath(store.path), "")
    if os.path.join(os.path.realpath(path), "").startswith(inside):
        raise UsageError(f"--to {path}: lies in the store; name a place outside of it")
    if os.path.isfile(path) or (os.path.isdir(path) and os.listdir(path)):
        raise _taken(path)


def _write_file(path: str, pieces: Iterable[bytes]) -> None:
    if path == _STANDARD_OUTPUT:
        stream = sys.stdout.buffer
        stream.writelines(pieces)
        stream.flush()
    elif os.path.isdir(path):
        raise UsageError(f"--to {path}: is a folder; name a file")
    elif os.path.exists(path):
        with open(path, "wb") as pipe:
            pipe.writelines(pieces)
    elif not files.create_in_pieces(path, pieces):
        raise _taken(path)


def _write_folder(path: str, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        if not files.create(os.path.join(path, name), content):
            raise _taken(path)


def _taken(path: str) -> UsageError:
    return UsageError(f"--to {path}: is there already; remove it, or name another")
