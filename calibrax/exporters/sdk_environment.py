"""The variables that the W&B SDK reads, while it runs."""

import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import chdir, contextmanager
from tempfile import TemporaryDirectory

_WAITING = "6"
"""Seconds for a login, and for a question that the SDK can do without the answer of."""

_ANOTHER_RUN = frozenset(
    f"WANDB_{name}"
    for name in ("FORK_FROM", "LAUNCH", "RESUME", "RESUME_FROM", "RUN_ID", "SWEEP_ID")
) | {"WANDB_SWEEP_PARAM_PATH"}
"""What a sweep or a job sets for its own run: with one of them the SDK would take its id."""


@contextmanager
def sdk_environment(
    environ: Mapping[str, str],
    values: Mapping[str, str],
    process: MutableMapping[str, str] = os.environ,
) -> Iterator[None]:
    """Let the SDK, which reads the variables of the process, find those of ``environ`` there alone.

    ``values`` win over them. It is kept quiet, and everything is put back at the end, also how its
    process is reached, which another program must not get to.

    Blank variables are left out: an unset variable of a workflow is one, and the SDK refuses it.
    So it does with a key that ends in a newline, as one does that was pasted: it gets it without.
    Once the SDK is imported, it has read its settings, and none from the work tree.
    """
    given = {
        name: value.strip()
        for name, value in _of_the_sdk(environ).items()
        if value.strip() and name not in _ANOTHER_RUN
    }
    before = _of_the_sdk(process)
    _replace(process, {"WANDB_SILENT": "true", "WANDB_HTTP_TIMEOUT": _WAITING, **given, **values})
    try:
        _read_settings()
        yield
    finally:
        _replace(process, before)


def _of_the_sdk(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name.startswith("WANDB_")}


def _replace(process: MutableMapping[str, str], variables: Mapping[str, str]) -> None:
    for name in _of_the_sdk(process):
        del process[name]
    process.update(variables)


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
