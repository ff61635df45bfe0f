"""One W&B run that is open: the only place that talks to the SDK.

The SDK prints, retries for a long time and gives uploads up in silence. Here it is quiet, waits for
seconds, and what it dropped is an error.
"""

import os
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any

import msgspec

from calibrax.errors import ServiceError, UsageError
from calibrax.exporters.credentials import Mode, redacted
from calibrax.exporters.sdk_environment import sdk_environment
from calibrax.exporters.sdk_errors import INCOMPLETE, NOTHING, SERVICE, sdk_errors
from calibrax.exporters.sdk_log import dropped
from calibrax.exporters.tables import Table

if TYPE_CHECKING:
    import wandb

_SHOWN = 3
"""Messages of the SDK's log in an error."""

INSTALL = 'uv pip install "calibrax[wandb] @ git+https://github.com/avitai/calibrax.git"'

_SETTINGS: dict[str, Any] = {
    # a server that hangs or refuses is given up within a minute: login, init and finish together
    "init_timeout": 12,
    "finish_timeout": 20,
    "finish_timeout_raises": True,
    "x_graphql_timeout_seconds": 5,
    "x_graphql_retry_max": 2,
    "x_graphql_retry_wait_max_seconds": 2,
    "x_file_stream_retry_max": 3,
    "x_file_stream_retry_wait_max_seconds": 2,
    "x_file_transfer_retry_max": 3,
    "x_file_transfer_retry_wait_max_seconds": 2,
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
}


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where runs go: a project, and the folder that holds what is exported offline."""

    project: str
    entity: str | None = None
    tags: tuple[str, ...] = ()
    folder: str | None = None


def load_sdk(environ: MutableMapping[str, str]) -> None:
    """Import the SDK, which takes a second and reads some variables for good.

    Raises:
        UsageError: it is not installed, or does not work.
    """
    try:
        with sdk_environment(environ, {}):
            import wandb  # noqa: F401
    except ImportError as error:
        raise UsageError(
            f"the {SERVICE} SDK cannot be imported ({error}): install it with {INSTALL}"
        ) from None


def log_in(environ: MutableMapping[str, str]) -> None:
    """Show the server the credentials of the environment.

    Raises:
        ServiceError: the server refuses them, or cannot be reached.
    """
    with sdk_environment(environ, {"WANDB_MODE": Mode.ONLINE}), sdk_errors(NOTHING, environ):
        import wandb

        wandb.login(prompt=False, verify=True)


class _Artifact(msgspec.Struct, frozen=True):
    file: str
    content: bytes
    aliases: tuple[str, ...]


class Session:
    """An open W&B run.

    ``where`` is its URL, or its folder offline. The run goes on from what was sent under the same
    id before. Making one raises what :func:`sdk_errors` raises.
    """

    def __init__(
        self,
        target: Target,
        mode: Mode,
        environ: MutableMapping[str, str],
        run_id: str,
        group: str | None,
        config: Mapping[str, Any],
    ) -> None:
        self.run_id = run_id
        self._environ = environ
        self._artifacts: dict[str, _Artifact] = {}
        with sdk_errors(NOTHING, environ), ExitStack() as resources:
            folder = resources.enter_context(_folder(target, mode, environ))
            data = environ.get("WANDB_DATA_DIR") or os.path.join(folder, "wandb")
            # set while the run is open: what the SDK stages belongs to the run, not to the user
            resources.enter_context(
                sdk_environment(environ, {"WANDB_DATA_DIR": data, "WANDB_MODE": mode})
            )
            self._run = _init(target, mode, folder, run_id, group, config)
            self.where = _near(self._run.settings.sync_dir)
            if mode is Mode.ONLINE:
                self.where = self._run.url or self.where
            self._resources = resources.pop_all()

    def summarise(self, values: Mapping[str, object]) -> None:
        """Set values of the summary, which a further export replaces; tables are values too."""
        with sdk_errors(INCOMPLETE, self._environ):
            self._run.summary.update({key: _sdk_value(value) for key, value in values.items()})

    def attach(self, name: str, file: str, content: bytes, aliases: Sequence[str]) -> None:
        """Log an artifact of one file at the end, once, with all aliases that it was given."""
        before = self._artifacts.get(name)
        known = before.aliases if before else ()
        self._artifacts[name] = _Artifact(file, content, tuple(dict.fromkeys((*known, *aliases))))

    def finish(self, exit_code: int = 0) -> None:
        """Wait until everything has arrived.

        Raises:
            ServiceError: something did not.
        """
        with self._resources:
            with sdk_errors(INCOMPLETE, self._environ):
                try:
                    if exit_code == 0:
                        self._log_artifacts()
                except BaseException:
                    exit_code = 1
                    raise
                finally:
                    self._run.finish(exit_code=exit_code)
            lost = dropped(_log(self._run.settings.sync_dir))
        if lost:
            more = [f"and {len(lost) - _SHOWN} more"] if len(lost) > _SHOWN else []
            message = redacted("; ".join([*lost[:_SHOWN], *more]), self._environ)
            raise ServiceError(f"{SERVICE}: {INCOMPLETE}: {message}")

    def _log_artifacts(self) -> None:
        import wandb

        for name, each in self._artifacts.items():
            artifact = wandb.Artifact(name, type="benchmark-run")
            with artifact.new_file(each.file, mode="wb") as opened:
                opened.write(each.content)
            self._run.log_artifact(artifact, aliases=list(each.aliases))


def _init(
    target: Target,
    mode: Mode,
    folder: str,
    run_id: str,
    group: str | None,
    config: Mapping[str, Any],
) -> "wandb.Run":
    import wandb

    known = wandb.Settings.model_fields
    settings = {name: value for name, value in _SETTINGS.items() if name in known}
    return wandb.init(
        project=target.project,
        entity=target.entity,
        tags=target.tags,
        dir=folder,
        mode=mode.value,
        id=run_id,
        name=run_id,
        resume="allow",
        reinit="create_new",
        job_type="benchmark",
        group=group,
        config=dict(config),
        settings=wandb.Settings(**settings),
    )


def _sdk_value(value: object) -> object:
    if not isinstance(value, Table):
        return value
    import wandb

    return wandb.Table(columns=list(value.columns), data=[list(row) for row in value.rows])


@contextmanager
def _folder(target: Target, mode: Mode, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield a folder outside of the work tree; what is kept offline is not removed again."""
    chosen = environ.get("WANDB_DIR") or (target.folder if mode is Mode.OFFLINE else None)
    if chosen:
        os.makedirs(chosen, exist_ok=True)
        yield os.path.abspath(chosen)
    elif mode is Mode.OFFLINE:
        yield mkdtemp(prefix="calibrax-")
    else:
        with TemporaryDirectory(prefix="calibrax-", ignore_cleanup_errors=True) as temporary:
            yield temporary


def _near(path: str) -> str:
    """Return a path as it is seen from the current folder, if it is in there."""
    return path.removeprefix(os.path.join(os.getcwd(), ""))


def _log(folder: str) -> bytes:
    try:
        with open(os.path.join(folder, "logs", "debug-internal.log"), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
