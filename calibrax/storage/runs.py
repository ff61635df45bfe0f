"""The folder ``runs/`` of a store: which files there are, newest first, and what they hold."""

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import attrgetter
from typing import TypeVar

from calibrax.core import run_json
from calibrax.core.checks import brief
from calibrax.core.checks import run_id as check_id
from calibrax.core.models import Run
from calibrax.core.run_json import RunHeader
from calibrax.errors import DataError, RunConflict, RunNotFound
from calibrax.storage import files, names

_T = TypeVar("_T")

_Reading = Callable[[Iterable[str], Callable[[str], RunHeader]], Iterator[tuple[str, RunHeader]]]
Unreadable = Callable[[DataError], None]
"""What is told of each run that cannot be read and is no more than a neighbour of those meant."""


def refuse(error: DataError) -> None:
    """Let no run be left out.

    Raises:
        DataError: always.
    """
    raise error


class RunFolder:
    """The run files of one store. Names are read at each call, files only when asked for.

    Where ``unreadable`` does not raise, a neighbour of what is asked for that cannot be read is
    left out.
    """

    def __init__(self, path: str, unreadable: Unreadable = refuse) -> None:
        self.path = path
        self._unreadable = unreadable
        self._prefix = os.path.join(path, "")

    def where(self, name: str) -> str:
        """Return the path of a run file."""
        return self._prefix + name

    def newest_first(self) -> list[str]:
        """Return the names of the run files.

        A name that begins with a time sorts by it; for another the time in its header counts, and
        it comes after the usual name of the same time.
        """
        listed = self._names()
        if names.all_canonical(listed):
            listed.sort(reverse=True)
            return listed
        keyed = [
            (time, names.all_canonical((name,)), name)
            for name, time in self.readable(listed, self._time_of)
        ]
        return [name for _, _, name in sorted(keyed, reverse=True)]

    def present(self, listed: Iterable[str], read: Callable[[str], _T]) -> Iterator[tuple[str, _T]]:
        """Yield name and what is read of each file, without those that were removed meanwhile."""
        for name in listed:
            try:
                found = read(name)
            except FileNotFoundError:
                continue
            yield name, found

    def readable(
        self, listed: Iterable[str], read: Callable[[str], _T]
    ) -> Iterator[tuple[str, _T]]:
        """Do as :meth:`present`, without the files that cannot be read, each of which is told."""
        for name in listed:
            try:
                yield from self.present((name,), read)
            except DataError as error:
                self._unreadable(error)

    def headers(self) -> Iterator[tuple[str, RunHeader]]:
        """Yield name and header of each run, newest first, reading each when it is asked for."""
        yield from self.once(self.readable(self.newest_first(), self.header), attrgetter("id"))

    def whole(self) -> Iterator[Run]:
        """Yield each run, newest first, parsing it when it is asked for."""
        found = self.once(self.readable(self.newest_first(), self.load), attrgetter("id"))
        return (run for _, run in found)

    def once(
        self, found: Iterable[tuple[str, _T]], id_of: Callable[[_T], str]
    ) -> Iterator[tuple[str, _T]]:
        """Yield the first file of each run; of the others, which are copies, each is told."""
        first: dict[str, str] = {}
        for name, content in found:
            run_id = id_of(content)
            if first.setdefault(run_id, name) == name:
                yield name, content
            else:
                self._unreadable(
                    DataError(
                        f"{self.where(name)}: holds run {run_id!r}, as {first[run_id]} does; "
                        "calibrax store verify tells which is right"
                    )
                )

    def header(self, name: str) -> RunHeader:
        """Return a run's header, reading its first line where it has the stored layout."""
        path = self.where(name)
        header = parse_header(path, files.read_line(path))
        return header or run_json.header_of(self.load(name))

    def load(self, name: str) -> Run:
        """Return the run that a file holds.

        Raises:
            RunNotFound: it was removed meanwhile.
            DataError: it cannot be read or is not valid.
        """
        path = self.where(name)
        return parse_run(path, _content(path))

    def stored(self, run_id: str | Run) -> tuple[Run, bytes]:
        """Return the run of that id, or that was loaded before, and its file's content.

        Raises:
            RunNotFound: there is none, or several, or its file is gone.
        """
        if isinstance(run_id, Run):
            path = self.where(names.run_name(run_id.timestamp, run_id.id))
            if os.path.exists(path):
                data = _content(path)
                if data == run_json.encode(run_id):
                    return run_id, data
            run_id = run_id.id
        path = self.where(self.find(run_id))
        data = _content(path)
        return parse_run(path, data), data

    def find(self, run_id: str) -> str:
        """Return the name of the file of the one run whose id is, or begins with, ``run_id``.

        Raises:
            RunNotFound: there is none, or several, or ``run_id`` cannot be an id.
        """
        try:
            check_id(run_id)
        except ValueError as error:
            from calibrax.core.location import quoted

            reason = str(error).removeprefix(f"id: {brief(run_id)}")
            raise RunNotFound(f"{quoted(run_id)}{reason}") from None
        ids = self._ids(run_id) or self._confirmed(self._names(), run_id, self.readable)
        exact = [name for name, known in ids.items() if known == run_id]
        matches = exact or [name for name, known in ids.items() if known.startswith(run_id)]
        if len(matches) == 1:
            return matches[0]
        if not matches:
            newest = [header.id for _, header in islice(self.headers(), 3)]
            known = f"the newest are {', '.join(newest)}" if newest else "it holds none yet"
            raise RunNotFound(f"no run {run_id!r} in {self.path}; {known}")
        if exact:
            raise RunNotFound(
                f"{len(exact)} files in {self.path} hold run {run_id!r} "
                f"({', '.join(sorted(exact)[:5])}): calibrax store verify tells which is right"
            )
        some = ", ".join(sorted(ids[name] for name in matches)[:5])
        raise RunNotFound(
            f"{len(matches)} runs begin with {run_id!r} ({some}): give more of the id"
        )

    def get(self, run_id: str) -> Run | None:
        """Return the run of exactly this id, ``None`` when there is none."""
        name = self._named(run_id)
        return self.load(name) if name else None

    def save(self, run: Run) -> str:
        """Write the run and return its file's path; the same run again is left as it is.

        Raises:
            RunConflict: a run of this id is stored with other content.
            UsageError: no baseline could be named after its suite.
        """
        names.refuse_suite(run.suite)
        name = self._named(run.id) or names.run_name(run.timestamp, run.id)
        path = self.where(name)
        if not os.path.lexists(path) and files.create(path, run_json.encode(run)):
            return path
        if self.load(name) != run:
            raise RunConflict(
                f"{path}: the run {run.id!r} is stored with other content; "
                "a stored run is never rewritten, give the new one an id of its own"
            )
        return path

    def _named(self, run_id: str) -> str | None:
        """Return the name of the file that holds the run of exactly this id."""
        return next((name for name, known in self._ids(run_id).items() if known == run_id), None)

    def _ids(self, prefix: str) -> dict[str, str]:
        """Return file name -> id of the runs whose name claims an id that begins with ``prefix``.

        The id that counts stands inside, so each claim is held against the file's header, and a
        name that claims none is looked into. Next to a run of exactly that id others are no more
        than neighbours.
        """
        claims = {name: names.id_in(name) for name in self._names()}
        whole = [name for name, claim in claims.items() if claim == prefix]
        longer = [name for name, claim in claims.items() if claim and claim.startswith(prefix)]
        none = [name for name, claim in claims.items() if claim is None]
        exact = self._confirmed(whole, prefix, self.present)
        rest = self.readable if prefix in exact.values() else self.present
        return {
            **exact,
            **self._confirmed((name for name in longer if name not in exact), prefix, rest),
            **self._confirmed(none, prefix, self.readable),
        }

    def _confirmed(self, candidates: Iterable[str], prefix: str, those: _Reading) -> dict[str, str]:
        headers = those(candidates, self.header)
        return {name: header.id for name, header in headers if header.id.startswith(prefix)}

    def _names(self) -> list[str]:
        listed = files.names_in(self.path)
        return listed if names.all_canonical(listed) else names.run_files(listed)

    def _time_of(self, name: str) -> str:
        return names.time_in(name) or names.sortable(self.header(name).timestamp)


def _content(path: str) -> bytes:
    try:
        return files.read(path)
    except FileNotFoundError:
        raise RunNotFound(f"{path}: was removed meanwhile; try again") from None


def parse_run(path: str, data: bytes) -> Run:
    """Return the run in ``data``, naming ``path`` in every error."""
    try:
        return run_json.decode(data)
    except ValueError as error:
        raise _located(path, error) from None


def parse_header(path: str, first_line: bytes) -> RunHeader | None:
    """Return a run's header, ``None`` in another layout, naming ``path`` in every error."""
    try:
        return run_json.decode_header(first_line)
    except ValueError as error:
        raise _located(path, error) from None


def _located(path: str, error: Exception) -> DataError:
    return error if isinstance(error, DataError) else DataError(f"{path}: {error}")
