"""How a W&B run is opened: quietly, with no more patience than is left, and telling of no one."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory, TemporaryFile, mkdtemp
from typing import TYPE_CHECKING, Any

import msgspec

from calibrax.errors import UsageError
from calibrax.exporters.credentials import Mode
from calibrax.exporters.literal import literal
from calibrax.exporters.names import plain_name
from calibrax.exporters.sdk_errors import NOTHING

if TYPE_CHECKING:
    import wandb

_LONGEST_ID = 64
"""Characters of an id, so that the names that hold it stay within what the server takes."""
_LONGEST_NAME = 128
"""Characters of any other name that the server takes."""

_SETTINGS: dict[str, Any] = {
    # a server that refuses or does not answer is given up
    "finish_timeout_raises": True,
    "x_graphql_timeout_seconds": 5,
    "x_graphql_retry_max": 2,
    "x_graphql_retry_wait_max_seconds": 2,
    "x_file_stream_retry_max": 3,
    "x_file_stream_retry_wait_max_seconds": 2,
    "x_file_transfer_retry_max": 3,
    "x_file_transfer_retry_wait_max_seconds": 2,
    # the run keeps its id in a job of SageMaker too
    "sagemaker_disable": True,
    # nothing about this machine, its user and the caller's work tree is sent
    "console": "off",
    "disable_git": True,
    "host": "",
    "program": "calibrax",
    "save_code": False,
    "x_disable_machine_info": True,
    "x_disable_meta": True,
    "x_disable_stats": True,
    "x_save_requirements": False,
    "silent": True,
    "symlink": False,
}


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where runs go: a project, and the folder that holds what is exported offline."""

    project: str
    entity: str | None = None
    tags: tuple[str, ...] = ()
    folder: str | None = None


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What a W&B run is opened with.

    ``group`` is the branch, ``variables`` the environment, and ``arrived`` what is there already.
    """

    target: Target
    mode: Mode
    variables: Mapping[str, str]
    run_id: str
    group: str | None
    config: Mapping[str, Any]
    arrived: str = NOTHING


def open_run(opening: Opening, folder: str, seconds: float) -> "wandb.Run":
    """Open a W&B run whose files are in a folder; ``seconds`` are for this, and for its end."""
    import wandb

    known = wandb.Settings.model_fields
    settings = {name: value for name, value in _SETTINGS.items() if name in known}
    return wandb.init(
        project=opening.target.project,
        entity=opening.target.entity,
        tags=opening.target.tags,
        dir=folder,
        mode=opening.mode.value,
        id=plain_name(opening.run_id, _LONGEST_ID),
        name=opening.run_id,
        resume="allow",
        reinit="create_new",
        job_type="benchmark",
        group=opening.group and opening.group[:_LONGEST_NAME],
        config=literal(opening.config),
        settings=wandb.Settings(init_timeout=seconds, finish_timeout=seconds, **settings),
    )


@contextmanager
def folder_of(target: Target, mode: Mode, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield a folder outside of the work tree; what is kept offline is not removed again.

    Raises:
        UsageError: the folder that was chosen cannot be made or written to.
    """
    chosen = environ.get("WANDB_DIR") or (target.folder if mode is Mode.OFFLINE else None)
    if chosen:
        _make(chosen)
        yield os.path.abspath(chosen)
    elif mode is Mode.OFFLINE:
        yield mkdtemp(prefix="calibrax-")
    else:
        with TemporaryDirectory(prefix="calibrax-", ignore_cleanup_errors=True) as temporary:
            yield temporary


def _make(folder: str) -> None:
    """Make a folder, unless it is there; where it cannot write the SDK would take another one."""
    try:
        os.makedirs(folder, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(
            f"{folder}: runs cannot be kept there ({error.strerror}): "
            "set WANDB_DIR to a folder that can be written to"
        ) from None


@contextmanager
def staging(folder: str, mode: Mode, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the folder where the files of artifacts lie until they are sent.

    The SDK tells the server their paths: those of what is sent at once say nothing of the user.
    """
    if mode is Mode.OFFLINE:
        yield environ.get("WANDB_DATA_DIR") or os.path.join(folder, "wandb")
    else:
        with TemporaryDirectory(prefix="calibrax-", ignore_cleanup_errors=True) as temporary:
            yield temporary
