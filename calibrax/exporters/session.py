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
from calibrax.exporters.alerts import Alert
from calibrax.exporters.credentials import Mode, redacted
from calibrax.exporters.media import sdk_value
from calibrax.exporters.names import plain_name
from calibrax.exporters.sdk_environment import sdk_environment
from calibrax.exporters.sdk_errors import INCOMPLETE, NOTHING, SERVICE, sdk_errors
from calibrax.exporters.sdk_log import dropped
from calibrax.exporters.tables import Table

if TYPE_CHECKING:
    import wandb

_SHOWN = 3
"""Messages of the SDK's log in an error."""

_LONGEST_ID = 64
"""Characters of an id, so that the names that hold it stay within what the server takes."""

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


ALERTED = "alerts_sent"
"""The key of the titles that were sent: what one export told, no other one tells again."""


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What a W&B run is opened with; ``group`` is the branch, ``variables`` the environment."""

    target: Target
    mode: Mode
    variables: MutableMapping[str, str]
    run_id: str
    group: str | None
    config: Mapping[str, Any]


class _Artifact(msgspec.Struct, frozen=True):
    name: str
    file: str
    content: bytes


class Session:
    """An open W&B run.

    ``where`` is its URL, or its folder offline. The run goes on from what was sent under the same
    id before. Making one raises what :func:`sdk_errors` raises.
    """

    def __init__(self, opening: Opening) -> None:
        self.run_id = opening.run_id
        self._opening = opening
        self._environ = environ = opening.variables
        self._online = opening.mode is Mode.ONLINE
        self._artifacts: dict[_Artifact, tuple[str, ...]] = {}
        self._charts: dict[str, Any] = {}
        self._told: list[str] = []
        with sdk_errors(NOTHING, environ), ExitStack() as resources:
            folder = resources.enter_context(_folder(opening.target, opening.mode, environ))
            data = environ.get("WANDB_DATA_DIR") or os.path.join(folder, "wandb")
            # set while the run is open: what the SDK stages belongs to the run, not to the user
            wanted = {"WANDB_DATA_DIR": data, "WANDB_MODE": opening.mode}
            resources.enter_context(sdk_environment(environ, wanted))
            self._run = _init(opening, folder)
            self.where = _near(self._run.settings.sync_dir)
            if self._online:
                self.where = self._run.url or self.where
            self._resources = resources.pop_all()

    def summarise(self, values: Mapping[str, object]) -> None:
        """Set values of the summary, which a further export replaces; media are values too."""
        with sdk_errors(INCOMPLETE, self._environ):
            self._run.summary.update({key: sdk_value(value) for key, value in values.items()})

    def draw(self, key: str, table: Table, x: str, y: str, title: str) -> None:
        """Set a table of the summary, and a line of two of its columns that the page draws.

        What ``log`` would do without the row of history that each call of it adds.
        """
        with sdk_errors(INCOMPLETE, self._environ):
            import wandb

            drawn: Any = sdk_value(table)
            chart: Any = wandb.plot.line(drawn, x, y, title=title)
            chart.set_key(key)
            self._charts[key] = chart.spec.config_value
            summary: Any = self._run.summary
            summary.update({chart.spec.table_key: chart.table})
            config: Any = self._run.config
            config.update({"_wandb": {"visualize": self._charts}}, allow_val_change=True)

    def alert(self, alerts: Sequence[Alert]) -> None:
        """Tell the people who watch the project, each alert once however often it is exported."""
        with sdk_errors(INCOMPLETE, self._environ):
            summary: Any = self._run.summary
            before = self._told or summary.get(ALERTED) or []
            new = [each for each in alerts if each.title not in before]
            for each in new:
                self._run.alert(each.title, each.text, level=each.level)
            told = [*before, *(each.title for each in new)]
            if new and self._online:
                self._told = told
            elif new:
                summary.update({ALERTED: told})

    def attach(self, name: str, file: str, content: bytes, *aliases: str) -> None:
        """Log an artifact of one file at the end, once, with all aliases that it was given.

        The SDK gives ``latest`` to everything that it logs: of the artifacts of a name, the first
        that was attached is logged first, and the last keeps that alias.
        """
        artifact = _Artifact(name, file, content)
        known = self._artifacts.get(artifact, ())
        self._artifacts[artifact] = tuple(dict.fromkeys((*known, *aliases)))

    def finish(self, exit_code: int = 0) -> None:
        """Wait until everything has arrived; what has to come after it is sent then.

        Raises:
            ServiceError: something did not.
        """
        with self._resources:
            with sdk_errors(INCOMPLETE, self._environ):
                try:
                    later = self._log_artifacts() if exit_code == 0 else {}
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
        if self._told or later:
            again = Session(self._opening)
            if self._told:  # an alert that was lost is not among them: it has to come again
                again.summarise({ALERTED: self._told})
            again._artifacts = later
            again.finish(exit_code)

    def _log_artifacts(self) -> dict[_Artifact, tuple[str, ...]]:
        """Log artifacts, and return those that have to wait until others of their name arrived."""
        import wandb

        later = {}
        names: set[str] = set()
        for each, aliases in self._artifacts.items():
            if self._online and each.name in names:
                later[each] = aliases
                continue
            names.add(each.name)
            artifact = wandb.Artifact(each.name, type="benchmark-run")
            with artifact.new_file(each.file, mode="wb") as opened:
                opened.write(each.content)
            self._run.log_artifact(artifact, aliases=list(aliases))
        return later


def _init(opening: Opening, folder: str) -> "wandb.Run":
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
        group=opening.group,
        config=dict(opening.config),
        settings=wandb.Settings(**settings),
    )


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
