"""One W&B run that is open: the only place that talks to the SDK.

The SDK prints, retries for a long time and gives uploads up in silence. Here it is quiet, waits for
seconds, and what it dropped is an error.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from shutil import move, rmtree
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from calibrax.errors import ServiceError
from calibrax.exporters.alerts import Alert
from calibrax.exporters.credentials import Mode, redacted, without_user
from calibrax.exporters.deadline import Deadline
from calibrax.exporters.media import sdk_value
from calibrax.exporters.opening import Opening, folder_of, open_run, staging
from calibrax.exporters.sdk_environment import sdk_environment
from calibrax.exporters.sdk_errors import INCOMPLETE, SERVICE, sdk_errors
from calibrax.exporters.sdk_log import dropped, taken
from calibrax.exporters.tables import Table

_SHOWN = 3
"""Messages of the SDK's log in an error."""

ALERTED = "alerts_sent"
"""The key of the titles that were sent: what one export told, no other one tells again."""

WRITTEN = "keys_sent"
"""The key of the keys that an export replaces, so that the next one knows which are gone."""


class _Artifact(msgspec.Struct, frozen=True):
    name: str
    file: str
    content: bytes


class Session:
    """An open W&B run.

    ``where`` is its URL, or its folder offline. The run goes on from what was sent under the same
    id before, and waits for the server as long as the deadline allows. ``replaced`` is the folder
    of an earlier session, which this one takes the place of once it is complete; ``folder`` holds
    those of all runs. Making one raises what :func:`sdk_errors` raises.
    """

    def __init__(self, opening: Opening, deadline: Deadline, replaced: str | None = None) -> None:
        self.run_id = opening.run_id
        self._opening = opening
        self._deadline = deadline
        self._environ = environ = opening.variables
        self._online = opening.mode is Mode.ONLINE
        self._artifacts: dict[_Artifact, tuple[str, ...]] = {}
        self._charts: dict[str, Any] = {}
        self._told: list[str] = []
        with sdk_errors(opening.arrived, environ), ExitStack() as resources:
            folder = resources.enter_context(folder_of(opening.target, opening.mode, environ))
            data = resources.enter_context(staging(folder, opening.mode, environ))
            self.folder = folder
            if replaced:  # aside: the SDK names folders by the second
                aside = TemporaryDirectory(prefix=".", dir=folder, ignore_cleanup_errors=True)
                folder = resources.enter_context(aside)
            # set while the run is open: what the SDK stages belongs to the run, not to the user
            wanted = {"WANDB_DATA_DIR": data, "WANDB_MODE": opening.mode}
            resources.enter_context(sdk_environment(environ, wanted))
            seconds = deadline.half()
            self._run = deadline.wait(lambda: open_run(opening, folder, seconds))
            written = environ.get("WANDB_DIR") or opening.target.folder or "."
            self._replaced = replaced
            self.path = replaced or self._run.settings.sync_dir
            self.where = _as_written(self.path, written)
            if self._online:
                self.where = without_user(self._run.url or self.where)
            self._resources = resources.pop_all()

    def summarise(self, values: Mapping[str, object]) -> None:
        """Set values of the summary, which a further export replaces; media are values too."""
        with sdk_errors(INCOMPLETE, self._environ):
            ready = {key: sdk_value(value) for key, value in values.items()}
            self._deadline.wait(lambda: self._run.summary.update(ready))

    def replace(self, values: Mapping[str, object]) -> None:
        """Set values of the summary, and remove what an earlier call set that is none of them."""
        before = self.value(WRITTEN)
        with sdk_errors(INCOMPLETE, self._environ):
            summary: Any = self._run.summary
            for key in before if isinstance(before, list) else ():
                if key not in values:
                    del summary[key]
        self.summarise({**values, WRITTEN: list(values)})

    def value(self, key: str) -> object:
        """Return a value of the summary; offline nothing is known of an earlier export."""
        with sdk_errors(INCOMPLETE, self._environ):
            summary: Any = self._run.summary
            return summary.get(key)

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
            self._deadline.wait(lambda: summary.update({chart.spec.table_key: chart.table}))
            config: Any = self._run.config
            config.update({"_wandb": {"visualize": self._charts}}, allow_val_change=True)

    def alert(self, alerts: Sequence[Alert]) -> None:
        """Tell the people who watch the project, each alert once however often it is exported."""
        known = self.value(ALERTED)
        before = self._told or (known if isinstance(known, list) else [])
        new = [each for each in alerts if each.title not in before]
        with sdk_errors(INCOMPLETE, self._environ):
            for each in new:
                self._run.alert(each.title, each.text, level=each.level)
        told = [*before, *(each.title for each in new)]
        if new and self._online:
            self._told = told
        elif new:
            self.summarise({ALERTED: told})

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
        failure: ServiceError | None = None
        later: dict[_Artifact, tuple[str, ...]] = {}
        with self._resources:
            try:
                with sdk_errors(INCOMPLETE, self._environ):
                    later = self._deadline.wait(lambda: self._end(exit_code))
            except ServiceError as error:
                failure = error
            finally:
                lost = dropped(taken(self._run.settings.sync_dir))
            if self._replaced and exit_code == 0 and not failure and not lost:
                rmtree(self._replaced, ignore_errors=True)
                move(self._run.settings.sync_dir, self._replaced)
        if failure is not None:
            raise ServiceError("; ".join([str(failure), *self._known(lost)])) from failure
        if lost:
            if not any("alert" in each.lower() for each in lost):
                with suppress(ServiceError):
                    self._again(exit_code, {})
            raise ServiceError(f"{SERVICE}: {INCOMPLETE}: {'; '.join(self._known(lost))}")
        self._again(exit_code, later)

    def _known(self, lost: Sequence[str]) -> list[str]:
        """Return what did not arrive, as the SDK's log has it, and where the rest is."""
        more = [f"and {len(lost) - _SHOWN} more"] if len(lost) > _SHOWN else []
        rest = [f"what arrived is at {self.where}"] if self._online else []
        return [redacted(each, self._environ) for each in (*lost[:_SHOWN], *more, *rest)]

    def _again(self, exit_code: int, later: "dict[_Artifact, tuple[str, ...]]") -> None:
        """Send what had to wait, and which alerts arrived: one that was lost has to come again."""
        if not self._told and not later:
            return
        opening = msgspec.structs.replace(self._opening, arrived=INCOMPLETE)
        again = Session(opening, self._deadline)
        if self._told:
            again.summarise({ALERTED: self._told})
        again._artifacts = later
        again.finish(exit_code)

    def _end(self, exit_code: int) -> "dict[_Artifact, tuple[str, ...]]":
        try:
            return self._log_artifacts() if exit_code == 0 else {}
        except BaseException:
            exit_code = 1
            raise
        finally:
            self._run.finish(exit_code=exit_code)

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


def _as_written(path: str, folder: str) -> str:
    """Return the path of something in a folder, as the folder was written.

    A temporary folder, which nobody wrote, is shown as it is.
    """
    inside = os.path.join(os.path.abspath(folder), "")
    if not path.startswith(inside):
        return path
    return os.path.normpath(os.path.join(folder, path.removeprefix(inside)))
