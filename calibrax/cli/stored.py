"""Open the store and pick the run that an option names; say which of its runs were left out."""

import click

from calibrax.core.models import Run
from calibrax.errors import DataError
from calibrax.report.text import show
from calibrax.storage import Store

_SHOWN = 10
"""Runs that are left out and said one by one."""


class LeftOut:
    """The runs that cannot be read and were left out, each once however often it was met."""

    def __init__(self) -> None:
        self._reasons: dict[str, None] = {}

    def __call__(self, error: DataError) -> None:
        """Take note of one."""
        self._reasons[str(error)] = None

    def warnings(self) -> tuple[str, ...]:
        """Return what is to be said of them."""
        reasons = [f"left out: {reason}" for reason in self._reasons]
        more = len(reasons) - _SHOWN
        rest = [f"left out: {more} more; calibrax store verify lists them"] if more > 0 else []
        return (*reasons[:_SHOWN], *rest)

    def say(self) -> None:
        """Print it as warnings."""
        for warning in self.warnings():
            click.echo(f"warning: {show(warning)}", err=True)


def reading(data: str) -> Store:
    """Return the store in the folder ``data``; when the command ends it says what it left out."""
    left_out = LeftOut()
    click.get_current_context().call_on_close(left_out.say)
    return Store(data, left_out)


def open_store(data: str) -> Store:
    """Return the store in the folder ``data``, in which a run that cannot be read is left out.

    Raises:
        StoreNotFound: there is no such folder.
    """
    store = reading(data)
    store.require()
    return store


def open_whole(data: str) -> Store:
    """Return the store in the folder ``data``, in which a run that cannot be read is an error.

    Raises:
        StoreNotFound: there is no such folder.
    """
    store = Store(data)
    store.require()
    return store


def pick_run(store: Store, run: str) -> Run:
    """Return the run that ``--run`` names.

    Raises:
        DataError: it is ``latest`` and the store has no run.
        RunNotFound: there is no run of that id, or more than one.
    """
    if run != "latest":
        return store.load(run)
    newest = store.latest()
    if newest is None:
        raise DataError(f"{store.path}: holds no run yet; calibrax ingest stores one")
    return newest
