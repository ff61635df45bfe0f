"""The folder ``baselines/`` of a store: one file a baseline, and a log of every change."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from calibrax.core.models import Run
from calibrax.errors import DataError, UsageError
from calibrax.storage import files, names
from calibrax.storage.runs import parse_header, parse_run

By = Literal["auto", "human"]


class BaselineChange(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log: which run became the baseline, by whom and why."""

    time: datetime
    name: str
    run: str
    by: By
    reason: str = ""
    pin: bool = False


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """Which run a baseline's file holds; the earlier calibrax, in its own layout, logged none."""

    name: str
    run_id: str
    was_logged: bool


class BaselineFolder:
    """The baselines of one store."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.log = os.path.join(path, "log.jsonl")

    def where(self, name: str) -> str:
        """Return the path of the baseline of that name, set or not."""
        self._require_own()
        return os.path.join(self.path, names.baseline_file(name))

    def names(self) -> list[str]:
        """Return the names of the baselines that are set, sorted."""
        found = map(names.baseline_name, names.run_files(files.names_in(self.path)))
        return sorted(name for name in found if name is not None)

    def get(self, name: str) -> Run | None:
        """Return the run that is the baseline of that name, ``None`` when it was never set."""
        path = self.where(name)
        try:
            return parse_run(path, files.read(path))
        except FileNotFoundError:
            return None

    def current(self, name: str) -> Baseline | None:
        """Return which run is the baseline of that name, ``None`` when it was never set."""
        path = self.where(name)
        try:
            header = parse_header(path, files.read_line(path))
            run_id = header.id if header else parse_run(path, files.read(path)).id
        except FileNotFoundError:
            return None
        return Baseline(name=name, run_id=run_id, was_logged=header is not None)

    def set(self, name: str, data: bytes, change: BaselineChange) -> str:
        """Make ``data``, a run's file, the baseline of that name, and log the change.

        Where there is a baseline the log comes first: what is interrupted may protect it too much,
        never too little. A first baseline comes first itself: a line without a file says that the
        file was lost.

        Raises:
            UsageError: the name or a field of the change cannot be written, or the change is
                automatic and a human has pinned the baseline.
            DataError: file or log cannot be written, or the change is automatic and the log cannot
                say whether the baseline is pinned; the baseline is what it was.
        """
        path = self.where(name)
        line = _line(change)
        if change.by == "auto":
            self._require_unpinned(name)
        with files.prepared(path, data) as put_in_place:
            if os.path.lexists(path):
                files.append_line(self.log, line)
                put_in_place()
            else:
                put_in_place()
                self._log_first(path, line)
        return path

    def _require_own(self) -> None:
        if os.path.islink(self.path):
            raise DataError(f"{self.path}: is a symbolic link, and a store uses only its own files")

    def _require_unpinned(self, name: str) -> None:
        current, changes = self.current(name), self.changes()
        last = _last(changes, name)
        if last and last.pin:
            raise UsageError(
                f"the baseline {name!r} is pinned: only calibrax baseline --run ID replaces it"
            )
        if current and is_unclear(current, changes):
            raise DataError(f"{self.log}: {unclear(name)}")

    def _log_first(self, path: str, line: bytes) -> None:
        try:
            files.append_line(self.log, line)
        except DataError:
            os.unlink(path)
            raise

    def last_change(self, name: str) -> BaselineChange | None:
        """Return the newest change of the baseline of that name, ``None`` when it was never set.

        Raises:
            DataError: a line of the log is not valid.
        """
        return _last(self.changes(), name)

    def pinned(self, name: str) -> bool:
        """Tell whether a human pinned the baseline of that name in its last change."""
        last = self.last_change(name)
        return last is not None and last.pin

    def changes(self) -> list[BaselineChange]:
        """Return every change of a baseline, oldest first.

        Raises:
            DataError: a line of the log is not valid.
        """
        return [self.change(place, line) for place, line in self.lines()]

    def lines(self) -> list[tuple[int, bytes]]:
        """Return the lines of the log that say something, each with its number.

        Raises:
            DataError: the log cannot be read.
        """
        self._require_own()
        try:
            lines = files.read(self.log).splitlines()
        except FileNotFoundError:
            return []
        return [(place, line) for place, line in enumerate(lines, 1) if line.strip()]

    def change(self, place: int, line: bytes) -> BaselineChange:
        """Return what a line of the log says; ``place`` is its number.

        Raises:
            DataError: it is not valid.
        """
        try:
            return msgspec.json.decode(line, type=BaselineChange)
        except (ValueError, RecursionError) as error:
            raise DataError(f"{self.log}: line {place}: {error}; mend or remove the line") from None


def _last(changes: Sequence[BaselineChange], name: str) -> BaselineChange | None:
    return next((change for change in reversed(changes) if change.name == name), None)


def is_unclear(baseline: Baseline, changes: Iterable[BaselineChange]) -> bool:
    """Tell whether these changes, read after the baseline, cannot say if it is pinned.

    They cannot where none names its run, nor where it was pinned and the last names another run,
    which did not get there. The earlier calibrax knew no pins.
    """
    of_name = [change for change in changes if change.name == baseline.name]
    of_run = [change for change in of_name if change.run == baseline.run_id]
    if not of_run:
        return baseline.was_logged
    return of_run[-1].pin and of_name[-1].run != baseline.run_id


def unclear(name: str) -> str:
    """Return what is to be said of a baseline of which the log is unclear."""
    return (
        f"does not say whether the baseline {name!r} is pinned; "
        "set it again with calibrax baseline --run ID --name NAME"
    )


def _line(change: BaselineChange) -> bytes:
    """Return the change as the log holds it; what could not be read back is refused."""
    try:
        line = msgspec.json.encode(change)
        msgspec.json.decode(line, type=BaselineChange)
    except ValueError as error:
        raise UsageError(f"a change of the baseline {change.name!r}: {error}") from None
    return line
