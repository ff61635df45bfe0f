"""The variables that the W&B SDK reads, while it runs."""

import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import chdir, contextmanager
from tempfile import TemporaryDirectory

_WAITING = "6"
"""Seconds for a login, and for a question that the SDK can do without the answer of."""

_SERVICE = "WANDB_SERVICE"
"""Where the SDK keeps how its process is reached: of another program it would be the wrong one."""


@contextmanager
def sdk_environment(environ: MutableMapping[str, str], values: Mapping[str, str]) -> Iterator[None]:
    """Set variables for the SDK, keep it quiet, and put everything back at the end.

    Blank variables are taken away: an unset variable of a workflow is one, and the SDK refuses it.
    So it does with a key that ends in a newline, as one does that was pasted: it gets it without.
    Once the SDK is imported, it has read its settings, and none from the work tree.
    """
    blank = {name for name in environ if name.startswith("WANDB_") and not environ[name].strip()}
    given = {
        name: value.strip()
        for name, value in environ.items()
        if name.startswith("WANDB_") and name not in blank
    }
    wanted = {"WANDB_SILENT": "true", "WANDB_HTTP_TIMEOUT": _WAITING, **given, **values}
    before = {name: environ.get(name) for name in (*blank, *wanted, _SERVICE)}
    for name in blank:
        del environ[name]
    environ.update(wanted)
    try:
        _read_settings()
        yield
    finally:
        for name, value in before.items():
            environ.pop(name, None)
            if value is not None:
                environ[name] = value


def _read_settings() -> None:
    """Let the SDK read its settings, which it does once, in an empty folder.

    It also takes those in ``wandb/settings`` of the current folder, and such a file could send the
    key to whatever server it names.
    """
    if "wandb" not in sys.modules:
        return
    import wandb

    with TemporaryDirectory() as empty, chdir(empty):
        wandb.setup()
