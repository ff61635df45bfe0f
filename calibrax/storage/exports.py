"""A store's exports.json: which runs were sent where.

It lives on this machine only, and may be lost or removed: a run that is sent again is the same.
"""

import os

import msgspec

from calibrax.errors import DataError
from calibrax.storage import files

SCHEMA = 1


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """Where runs were sent; ``entity`` and ``server`` are ``None`` where the service chose."""

    mode: str
    project: str
    entity: str | None = None
    server: str | None = None


class _Sent(msgspec.Struct, frozen=True, kw_only=True):
    to: Destination
    runs: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, kw_only=True):
    schema: int
    sent: tuple[_Sent, ...]


class Exports:
    """The runs of one store that were sent. The file is read at each call."""

    def __init__(self, store: str | os.PathLike[str]) -> None:
        self.path = os.path.join(store, "exports.json")

    def sent(self, to: Destination) -> frozenset[str]:
        """Return the ids of the runs that were sent there.

        Raises:
            DataError: the file cannot be read or is not valid.
        """
        return frozenset(self._all().get(to, ()))

    def add(self, to: Destination, run_id: str) -> None:
        """Remember that a run was sent there.

        Raises:
            DataError: the file cannot be read or written, or is not valid.
        """
        known = self._all()
        before = known.get(to, ())
        if run_id in before:
            return
        known[to] = (*before, run_id)
        sent = tuple(_Sent(to=to, runs=runs) for to, runs in known.items())
        encoded = msgspec.json.encode(_File(schema=SCHEMA, sent=sent))
        files.write(self.path, msgspec.json.format(encoded, indent=2) + b"\n")

    def destinations(self) -> tuple[Destination, ...]:
        """Return where runs were sent.

        Raises:
            DataError: the file cannot be read or is not valid.
        """
        return tuple(self._all())

    def _all(self) -> dict[Destination, tuple[str, ...]]:
        try:
            content = msgspec.json.decode(files.read(self.path), type=_File)
        except FileNotFoundError:
            return {}
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self._broken(str(error)) from None
        if content.schema != SCHEMA:
            raise self._broken(f"schema {content.schema} is not {SCHEMA}")
        return {each.to: each.runs for each in content.sent}

    def _broken(self, reason: str) -> DataError:
        return DataError(
            f"{self.path}: {reason}; remove the file, it only says which runs were exported"
        )
