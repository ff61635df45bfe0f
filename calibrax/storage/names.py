"""File names of a store: a run's name holds its time and its id, a baseline's its quoted name."""

import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from calibrax.core.checks import cut, is_text
from calibrax.errors import UsageError

SUFFIX = ".json"

_TIME = re.compile(r"([0-9]{8}T[0-9]{6})(?:\.([0-9]{1,6}))?").match
_CLAIM = re.compile(r"[0-9]{8}T[0-9]{6}(?:\.[0-9]+)?Z_(.+)").fullmatch
_CANONICAL = re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z_.*\.json").fullmatch
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{8}\.tmp", re.DOTALL).fullmatch
_QUOTED = re.compile(r"[^A-Za-z0-9._@+=-]")
_LONGEST = 200


def run_name(timestamp: datetime, run_id: str) -> str:
    """Return ``20260102T030405.123456Z_a1b2c3d4e5f6.json``: sorts by time, ends in the id."""
    return f"{sortable(timestamp)}Z_{run_id}{SUFFIX}"


def all_canonical(files: Iterable[str]) -> bool:
    """Tell whether all names have the form of :func:`run_name`, so that they sort as text."""
    return all(map(_CANONICAL, files))


def time_in(name: str) -> str | None:
    """Return the time a run file's name begins with, as text that sorts; ``None`` without one."""
    match = _TIME(name)
    return f"{match[1]}.{match[2] or '':0<6}" if match else None


def sortable(timestamp: datetime) -> str:
    """Return a time in the form of :func:`time_in`."""
    utc = timestamp.astimezone(UTC)
    return f"{utc.year:04}{utc:%m%dT%H%M%S.%f}"  # %Y alone does not fill up a year below 1000


def id_in(name: str) -> str | None:
    """Return the id that a run file's name ends in, ``None`` when the name does not hold one.

    It is what the file claims; the id that counts stands inside.
    """
    stem = name.removesuffix(SUFFIX)
    claim = _CLAIM(stem)
    if claim:
        return claim[1]
    return stem if time_in(name) is None else None


def is_of(name: str, timestamp: datetime, run_id: str) -> bool:
    """Tell whether a run file's name says nothing else than the run's time and id."""
    if name.removesuffix(SUFFIX) == run_id:
        return True
    return id_in(name) in (None, run_id) and time_in(name) in (None, sortable(timestamp))


def temporary_name(name: str) -> str:
    """Return a hidden name for the file while it is written, another one each time."""
    return f".{name[:80]}.{os.urandom(4).hex()}.tmp"


def temporary_files(names: Iterable[str]) -> list[str]:
    """Return the names that :func:`temporary_name` made, sorted."""
    return sorted(filter(_TEMPORARY, names))


def run_files(names: Iterable[str]) -> list[str]:
    """Return the names that are run files, leaving out hidden, temporary and other files."""
    return [name for name in names if name.endswith(SUFFIX) and not name.startswith(".")]


def baseline_file(name: str) -> str:
    """Return the file name of a baseline: percent-encoded, so that no name leaves the folder.

    Raises:
        UsageError: the name is empty, not text, or longer than file systems allow.
    """
    if not is_text(name):
        raise UsageError(f"the baseline's name {cut(ascii(name))} is no text")
    quoted = _QUOTED.sub(_quote, name)
    if quoted.startswith("."):
        quoted = "%2E" + quoted[1:]
    if not quoted:
        raise UsageError("the baseline's name is empty: give one")
    if len(quoted) > _LONGEST:
        raise UsageError(
            f"the baseline's name {cut(ascii(name))} has {len(quoted)} characters when encoded, "
            f"more than {_LONGEST}: give a shorter one"
        )
    return quoted + SUFFIX


def refuse_suite(name: str) -> None:
    """Refuse a suite after which no baseline can be named, so that none could ever be judged.

    Raises:
        UsageError: always then.
    """
    try:
        baseline_file(name)
    except UsageError as error:
        raise UsageError(f"the suite cannot have a baseline: {error}") from None


def _quote(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def baseline_name(file: str) -> str | None:
    """Return the name whose :func:`baseline_file` this is, ``None`` when it is that of no name."""
    from urllib.parse import unquote_to_bytes

    try:
        name = unquote_to_bytes(file.removesuffix(SUFFIX)).decode()
        return name if baseline_file(name) == file else None
    except ValueError:
        return None
